"""Disputed amounts: what they take off a statement, and how much of a print they are.

Rules, sections 3 (step 2) and 6. Amounts are minor units; a disputed amount is part of what the statement of
its ``statement_date`` asks.
"""

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from accounts.rules.pauses import Hold


class Disputed(NamedTuple):
    """``amount`` of a statement is not asked; ``rejected`` was not, and is due afresh on ``fresh_due``."""

    amount: int
    rejected: int
    fresh_due: date | None


class PrintedAgain(NamedTuple):
    """What was left unpaid of a statement by the next one, and what that one printed past due."""

    statement_date: date
    unpaid: int
    past_due: int


def of_statement(holds: Iterable[Hold], statement_date: date, day: date) -> Disputed:
    """What is in dispute of a statement on a day, and what is so no longer and when it is due afresh."""
    amount, rejected = 0, 0
    fresh_due: date | None = None
    for hold in _naming(holds, day):
        if hold.statement_date != statement_date:
            continue
        if day <= hold.disputes_through:
            amount += hold.disputed_amount or 0
        elif hold.fresh_due_on:
            rejected += hold.disputed_amount or 0
            fresh_due = max(hold.fresh_due_on, fresh_due or hold.fresh_due_on)
    return Disputed(amount, rejected, fresh_due)


def named(holds: Iterable[Hold], day: date) -> dict[date, int]:
    """What disputes name of each statement: those in force, and those rejected with a fresh due date."""
    amounts: dict[date, int] = {}
    for hold in _naming(holds, day):
        if hold.statement_date and (hold.in_force(day) or hold.fresh_due_on):
            amounts[hold.statement_date] = amounts.get(hold.statement_date, 0) + (hold.disputed_amount or 0)
    return amounts


def still_printed(amounts: dict[date, int], prints: Iterable[PrintedAgain]) -> int:
    """How much of the last print is disputed money (``T`` of the rules, section 3, step 2).

    What a statement asked and nobody paid explains the next print first; what the print holds beyond that may
    be disputed money, never more than is named. So an issuer that goes on printing it and one that leaves it
    out are both read rightly.
    """
    amount = 0
    for statement_date, unpaid, past_due in prints:
        amount += amounts.get(statement_date, 0)
        amount = min(amount, max(0, past_due - max(0, unpaid - amount)))
    return amount


def _naming(holds: Iterable[Hold], day: date) -> Iterable[Hold]:
    return (hold for hold in holds if hold.disputed_amount and hold.starts_on <= day)
