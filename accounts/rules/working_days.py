"""Which days are worked on a calendar: Monday to Friday, but for the days that it notes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple

_SATURDAY = 5
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DayMark:
    """A day that a calendar speaks of. Named and not worked: a holiday, on whatever weekday."""

    works: bool
    name: str = ""

    @property
    def is_holiday(self) -> bool:
        return bool(self.name) and not self.works


class CalendarEntry(NamedTuple):
    """One version of what a calendar says of a day."""

    day: date
    noted: DayMark
    known_on: date


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """One calendar as known on some day. Without notes it is every Monday to Friday."""

    noted: Mapping[date, DayMark] = field(default_factory=dict)

    def of(self, day: date) -> DayMark:
        return self.noted.get(day) or ordinary(day)

    def works(self, day: date) -> bool:
        return self.of(day).works

    def is_holiday(self, day: date) -> bool:
        return self.of(day).is_holiday

    def next_working(self, day: date) -> date:
        """The day itself where it is worked, else the first one after it that is."""
        while not self.works(day):
            day += _DAY
        return day

    def add_working_days(self, day: date, count: int) -> date:
        """The last of so many working days after the day; with none the day itself, worked or not."""
        for _ in range(count):
            day = self.next_working(day + _DAY)
        return day


def ordinary(day: date) -> DayMark:
    """What a day is of which no calendar speaks."""
    return DayMark(works=day.weekday() < _SATURDAY)
