"""What other parts of the book say to the gate: reach, wishes, holds, promises, payments."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from accounts import pendings, people
from accounts.gate.terms import Point, Stop
from accounts.hours import Window
from accounts.models import PreferredTime

BLOCKED = {
    "": "",
    people.WRONG: "wrong-number",
    people.STOPPED: "stopped-number",
    people.NO_NUMBER: "no-number",
}


def points(customers: Sequence[int]) -> dict[int, tuple[Point, ...]]:
    """Numbers and e-mail addresses by person, in the order in which they are tried."""
    found: dict[int, tuple[Point, ...]] = defaultdict(tuple)
    for point in people.contact_points(customers).exclude(normal=""):
        found[point.customer_id] += (Point(point.kind, point.normal, BLOCKED[point.blocked]),)
    return found


def windows(preferred: Iterable[PreferredTime], zone: ZoneInfo) -> tuple[Window, ...]:
    """When the person wants to be reached, by their own clock."""
    return tuple(
        Window(zone, each.opens, each.closes, frozenset(int(day) - 1 for day in each.weekdays))
        for each in preferred
    )


def coming(accounts: Sequence[int], day: date) -> dict[int, int]:
    """What is on its way to each account and still waited for on the day."""
    expected = pendings.expected(accounts, day)
    return {account: sum(each.amount for each in found) for account, found in expected.items()}


def stops(accounts: Sequence[int], day: date) -> dict[int, list[Stop]]:
    """Holds that bind the account on the day or later, those of its holders among them."""
    return defaultdict(list)


def promised(account: int, day: date) -> bool:
    """Whether an open promise silences the account on the day."""
    return False
