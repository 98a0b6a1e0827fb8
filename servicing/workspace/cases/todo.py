"""What to do next about cases and re-ages, in words, the most urgent first."""

from collections.abc import Iterator
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext_lazy

from servicing.access import Capability
from servicing.templatetags.desk import count
from servicing.worklists import cases as case_worklists
from servicing.workspace.todo import Todo

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
_REAGES = ngettext_lazy(
    "%(shown)s re-age rests on a payment that was returned: withdraw it, or say why it stands.",
    "%(shown)s re-ages rest on payments that were returned: withdraw them, or say why they stand.",
    "number",
)


def todos(now: datetime) -> Iterator[Todo]:
    counts = case_worklists.case_counts(now)
    for show, sentence in SENTENCES.items():
        if number := counts[show]:
            yield _todo(f"cases-{show}", sentence, number, "cases", f"?show={show}")
    if number := case_worklists.reages_to_review().count():
        yield _todo("reages", _REAGES, number, "reages")


def _todo(key: str, sentence: str, number: int, page: str, query: str = "") -> Todo:
    text = sentence % {"number": number, "shown": count(number)}
    return Todo(key, text, _("Look"), page, query=query, capability=Capability.SEE_ACCOUNTS)
