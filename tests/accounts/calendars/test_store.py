"""The table of working calendars: filled from the library, corrected by people, known from a day on."""

from datetime import UTC, date, datetime
from io import StringIO
from itertools import count

import pytest
from django.core.management import call_command
from django.db import IntegrityError, transaction

from accounts.acts import Act, ActRefused
from accounts.calendars import holiday_library
from accounts.calendars import store as calendar_store
from accounts.calendars.sync import keep
from accounts.close import run as nightly_close
from accounts.dates import ALWAYS
from accounts.models import BusinessDay, CalendarDay, CalendarYear, Product
from accounts.rules.working_days import DayMark, WorkingCalendar
from tests.acts import act_by
from tests.history import rewritten

pytestmark = pytest.mark.django_db
TODAY = date(2026, 3, 1)
ADMIN = Act(at=datetime(2026, 3, 1, tzinfo=UTC), by="admin")
NEW_YEAR, SWAPPED, WEDNESDAY = date(2026, 1, 1), date(2026, 2, 14), date(2026, 3, 4)


def close(day: date) -> None:
    BusinessDay.objects.create(day=day, started_at=datetime(2026, 3, 1, tzinfo=UTC))


def as_an_older_version_said(calendar: str, year: int, *days: tuple[date, bool, str]) -> None:
    """The year as taken from a version that knew these days only."""
    with rewritten():
        CalendarYear.objects.filter(calendar=calendar, year=year).update(source="holidays 0.1")
        CalendarDay.objects.filter(calendar=calendar, day__year=year).delete()
    for day, works, name in days:
        CalendarDay.objects.create(calendar=calendar, day=day, works=works, name=name)


def test_nothing_known_is_monday_to_friday():
    assert calendar_store.works("CN", WEDNESDAY)
    assert not calendar_store.works("CN", SWAPPED)
    assert calendar_store.known_through("CN") is None
    assert calendar_store.of("") == WorkingCalendar()


def test_filled_for_the_years_of_the_book_and_the_next():
    assert keep(TODAY) == []
    assert set(CalendarYear.objects.values_list("calendar", "year")) == {
        (calendar, year) for calendar in ("CN", "GB-ENG", "US") for year in (2026, 2027)
    }
    assert calendar_store.works("CN", SWAPPED)
    assert calendar_store.of("CN").noted[NEW_YEAR].is_holiday
    assert calendar_store.next_working("US", NEW_YEAR) == date(2026, 1, 2)
    assert calendar_store.add_working_days("GB-ENG", date(2026, 4, 2), 1) == date(2026, 4, 7)
    assert set(CalendarDay.objects.values_list("known_on", "entered_by")) == {(ALWAYS, "")}


def test_filled_from_the_first_closed_day_on():
    close(date(2024, 12, 31))
    keep(TODAY)
    assert set(CalendarYear.objects.values_list("year", flat=True)) == {2024, 2025, 2026, 2027}
    assert not calendar_store.works("CN", NEW_YEAR)
    assert calendar_store.works("CN", NEW_YEAR, horizon=date(2024, 12, 31))


def test_filling_again_changes_nothing():
    keep(TODAY)
    rows = list(CalendarDay.objects.values())
    assert keep(TODAY) == []
    assert list(CalendarDay.objects.values()) == rows
    keep(date(2027, 1, 1))
    assert CalendarYear.objects.filter(year=2028).count() == 3


def test_what_a_newer_version_says_otherwise_is_known_from_the_first_open_date():
    keep(TODAY)
    as_an_older_version_said("US", 2026, (NEW_YEAR, False, "New Year"), (WEDNESDAY, False, "no more"))
    close(date(2026, 3, 10))
    changed = {row.day: row for row in keep(TODAY)}
    assert NEW_YEAR not in changed
    assert (changed[WEDNESDAY].works, changed[WEDNESDAY].known_on) == (True, date(2026, 3, 11))
    thanksgiving = date(2026, 11, 26)
    assert not calendar_store.works("US", WEDNESDAY, horizon=date(2026, 3, 10))
    assert calendar_store.works("US", thanksgiving, horizon=date(2026, 3, 10))
    assert calendar_store.works("US", WEDNESDAY)
    assert not calendar_store.works("US", thanksgiving)
    assert keep(TODAY) == []


def test_what_a_person_entered_is_left_alone():
    keep(TODAY)
    calendar_store.correct("US", NEW_YEAR, ADMIN, works=True, name="stocktaking")
    with rewritten():
        CalendarYear.objects.update(source="holidays 0.1")
    assert keep(TODAY) == []
    assert calendar_store.works("US", NEW_YEAR)


def test_the_last_correction_holds_and_closed_days_stand():
    keep(TODAY)
    close(date(2026, 3, 3))
    calendar_store.correct("CN", WEDNESDAY, ADMIN, works=False, name="storm")
    row = calendar_store.correct("CN", WEDNESDAY, ADMIN, works=True, name="")
    assert row.known_on == date(2026, 3, 4)
    assert calendar_store.works("CN", WEDNESDAY)
    calendar_store.correct("CN", WEDNESDAY, ADMIN, works=False, name="storm")
    assert not calendar_store.works("CN", WEDNESDAY)
    assert calendar_store.works("CN", WEDNESDAY, horizon=date(2026, 3, 3))
    assert calendar_store.of("CN").noted[WEDNESDAY] == DayMark(False, "storm")


def test_the_next_year_of_china_is_known_when_its_swaps_are_published():
    year = next(year for year in count(2027) if not holiday_library.is_arranged("CN", year))
    keep(date(year - 1, 11, 1))
    assert calendar_store.known_through_each(["CN", "US", "XX"]) == {
        "CN": date(year - 1, 12, 31),
        "US": date(year, 12, 31),
        "XX": None,
    }
    assert not calendar_store.works("CN", date(year, 10, 1))
    calendar_store.declare_complete("CN", year, act_by("admin"))
    with pytest.raises(ActRefused):
        calendar_store.declare_complete("CN", year, act_by("somebody else"))
    assert calendar_store.known_through("CN") == date(year, 12, 31)


def test_calendars_in_use_are_those_of_the_products():
    for code, jurisdiction in (("A", "US"), ("B", "JP"), ("C", "CN"), ("D", "US")):
        Product.objects.create(code=code, jurisdiction=jurisdiction, currency="USD")
    assert calendar_store.in_use() == ["CN", "US"]


def test_a_year_comes_from_a_library_or_a_person():
    for source, entered_by in (("", ""), (holiday_library.SOURCE, "admin")):
        with pytest.raises(IntegrityError, match="library_or_a_person"), transaction.atomic():
            CalendarYear.objects.create(
                calendar="CN", year=2026, source=source, entered_by=entered_by, arranged=True
            )


def test_the_command_fills_and_tells():
    said = StringIO()
    call_command("calendars", stderr=said)
    assert "US: known through" in said.getvalue()
    quiet = StringIO()
    call_command("calendars", stderr=quiet, verbosity=0)
    assert quiet.getvalue() == ""


def test_closing_fills_what_is_missing(capsys):
    call_command("close_day", "--through", "2026-01-01", stderr=StringIO())
    newest = nightly_close.newest_day_over(datetime.now(UTC))
    assert CalendarYear.objects.filter(year=newest.year + 1).exists()
