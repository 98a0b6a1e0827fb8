"""What changes an account's stage next, if nothing more is paid."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from accounts.dates import NEVER, month_later
from accounts.rules import pauses
from accounts.rules.standing import Facts, Standing, standing
from accounts.stages import CURRENT, MISSED, stage_after


@dataclass(frozen=True, slots=True)
class Outlook:
    """The stage that comes next and the day it comes; ``statement`` where an expected statement brings it."""

    day: date
    stage: str
    statement: bool


def outlook(seen: Facts, now: Standing) -> Outlook | None:
    """The next change of stage without another payment; None where none is in sight.

    Days already written in the facts are asked of the rule; the next statement is expected a month after
    the newest.
    """
    changes = [change for change in (_by_date(seen, now), _by_statement(now)) if change]
    return min(changes, key=lambda change: change.day, default=None)


def _by_date(seen: Facts, now: Standing) -> Outlook | None:
    then = now
    while ahead := [day for day in _written(seen, then) if then.day < day < NEVER]:
        then = standing(seen, min(ahead))
        if then.stage != now.stage:
            return Outlook(then.day, then.stage, statement=False)
    return None


def _written(seen: Facts, now: Standing) -> Iterator[date]:
    """Days on which what is known may count anew: holds begin, end, lapse; what was disputed falls due."""
    yield from (cycle.past_due_from for cycle in now.asked if cycle.unpaid)
    yield from (cycle.statement_date for cycle in seen.cycles)
    for hold in seen.holds:
        yield from (hold.starts_on, hold.days.until, pauses.following(hold.disputes_through))


def _by_statement(now: Standing) -> Outlook | None:
    if now.stage in (CURRENT, MISSED[-1]) or now.newest is None:
        return None
    expected = month_later(now.newest.statement_date)
    while expected <= now.day or pauses.cover(now.pauses, expected):
        if pauses.first_after(now.pauses, expected) == NEVER:
            return None
        expected = month_later(expected)  # statements are late in coming, or find ageing paused
    return Outlook(expected, stage_after(now.statements_since + 1), statement=True)
