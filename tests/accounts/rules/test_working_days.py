"""Days worked: the pure calendar, and what the library of holidays says of the years we know."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import packs
from accounts.calendars import holiday_library
from accounts.rules.working_days import DayMark, WorkingCalendar

PLAIN = WorkingCalendar()
DAYS = st.dates(date(2026, 1, 1), date(2026, 12, 31))
CALENDARS = st.dictionaries(DAYS, st.builds(DayMark, st.booleans(), st.sampled_from(["", "feast"])), max_size=40).map(
    WorkingCalendar
)  # fmt: skip


def calendar_of(name: str, year: int) -> WorkingCalendar:
    return WorkingCalendar(holiday_library.year_of(name, year))


def test_china_swaps_weekends_for_long_holidays():
    china = calendar_of("CN", 2026)
    assert [day for day in (7, 14, 28) if china.works(date(2026, 2, day))] == [14, 28]  # Saturdays
    assert china.works(date(2026, 1, 4))  # a Sunday, worked for 2 January
    assert not china.works(date(2026, 1, 2))
    assert [china.works(date(2026, 10, day)) for day in range(1, 11)] == [False] * 7 + [True, True, True]
    assert china.is_holiday(date(2026, 10, 7))
    assert not china.is_holiday(date(2026, 10, 18))  # an ordinary Sunday


def test_england_and_the_united_states():
    england, america = calendar_of("GB-ENG", 2026), calendar_of("US", 2026)
    assert england.is_holiday(date(2026, 12, 28))  # Boxing Day is a Saturday
    assert not england.is_holiday(date(2026, 11, 26))
    assert america.is_holiday(date(2026, 11, 26))
    assert america.is_holiday(date(2026, 7, 3))
    assert america.is_holiday(date(2026, 7, 4))  # a Saturday, and a holiday all the same


def test_a_year_whose_swaps_are_not_published_is_not_arranged():
    assert holiday_library.is_arranged("CN", 2026)
    assert not all(holiday_library.is_arranged("CN", year) for year in range(2027, 2036))
    assert holiday_library.is_arranged("US", 2030)


def test_every_pack_has_a_calendar():
    assert all(holiday_library.knows(pack.calendar) for pack in packs.PACKS.values())
    assert not holiday_library.knows("XX")
    assert not holiday_library.knows("GB-XX")


def test_the_golden_week_counts_for_nothing():
    china = calendar_of("CN", 2026)
    assert china.next_working(date(2026, 10, 1)) == date(2026, 10, 8)
    assert china.add_working_days(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert china.add_working_days(date(2026, 9, 30), 3) == date(2026, 10, 10)
    assert china.add_working_days(date(2026, 10, 3), 0) == date(2026, 10, 3)


@pytest.mark.parametrize(
    ("day", "days", "last"),
    [
        (date(2026, 1, 30), 1, date(2026, 2, 2)),
        (date(2026, 1, 31), 1, date(2026, 2, 2)),
        (date(2026, 1, 31), 5, date(2026, 2, 6)),
    ],
)
def test_without_notes_it_is_monday_to_friday(day, days, last):
    assert PLAIN.add_working_days(day, days) == last


@given(CALENDARS, DAYS, st.integers(0, 30))
def test_so_many_working_days_lie_after_the_day(calendar, day, count):
    last = calendar.add_working_days(day, count)
    between = [day + timedelta(days=n) for n in range(1, (last - day).days + 1)]
    assert sum(map(calendar.works, between)) == count
    assert last == day or calendar.works(last)
