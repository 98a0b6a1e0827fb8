"""Since when an account has been behind without a break: the date of first delinquency (rules, section 3).

A run of past-due days ends when money ends it: when what was asked on its last day is paid, or all that the
newest statement prints. What is disputed is not asked. A re-age, a plan, or a print that carries less over
without a credit may make the account current as well, but the run goes on; and money that was returned since
has ended nothing.
"""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import date, timedelta

from accounts.dates import NEVER, month_earlier
from accounts.rules import pauses
from accounts.rules.standing import Facts, NoPolicy, Standing, effective_due, policy_on, standing

PLAN = "hardship-plan"
_DAY = timedelta(days=1)


def first_delinquency(facts: Facts, day: date) -> date | None:
    """The effective due date of the first missed cycle of the run that the day belongs to, restated.

    None where the account is not past due on the day. Days that cannot be computed end the run; raises
    NoPolicy where the day itself cannot.
    """
    seen = facts.known_by(NEVER)
    now = standing(seen, day)
    if now.oldest_missed is None:
        return None
    first = now.oldest_missed.effective_due
    with suppress(NoPolicy):
        for missed in _missed_before(seen, now):
            first = min(first, missed)
    return first


def _missed_before(seen: Facts, now: Standing) -> Iterator[date]:
    """Effective due dates of the oldest missed cycles of the run's earlier days, newest day first."""
    by_money = _by_money(seen, now.day)
    current: list[date] = []  # days without anything missed, until the run or what came before it is found
    for day in _days_before(seen, now.day):
        missed = standing(seen, day).oldest_missed
        if missed is None:
            current.append(day)
            if _paid_as_printed(by_money, day):
                return
        elif any(_paid_as_asked_on(day, by_money, later) for later in current):
            return
        else:
            current.clear()
            yield missed.effective_due


def _by_money(seen: Facts, day: date) -> Facts:
    """The same facts where only money that has stayed makes an account current."""
    return replace(
        seen,
        payments=tuple(payment for payment in seen.payments if not payment.returned_by(day)),
        reages=(),
        holds=tuple(replace(hold, pauses=hold.pauses and hold.kind != PLAN) for hold in seen.holds),
    )


def _paid_as_printed(by_money: Facts, day: date) -> bool:
    """Whoever pays what the statement asks is current, whatever our own sums say."""
    now = standing(by_money, day)
    return now.paid > 0 and now.unpaid <= now.tolerance


def _paid_as_asked_on(late: date, by_money: Facts, day: date) -> bool:
    """Whether nothing would be missed on the day by the statements of a late day before it."""
    printed = tuple(cycle for cycle in by_money.cycles if cycle.statement_date <= late)
    return standing(replace(by_money, cycles=printed), day).oldest_missed is None


def _days_before(seen: Facts, day: date) -> Iterator[date]:
    """The last days before something counted anew, newest first: in between, nothing moves."""
    began = min(cycle.statement_date for cycle in seen.cycles)
    for change in sorted(set(_changes(seen)), reverse=True):
        if began < change <= day:
            yield change - _DAY


def _changes(seen: Facts) -> Iterator[date]:
    """Days on which a standing may change: a superset. Pauses move a day past due to their end."""
    for cycle in seen.cycles:
        yield cycle.statement_date
        with suppress(NoPolicy, OverflowError):
            late = effective_due(cycle, seen) + _grace(seen, cycle.statement_date)
            yield from (late, month_earlier(late))
    for payment in seen.payments:
        yield payment.value_on
        if payment.returned_on:
            yield payment.returned_on
    for hold in seen.holds:
        yield from (hold.starts_on, hold.days.until)
        if hold.fresh_due_on:
            yield pauses.following(hold.fresh_due_on)
            with suppress(OverflowError):
                yield from (hold.fresh_due_on + timedelta(policy.grace_days + 1) for policy in seen.policies)
    yield from (reage.on for reage in seen.reages)
    yield from (policy.effective_from for policy in seen.policies)


def _grace(seen: Facts, statement_date: date) -> timedelta:
    return timedelta(days=policy_on(seen.policies, statement_date).grace_days + 1)
