"""What to do next about cases and re-ages, in words, the most urgent first."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from servicing.access import Capability
from servicing.templatetags.desk import count
from servicing.workspace.todo import Harm, Todo

SENTENCES = {
    "late": ngettext_lazy(
        "%(shown)s dispute or complaint is late: acknowledge or decide it.",
        "%(shown)s disputes or complaints are late: acknowledge or decide them.",
        "number",
    ),
    "soon": ngettext_lazy(
        "%(shown)s dispute or complaint is to be acknowledged or decided within three days.",
        "%(shown)s disputes or complaints are to be acknowledged or decided within three days.",
        "number",
    ),
    "extensions": ngettext_lazy(
        "More time is asked for %(shown)s case: somebody else should answer.",
        "More time is asked for %(shown)s cases: somebody else should answer.",
        "number",
    ),
    "credits": ngettext_lazy(
        "%(shown)s case still awaits the issuer's credit: ask for it.",
        "%(shown)s cases still await the issuer's credit: ask for it.",
        "number",
    ),
}
URGENCY = {
    "late": (Harm.LAW, Capability.OPEN_CASES),
    "soon": (Harm.LAW, Capability.OPEN_CASES),
    "extensions": (Harm.CUSTOMERS, Capability.APPROVE_EXTENSIONS),
    "credits": (Harm.CUSTOMERS, Capability.DECIDE_CASES),
}
_REAGES = ngettext_lazy(
    "%(shown)s re-age rests on a payment that was returned: withdraw it, or say why it stands.",
    "%(shown)s re-ages rest on payments that were returned: withdraw them, or say why they stand.",
    "number",
)


def todos(counts: dict[str, int], number: int) -> Iterator[Todo]:
    """Of cases as ``case_counts`` counts them, and of this many re-ages to review."""
    for show, sentence in SENTENCES.items():
        if cases := counts[show]:
            harm, acting = URGENCY[show]
            text = sentence % {"number": cases, "shown": count(cases)}
            yield _todo(f"cases-{show}", text, "cases", query=f"?show={show}", harm=harm, acting=acting)
    if number:
        text = _REAGES % {"number": number, "shown": count(number)}
        yield _todo("reages", text, "reages", harm=Harm.CUSTOMERS, acting=Capability.RE_AGE)


def _todo(key: str, text: str, page: str, **urgency: Any) -> Todo:
    return Todo(key, text, _("Open"), page, capability=Capability.SEE_ACCOUNTS, **urgency)
