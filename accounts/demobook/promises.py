"""What people who are behind promise on the telephone; what they pay shows what became of it."""

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from accounts.demobook.chance import PROMISE, between, draws
from accounts.demobook.ledger import Payment
from accounts.demobook.lives import Account, Cycle

SHARE = 0.3  # of the statements with something past due, while it is not paid
KNOWN, IN_TWO, CANCELLED = 0.6, 0.25, 0.03  # of the promises: made by somebody who knows when money comes


class Promise(NamedTuple):
    reference: str
    made_on: int
    instalments: tuple[tuple[int, int], ...]  # day and amount
    cancelled_on: int | None = None


def promises_of(seed: int, account: Account, last: int) -> Iterator[Promise]:
    """Those made so far, at most one after each statement."""
    rng = draws(seed, PROMISE, account.number)
    for cycle in account.cycles:
        made_on = cycle.window.printed_on + between(rng, 2, 9)
        before = sum(payment.amount for payment in cycle.payments if payment.posted_on < made_on)
        behind = cycle.statement.past_due - before > account.product.tolerance
        if behind and made_on <= last and rng.random() < SHARE:
            yield _promise(rng, account, cycle, made_on, last)


def _promise(rng: Random, account: Account, cycle: Cycle, made_on: int, last: int) -> Promise:
    cancelled_on = between(rng, made_on, made_on + 5) if rng.random() < CANCELLED else last + 1
    return Promise(
        reference=f"P{account.number:08d}-{cycle.number:02d}",
        made_on=made_on,
        instalments=_instalments(rng, cycle, made_on),
        cancelled_on=cancelled_on if cancelled_on <= last else None,
    )


def _instalments(rng: Random, cycle: Cycle, made_on: int) -> tuple[tuple[int, int], ...]:
    asked, coming = cycle.statement.past_due, _coming(cycle, made_on)
    if coming and rng.random() < KNOWN:
        return ((coming.posted_on + between(rng, 0, 2), min(asked, coming.amount)),)
    due_on = made_on + between(rng, 2, 13)
    if asked > 1 and rng.random() < IN_TWO:
        return ((due_on, asked // 2), (due_on + 14, asked - asked // 2))
    return ((due_on, asked),)


def _coming(cycle: Cycle, made_on: int) -> Payment | None:
    later = (payment for payment in cycle.payments if payment.posted_on >= made_on)
    return next((payment for payment in later if payment.kind == "payment"), None)
