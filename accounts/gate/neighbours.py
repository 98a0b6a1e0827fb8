"""What other parts of the book say to the gate: holds, promises, payments on their way."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from accounts import pendings
from accounts.gate.terms import Stop


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
