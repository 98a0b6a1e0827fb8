"""The last days of grace that the rows of a file call for, by the calendars of their accounts."""

from collections.abc import Callable
from datetime import date
from typing import Any

from accounts import packs
from accounts.calendars import store as calendar_store
from accounts.rules.working_days import WorkingCalendar

WaitedFor = Callable[[packs.Pack, WorkingCalendar, date, int | None], date]


def ends(cursor: Any, waited_for: WaitedFor) -> list[tuple[Any, ...]]:
    """Jurisdiction, due date, grace and its last day, for each of these that occurs among the rows taken."""
    cursor.execute("SELECT DISTINCT jurisdiction, due_on, grace_days FROM taken")
    rows = cursor.fetchall()
    used = {jurisdiction: packs.of(jurisdiction) for jurisdiction, _, _ in rows}
    worked = {jurisdiction: calendar_store.of(pack.calendar) for jurisdiction, pack in used.items()}
    return [(*row, waited_for(used[row[0]], worked[row[0]], *row[1:])) for row in rows]
