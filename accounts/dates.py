"""Calendar days as the rules count them."""

from calendar import monthrange
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from zoneinfo import ZoneInfo

ALWAYS = date.min  # the day from which a fact counts, or is known, that was there from the start
NEVER = date.max  # later than every day: a restated question knows all facts


def month_earlier(day: date) -> date:
    """The same day one month back, or the last of that month where it is shorter."""
    year, month = (day.year, day.month - 1) if day.month > 1 else (day.year - 1, 12)
    return day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))


def month_later(day: date) -> date:
    """The same day one month on, or the last of that month where it is shorter."""
    year, month = (day.year, day.month + 1) if day.month < 12 else (day.year + 1, 1)
    return day.replace(year=year, month=month, day=min(day.day, monthrange(year, month)[1]))


def months_later(day: date, months: int) -> date:
    """The same day so many months on (earlier where negative), or the last of that month."""
    year, month = divmod(12 * day.year + day.month - 1 + months, 12)
    return day.replace(year=year, month=month + 1, day=min(day.day, monthrange(year, month + 1)[1]))


def days_later(day: date, days: int) -> date:
    """So many days on; NEVER where there is no such day any more."""
    return NEVER if (NEVER - day).days < days else day + timedelta(days=days)


def each(first: date, last: date) -> list[date]:
    """All days from first to last, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def by_clock(at: datetime, zone: str | tzinfo) -> datetime:
    """The moment by the clock of a zone; at the ends of the calendar, where that clock has none, in UTC."""
    try:
        return at.astimezone(ZoneInfo(zone) if isinstance(zone, str) else zone)
    except OverflowError:
        return at.astimezone(UTC)


def local_day(at: datetime, zone: str | tzinfo) -> date:
    """The day that it is at the moment in the zone: that of an account, of a person, of a jurisdiction.

    Nothing else may turn a moment into a day (a test reads the code for it), except ``utc_day``.
    """
    return by_clock(at, zone).date()


def utc_day(at: datetime) -> date:
    """The day of the machines: for bounds of searches and timetables, never for what a person reads."""
    return local_day(at, UTC)


def over_at(day: date, zone: str) -> datetime:
    """The moment at which the day is over in the zone, in UTC."""
    midnight = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(zone))
    return midnight.astimezone(UTC)
