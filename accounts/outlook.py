"""What changes an account's stage next, if nothing more is paid."""

from dataclasses import dataclass
from datetime import date

from accounts.aging import Facts, Standing, standing
from accounts.days import month_later
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
    days = {cycle.past_due_from for cycle in now.asked if cycle.unpaid}
    days |= {cycle.statement_date for cycle in seen.cycles}
    for day in sorted(day for day in days if day > now.day):
        then = standing(seen, day)
        if then.stage != now.stage:
            return Outlook(day, then.stage, statement=False)
    return None


def _by_statement(now: Standing) -> Outlook | None:
    if now.stage in (CURRENT, MISSED[-1]) or now.newest is None:
        return None
    expected = month_later(now.newest.statement_date)
    while expected <= now.day:  # statements are late in coming, or none comes any more
        expected = month_later(expected)
    return Outlook(expected, stage_after(now.statements_since + 1), statement=True)
