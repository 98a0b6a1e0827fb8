"""What the words of a notice need, from where it comes, and what becomes of the notice without it.

What law does not ask for and the book does not hold is left out with its sentence; without anything else the
notice cannot be made (rules, section 7).
"""

from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notices.kinds import placeholders
from notices.kinds.placeholders import Group
from notices.wordings import substitution
from notices.wordings.parts import Template

_LETTERHEAD = _("the letterhead")
_BOOK = "accounts.csv"
_STANDING = _("statements.csv and payments.csv, by the rule of the stage")
_SPLIT = _("statements.csv, its columns principal, interest and fees")
_OF_LETTERHEAD = (
    "issuer_name", "issuer_address", "service_number", "complaint_channel", "how_to_pay", "pay_to",
    "how_to_query", "how_to_object", "how_to_send_evidence", "debt_advice",
)  # fmt: skip
_OF_BOOK = ("recipient_name", "address_lines", "cardholder_name", "account_tail", "product", "opened_on")
_OF_SPLIT = ("principal", "interest", "fees", "breakdown")
_NOTHING = _("no fact of the book yet")
_GROUPS: tuple[tuple[Group, Promise], ...] = (
    (placeholders.STATEMENT, _STANDING),
    (placeholders.PAST_DUE, _STANDING),
    (placeholders.GRACE, _("products.csv and statements.csv")),
    (placeholders.REPORT, _("the credit codes of the pack")),
    (placeholders.PROMISE, _("promises.csv, or the desk")),
    (placeholders.PROMISE_MADE, _("promises.csv, or the desk")),
    (placeholders.PROMISE_INSTALMENT, _("promises.csv, or the desk")),
    (placeholders.UP_TO_DATE, _STANDING),
    (placeholders.HOLD, _("holds.csv, or the desk")),
    (placeholders.CASE, _("the case, as the desk opened it")),
    (placeholders.DISPUTE, _("the case, as the desk opened it")),
    (placeholders.DECISION, _("the decision on the case")),
    (placeholders.SETTLED, _("exits.csv and payments.csv")),
    (placeholders.CORRECTED, _("the earlier letter, as it was kept")),
    (placeholders.JOINT, _STANDING),
    (placeholders.PRESCRIBED, _("Prescribed documents")),
    (placeholders.ENCLOSED, _("the archive")),
    (placeholders.OFFER, _("the offer, as it was approved")),
    (placeholders.PLAN, _("plans.csv, or the desk")),
    (placeholders.MISSED_INSTALMENT, _("plans.csv, or the desk")),
    (placeholders.COMPLETED, _("plans.csv, or the desk")),
    (placeholders.REJECTION, _("the refusal, as somebody decided it")),
)
SOURCES: dict[str, Promise | str] = {
    **dict.fromkeys(placeholders.PLACEHOLDERS, _NOTHING),
    **{name: source for group, source in _GROUPS for name in group},
    **dict.fromkeys(_OF_SPLIT, _SPLIT),
    **dict.fromkeys(_OF_BOOK, _BOOK),
    **dict.fromkeys(_OF_LETTERHEAD, _LETTERHEAD),
    "balance": _STANDING,
    "past_due": _STANDING,
    "reference": _("the notice itself"),
    "as_of": _("the day on which it is made"),
}


@dataclass(frozen=True, slots=True)
class Need:
    """A value by its placeholder. ``is_optional``: without it only its sentence is left out."""

    name: str
    is_optional: bool

    @property
    def source(self) -> str:
        return str(SOURCES[self.name])


def of(template: Template) -> list[Need]:
    """Everything that the words and the frame around them print, in the order of the placeholders."""
    needed = set(placeholders.FRAME) | set(_must(template))
    printed = needed | substitution.names(template)
    return [Need(name, name not in needed) for name in placeholders.PLACEHOLDERS if name in printed]


def _must(template: Template) -> Iterator[str]:
    """What stands outside every paragraph that is left out without a value."""
    for text in (template.title, template.email_subject, template.sms):
        yield from (place.name for place in substitution.places(text))
    for paragraph in template.paragraphs:
        if not paragraph.needs:
            yield from ([paragraph.table] if paragraph.table else [])
            yield from (place.name for place in substitution.places(paragraph.heading + paragraph.text))
