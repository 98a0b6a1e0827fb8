"""The clocks of a case: by when the pack wants it acknowledged and decided, fixed on the day of opening."""

from dataclasses import dataclass
from datetime import date, timedelta

from accounts import packs
from accounts.calendars import store as calendar_store
from accounts.models import Account, Case
from accounts.packs import Clocks
from accounts.rules import cases as case_rules


@dataclass(frozen=True, slots=True)
class DeadlineDay:
    """The clocks of one case, and the rules they rest on where those are verified."""

    acknowledge_by: date
    resolve_by: date
    acknowledge_rule: str
    resolve_rule: str


def of(jurisdiction: str, kind: str) -> Clocks:
    """The pack's clocks for a kind of case: a fraud claim has those of a dispute."""
    return packs.of(jurisdiction).cases["complaint" if kind == Case.Kind.COMPLAINT else "dispute"]


def due(account: Account, rules: Clocks, on: date, days: int) -> date:
    """So many days after the day; working days of the place where the clocks say so."""
    if not rules.working_days:
        return on + timedelta(days=days)
    return calendar_store.add_working_days(packs.of(account.product.jurisdiction).calendar, on, days)


def fixed(account: Account, kind: str, on: date) -> DeadlineDay:
    """By when a case opened on the day is to be acknowledged and decided."""
    rules = of(account.product.jurisdiction, kind)
    resolve_by, resolve_rule = _resolve_by(account, rules, on)
    return DeadlineDay(
        acknowledge_by=due(account, rules, on, rules.acknowledge_days),
        resolve_by=resolve_by,
        acknowledge_rule=rules.rule("acknowledge_days").cited,
        resolve_rule=rules.rule(resolve_rule).cited,
    )


def extended(case: Case, extensions: int) -> date | None:
    """To which day one more extension would move the case; none where the pack allows no more."""
    rules = _rules(case)
    if extensions >= len(rules.extensions):
        return None
    return due(case.account, rules, case.opened_on, rules.extensions[extensions])


def fresh_due(case: Case, on: date) -> date | None:
    """The first day on which what is owed after all may be due, counted from the day; none where no amount
    is disputed."""
    if case.disputed is None:
        return None
    return on + timedelta(days=max(_rules(case).least_days_after_rejection, 1))


def raised_late(case: Case) -> int | None:
    """The days within which the amount should have been disputed, where it was disputed later."""
    within = _rules(case).raise_within_days
    if within is None or case.disputed_statement is None:
        return None
    return within if case.opened_on > case.disputed_statement + timedelta(days=within) else None


def _rules(case: Case) -> Clocks:
    return of(case.account.product.jurisdiction, case.kind)


def _resolve_by(account: Account, rules: Clocks, on: date) -> tuple[date, str]:
    """The earlier of the days and the billing cycles that the pack grants, and which of them it is."""
    by = due(account, rules, on, rules.resolve_days)
    newest = account.cycles.order_by("statement_date").last() if rules.resolve_cycles else None
    if newest is None or rules.resolve_cycles is None:
        return by, "resolve_days"
    end = case_rules.end_of_cycles(on, newest.statement_date, rules.resolve_cycles)
    return (end, "resolve_cycles") if end < by else (by, "resolve_days")
