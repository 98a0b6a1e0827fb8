"""When an account is late by its own ledger, and with how much."""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

from servicing.demo.book.histories.accounts import Account, Cycle


class Late(NamedTuple):
    """Days from ``first`` until before ``until`` on which one amount is past due."""

    first: int
    until: int
    past_due: int
    cycle: Cycle


def late_days(account: Account, last: int) -> list[Late]:
    """The late days of the account through the last one, as long as it is in the book."""
    end = min([last + 1, *(on for on, _ in account.exits)])
    lates = (late for cycle in account.cycles if _may_be_late(account, cycle) for late in _of(account, cycle))
    return [late._replace(until=min(late.until, end)) for late in lates if late.first < end]


def _may_be_late(account: Account, cycle: Cycle) -> bool:
    """Almost all cycles are paid at once and for good."""
    _, window, statement, payments = cycle
    in_time = sum(p.amount for p in payments if p.posted_on <= window.grace_until and not p.returned_on)
    tolerance = account.product.tolerance
    return statement.past_due > tolerance or statement.minimum - in_time > tolerance


def _of(account: Account, cycle: Cycle) -> Iterator[Late]:
    _, window, statement, payments = cycle
    turns = {window.printed_on, window.grace_until + 1}
    turns |= {day for p in payments for day in (p.posted_on, p.returned_on) if day}
    days = sorted(day for day in turns if day < window.closes_on)
    for first, until in pairwise([*days, window.closes_on]):
        asked = statement.past_due if first <= window.grace_until else statement.minimum
        past_due = asked - _paid(cycle, first)
        if past_due > account.product.tolerance:
            yield Late(first, until, past_due, cycle)


def _paid(cycle: Cycle, day: int) -> int:
    """What was posted by a day and has not been returned by it."""
    posted = (p for p in cycle.payments if p.posted_on <= day)
    return sum(p.amount for p in posted if not p.returned_on or p.returned_on > day)
