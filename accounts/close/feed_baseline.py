"""What days usually bring, learned from the days closed before (rules, section 4, "Feed gate").

It must not cry wolf: it speaks only of what is more than three times off every comparable day, and by a
hundred rows or accounts, once sixty days are there to compare with. A day that was itself in doubt is learned
from only when a supervisor has released it. On a public holiday few rows are nothing unusual.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

from accounts.calendars import store as calendar_store
from accounts.database import prepared_statements
from accounts.dates import each, month_earlier, month_later
from accounts.models import FeedDiscrepancy

WINDOW = timedelta(days=100)
LEAST_DAYS = 60
FAR, LEAST = 3, 100
MONTHS, ABOUT = 3, timedelta(days=3)
_DAY, _SATURDAY = timedelta(days=1), 5


def unusual(cursor: Any, day: date, brought: dict[str, int]) -> Iterator[FeedDiscrepancy]:
    """Kinds of which far fewer rows came than ever on days like this, or far more than on any day."""
    learned = _learned(cursor, day)
    for kind, rows in brought.items():
        seen = learned[kind]
        if len(seen) < LEAST_DAYS:
            continue
        low, high = min(_alike(kind, day, seen), default=0), max(seen.values())
        if _is_far(low, rows) and not calendar_store.is_holiday_somewhere(day):
            code = FeedDiscrepancy.Code.UNUSUAL if rows else FeedDiscrepancy.Code.NOTHING
            yield FeedDiscrepancy(code=code, kind=kind, expected=low, found=rows)
        elif high and _is_far(rows, high):
            yield FeedDiscrepancy(code=FeedDiscrepancy.Code.UNUSUAL, kind=kind, expected=high, found=rows)


def departures(cursor: Any, day: date) -> Iterator[FeedDiscrepancy]:
    """More accounts leaving current than in the months before around the same day of the month.

    Days before the first departure do not count: a young book has not come to its due dates yet.
    """
    left = _left_current(cursor, day)
    today = left.pop(day, 0)
    first = min((on for on, accounts in left.items() if accounts), default=day)
    seen = {on: accounts for on, accounts in left.items() if on >= first}
    around = {on for middle in _months_before(day) for on in each(middle - ABOUT, middle + ABOUT)}
    comparable = [accounts for on, accounts in seen.items() if on in around]
    if len(seen) >= LEAST_DAYS and comparable and _is_far(today, max(comparable)):
        yield FeedDiscrepancy(code=FeedDiscrepancy.Code.DEPARTURES, expected=max(comparable), found=today)


def _is_far(more: int, fewer: int) -> bool:
    return more > fewer * FAR and more - fewer >= LEAST


def _alike(kind: str, day: date, seen: dict[date, int]) -> list[int]:
    """Statements follow the day of the month, all else the day of the week; too few days tell nothing.

    A statement day that falls on a weekend may be moved, so it is compared with such as fell on one too.
    """
    if kind == "statements":
        alike = [on for on in _months_before(day) if on.day == day.day]
        if _is_weekend(day):
            alike = list(filter(_is_weekend, alike))
        least = 2
    else:
        alike = [day - timedelta(weeks=n) for n in range(1, WINDOW.days // 7 + 1)]
        least = 6
    counts = [seen[on] for on in alike if on in seen]
    return counts if len(counts) >= least else []


def _is_weekend(day: date) -> bool:
    return day.weekday() >= _SATURDAY


def _months_before(day: date) -> list[date]:
    """The same day of the months before, or the last of a month that is shorter."""
    firsts = [day.replace(day=1)]
    for _ in range(MONTHS):
        firsts.append(month_earlier(firsts[-1]))
    return [min(first + timedelta(days=day.day - 1), month_later(first) - _DAY) for first in firsts[1:]]


def _learned(cursor: Any, day: date) -> dict[str, dict[date, int]]:
    """Rows by kind and day, of the days that may be learned from and the kinds that can be unusual at all."""
    prepared_statements.execute(cursor, "usual_rows", day=day, since=day - WINDOW, least=LEAST)
    learned: dict[str, dict[date, int]] = defaultdict(dict)
    for kind, on, count in cursor.fetchall():
        learned[kind][on] = count
    return learned


def _left_current(cursor: Any, day: date) -> dict[date, int]:
    """Accounts that moved from current to a later stage, by day."""
    prepared_statements.execute(cursor, "departures_by_day", day=day, since=day - WINDOW)
    return dict(cursor.fetchall())
