"""The status of many hardship plans at once, and the changes that the closes write of it.

The set-based form of ``accounts/rules/plans.py``: requests go into one temporary table, ``sql/plans.sql``
makes statuses of them in another. Everything happens inside the caller's transaction.
"""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db import connection, transaction

from accounts import packs
from accounts.database import kept_plans, statements
from accounts.models import BusinessDay, Plan
from accounts.plans.tables import PLAN_REQUEST, PLAN_STATUS
from accounts.rules import plans as plan_rules
from accounts.rules.promises import CoveredAccount, Instalment
from accounts.standings import evaluation, facts

PAGE = 5_000
SAMPLE = 10
MANY = 20_000  # changes written in one close: the planner must hear of them at once


@dataclass(frozen=True, slots=True)
class PlanStatus:
    """The state of a plan at the end of a day, and since when. Amounts in minor units."""

    state: str
    since: date
    expected: int
    paid: int


def evaluate(cursor: Any) -> None:
    """Find out the status of the plans of ``plan_request``, into ``plan_status``."""
    values = {**evaluation.pack_values(), **_tolerance_values(), **_silencing_kinds()}
    PLAN_STATUS.evaluate(cursor, statements.text("plan_status"), PLAN_REQUEST, values)


def fill_statuses(cursor: Any, plans: Iterable[int], day: date, horizon: date) -> None:
    """The status of these on a day, into ``plan_status``: of those that are agreed and known by then."""
    ids = list(plans)
    PLAN_REQUEST.empty(cursor)
    statements.execute(cursor, "request_plans", plans=ids, days=[day] * len(ids), horizon=horizon)
    evaluate(cursor)


def statuses(plans: Collection[int], day: date, horizon: date) -> dict[int, PlanStatus]:
    """The status of these on a day, of those of them that are agreed and known by then."""
    if not plans:
        return {}
    with transaction.atomic(), connection.cursor() as cursor:
        fill_statuses(cursor, plans, day, horizon)
        cursor.execute("SELECT plan_id, state, since, expected, paid FROM plan_status")
        return {
            pk: PlanStatus(state, since, int(expected), int(paid))
            for pk, state, since, expected, paid in cursor.fetchall()
        }


def find(cursor: Any, day: date) -> None:
    """In a shard of the close: to what the plans of ``candidates`` change by the facts known on the day."""
    PLAN_REQUEST.empty(cursor)
    kept_plans.execute(cursor, "request_candidate_plans", day=day)
    evaluate(cursor)
    kept_plans.execute(cursor, "find_plan_changes")


def write(cursor: Any, day: date) -> str:
    """As the close publishes: write the changes, and ask a few of them, at random, of the plain rule.

    Returns what does not agree, in words; nothing where all does.
    """
    kept_plans.execute(cursor, "end_plan_statuses", "begin_plan_statuses", day=day)
    if cursor.rowcount >= MANY:
        cursor.execute("ANALYZE accounts_planstatuschange")
    if not cursor.rowcount:
        return ""
    cursor.execute(
        "SELECT plan_id, state FROM accounts_pendingplanchange ORDER BY random() LIMIT %s", [SAMPLE]
    )
    sample = dict(cursor.fetchall())
    for pk, plan in plain(sample).items():
        seen = plan.known_by(day)
        state = seen and plan_rules.status(seen, day).state
        if state != sample[pk]:
            return f"plan {plan.reference} is {sample[pk]} in the close and {state} by the plain rule"
    return ""


def plain(plans: Iterable[int]) -> dict[int, plan_rules.Plan]:
    """These plans with all that bears on them, as the plain rule wants them."""
    rows = Plan.objects.filter(pk__in=list(plans)).select_related("account__product")
    rows = rows.prefetch_related("instalments")
    known = facts.of_accounts({row.account_id for row in rows})
    return {row.pk: _plain(row, CoveredAccount(known[row.account_id], _of_pack(row))) for row in rows}


def violations() -> Iterator[tuple[str, date, str]]:
    """(account, day, problem) for each change that is missing, unfounded or out of order."""
    closed = BusinessDay.objects.filter(closed_at__isnull=False).order_by("day").values_list("day", flat=True)
    first, last = closed.first(), closed.last()
    for ids in pages() if first else ():
        with transaction.atomic(), connection.cursor() as cursor:
            PLAN_REQUEST.empty(cursor)
            days = {"first_day": first, "last_day": last}
            statements.execute(cursor, "request_plans_to_verify", ids=ids, **days, **_silencing_kinds())
            evaluate(cursor)
            statements.execute(cursor, "verify_plans", ids=ids)
            rows = cursor.fetchall()
        yield from sorted(rows)


def pages(size: int = PAGE) -> Iterator[list[int]]:
    """Ids of every plan, in code-point order of the reference."""
    after = ""
    while page := list(
        Plan.objects.filter(reference__gt=after).order_by("reference").values_list("reference", "pk")[:size]
    ):
        yield [pk for _, pk in page]
        after = page[-1][0]


def _silencing_kinds() -> dict[str, list[str]]:
    return {"silencing_kinds": list(plan_rules.ASKS_NOTHING_DURING)}


def _tolerance_values() -> dict[str, list[Any]]:
    """What packs tolerate of plans, as rows: a list for each column."""
    rows = [
        (name, currency, amount)
        for name, pack in packs.by_code()
        for currency, amount in pack.hardship.tolerance.items()
    ]
    return {
        "plan_tolerance_packs": [name for name, _, _ in rows],
        "plan_tolerance_currencies": [currency for _, currency, _ in rows],
        "plan_tolerances": [amount for _, _, amount in rows],
    }


def _of_pack(row: Plan) -> int | None:
    product = row.account.product
    return packs.of(product.jurisdiction).hardship.tolerance.get(product.currency)


def _plain(row: Plan, account: CoveredAccount) -> plan_rules.Plan:
    instalments = [(each.due_on, each.grace_ends_on, each.amount) for each in row.instalments.all()]
    percent = row.tolerance_percent
    return plan_rules.Plan(
        reference=row.reference,
        agreed_on=row.agreed_on,
        known_on=row.known_on,
        instalments=tuple(Instalment(*each) for each in instalments),
        account=account,
        cure_days=row.cure_days,
        tolerance=row.tolerance,
        percent=None if percent is None else Fraction(percent),
        ended_on=row.ended_on,
        end_known_on=row.end_known_on,
    )
