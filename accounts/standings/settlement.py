"""When everything was settled: the balance of the newest statement, and what was posted since.

A minimum that was paid settles nothing. Pure; what is asked of a day is asked of the facts of one basis.
"""

from collections.abc import Iterable
from datetime import date

from accounts.rules.standing import Cycle, Facts, Payment


def balance_left(seen: Facts, day: date) -> int | None:
    """The balance of the newest statement less what was posted since and counts on the day, in minor units;
    below 0 where too much was paid. None where there is no statement."""
    statements = _statements(seen, day)
    return statements[-1].balance - _paid(seen.payments, statements[-1], day) if statements else None


def settled_on(seen: Facts, day: date) -> date | None:
    """The day on which nothing was owed any more, and has not been since; none while something is owed."""
    left = balance_left(seen, day)
    if left is None or left > 0:
        return None
    free_since = None
    for cycle in reversed(_statements(seen, day)):
        if cycle.balance > 0:
            paid_on = _paid_off(seen.payments, cycle, day)
            return min(filter(None, (paid_on, free_since)), default=None)
        free_since = cycle.statement_date
    return free_since


def _statements(seen: Facts, day: date) -> list[Cycle]:
    known = (cycle for cycle in seen.cycles if cycle.statement_date <= day)
    return sorted(known, key=lambda cycle: cycle.statement_date)


def _counting(payments: Iterable[Payment], cycle: Cycle, day: date) -> list[Payment]:
    return [
        payment
        for payment in payments
        if payment.posted_on > cycle.statement_date
        and payment.value_on <= day
        and not payment.returned_by(day)
    ]


def _paid(payments: Iterable[Payment], cycle: Cycle, day: date) -> int:
    return sum(payment.amount for payment in _counting(payments, cycle, day))


def _paid_off(payments: Iterable[Payment], cycle: Cycle, day: date) -> date | None:
    """The day of the payment that brought what this statement asked in all to nothing."""
    left = cycle.balance
    for payment in sorted(_counting(payments, cycle, day), key=lambda each: each.value_on):
        left -= payment.amount
        if left <= 0:
            return payment.value_on
    return None
