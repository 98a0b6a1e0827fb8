"""When it is day for somebody: local days and hours as moments, on the nights of the clock change too.

Pure. Moments are aware and in UTC; days and times of day are those of a zone.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from accounts.dates import local_day

# No pack, purpose or wish reaches beyond these: before and after them it is night.
DAWN, DUSK = time(7), time(22)
DAY = timedelta(days=1)
EVERY_DAY = frozenset(range(7))


@dataclass(frozen=True, slots=True)
class Window:
    """From ``opens`` until ``closes`` on these days of the week, Monday 0, by the clock of the zone."""

    zone: ZoneInfo
    opens: time = DAWN
    closes: time = DUSK
    weekdays: frozenset[int] = EVERY_DAY

    def on(self, day: date) -> tuple[datetime, datetime]:
        """The moments of a day, half open; the shorter reading where the clock skips or doubles an hour."""
        return max(_moments(day, self.opens, self.zone)), min(_moments(day, self.closes, self.zone))

    def closes_at(self, at: datetime) -> datetime | None:
        """When it closes; None where it is not open."""
        day = local_day(at, self.zone)
        opens, closes = self.on(day)
        return closes if day.weekday() in self.weekdays and opens <= at < closes else None

    def next_opening(self, at: datetime) -> datetime | None:
        """The first opening after the moment; None where no day of the week has one."""
        first = local_day(at, self.zone)
        for day in (first + n * DAY for n in range(8)):
            opens, closes = self.on(day)
            if day.weekday() in self.weekdays and at < opens < closes:
                return opens
        return None


@dataclass(frozen=True, slots=True)
class Span:
    """One stretch of time, half open, that is no matter of days."""

    opens: datetime
    closes: datetime

    def closes_at(self, at: datetime) -> datetime | None:
        return self.closes if self.opens <= at < self.closes else None

    def next_opening(self, at: datetime) -> datetime | None:
        return self.opens if at < self.opens else None


Opening = Window | Span


def begins(day: date, zone: ZoneInfo) -> datetime:
    """The first moment of a day."""
    return datetime.combine(day, time(), zone).astimezone(UTC)


def moment(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The moment at which the clock shows this time: the later of two, and after the hour that it skips."""
    return max(_moments(day, at, zone))


def closing(openings: Iterable[Opening], at: datetime) -> datetime | None:
    """The latest closing of those that are open; None where none is."""
    return max(filter(None, (opening.closes_at(at) for opening in openings)), default=None)


def next_opening(openings: Iterable[Opening], at: datetime) -> datetime | None:
    return min(filter(None, (opening.next_opening(at) for opening in openings)), default=None)


def days_from(day: date, most: int) -> Iterator[date]:
    """The day and those after it."""
    return (day + n * DAY for n in range(most))


def _moments(day: date, at: time, zone: ZoneInfo) -> list[datetime]:
    """Both readings of a time of day: the same moment twice on every ordinary day."""
    return [datetime.combine(day, at, zone).replace(fold=fold).astimezone(UTC) for fold in (0, 1)]
