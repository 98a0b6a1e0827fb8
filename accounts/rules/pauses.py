"""What holds do to ageing: the days on which it pauses (rules, section 6).

Days here are half-open ranges; a hold's own first and last day both belong to it.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

from accounts.dates import NEVER


class Days(NamedTuple):
    """From ``first`` until before ``until``; NEVER where no end is known."""

    first: date
    until: date


@dataclass(frozen=True, slots=True)
class Hold:
    """A hold as far as the standing of one account goes.

    ``pauses``: its kind pauses ageing in the account's jurisdiction. ``lapses_on``: its last day where no
    end was said. The disputed amount is part of what the statement of ``statement_date`` asks; a fresh due
    date becomes known with the end. Minor units.
    """

    kind: str
    starts_on: date
    known_on: date
    ends_on: date | None = None
    end_known_on: date | None = None
    lapses_on: date | None = None
    withdraw_known_on: date | None = None
    disputed_amount: int | None = None
    statement_date: date | None = None
    fresh_due_on: date | None = None
    reference: str = ""
    pauses: bool = False

    @property
    def last(self) -> date:
        """The last day that belongs to it; NEVER where it lasts until it is lifted."""
        return self.ends_on or self.lapses_on or NEVER

    @property
    def days(self) -> Days:
        return Days(self.starts_on, following(self.last))

    @property
    def disputes_through(self) -> date:
        """The last day on which its amount is not asked: what turned out to be owed has a fresh due date."""
        return max(self.last, self.fresh_due_on or self.last)

    def in_force(self, day: date) -> bool:
        return self.starts_on <= day <= self.last


def as_seen(holds: Iterable[Hold], horizon: date) -> Iterator[Hold]:
    """The holds known by the horizon and not known to be withdrawn, with their ends where those are known."""
    for hold in holds:
        withdrawn = hold.withdraw_known_on is not None and hold.withdraw_known_on <= horizon
        if hold.known_on <= horizon and not withdrawn:
            unseen = hold.end_known_on is not None and hold.end_known_on > horizon
            yield replace(hold, ends_on=None, end_known_on=None, fresh_due_on=None) if unseen else hold


def of(holds: Iterable[Hold]) -> tuple[Days, ...]:
    """The days on which ageing pauses: what several holds cover counts once."""
    return union(hold.days for hold in holds if hold.pauses)


def union(spans: Iterable[Days]) -> tuple[Days, ...]:
    """The same days as ranges that neither overlap nor touch, in order."""
    apart: list[Days] = []
    for span in sorted(spans):
        if apart and span.first <= apart[-1].until:
            apart[-1] = Days(apart[-1].first, max(apart[-1].until, span.until))
        else:
            apart.append(span)
    return tuple(apart)


def cover(pauses: Iterable[Days], day: date) -> bool:
    """Whether ageing pauses on the day."""
    return any(span.first <= day < span.until for span in pauses)


def first_after(pauses: Iterable[Days], day: date) -> date:
    """The day itself, or the first one after the pause that it falls into; NEVER where that has no end."""
    return next((span.until for span in pauses if span.first <= day < span.until), day)


def size(pauses: Iterable[Days], first: date, last: date) -> int:
    """How many of the days from first to last, both included, are paused."""
    until = following(last)
    return sum(max(0, (min(span.until, until) - max(span.first, first)).days) for span in pauses)


def following(day: date) -> date:
    return day if day == NEVER else day + timedelta(days=1)
