"""How people use a card and how they pay: in full or the minimum, early, in grace or late, or not at all."""

from random import Random
from typing import NamedTuple

from servicing.demo.book.chance import between
from servicing.demo.book.histories.ledger import Ledger, Payment
from servicing.demo.book.period import Window


class Habit(NamedTuple):
    """What a person does with the card while all goes well. Shares of one."""

    spends: float  # of the credit limit, in a month
    rests: float  # of the months: nothing is bought
    pays: float  # of what the balance holds beyond the minimum
    forgets: float  # of the minimums, with none missed before
    carries: float  # of the credit limit, at the start


IN_FULL = Habit(spends=0.09, rests=0.02, pays=1.0, forgets=0.034, carries=0.0)
SELDOM = Habit(spends=0.04, rests=0.65, pays=1.0, forgets=0.03, carries=0.0)
MORE_THAN_ASKED = Habit(spends=0.06, rests=0.1, pays=0.3, forgets=0.057, carries=0.3)
THE_MINIMUM = Habit(spends=0.035, rests=0.1, pays=0.0, forgets=0.088, carries=0.6)

HABITS = (IN_FULL, SELDOM, MORE_THAN_ASKED, THE_MINIMUM)
SHARES = (42, 8, 22, 28)  # of the book, in percent


class Roll(NamedTuple):
    """Where an account with so many missed minimums stands one statement later. Shares of one."""

    cured: float
    better: float  # by one
    same: float  # and all others are worse by one


ROLLS = {  # by missed minimums; three stands for all above. With none missed the habit decides.
    1: Roll(0.30, 0.0, 0.64),
    2: Roll(0.15, 0.17, 0.38),
    3: Roll(0.09, 0.11, 0.32),
}


