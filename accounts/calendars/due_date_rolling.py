"""Due dates that roll: which of them end on a day, and which a correction of a calendar moves.

As the statement ``list_candidates`` looks for them: by product, least days from sending, and what the greater
of due date and sent + least days must be for a cycle to be concerned. To which day one rolls is the rule's:
``rules/standing.effective_due``.
"""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from django.db import connection

from accounts import packs
from accounts.calendars import store as calendar_store
from accounts.database import prepared_statements
from accounts.rules.working_days import WorkingCalendar

_DAY = timedelta(days=1)
_ROLLING = """
    SELECT DISTINCT p.product_id, d.jurisdiction, p.grace_days, p.least_days
    FROM accounts_policy p
    JOIN accounts_product d ON d.id = p.product_id
    WHERE p.rolls
"""
_CORRECTED = "SELECT day FROM accounts_calendarday WHERE calendar = %(code)s AND known_on = %(day)s"


class RollingCycle(NamedTuple):
    """Cycles due on this day before rolling; opening: those of an opening cycle a month earlier."""

    product: int
    least_days: int
    due: date
    opening: bool
    corrected: bool  # by the calendar: looked at as "calendar", else as "past-due"


def listed(day: date, ends: list[date]) -> dict[str, list[Any]]:
    """The columns of what the close of a day looks for: cycles past due from ``ends``, the first of which is
    the day itself and the others those of opening cycles, and cycles of days corrected since."""
    columns = zip(*sorted(set(_fallen(day, ends))), strict=True)
    names = ("rolling", "rolling_least", "rolling_due", "rolling_opening", "rolling_corrected")
    return {name: [] for name in names} | {
        name: list(column) for name, column in zip(names, columns, strict=False)
    }


def days_off_before(calendar: WorkingCalendar, day: date) -> Iterator[date]:
    """The days off that lead up to the day, latest first: what is due on them rolls past it or to it."""
    while not calendar.works(day := day - _DAY):
        yield day


def rolling_to(calendar: WorkingCalendar, day: date) -> list[date]:
    """Days that roll to this one, itself among them; none where it is a day off."""
    return [day, *days_off_before(calendar, day)] if calendar.works(day) else []


def _fallen(day: date, ends: list[date]) -> Iterator[RollingCycle]:
    asked = _rolling_policies()
    calendar_of = cache(lambda code: calendar_store.of(code, day))
    moved_of = cache(lambda code: set(_moved_by(calendar_of(code), _corrected(code, day))))
    for product, jurisdiction, grace_days, least_days in asked:
        code = packs.of(jurisdiction).calendar
        for end in ends:
            for due in rolling_to(calendar_of(code), end - timedelta(days=grace_days + 1)):
                yield RollingCycle(product, least_days, due, end != day, False)
        for due in moved_of(code):
            yield RollingCycle(product, least_days, due, False, True)


def _moved_by(calendar: WorkingCalendar, corrected: Iterable[date]) -> Iterator[date]:
    """Days from which one may roll otherwise than before these were corrected."""
    for day in corrected:
        yield day
        yield from days_off_before(calendar, day)


def _rolling_policies() -> list[tuple[int, str, int, int]]:
    """Product, jurisdiction, grace days and least days of each policy by which due dates roll."""
    with connection.cursor() as cursor:
        prepared_statements.run(cursor, _ROLLING)
        return list(cursor.fetchall())


def _corrected(code: str, day: date) -> list[date]:
    with connection.cursor() as cursor:
        prepared_statements.run(cursor, _CORRECTED, {"code": code, "day": day})
        return [corrected for (corrected,) in cursor.fetchall()]
