"""Hardship plans: agreed, changed by a new schedule, ended, and what has become of them (rules, section 8).

A plan is at once a hold of kind ``hardship-plan`` on its account, from the agreed day through its last one.
"""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import connection, transaction
from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from accounts import packs, reages
from accounts.acts import Act
from accounts.business_dates import becomes_known
from accounts.calendars import store as calendar_store
from accounts.dates import NEVER
from accounts.models import Account, AffordabilityStatement, Hold, Plan, PlanInstalment, PlanStatusChange
from accounts.plans import evaluation as plan_evaluation
from accounts.plans.evaluation import PlanStatus
from accounts.rules import plans as plan_rules
from accounts.rules.working_days import WorkingCalendar

COMPLETED, BROKEN, REPLACED = Plan.EndReason.COMPLETED, Plan.EndReason.BROKEN, Plan.EndReason.REPLACED
_REFERENCE = "SELECT 'H' || lpad(nextval(pg_get_serial_sequence('accounts_plan', 'id'))::text, 12, '0')"


class NotInForce(ValueError):  # noqa: N818 -- named for what is wrong with the plan
    """The plan has ended already."""


class AnotherInForce(ValueError):  # noqa: N818
    """The account has a plan in force: it is changed, not agreed a second time."""


class NotComplete(ValueError):  # noqa: N818
    """Not all of the plan is paid."""


@dataclass(frozen=True, slots=True)
class PlanTerms:
    """What is agreed: amounts by day, what may be missing and how long, and when it is looked at again."""

    agreed_on: date
    instalments: Mapping[date, int]
    option: str = ""
    statement: AffordabilityStatement | None = None
    review_on: date | None = None
    tolerance: int | None = None
    percent: Decimal | None = None
    grace_days: int | None = None
    cure_days: int | None = None
    break_cause: str = ""

    def __post_init__(self) -> None:
        if not self.instalments or min(self.instalments.values()) < 0:
            raise ValueError("a plan has instalments, none of them below zero")
        if min(self.instalments) < self.agreed_on:
            raise ValueError("an instalment is due before the plan is agreed")


def agree(account: Account, terms: PlanTerms, act: Act) -> Plan:
    """A plan from the agreed day on, and the hold that it is. Raises AnotherInForce."""
    with transaction.atomic():
        Account.objects.select_for_update(no_key=True).get(pk=account.pk)
        if in_force(account, terms.agreed_on):
            raise AnotherInForce
        return _agree(account, terms, act)


def end(plan: Plan, on: date, reason: str, act: Act) -> Plan:
    """Fill in the last day of a plan and of its hold. Raises NotInForce."""
    with transaction.atomic():
        plan = _ours(plan)
        plan.ended_on, plan.end_reason, plan.end_known_on = max(on, plan.agreed_on), reason, becomes_known(on)
        plan.ended_by, plan.end_note = act.by, act.note
        plan.save()
        Hold.objects.filter(pk=plan.hold_id).update(
            ends_on=plan.ended_on, end_known_on=plan.end_known_on, ended_by=act.by, end_reason=act.note[:200]
        )
    return plan


def reschedule(plan: Plan, terms: PlanTerms, act: Act) -> Plan:
    """A new schedule for what is left: it takes the place of the plan, which is kept. Raises NotInForce."""
    with transaction.atomic():
        ended = end(plan, terms.agreed_on, REPLACED, act)
        return _agree(ended.account, terms, act, replaces=ended)


def defer(plan: Plan, months: int, act: Act, *, on: date, cause: str = "") -> Plan:
    """A break of payments, by which the plan grows: what is left is due so many months later.

    ``hardship.breaks`` asks whether the pack allows it. Raises NotInForce, and ValueError where nothing is
    left.
    """
    parts = plan_rules.deferred(_parts(plan), _paid(plan, on), months, on)
    terms = _terms_like(plan, on, _on_working_days(plan.account, parts))
    return reschedule(plan, replace(terms, break_cause=cause), act)


def spread(plan: Plan, act: Act, *, on: date) -> Plan:
    """Lower the parts ahead by what was paid early, instead of ending sooner.

    Raises NotInForce, and ValueError where no part is ahead.
    """
    parts = plan_rules.lowered(_parts(plan), _paid(plan, on), on)
    return reschedule(plan, _terms_like(plan, on, parts), act)


def finish(plan: Plan, act: Act, *, on: date) -> Plan:
    """Re-age the account of a plan that is complete, which ends it.

    Raises NotComplete, and Refused of re-ages where the limits of the pack allow none: then its hold goes on.
    """
    with transaction.atomic():
        status = plan_evaluation.statuses([plan.pk], on, NEVER).get(plan.pk)
        if status is None or status.state != plan_rules.COMPLETE:
            raise NotComplete
        reages.grant(plan.account, on, replace(act, note=f"plan {plan.reference} complete"))
        return end(plan, on, COMPLETED, act)


def in_force(account: Account | int, day: date) -> Plan | None:
    """The plan that the account is on on a day, by everything known now; of several the newest."""
    return on(day).filter(account=account).order_by("-agreed_on", "-pk").first()


