"""Who pays by direct debit, and the newest debits: what became of them, or that they are on their way."""

from collections.abc import Iterator
from typing import NamedTuple

from servicing.demo.book.chance import DEBIT, between, draws
from servicing.demo.book.histories.accounts import Account
from servicing.demo.book.histories.ledger import Payment
from servicing.demo.book.period import Period

SHARE = 0.22  # of the accounts
REMEMBERED, ANNOUNCED = 45, 6  # days back and ahead that the file of pending payments covers
SOON_AGAIN = 10  # days in which a debit that came back is presented again


class Mandate(NamedTuple):
    kind: str
    starts_on: int


class Debit(NamedTuple):
    reference: str
    due_on: int
    amount: int
    presents: str
    outcome: str
    outcome_on: int | None


def mandate_of(seed: int, account: Account, period: Period) -> Mandate | None:
    rng = draws(seed, DEBIT, account.number)
    if rng.random() >= SHARE:
        return None
    starts_on = min(period.last, account.opened_on + between(rng, 5, 60))
    return Mandate("full" if rng.random() < 0.4 else "minimum", starts_on)


def debits_of(account: Account, mandate: Mandate, last: int) -> Iterator[Debit]:
    """The payments of late as the debits that collected them."""
    before: Debit | None = None
    for reference, payment in _payments(account):
        if not max(last - REMEMBERED, mandate.starts_on) <= payment.posted_on <= last + ANNOUNCED:
            continue
        outcome, outcome_on = _outcome(payment, last)
        again = before is not None and before.outcome == "returned" and _is_soon(before, payment)
        presents = before.reference if before and again else ""
        before = Debit(reference, payment.posted_on, payment.amount, presents, outcome, outcome_on)
        yield before


def _payments(account: Account) -> Iterator[tuple[str, Payment]]:
    payments = (
        (f"D{account.number:08d}-{cycle.number:02d}-{place}", payment)
        for cycle in account.cycles
        for place, payment in enumerate(cycle.payments, start=1)
        if payment.kind == "payment" and payment.value_on == payment.posted_on
    )
    return iter(sorted(payments, key=lambda each: (each[1].posted_on, each[0])))


def _outcome(payment: Payment, last: int) -> tuple[str, int | None]:
    if payment.posted_on > last:
        return "", None
    if payment.returned_on and payment.returned_on <= last:
        return "returned", payment.returned_on
    return "cleared", payment.posted_on


def _is_soon(before: Debit, payment: Payment) -> bool:
    return (
        before.outcome_on is not None
        and before.outcome_on <= payment.posted_on <= before.outcome_on + SOON_AGAIN
    )
