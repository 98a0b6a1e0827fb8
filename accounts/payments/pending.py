"""Payments on their way: direct debits and uncleared payments, and what mandates will collect."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery, Sum

from accounts.models import BillingCycle, Mandate, Payment, PendingPayment

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
    mandates = defaultdict(list)
    for each in Mandate.objects.filter(account__in=accounts):
        mandates[each.account_id].append(each)
    for statement in _awaiting(list(mandates), day) if mandates else ():
        mandate = in_force(mandates[statement.account_id], statement.due_date)
        if mandate and (amount := _amount(mandate, statement, statement.paid or 0)) > 0:
            yield statement.account_id, statement.due_date, amount


def _awaiting(accounts: Sequence[int], day: date) -> list[Any]:
    """The newest statement of each, with what was ``paid`` since it, where it is not yet due and nobody has
    begun to collect it."""
    newest = BillingCycle.objects.filter(account__in=accounts, statement_date__lte=day)
    versions = newest.order_by("account", "-statement_date", "-known_on", "-stated_known_on")
    begun = PendingPayment.objects.filter(account=OuterRef("account"), due_on__gt=OuterRef("statement_date"))
    statements = versions.distinct("account").annotate(begun=Exists(begun), paid=Subquery(_paid_since(day)))
    return [statement for statement in statements if statement.due_date >= day and not statement.begun]


def _paid_since(day: date) -> Any:
    """What came in after a statement, credited by the day and not returned by then."""
    kept = Q(returned_on__isnull=True) | Q(returned_on__gt=day)
    since = Payment.objects.filter(
        kept, account=OuterRef("account"), posted_on__gt=OuterRef("statement_date"), value_on__lte=day
    )
    return since.order_by().values("account").annotate(total=Sum("amount")).values("total")


def _amount(mandate: Mandate, statement: BillingCycle, paid: int) -> int:
    if mandate.amount is not None:
        return mandate.amount
    asked = statement.balance if mandate.kind == Mandate.Kind.FULL else statement.minimum_due
    return asked - paid