def on(day: date) -> QuerySet[Plan]:
    """Plans that the day belongs to, by everything known now."""
    return Plan.objects.filter(Q(ended_on=None) | Q(ended_on__gte=day), agreed_on__lte=day)


def in_state(*states: str) -> QuerySet[Plan]:
    """Plans that stand so by the last close, each with the day ``since``; the longest so first.

    One that no close has seen yet is kept, since it was agreed.
    """
    changes = PlanStatusChange.objects.filter(plan=OuterRef("pk"))
    now = changes.filter(ends_before__isnull=True, to_state__in=states)
    since: Any = Subquery(now.values("on")[:1])
    stand: Any = Exists(now)
    if plan_rules.KEPT in states:
        since = Coalesce(since, "agreed_on")
        stand = Exists(now) | (Q(ended_on__isnull=True) & ~Exists(changes))
    rows = Plan.objects.filter(stand).annotate(since=since)
    return rows.select_related("account__product").order_by("since", "pk")


def statuses(plans: Collection[Plan], day: date) -> dict[int, PlanStatus]:
    """The status of plans on a day, by everything known now."""
    return plan_evaluation.statuses([plan.pk for plan in plans], day, NEVER)


def waited_for(pack: packs.Pack, calendar: WorkingCalendar, due_on: date, grace_days: int | None) -> date:
    """The last day on which an instalment is waited for; without a grace of its own that of the pack."""
    days = pack.hardship.grace_days if grace_days is None else grace_days
    return calendar.add_working_days(due_on, days)


def _agree(account: Account, terms: PlanTerms, act: Act, replaces: Plan | None = None) -> Plan:
    pack = packs.of(account.product.jurisdiction)
    calendar = calendar_store.of(pack.calendar)
    reference, known_on = _new_reference(), becomes_known(terms.agreed_on)
    hold = Hold.objects.create(
        reference=hold_reference(reference),
        account=account,
        kind=Hold.Kind.HARDSHIP_PLAN,
        starts_on=terms.agreed_on,
        review_on=terms.review_on,
        known_on=known_on,
        placed_by=act.by,
    )
    plan = Plan.objects.create(
        reference=reference,
        account=account,
        hold=hold,
        agreed_on=terms.agreed_on,
        option=terms.option,
        statement=terms.statement,
        tolerance=terms.tolerance,
        tolerance_percent=terms.percent,
        grace_days=terms.grace_days,
        cure_days=pack.hardship.cure_days if terms.cure_days is None else terms.cure_days,
        break_cause=terms.break_cause,
        known_on=known_on,
        agreed_by=act.by,
        replaces=replaces,
    )
    PlanInstalment.objects.bulk_create(
        PlanInstalment(
            plan=plan,
            due_on=due_on,
            grace_ends_on=waited_for(pack, calendar, due_on, terms.grace_days),
            amount=amount,
        )
        for due_on, amount in sorted(terms.instalments.items())
    )
    return plan


def hold_reference(plan: str) -> str:
    """The reference of the hold that a plan is; a file of holds cannot take it by accident."""
    return f"plan-{hashlib.md5(plan.encode(), usedforsecurity=False).hexdigest()}"


def _ours(plan: Plan) -> Plan:
    """The plan as it stands, ours alone until the transaction ends."""
    plan = (
        Plan.objects.select_for_update(of=("self",), no_key=True)
        .select_related("account__product")
        .get(pk=plan.pk)
    )
    if plan.ended_on is not None:
        raise NotInForce
    return plan


def _parts(plan: Plan) -> dict[date, int]:
    return dict(plan.instalments.values_list("due_on", "amount"))


def _paid(plan: Plan, on: date) -> int:
    """What was paid on the plan by everything known now."""
    status = plan_evaluation.statuses([plan.pk], on, NEVER).get(plan.pk)
    return status.paid if status else 0


def _paid_on(account: Account, on: date) -> int:
    """What was posted from a day on and is credited by it: a schedule agreed on that day counts it, too."""
    paid = account.payments.filter(posted_on__gte=on, value_on__lte=on).exclude(returned_on__lte=on)
    return sum(paid.values_list("amount", flat=True))


def _terms_like(plan: Plan, on: date, instalments: Mapping[date, int]) -> PlanTerms:
    """The terms of the plan with another schedule. What was paid on the day is a part of it, and paid."""
    if not instalments:
        raise ValueError("nothing is left to be paid")
    paid = _paid_on(plan.account, on)
    return PlanTerms(
        on,
        {on: paid, **instalments} if paid else instalments,
        plan.option,
        plan.statement,
        max(instalments),
        plan.tolerance,
        plan.tolerance_percent,
        plan.grace_days,
        plan.cure_days,
    )


def _on_working_days(account: Account, amounts: Mapping[date, int]) -> dict[date, int]:
    """The same amounts, each on the next working day; what falls together is added up."""
    calendar = calendar_store.of(packs.of(account.product.jurisdiction).calendar)
    moved: dict[date, int] = {}
    for day, amount in sorted(amounts.items()):
        worked = calendar.next_working(day)
        moved[worked] = moved.get(worked, 0) + amount
    return moved


def _new_reference() -> str:
    with connection.cursor() as cursor:
        cursor.execute(_REFERENCE)
        return str(cursor.fetchone()[0])
