"""The forms of a page as a browser would send them, each filled in with something that it takes."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

DAY = "2026-01-24"
_BY_NAME = {
    "email": "x@example.com", "username": "newcomer", "branches": "", "number": "+8613800001234",
    "value": "+8613800001299", "amount": "10.00", "monthly": "10.00", "instalments-0-amount": "50.00",
    "time": "15:00", "at": f"{DAY}T09:00", "opens": "09:00", "closes": "12:00", "url": "https://example.com/x",
}  # fmt: skip
_BY_TYPE = {"date": DAY, "time": "15:00", "datetime-local": f"{DAY}T09:00", "number": "1", "email": "x@example.com",
            "url": "https://example.com/"}  # fmt: skip


@dataclass
class Form:
    """Where it goes, how, and what it would send."""

    action: str
    method: str
    fields: dict[str, str] = field(default_factory=dict)


class _Forms(HTMLParser):
    def __init__(self, where: str) -> None:
        super().__init__()
        self.where, self.forms = where, []
        self._name, self._chosen = None, False  # of the list that is being read

    def handle_starttag(self, tag, attrs) -> None:
        said = dict(attrs)
        if tag == "form":
            action = said.get("action") or self.where
            self.forms.append(Form(action, (said.get("method") or "get").lower()))
        elif self.forms and tag in ("input", "textarea", "select", "button", "option"):
            getattr(self, f"_{tag}")(said)

    def _put(self, name: str | None, value: str | None) -> None:
        if name:
            self.forms[-1].fields[name] = value or ""

    def _input(self, said: dict) -> None:
        kind, name, value = said.get("type") or "text", said.get("name"), said.get("value")
        if kind in ("submit", "button", "file") or "disabled" in said:
            return
        if kind in ("checkbox", "radio"):
            if "checked" in said or (kind == "radio" and name not in self.forms[-1].fields):
                self._put(name, value or "on")
            return
        self._put(
            name, value or _BY_NAME.get(name or "") or _BY_TYPE.get(kind, "x" if kind == "text" else "")
        )

    def _textarea(self, said: dict) -> None:
        self._put(said.get("name"), "a reason")

    def _button(self, said: dict) -> None:
        if said.get("name") and said["name"] not in self.forms[-1].fields:
            self._put(said["name"], said.get("value"))

    def _select(self, said: dict) -> None:
        self._name = said.get("name")
        self._chosen = False

    def _option(self, said: dict) -> None:
        if self._name and (not self._chosen or "selected" in said) and said.get("value"):
            self._put(self._name, said["value"])
            self._chosen = True


def forms(where: str, page: str) -> Iterator[Form]:
    """Every form of the page that is posted."""
    parser = _Forms(where)
    parser.feed(page)
    yield from (form for form in parser.forms if form.method == "post")
