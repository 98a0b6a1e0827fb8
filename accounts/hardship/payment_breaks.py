"""Breaks of payments: a month for a crisis, more where the income fell by half (rules, section 8)."""

from datetime import date

from accounts.acts import Act
from accounts.hardship import affordability as affordability_store
from accounts.models import AffordabilityStatement, Plan
from accounts.packs import Hardship
from accounts.plans import lifecycle as plan_lifecycle
from accounts.rules import affordability as affordability_rules


class TooLong(ValueError):  # noqa: N818 -- named for what is wrong with the break
    """More months than the pack allows."""


class CauseNeeded(ValueError):  # noqa: N818
    """More than the crisis months of the pack are for a named cause."""


class IncomeNotFallen(ValueError):  # noqa: N818
    """No statement that is still good says that the income fell as far as the pack asks."""


def grant(plan: Plan, months: int, act: Act, *, on: date, cause: str = "") -> Plan:
    """The plan with a break of so many months, by which it grows.

    More than the crisis months are for one of ``Plan.BreakCause``, and for an income that fell by the share
    of the pack since the statement of the plan, where it rests on one. Raises TooLong, CauseNeeded,
    IncomeNotFallen, NotInForce, and ValueError where nothing is left to be paid.
    """
    rules = affordability_store.rules_of(plan.account)
    if months > rules.break_months:
        raise TooLong
    if months > rules.crisis_months:
        if not cause:
            raise CauseNeeded
        if not _has_fallen(plan, rules, on):
            raise IncomeNotFallen
    return plan_lifecycle.defer(plan, months, act, on=on, cause=cause)


def _has_fallen(plan: Plan, rules: Hardship, on: date) -> bool:
    """A plan that moved in with the book rests on no statement: then the cause is enough."""
    if plan.statement is None:
        return True
    now = affordability_store.good_for(plan.account, on)
    return now is not None and _income(now) <= _income(plan.statement) * (1 - rules.break_fall)


def _income(statement: AffordabilityStatement) -> int:
    return affordability_rules.sums(affordability_store.items_of(statement)).income
