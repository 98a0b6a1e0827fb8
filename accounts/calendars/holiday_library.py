"""What the ``holidays`` library says of the days of a year, swapped working weekends included."""

from datetime import date
from functools import partial
from importlib.metadata import version

import holidays

from accounts.dates import each
from accounts.rules.working_days import DayMark, ordinary

ANY = 2020  # a year that any calendar has
LOOK_BACK = 5  # years
SOURCE = f"holidays {version('holidays')}"


def knows(calendar: str) -> bool:
    """Whether the library has such a country, and such a part of it."""
    try:
        _book(calendar, ANY)
    except NotImplementedError:
        return False
    return True


def year_of(calendar: str, year: int) -> dict[date, DayMark]:
    """Days of the year that are no ordinary ones, or have a name."""
    book = _book(calendar, year)
    days = each(date(year, 1, 1), date(year, 12, 31))
    marks = {day: DayMark(book.is_working_day(day), book.get(day, "")) for day in days}
    return {day: noted for day, noted in marks.items() if noted != ordinary(day)}


def is_arranged(calendar: str, year: int) -> bool:
    """Whether the year is settled. Where weekends are swapped in most years, one without is only a guess."""
    return _swaps(calendar, year) or not any(_swaps(calendar, year - n) for n in range(1, LOOK_BACK + 1))


def _swaps(calendar: str, year: int) -> bool:
    return any(day.year == year for day in _book(calendar, year).weekend_workdays)


def _book(calendar: str, year: int) -> holidays.HolidayBase:
    """Names in the calendar's own language, whatever that of this machine is."""
    country, _, subdivision = calendar.partition("-")
    of = partial(holidays.country_holidays, country, subdiv=subdivision or None)
    return of(years=year, language=of(years=()).default_language)
