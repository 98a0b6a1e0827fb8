"""What other parts of the book say to the gate: promises, and payments on their way."""

from collections.abc import Sequence
from datetime import date

from accounts import pendings, promises
from accounts.days import each
from accounts.models import PromisedAccount


def coming(accounts: Sequence[int], day: date) -> dict[int, int]:
    """What is on its way to each account and still waited for on the day."""
    expected = pendings.expected(accounts, day)
    return {account: sum(each.amount for each in found) for account, found in expected.items()}


def silent(accounts: Sequence[int], first: date, last: date) -> dict[date, set[int]]:
    """Accounts that an open promise silences on each of these days. Most accounts have none."""
    made = PromisedAccount.objects.filter(account__in=accounts, promise__made_on__lte=last)
    covered = set(made.values_list("account", flat=True))
    if not covered:
        return {day: set() for day in each(first, last)}
    return promises.silent_days(list(covered), first, last)
