"""Books of many accounts alike, and what a close says of the days of such a book."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import count, cycle, islice

from accounts.close import feed_messages
from accounts.close import run as nightly_close
from accounts.dates import ALWAYS, each
from accounts.models import Account, BillingCycle, FeedDiscrepancy, Payment, Policy, Product

FIRST = date(2026, 1, 1)  # a Thursday
NOW = datetime(2027, 1, 1, tzinfo=UTC)
LONG = FIRST + timedelta(days=75)  # a Tuesday
_number = count(1)


def holders(number: int) -> list[Account]:
    product = Product.objects.create(code=f"P{next(_number)}", jurisdiction="CN", currency="CNY")
    Policy.objects.create(product=product, grace_days=3, tolerance=0)
    return Account.objects.bulk_create(
        Account(
            reference=f"U{next(_number):06d}",
            product=product,
            time_zone="UTC",
            opened_on=ALWAYS,
            last4="0000",
        )
        for _ in range(number)
    )


def bill(accounts: list[Account], day: date, past_due: int = 0) -> None:
    BillingCycle.objects.bulk_create(
        BillingCycle(
            account=account, product_id=account.product_id, statement_date=day, due_date=day + timedelta(days=20), balance=100_000,
            minimum_due=past_due + 1000, past_due=past_due, sent_on=day, known_on=day, stated_known_on=day,
        )
        for account in accounts
    )  # fmt: skip


def pay(accounts: list[Account], day: date) -> None:
    Payment.objects.bulk_create(
        Payment(
            reference=f"R{next(_number)}", account=account, posted_on=day, value_on=day, amount=1000,
            known_on=day,
        )
        for account in accounts
    )  # fmt: skip


def a_book_paying(rows: Callable[[date], int], through: date = LONG) -> list[Account]:
    """Some accounts, of which one has a statement on the first day, with this many payments on each day."""
    accounts = holders(50)
    bill(accounts[:1], FIRST)
    for day in each(FIRST, through):
        pay(list(islice(cycle(accounts), rows(day))), day)
    close(through)
    return accounts


def close(through: date) -> None:
    nightly_close.close_through(through, now=NOW)


def said() -> list[str]:
    return [
        f"{discrepancy.day_id}: {feed_messages.sentence(discrepancy)}"
        for discrepancy in FeedDiscrepancy.objects.all()
    ]
