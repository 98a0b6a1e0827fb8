"""The months a book covers. Days are ordinals, as ``date.toordinal`` counts them, until they are written."""

from datetime import date
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from servicing.demo.book.products import LONGER_GRACE, Product

STATEMENT_DAYS = range(1, 29)


class IsoDays(dict[int, str]):
    """ISO text of an ordinal day, made once for each day."""

    def __missing__(self, day: int) -> str:
        text = self[day] = date.fromordinal(day).isoformat()
        return text


class Period:
    """So many statements for each account, the newest on the last day or less than a month before it."""

    def __init__(self, months: int, through: date) -> None:
        self.months = months
        self.through = through
        self.last = through.toordinal()
        self.statement_days = {day: self._statements(day) for day in STATEMENT_DAYS}
        self.first = min(days[0] for days in self.statement_days.values())
        self.middle = self._ordinal(-(months // 2), 1)

    def _statements(self, day: int) -> tuple[int, ...]:
        """Every statement on this day of the month, oldest first, and the one that comes after the period."""
        newest = 0 if day <= self.through.day else -1
        return tuple(self._ordinal(newest + n, day) for n in range(1 - self.months, 2))

    def _ordinal(self, months_on: int, day: int) -> int:
        year, month = divmod(self.through.year * 12 + self.through.month - 1 + months_on, 12)
        return date(year, month + 1, day).toordinal()


class Window(NamedTuple):
    """From one statement to the next: ``closes_on`` is the next statement day."""

    printed_on: int
    sent_on: int
    due_on: int
    grace_until: int
    closes_on: int


@lru_cache(1 << 10)
def windows(
    period: Period, product: Product, statement_day: int, sent_after: int, due_after: int
) -> tuple[Window, ...]:
    """The windows of all accounts that share these conditions."""
    return tuple(
        Window(
            printed_on,
            printed_on + sent_after,
            printed_on + due_after,
            printed_on + due_after + _grace_days(product, printed_on, period),
            closes_on,
        )
        for printed_on, closes_on in pairwise(period.statement_days[statement_day])
    )


def _grace_days(product: Product, statement_day: int, period: Period) -> int:
    longer = product.code == LONGER_GRACE.code and statement_day >= period.middle
    return LONGER_GRACE.grace_days if longer else product.grace_days
