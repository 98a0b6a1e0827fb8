"""Payments on their way: direct debits and uncleared payments, and what mandates will collect."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from accounts.database import prepared_statements
from accounts.models import Mandate, PendingPayment

# An outcome may be told some days late. After that nobody can say any more that the money is coming.
WAITED_FOR = timedelta(days=10)


@dataclass(frozen=True, slots=True)
class Expected:
    """An amount on its way, in minor units. Without a reference a mandate will collect it."""

    due_on: date
    amount: int
    reference: str = ""


def expected(accounts: Iterable[int], day: date) -> dict[int, list[Expected]]:
    """What is on its way to each account on the day, by everything loaded so far, in order of due days.

    A pending payment without an outcome counts until WAITED_FOR is over after its due day. A mandate counts
    for the newest statement up to its due date, for what has not been paid since, unless a pending payment
    shows that it has begun to collect.
    """
    coming: dict[int, list[Expected]] = {account: [] for account in accounts}
    waiting = PendingPayment.objects.filter(account__in=coming, outcome="", due_on__gte=day - WAITED_FOR)
    for pending in waiting:
        coming[pending.account_id].append(Expected(pending.due_on, pending.amount, pending.reference))
    for account, due_on, amount in collected(list(coming), day):
        coming[account].append(Expected(due_on, amount))
    return {account: sorted(payments, key=lambda each: each.due_on) for account, payments in coming.items()}


def in_force(mandates: Iterable[Mandate], day: date) -> Mandate | None:
    """Of several the one that began last."""
    standing = [m for m in mandates if m.starts_on <= day and (m.ends_on is None or day <= m.ends_on)]
    return max(standing, key=lambda mandate: (mandate.starts_on, mandate.pk), default=None)


def collected(accounts: Sequence[int], day: date) -> Iterator[tuple[int, date, int]]:
    """What mandates will collect for a statement that is not due yet: account, due day and amount."""
    if not accounts:
        return
    mandates = defaultdict(list)
    for each in Mandate.objects.filter(account__in=accounts):
        mandates[each.account_id].append(each)
    for account, due_on, balance, minimum, paid in _awaited(list(mandates), day) if mandates else ():
        mandate = in_force(mandates[account], due_on)
        if mandate and (amount := _amount(mandate, balance, minimum, paid)) > 0:
            yield account, due_on, amount


def _awaited(accounts: list[int], day: date) -> list[tuple[int, date, int, int, int]]:
    """The newest statement of each, not due yet: account, due day, balance, minimum and what was paid."""
    with connection.cursor() as cursor:
        prepared_statements.execute(cursor, "awaited_statements", accounts=accounts, day=day)
        return [(*statement, int(paid)) for *statement, paid in cursor.fetchall()]


def _amount(mandate: Mandate, balance: int, minimum: int, paid: int) -> int:
    if mandate.amount is not None:
        return mandate.amount
    return (balance if mandate.kind == Mandate.Kind.FULL else minimum) - paid
