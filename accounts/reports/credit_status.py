"""What a credit report says of an account beside its standing, and when a line of it cannot be right. Pure.

Two dates are kept apart (rules, section 3): the date of first delinquency, which never moves later while the
run of past-due days lasts, and field 25 of Metro 2, which is asked anew each month.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.dates import NEVER
from accounts.packs.schema import Bands
from accounts.rules.standing import Facts, Standing, standing

LATE = 30  # days past due from which on Metro 2 knows a delinquency
_LATE = timedelta(days=LATE)
_CURRENT, _FIRST_LATE = "11", "71"


@dataclass(frozen=True, slots=True)
class CreditLine:
    """One account at the end of a month. Amounts in minor units. ``past_due`` as the pack reports it;
    ``field_25`` none where the pack has no such field, or nothing is late enough."""

    account: str
    currency: str
    code: str
    days_past_due: int
    first_delinquency: date | None
    field_25: date | None
    balance: int
    past_due: int


def is_metro2(codes: Bands) -> bool:
    """Whether a pack reports by the status codes of Metro 2."""
    return codes.of(0) == _CURRENT and codes.of(LATE) == _FIRST_LATE


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
        first, day = late, day.replace(day=1) - timedelta(days=1)
    return first and first + _LATE


def _late_due(seen: Facts, day: date) -> date | None:
    """The effective due date of the oldest missed cycle, where that is 30 days ago or more."""
    now = standing(seen, day)
    return now.oldest_missed.effective_due if now.oldest_missed and now.days_past_due >= LATE else None


def faults(line: CreditLine, before: CreditLine | None, codes: Bands) -> Iterator[str]:
    """The examiners' checks that a Metro 2 line fails, by their names. ``before``: the month before."""
    is_late = line.code != _CURRENT
    if is_late != (line.past_due > 0):
        yield "status-apd-2" if is_late else "status-apd-1"
    if is_late and line.balance <= 0:
        yield "status-balance-10"
    if is_late != (line.field_25 is not None):
        yield "status-dofd-1" if is_late else "status-dofd-2"
    if before is None:
        return
    if is_late and before.code != _CURRENT and line.field_25 != before.field_25:
        yield "prog-dofd-1"
    if _place(line, codes) - _place(before, codes) > 1:
        yield "prog-status-1"


def _place(line: CreditLine, codes: Bands) -> int:
    return [band.code for band in codes.bands].index(line.code)
