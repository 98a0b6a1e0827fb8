"""Keeps the calendars of all packs filled from the almanac, for the years of the book and the next one.

A year is taken once from each version of the library. What a newer version says otherwise becomes known from
the first open date on, so closed days stand; what a person has entered is left alone.
"""

from collections.abc import Iterator
from datetime import date

from django.db import transaction
from django.db.models import Min

from accounts import packs
from accounts.business_dates import adding_facts, first_of_book
from accounts.calendars import holiday_library
from accounts.calendars.store import known_from
from accounts.models import BusinessDay, CalendarDay, CalendarYear
from accounts.rules.working_days import DayMark, ordinary


def keep(today: date) -> list[CalendarDay]:
    """Take what is missing; the days that changed against what was known."""
    if not _missing(today):
        return []
    with transaction.atomic():
        adding_facts()
        return [day for calendar, year in _missing(today) for day in _take(calendar, year)]


def _missing(today: date) -> list[tuple[str, int]]:
    """Calendars and years that this version of the library has not been asked for, and could tell."""
    first = BusinessDay.objects.aggregate(first=Min("day"))["first"] or first_of_book() or today
    taken = set(CalendarYear.objects.filter(source=holiday_library.SOURCE).values_list("calendar", "year"))
    calendars = sorted({pack.calendar for pack in packs.PACKS.values()})
    years = range(min(first, today).year, today.year + 2)
    missing = [(each, year) for each in calendars for year in years if (each, year) not in taken]
    return [(each, year) for each, year in missing if holiday_library.knows(each)]


def _take(calendar: str, year: int) -> list[CalendarDay]:
    known = known_from()
    new = [
        CalendarDay(calendar=calendar, day=day, works=noted.works, name=noted.name, known_on=known)
        for day, noted in _differing(calendar, year)
    ]
    had = CalendarYear.objects.filter(calendar=calendar, year=year).exclude(source="").exists()
    CalendarDay.objects.bulk_create(new)
    CalendarYear.objects.create(
        calendar=calendar,
        year=year,
        source=holiday_library.SOURCE,
        arranged=holiday_library.is_arranged(calendar, year),
        known_on=known,
    )
    return new if had else []


def _differing(calendar: str, year: int) -> Iterator[tuple[date, DayMark]]:
    """What the almanac says otherwise than the table; another name for the same is no difference."""
    marks = holiday_library.year_of(calendar, year)
    held = {row.day: row for row in CalendarDay.objects.filter(calendar=calendar, day__year=year)}
    for day in sorted(marks.keys() | held.keys()):
        row, noted = held.get(day), marks.get(day, ordinary(day))
        now = DayMark(row.works, row.name) if row else ordinary(day)
        by_a_person = row is not None and row.entered_by
        if not by_a_person and (now.works, now.is_holiday) != (noted.works, noted.is_holiday):
            yield day, noted
