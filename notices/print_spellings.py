"""Another spelling for print: of a name or an address that letters cannot bear as it is recorded.

Our fonts do not have every character, and a window has its size. The text and the e-mail keep what is
recorded; a person says what the letter prints in its place, and a second one approves it.
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import IntegrityError, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet

from accounts.acts import Act, ActRefused
from accounts.customers import reachability
from accounts.models import Customer, Party
from notices import state_changes, typesetting
from notices.kinds.schema import DUE, FAILED, READY
from notices.models import Notice, NoticeStateChange, PrintSpelling

LONGEST = 300
MISSING, WITHOUT_LETTER = "missing-glyph", "without-letter"
REASONS = (MISSING, typesetting.LONG)
KEPT = (*REASONS, WITHOUT_LETTER)  # why a notice has no letter that another spelling would give it
_MARKS = " '’-.·,"


class CannotBePrinted(ValueError):  # noqa: N818 -- named for what is wrong
    """``code``: ``missing-glyph`` with the characters, ``address-too-long``, or ``no-name``: it has other
    characters than names have."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code)
        self.code, self.detail = code, detail


@dataclass(frozen=True, slots=True)
class Unprintable:
    """A text of a person that letters cannot bear: the name, or else the address. ``why``: the characters
    that no font has; empty where it is too long."""

    text: str
    is_name: bool
    why: str


def in_force(customers: Iterable[int]) -> dict[int, dict[str, str]]:
    """What letters print for each recorded text, by person."""
    rows = PrintSpelling.objects.filter(customer__in=customers, withdrawn_at=None, approved_at__isnull=False)
    found: dict[int, dict[str, str]] = {}
    for customer, text, spelling in rows.values_list("customer", "text", "spelling"):
        found.setdefault(customer, {})[text] = spelling
    return found


def unprintable(customer: Customer) -> list[Unprintable]:
    """What of this person kept a letter from being printed and has no other spelling yet."""
    reasons = _why_not(customer)
    if not reasons:
        return []
    missing = {character for code, detail in reasons for character in detail if code == MISSING}
    has_long = any(code == typesetting.LONG for code, _detail in reasons)
    spelled = set(
        PrintSpelling.objects.filter(customer=customer, withdrawn_at=None).values_list("text", flat=True)
    )
    addresses = reachability.contact_points([customer.pk]).filter(kind="address", blocked="")
    texts = [(customer.name, True), *((point.value, False) for point in addresses)]
    return [
        Unprintable(text, is_name, why)
        for text, is_name in texts
        if text and text not in spelled
        for why in ["".join(each for each in dict.fromkeys(text) if each in missing)]
        if why or (has_long and not is_name)
    ]


def enter(customer: Customer, text: str, spelling: str, act: Act) -> PrintSpelling:
    """It counts once somebody else has approved it. Raises CannotBePrinted; ActRefused where one stands."""
    check(customer, text, spelling)
    try:
        with transaction.atomic():
            return PrintSpelling.objects.create(
                customer=customer, text=text, spelling=spelling, entered_at=act.at, entered_by=act.by
            )
    except IntegrityError:
        raise ActRefused("known") from None


def check(customer: Customer, text: str, spelling: str) -> None:
    """Whether a letter can bear it. Raises CannotBePrinted."""
    is_name = text == customer.name
    if is_name and not all(unicodedata.category(each)[0] in "LM" or each in _MARKS for each in spelling):
        raise CannotBePrinted("no-name")
    country = Party.objects.filter(customer=customer).values_list("account__product__jurisdiction", flat=True)
    lines = [line.strip() for line in spelling.splitlines() if line.strip()]
    try:
        typesetting.try_recipient(lines if is_name else ["-", *lines], country.first() or "")
    except typesetting.PressError as problem:
        missing = "".join(each for each in dict.fromkeys(spelling) if each in problem.detail)
        raise CannotBePrinted(problem.code, missing) from None


@transaction.atomic
def approve(spelling: PrintSpelling, act: Act) -> None:
    """Letters bear it from now on, and what failed for want of it is due again.

    Raises ActRefused: ``own``, ``done``.
    """
    if spelling.entered_by == act.by:
        raise ActRefused("own")
    open_ = PrintSpelling.objects.filter(pk=spelling.pk, approved_at=None, withdrawn_at=None)
    if not open_.update(approved_at=act.at, approved_by=act.by):
        raise ActRefused("done")
    failed = _about(spelling.customer_id).filter(state=FAILED, reason__in=REASONS, sent_on=None)
    state_changes.change_state(failed, DUE, Act(at=act.at))


def withdraw(spelling: PrintSpelling, act: Act) -> None:
    """Letters bear what is recorded again. Raises ActRefused."""
    open_ = PrintSpelling.objects.filter(pk=spelling.pk, withdrawn_at=None)
    if not open_.update(withdrawn_at=act.at, withdrawn_by=act.by):
        raise ActRefused("done")


def waiting() -> QuerySet[PrintSpelling]:
    """Entered, and neither approved nor withdrawn."""
    return PrintSpelling.objects.filter(approved_at=None, withdrawn_at=None).select_related("customer")


def kept_from_print() -> QuerySet[Notice]:
    """Notices whose letter could not be printed, of people for whom nobody has entered a spelling."""
    open_ = PrintSpelling.objects.filter(withdrawn_at=None, customer=OuterRef("recipient"))
    return Notice.objects.filter(_kept(), ~Exists(open_)).select_related("recipient").order_by("pk")


def _kept() -> Q:
    return Q(state=FAILED, reason__in=REASONS, sent_on=None) | Q(state=READY, reason=WITHOUT_LETTER)


def _about(customer: int) -> QuerySet[Notice]:
    """Notices to the person, and those to somebody else that name them as the cardholder."""
    own = Party.objects.filter(customer=customer, role=Party.Role.CARDHOLDER).values("account")
    return Notice.objects.filter(Q(recipient=customer) | Q(account__in=own))


def _why_not(customer: Customer) -> list[tuple[str, str]]:
    """Code and detail of why letters of this person are not printed, as their histories say it."""
    kept = _about(customer.pk).filter(_kept())
    turns = (
        NoticeStateChange.objects.filter(notice__in=kept).order_by("notice_id", "-pk").distinct("notice_id")
    )
    split = (reason.partition(": ") for reason in turns.values_list("reason", flat=True))
    return [(code, detail) for code, _colon, detail in split]
