"""Working days."""

from datetime import date, timedelta


def add_working_days(calendar: str, day: date, n: int) -> date:
    """The nth working day after a day."""
    while n:
        day += timedelta(days=1)
        n -= day.weekday() < 5
    return day
