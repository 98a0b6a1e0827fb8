"""What other parts of the book say to the gate: promises, and payments on their way."""

from collections.abc import Sequence
from datetime import date

from accounts import pendings, promises


def coming(accounts: Sequence[int], day: date) -> dict[int, int]:
    """What is on its way to each account and still waited for on the day."""
    expected = pendings.expected(accounts, day)
    return {account: sum(each.amount for each in found) for account, found in expected.items()}


def silent(accounts: Sequence[int], first: date, last: date) -> dict[date, set[int]]:
    """Accounts that an open promise silences on each of these days."""
    return promises.silent_days(accounts, first, last)
