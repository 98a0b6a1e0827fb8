"""What a re-age rests on, and when a pack's limits allow one: the plain rule (rules, sections 2 and 8).

An account shows that it is willing and able again by minimum payments made while it is behind. It has been
behind since the first of the latest statements that all print a past due; only what was paid after that
counts, and only payments: the issuer's own credits show nothing about the customer.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import takewhile

from accounts.dates import months_later
from accounts.rules.standing import Cycle, Facts, Payment, effective_due, policy_on


def rests_on(seen: Facts, on: date, least: int) -> tuple[Payment, ...]:
    """The payments that a re-age on this day may rest on; none where they do not do.

    They are as much as the latest so many statements newly ask for, each short by no more than the tolerance:
    that many minimum payments in a row, or the same in one sum. A statement that is not due yet need not be
    among them. Raises NoPolicy.
    """
    tolerance = policy_on(seen.policies, on).tolerance
    statements = sorted((c for c in seen.cycles if c.statement_date <= on), key=lambda c: c.statement_date)
    behind = behind_since(statements)
    for latest in _latest(seen, statements, on, least):
        since = max(latest[0].statement_date, behind or on)
        paid = tuple(_paid_after(seen.payments, since, on))
        if sum(p.amount for p in paid) >= sum(c.instalment - tolerance for c in latest):
            return paid
    return ()


def behind_since(statements: list[Cycle]) -> date | None:
    """The first of the latest statements that all print a past due; none where the last does not."""
    behind = list(takewhile(lambda cycle: cycle.past_due > 0, reversed(statements)))
    return behind[-1].statement_date if behind else None


def next_after(earlier: Iterable[date], number: int, months: int) -> date | None:
    """The day from which a further one is allowed, where only ``number`` are in so many months."""
    latest = sorted(earlier, reverse=True)[number - 1 : number]
    return months_later(latest[0], months) if latest else None


def _latest(seen: Facts, statements: list[Cycle], on: date, least: int) -> Iterator[list[Cycle]]:
    """The latest so many statements that newly ask for something; also those before one not due yet."""
    asking = [cycle for cycle in statements if cycle.instalment > 0]
    if len(asking) >= least:
        yield asking[-least:]
    if len(asking) > least and on <= effective_due(asking[-1], seen):
        yield asking[-least - 1 : -1]


def _paid_after(payments: Iterable[Payment], after: date, on: date) -> Iterator[Payment]:
    for payment in payments:
        if payment.kind == "payment" and after < payment.posted_on <= on and not payment.returned_by(on):
            yield payment