def spending(rng: Random, habit: Habit, limit: int, ledger: Ledger) -> int:
    """Purchases of a month: fewer with one minimum missed, none with more, never over the limit."""
    if ledger.missed > 1 or rng.random() < habit.rests:
        return 0
    wanted = int(limit * habit.spends * (0.4 + 1.2 * rng.random()))
    return max(0, min(wanted // 3 if ledger.missed else wanted, limit - ledger.balance))


def answer(rng: Random, habit: Habit, ledger: Ledger, window: Window) -> list[Payment]:
    """What is paid on the newest statement."""
    later = _missed_later(rng, habit, ledger.missed)
    if later > ledger.missed:
        return _fall_behind(rng, ledger, window)
    amount = _regular(rng, habit, ledger) if later == 0 else _arrears(rng, ledger, later)
    amount -= ledger.paid_ahead
    return _pay(rng, amount, ledger, window) if amount > 0 else []


def regain(rng: Random, ledger: Ledger, window: Window) -> Payment:
    """The lump sum of three minimums on which a supervisor may re-age."""
    day = between(rng, window.printed_on + 3, window.due_on)
    return Payment(day, 3 * ledger.owed[-1], day)


def _missed_later(rng: Random, habit: Habit, missed: int) -> int:
    draw = rng.random()
    if missed == 0:
        return int(draw < habit.forgets)
    roll = ROLLS[min(missed, 3)]
    if draw < roll.cured:
        return 0
    if draw < roll.cured + roll.better:
        return missed - 1
    return missed if draw < roll.cured + roll.better + roll.same else missed + 1


def _regular(rng: Random, habit: Habit, ledger: Ledger) -> int:
    """At least the minimum, but for a shortfall that the tolerance forgives."""
    if habit.pays == 1.0:
        return ledger.balance + _rounding(rng, ledger.balance)
    beyond = ledger.balance - ledger.minimum
    if habit.pays and beyond > 0:
        return ledger.minimum + int(beyond * habit.pays * rng.random())
    short = between(rng, 1, ledger.product.tolerance) if rng.random() < 0.03 else 0
    return ledger.minimum - short


def _rounding(rng: Random, balance: int) -> int:
    """A few like round sums, and so come to overpay a little."""
    return -balance % 10_00 if rng.random() < 0.06 else 0


def _arrears(rng: Random, ledger: Ledger, later: int) -> int:
    """Pays all but the newest cycles, sometimes with a part of the next."""
    kept = ledger.owed[-later:]
    extra = kept[0] // 3 if rng.random() < 0.3 else 0
    return ledger.minimum - sum(kept) + extra


def _fall_behind(rng: Random, ledger: Ledger, window: Window) -> list[Payment]:
    """Forgotten, or tried in vain: too little, returned by the bank, or not there by the statement."""
    draw = rng.random()
    day = _day(rng, window)
    if draw < 0.10:
        part = int(ledger.owed[0] * (0.2 + 0.4 * rng.random()))
        return [Payment(day, part, day)] if part else []
    if draw < 0.20 and ledger.minimum:
        returned_on = min(day + between(rng, 2, 6), window.closes_on - 1)
        return [Payment(day, ledger.minimum, day, returned_on=returned_on)]
    if draw < 0.212 and ledger.minimum:
        return [_on_its_way(rng, ledger.minimum, window.closes_on)]
    return []


def _on_its_way(rng: Random, amount: int, statement_day: int) -> Payment:
    """Posted on the statement day, or later and credited from before it: the print knows of neither."""
    posted_on = statement_day + max(0, between(rng, -4, 3))
    value_on = posted_on if posted_on == statement_day else statement_day - between(rng, 1, 3)
    return Payment(posted_on, amount, value_on)


def _pay(rng: Random, amount: int, ledger: Ledger, window: Window) -> list[Payment]:
    """The amount, as one payment mostly."""
    day = _day(rng, window)
    draw = rng.random()
    if draw < 0.075:
        return _pay_unusually(rng, amount, day, window)
    waived = min(ledger.fees, ledger.product.late_fee)
    if waived and draw < 0.18 and amount > 2 * waived:
        return _part_credited("fee-waiver", waived, amount, day)
    return [Payment(day, amount, day)]


def _pay_unusually(rng: Random, amount: int, day: int, window: Window) -> list[Payment]:
    draw = rng.random()
    if draw < 0.52:
        return _in_two(rng, amount, day, window)
    if draw < 0.80:
        return [Payment(day, amount, max(window.printed_on + 1, day - between(rng, 1, 4)))]
    if draw < 0.90:
        return _part_credited("credit", amount // 4, amount, day)
    if draw < 0.98:
        return _returned_and_repaid(amount, day, window)
    return [Payment(day, amount, day, returned_on=window.closes_on + between(rng, 1, 6))]


def _in_two(rng: Random, amount: int, day: int, window: Window) -> list[Payment]:
    first = between(rng, window.printed_on + 1, day)
    half = amount // 2
    return [Payment(on, part, on) for on, part in ((first, half), (day, amount - half)) if part]


def _returned_and_repaid(amount: int, day: int, window: Window) -> list[Payment]:
    last = window.closes_on - 1
    returned_on, again = min(day + 2, last), min(day + 4, last)
    return [Payment(day, amount, day, returned_on=returned_on), Payment(again, amount, again)]


def _part_credited(kind: str, credited: int, amount: int, day: int) -> list[Payment]:
    """The issuer credits a part, a refund or a fee it waives; the customer pays the rest."""
    parts = (("payment", amount - credited), (kind, credited))
    return [Payment(day, part, day, kind) for kind, part in parts if part]


def _day(rng: Random, window: Window) -> int:
    """Mostly in the fortnight to the due date, sometimes in the grace, a few later in the cycle."""
    draw = rng.random()
    if draw < 0.90:
        return window.due_on - int(14 * rng.random() ** 2)
    if draw < 0.95:
        return between(rng, window.due_on, window.grace_until)
    return between(rng, min(window.grace_until + 1, window.closes_on - 1), window.closes_on - 1)
