"""The life of one account through the period, statement by statement."""

from dataclasses import dataclass, field
from functools import lru_cache
from random import Random
from typing import NamedTuple

from servicing.demo.book.chance import ACCOUNT, between, draws, pick
from servicing.demo.book.histories.behaviour import HABITS, SHARES, Habit, answer, regain, spending
from servicing.demo.book.histories.ledger import Ledger, Payment, Statement
from servicing.demo.book.people.persons import Person, holder_of
from servicing.demo.book.period import STATEMENT_DAYS, Period, Window, windows
from servicing.demo.book.products import OF_JURISDICTION, Product

MISSED_WHEN_PLACED, MISSED_AT_CHARGE_OFF = 4, 6  # far enough apart for a recall between them
QUIET = 45  # days without money after which an account is placed, sold or charged off


class Cycle(NamedTuple):
    """One statement and what it was answered with."""

    number: int
    window: Window
    statement: Statement
    payments: list[Payment]


@dataclass(slots=True)
class Account:
    """One account with all that came of it, some of it perhaps after the period."""

    number: int
    holder: Person
    product: Product
    opened_on: int
    credit_limit: int
    last4: str
    cycles: list[Cycle] = field(default_factory=list)
    reages: list[tuple[int, str]] = field(default_factory=list)
    exits: list[tuple[int, str]] = field(default_factory=list)

    @property
    def reference(self) -> str:
        return f"{self.product.jurisdiction}{self.number:08d}"


@lru_cache(32)  # what one person's other account is asked for soon again
def life_of(seed: int, number: int, period: Period) -> Account:
    """The account of this number, lived through."""
    rng = draws(seed, ACCOUNT, number)
    account = _open(rng, holder_of(seed, number), number, period)
    _live(rng, account, period)
    return account


def _open(rng: Random, holder: Person, number: int, period: Period) -> Account:
    product = OF_JURISDICTION[holder.jurisdiction]
    lowest, highest, step = product.limits
    opened_on = period.first - between(rng, 40, 4000)
    if rng.random() < 0.06:
        opened_on = between(rng, period.first, period.last)
    return Account(
        number=number,
        holder=holder,
        product=product,
        opened_on=opened_on,
        # Most limits are low: the square crowds them there.
        credit_limit=lowest + int((highest - lowest) / step * rng.random() ** 2) * step,
        last4=f"{between(rng, 0, 9999):04d}",
    )


def _live(rng: Random, account: Account, period: Period) -> None:
    habit = rng.choices(HABITS, SHARES)[0]
    ledger = _opening(rng, habit, account, period)
    for number, window in enumerate(_windows(rng, account.product, period), start=1):
        if window.printed_on < account.opened_on + 10:
            continue
        spent = spending(rng, habit, account.credit_limit, ledger)
        let_off = account.product.late_fee if ledger.missed and rng.random() < 0.002 else 0
        statement = ledger.print_statement(window.printed_on, spent, let_off)
        leaves = _leaves(rng, account, ledger, window)
        payments = [] if leaves else _paid(rng, habit, account, ledger, window)
        account.cycles.append(Cycle(number, window, statement, payments))
        if leaves:
            return
        ledger.pending += payments


def _windows(rng: Random, product: Product, period: Period) -> tuple[Window, ...]:
    sent_after, due_after = pick(rng, product.sent_after), pick(rng, product.due_after)
    return windows(period, product, pick(rng, STATEMENT_DAYS), sent_after, due_after)


def _opening(rng: Random, habit: Habit, account: Account, period: Period) -> Ledger:
    """What the book is taken over with: the balances of old accounts, one minimum missed by some."""
    if account.opened_on > period.first:
        return Ledger(account.product, balance=0, past_due=0)
    balance = int(account.credit_limit * habit.carries * (0.4 + 0.9 * rng.random()))
    missed = balance and rng.random() < 0.2
    past_due = min(balance, account.product.least_instalment) if missed else 0
    return Ledger(account.product, balance, past_due)


def _paid(rng: Random, habit: Habit, account: Account, ledger: Ledger, window: Window) -> list[Payment]:
    if ledger.missed < 3 or not _may_be_reaged(account, window) or rng.random() > 0.05:
        return answer(rng, habit, ledger, window)
    lump = regain(rng, ledger, window)
    account.reages.append((lump.posted_on + 1, "three minimums paid at once"))
    ledger.reaged = True
    return [lump]


def _may_be_reaged(account: Account, window: Window) -> bool:
    """The US limits: nine months on the book, and once a year."""
    return account.product.reages and window.printed_on - account.opened_on > 280 and not account.reages


def _leaves(rng: Random, account: Account, ledger: Ledger, window: Window) -> bool:
    """Whether this statement was the account's last."""
    day = window.printed_on + between(rng, 2, 6)
    quiet = not _paid_lately(account, day)
    if ledger.missed >= MISSED_AT_CHARGE_OFF and quiet:
        account.exits.append((day, "sold" if rng.random() < 0.3 else "charged-off"))
        return True
    if account.exits:
        return False
    if ledger.balance == 0 and rng.random() < 0.02:
        account.exits.append((day, "closed"))
        return True
    if ledger.missed == MISSED_WHEN_PLACED and quiet and rng.random() < 0.2:
        account.exits += [(day, "placed"), (day + between(rng, 30, 50), "recalled")]
    return False


def _paid_lately(account: Account, day: int) -> bool:
    """Whether money came for good in the last weeks: nobody is given away for whom that is so."""
    late = (payment for cycle in account.cycles[-3:] for payment in cycle.payments)
    return any(not payment.returned_on and payment.posted_on > day - QUIET for payment in late)
