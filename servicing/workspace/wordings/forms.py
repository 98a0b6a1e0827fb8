"""What is asked of whoever writes a version of a template, and of whoever approves it."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notices.kinds import placeholders
from notices.kinds.placeholders import TABLE
from notices.kinds.required_content import CONTENTS
from notices.wordings import checks as wording_checks
from notices.wordings import parts as wording_parts
from notices.wordings import versions as wording_versions
from notices.wordings.parts import Template
from servicing.workspace.fields import DayField, SeenField, field
from servicing.workspace.generic_forms import BaseFormSet

SPARE = 3  # empty rows for further paragraphs
MOST = 40
OWN = ""


class Lines(forms.CharField):
    """Words over several lines, however the browser ends them."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").replace("\r\n", "\n").replace("\r", "\n")


class Words(forms.Form):
    """The parts beside the paragraphs."""

    title = forms.CharField(
        label=gettext_lazy("title"), max_length=wording_checks.LONGEST_TITLE, required=False
    )
    email_subject = forms.CharField(
        label=gettext_lazy("subject of the e-mail"),
        max_length=wording_checks.LONGEST_TITLE,
        required=False,
    )
    sms = Lines(
        label=gettext_lazy("text message"),
        max_length=wording_checks.LONGEST_SMS,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )


class Row(forms.Form):
    """One paragraph: words of its own, or a block that templates share, or a table."""

    heading = forms.CharField(
        label=gettext_lazy("heading"), max_length=wording_checks.LONGEST_TITLE, required=False
    )
    source = forms.ChoiceField(label=gettext_lazy("what stands here"), required=False)
    text = Lines(
        label=gettext_lazy("words"),
        max_length=wording_checks.LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
    )
    part = forms.ChoiceField(label=gettext_lazy("which required content it is"), required=False)
    needs = forms.ChoiceField(label=gettext_lazy("stands only where there is"), required=False)

    def __init__(self, *args: Any, name: str, language: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field(self, "source", forms.ChoiceField).choices = [(OWN, _("own text")), *_sources(name, language)]
        field(self, "part", forms.ChoiceField).choices = [("", "–"), *_parts(name)]
        field(self, "needs", forms.ChoiceField).choices = [("", _("always")), *_needs(name)]

        if self.initial.get("source", OWN) != OWN:
            self.fields["text"].widget.attrs["rows"] = 1

    def clean(self) -> None:
        super().clean()
        cleaned = self.cleaned_data
        if cleaned.get("source") and cleaned.get("text"):
            self.add_error(
                "text", _("A block or a table has no words of its own. Empty this, or choose its own words.")
            )

    @property
    def paragraph(self) -> dict[str, str]:
        """The paragraph as the parts of a template have it; empty where nothing was written."""
        cleaned = self.cleaned_data
        sort, _colon, name = cleaned.get("source", OWN).partition(":")
        if sort:
            return _filled({"heading": cleaned["heading"], sort: name, "needs": cleaned["needs"]})
        written = {name: cleaned[name] for name in ("heading", "part", "text", "needs")}
        return _filled(written) if cleaned["text"] or cleaned["heading"] else {}


class BaseRows(BaseFormSet[Row]):
    """Paragraphs in the order of their numbers. An emptied one is left out."""

    @property
    def paragraphs(self) -> list[dict[str, str]]:
        return [form.paragraph for form in self.ordered_forms if form.paragraph]


Rows = cast(
    type[BaseRows],
    forms.formset_factory(
        Row,
        formset=BaseRows,
        extra=SPARE,
        max_num=MOST,
        absolute_max=MOST + SPARE,
        can_order=True,
        can_delete=True,
    ),
)


class Writing:
    """Both together, over the parts of a template. ``parts`` once it is valid."""

    def __init__(self, template: Template, posted: Mapping[str, Any] | None = None) -> None:
        parts = wording_parts.parts_of(template)
        about = {"name": template.kind, "language": template.language}
        self.words = Words(posted, initial=parts)
        self.rows = Rows(
            posted, prefix="p", initial=[_initial(each) for each in parts["paragraphs"]], form_kwargs=about
        )

    def is_valid(self) -> bool:
        return all([self.words.is_valid(), self.rows.is_valid()])

    @property
    def parts(self) -> dict[str, Any]:
        return {**self.words.cleaned_data, "paragraphs": self.rows.paragraphs}


class Approval(forms.Form):
    """From when a version is in force, and which words were seen: those that were written then."""

    effective_from = DayField(label=gettext_lazy("in force from"))
    seen = SeenField()

    def __init__(
        self, posted: Mapping[str, Any] | None = None, *, today: date, seen: datetime | None = None
    ) -> None:
        super().__init__(posted, initial={"effective_from": today, "seen": seen})
        field(self, "effective_from", DayField).earliest = today


def _sources(name: str, language: str) -> list[tuple[str, str]]:
    blocks = wording_parts.blocks(wording_versions.pack_of(name), language)
    known = placeholders.of(wording_versions.names()[name])
    tables = {key: table for key, table in known.items() if table.sort == TABLE}
    return [
        *((f"block:{key}", _("block: %(name)s") % {"name": key}) for key in blocks),
        *((f"table:{key}", _("table: %(name)s") % {"name": table.meaning}) for key, table in tables.items()),
    ]


def _needs(name: str) -> list[tuple[str, str]]:
    """Values without which a paragraph is left out."""
    known = placeholders.of(wording_versions.names()[name])
    return [(key, str(placeholder.meaning)) for key, placeholder in known.items()]


def _parts(name: str) -> list[tuple[str, str]]:
    """Contents of sentences: those that the kinds require first."""
    wanted = [code for kind in wording_versions.names()[name] for code in kind.requires]
    sentences = [code for code, content in CONTENTS.items() if not content.placeholders]
    first = [code for code in dict.fromkeys(wanted) if code in sentences]
    rest = [code for code in sentences if code not in first]
    return [(code, str(CONTENTS[code].meaning)) for code in [*first, *rest]]


def _initial(paragraph: Mapping[str, str]) -> dict[str, str]:
    source = next((f"{sort}:{paragraph[sort]}" for sort in ("block", "table") if paragraph.get(sort)), OWN)
    return {**paragraph, "source": source}


def _filled(values: Mapping[str, str]) -> dict[str, str]:
    return {key: value for key, value in values.items() if value}
