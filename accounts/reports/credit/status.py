"""What a credit report says of an account beside its standing. Pure.

Two dates are kept apart (rules, section 3): the date of first delinquency, which never moves later while the
run of past-due days lasts, and field 25 of Metro 2, which is asked anew each month.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from accounts.dates import NEVER
from accounts.packs.schema import Bands
from accounts.rules.standing import Facts, NoPolicy, Standing, standing

LATE = 30  # days past due from which on Metro 2 knows a delinquency
_LATE = timedelta(days=LATE)
CURRENT, _FIRST_LATE = "11", "71"
TRANSFERRED, CLOSED, CHARGED_OFF, PAID_CHARGE_OFF = "05", "13", "97", "64"
OVER = (TRANSFERRED, CLOSED, CHARGED_OFF, PAID_CHARGE_OFF)
RATED = (TRANSFERRED, CLOSED)  # say beside it how late the account was before
WRITTEN_OFF = (CHARGED_OFF, PAID_CHARGE_OFF)
MONTHS = 24  # of payment history
NO_HISTORY = "B"
REVOLVING, INDIVIDUAL, JOINT = "R", "1", "2"


@dataclass(frozen=True, slots=True)
class CreditLine:
    """One account at the end of a month. Amounts in minor units. ``past_due`` as the pack reports it;
    ``field_25`` none where the pack has no such field, or nothing is late enough.

    What follows ``past_due`` is for Metro 2 only. ``scheduled``: what the newest statement newly asks for,
    none without one. ``rating``: how late a closed account was before. ``history``: the months before, the
    newest first. ``informed_on``: the day that the line stands for.
    """

    account: str
    currency: str
    code: str
    days_past_due: int
    first_delinquency: date | None
    field_25: date | None
    balance: int
    past_due: int
    scheduled: int | None = 0
    rating: str = ""
    opened_on: date | None = None
    closed_on: date | None = None
    charge_off: int = 0
    history: str = ""
    is_bankrupt: bool = False
    informed_on: date | None = None
    last_paid_on: date | None = None
    portfolio: str = REVOLVING
    ecoa: str = INDIVIDUAL


def is_metro2(codes: Bands) -> bool:
    """Whether a pack reports by the status codes of Metro 2."""
    return codes.of(0) == CURRENT and codes.of(LATE) == _FIRST_LATE


def amount_late(now: Standing) -> int:
    """Field 22: what is past due by 30 days or more; nothing while the status is current."""
    if now.days_past_due < LATE:
        return 0
    late = now.day - _LATE
    return sum(cycle.unpaid for cycle in now.asked if cycle.unpaid and cycle.effective_due <= late)


def field_25(facts: Facts, day: date) -> date | None:
    """30 days after the due date of the delinquency that led to the present status; none below 30 days.

    That is the delinquency of the first of the months that ended 30 days late or more without one between
    them that did not, restated: a month that was reported as current clears it. Raises NoPolicy.
    """
    seen, first = facts.known_by(NEVER), None
    while (late := _late_due(seen, day)) is not None:
        first, day = late, _month_before(day)
    return first and first + _LATE


def history(facts: Facts, day: date, codes: Bands) -> str:
    """How late each month before was at its end, the newest first; ``B`` before the first statement."""
    seen, months = facts.known_by(NEVER), []
    for _ in range(MONTHS):
        day = _month_before(day)
        months.append(rating(seen, day, codes))
    return "".join(months)


def rating(seen: Facts, day: date, codes: Bands) -> str:
    """``0`` below 30 days, then a step for each band of the pack; ``B`` before the first statement."""
    try:
        now = standing(seen, day)
    except NoPolicy:
        return NO_HISTORY
    if now.newest is None:
        return NO_HISTORY
    return str([band.code for band in codes.bands].index(codes.of(now.days_past_due)))


def is_bankrupt(seen: Facts, day: date) -> bool:
    return any(hold.kind == "bankruptcy" and hold.in_force(day) for hold in seen.holds)


def last_paid_on(seen: Facts, day: date) -> date | None:
    """The day of the newest payment that stands."""
    return max(
        (p.posted_on for p in seen.payments if p.posted_on <= day and not p.returned_by(day)), default=None
    )


def _month_before(day: date) -> date:
    return day.replace(day=1) - timedelta(days=1)


def _late_due(seen: Facts, day: date) -> date | None:
    """The effective due date of the oldest missed cycle, where that is 30 days ago or more."""
    now = standing(seen, day)
    return now.oldest_missed.effective_due if now.oldest_missed and now.days_past_due >= LATE else None
