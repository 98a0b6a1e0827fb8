"""What people who are late promise to pay, and when: kept where money comes, broken where none does."""

from collections.abc import Iterator
from random import Random
from typing import NamedTuple

from servicing.demo.book.chance import PROMISE, between, draws, pick
from servicing.demo.book.dealings.lateness import Late
from servicing.demo.book.histories.accounts import Account
from servicing.demo.book.histories.ledger import Payment

SHARE = 0.2  # of the stretches of late days
LOOKS_BACK = 120  # days in which what is told of here was made
AWAY = 12  # days until the first instalment, at most: the packs let one of 14 days silence
BETWEEN = 10  # days from one instalment to the next
TOLERANCES = ("5%", "10%")


class Instalment(NamedTuple):
    due_on: int
    amount: int


class Promise(NamedTuple):
    place: int  # among those of the account
    made_on: int
    instalments: tuple[Instalment, ...]
    tolerance: str
    grace_days: int | None
    known_on: int
    cancelled_on: int | None = None

    @property
    def over_on(self) -> int:
        """The day after its last one; a later promise may have replaced it before."""
        return self.cancelled_on or self.instalments[-1].due_on + 1


class Debt(NamedTuple):
    """An account with its late days and what was promised about it."""

    account: Account
    late: list[Late]
    promises: list[Promise]

    def promised_on(self, day: int) -> bool:
        return any(promise.made_on <= day <= promise.over_on for promise in self.promises)

    def is_late_on(self, day: int) -> bool:
        """Late for a day already, so that a close has found it so."""
        return any(days.first < day < days.until for days in self.late)


def promises_of(seed: int, account: Account, late: list[Late], last: int) -> list[Promise]:
    """The promises about the account through the last day, oldest first."""
    rng = draws(seed, PROMISE, account.number)
    made: list[Promise] = []
    for days in late:
        free_from = max(days.first, made[-1].over_on + 2 if made else 0)
        made_on = free_from + between(rng, 0, 12)
        if rng.random() < SHARE and last - LOOKS_BACK < made_on < min(days.until, last + 1):
            made += _made(rng, account, days, made_on, len(made))
    return [promise for promise in made if promise.known_on <= last]


def _made(rng: Random, account: Account, late: Late, made_on: int, before: int) -> Iterator[Promise]:
    """One promise, and perhaps the one that replaces it."""
    money = _money(account, made_on)
    promise = _promise(rng, late.past_due, money, made_on, before + 1)
    first_due_on = promise.instalments[0].due_on
    if money or first_due_on - made_on < 4 or (draw := rng.random()) > 0.2:
        yield promise
    elif draw < 0.14 and first_due_on - 1 < late.until:
        yield promise._replace(known_on=made_on)
        later = _promise(rng, late.past_due, None, first_due_on - 1, before + 2)
        yield later._replace(known_on=later.made_on)
    else:
        yield promise._replace(known_on=made_on, cancelled_on=min(first_due_on - 1, late.until))


def _promise(rng: Random, past_due: int, money: Payment | None, made_on: int, place: int) -> Promise:
    """``money``: the payment that will keep it."""
    amount = min(past_due, money.amount) if money else past_due
    due_on = money.posted_on + between(rng, 0, 2) if money else made_on + between(rng, 2, AWAY)
    halves = (Instalment(due_on, amount // 2), Instalment(due_on + BETWEEN, amount - amount // 2))
    return Promise(
        place,
        made_on,
        halves if amount > 50_00 and rng.random() < 0.2 else (Instalment(due_on, amount),),
        pick(rng, TOLERANCES) if rng.random() < 0.08 else "",
        between(rng, 1, 2) if rng.random() < 0.08 else None,
        made_on + (between(rng, 1, 3) if rng.random() < 0.05 else 0),
    )


def _money(account: Account, made_on: int) -> Payment | None:
    """The first payment that comes soon after a day, for good."""
    coming = (
        payment
        for cycle in account.cycles
        for payment in cycle.payments
        if payment.kind == "payment" and made_on < payment.value_on and not payment.returned_on
    )
    return next((payment for payment in coming if payment.posted_on <= made_on + AWAY), None)
