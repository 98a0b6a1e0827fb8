"""The working calendars of the jurisdictions, and what an administrator corrects in them.

A calendar is named as packs name it, ``CN`` or ``GB-ENG``; one that nothing is known of has every Monday to
Friday. ``horizon``: the day up to which its rows count as known, as in ``Facts.known_by``.
"""

from collections.abc import Iterable, Iterator
from datetime import date

from django.db import connection, transaction
from django.db.models import Max

from accounts import packs
from accounts.acts import Act, ActRefused
from accounts.business_dates import adding_facts, first_open
from accounts.database import prepared_statements
from accounts.dates import ALWAYS, NEVER
from accounts.models import CalendarDay, CalendarYear, Product
from accounts.rules.working_days import CalendarEntry, DayMark, WorkingCalendar

_ENTRIES = """
    SELECT day, works, name, known_on FROM accounts_calendarday
    WHERE calendar = %(calendar)s
    ORDER BY known_on, id
"""


def of(calendar: str, horizon: date = NEVER) -> WorkingCalendar:
    """The whole calendar, for whoever asks more than once."""
    return WorkingCalendar({row.day: row.noted for row in entries(calendar) if row.known_on <= horizon})


def entries(calendar: str) -> Iterator[CalendarEntry]:
    """Every version of what the calendar says of a day; of one day, the last known comes last."""
    with connection.cursor() as cursor:
        prepared_statements.run(cursor, _ENTRIES, {"calendar": calendar})
        rows = cursor.fetchall()
    for day, works, name, known_on in rows:
        yield CalendarEntry(day, DayMark(works, name), known_on)


def works(calendar: str, day: date, horizon: date = NEVER) -> bool:
    return of(calendar, horizon).works(day)


def next_working(calendar: str, day: date, horizon: date = NEVER) -> date:
    """The day itself where it is worked, else the first one after it that is."""
    return of(calendar, horizon).next_working(day)


def add_working_days(calendar: str, day: date, count: int, horizon: date = NEVER) -> date:
    """The last of so many working days after the day; with none the day itself."""
    return of(calendar, horizon).add_working_days(day, count)


def in_use() -> list[str]:
    """Calendars of the products in the book, in order; jurisdictions without a pack have none."""
    jurisdictions = Product.objects.order_by().values_list("jurisdiction", flat=True).distinct()
    return sorted({packs.of(each).calendar for each in jurisdictions} - {""})


def is_holiday_somewhere(day: date) -> bool:
    """Whether the day is a holiday of any calendar in use."""
    return any(of(calendar).is_holiday(day) for calendar in in_use())


def known_through(calendar: str) -> date | None:
    """The last day of the last year that is known for good; none where nothing is."""
    return known_through_each([calendar])[calendar]


def known_through_each(calendars: Iterable[str]) -> dict[str, date | None]:
    """``known_through`` of many calendars at once."""
    years = CalendarYear.objects.filter(calendar__in=calendars, arranged=True).order_by()
    last = dict(years.values_list("calendar").annotate(Max("year")))
    return {each: date(last[each], 12, 31) if each in last else None for each in calendars}


def correct(calendar: str, day: date, act: Act, *, works: bool, name: str) -> CalendarDay:
    """Say what a day is, against what the calendar says now; known from the first open date on."""
    with transaction.atomic():
        adding_facts()
        return CalendarDay.objects.create(
            calendar=calendar, day=day, works=works, name=name, known_on=known_from(), entered_by=act.by,
            reason=act.note,
        )  # fmt: skip


def declare_complete(calendar: str, year: int, act: Act) -> None:
    """Declare that no day of the year is missing any more. Raises ActRefused where somebody had done so."""
    with transaction.atomic():
        adding_facts()
        declaration = {"arranged": True, "known_on": known_from(), "entered_by": act.by}
        _, is_first = CalendarYear.objects.get_or_create(
            calendar=calendar, year=year, source="", defaults=declaration
        )
        if not is_first:
            raise ActRefused("declared")


def known_from() -> date:
    """From when on what is said now is known: always, while no close has begun."""
    return first_open() or ALWAYS
