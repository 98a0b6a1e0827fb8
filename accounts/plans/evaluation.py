"""The status of many hardship plans at once, and the changes that the closes write of it.

The set-based form of ``accounts/rules/plans.py``: requests go into one temporary table, ``sql/plans.sql``
makes statuses of them in another. Everything happens inside the caller's transaction.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.db import connection, transaction

from accounts import packs
from accounts.database import prepared_statements, statements
from accounts.models import Plan
from accounts.plans.tables import PLAN_REQUEST, PLAN_STATUS
from accounts.rules import plans as plan_rules
from accounts.rules.promises import CoveredAccount, Instalment
from accounts.standings import evaluation, facts
from accounts.status_changes import StatusChanges, tolerance_values

_SILENCING_KINDS = {"silencing_kinds": list(plan_rules.ASKS_NOTHING_DURING)}


@dataclass(frozen=True, slots=True)
class PlanStatus:
    """The state of a plan at the end of a day, and since when. Amounts in minor units."""

    state: str
    since: date
    expected: int
    paid: int


def evaluate(cursor: Any) -> None:
    """Find out the status of the plans of ``plan_request``, into ``plan_status``."""
    tolerances = tolerance_values("plan_", lambda pack: pack.hardship.tolerance)
    values = {**evaluation.pack_values(), **tolerances, **_SILENCING_KINDS}
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
    prepared_statements.execute(cursor, "request_candidate_plans", day=day)
    evaluate(cursor)
    prepared_statements.execute(cursor, "find_plan_changes")


def plain(plans: Iterable[int]) -> dict[int, plan_rules.Plan]:
    """These plans with all that bears on them, as the plain rule wants them."""
    rows = Plan.objects.filter(pk__in=list(plans)).select_related("account__product")
    rows = rows.prefetch_related("instalments")
    known = facts.of_accounts({row.account_id for row in rows})
    return {row.pk: _plain(row, CoveredAccount(known[row.account_id], _of_pack(row))) for row in rows}


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


CHANGES = StatusChanges(
    "plan", Plan, PLAN_REQUEST, evaluate, plain, plan_rules.status, fill_statuses, _SILENCING_KINDS
)
