"""Payment promises: taken, cancelled, told of (rules, section 5)."""

from datetime import date

from accounts import calendars, packs


def grace_ends_on(jurisdiction: str, due_on: date, grace_days: int | None = None) -> date:
    """The last day on which an instalment is waited for: so many working days after it is due.

    Without a grace of its own it has that of the pack.
    """
    pack = packs.of(jurisdiction)
    days = pack.promises.grace_days if grace_days is None else grace_days
    return calendars.add_working_days(pack.calendar, due_on, days) if days else due_on
