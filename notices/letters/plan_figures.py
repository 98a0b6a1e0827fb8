"""What a letter says of an offer, a plan, one of its instalments, or of a request that was refused.

The name of an occasion says which: the reference of the offer or plan, and the day where it is about one.
Charges, reasons and names of options are codes here, words of the reader's language in the letter.
"""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django.db.models import QuerySet

from accounts.hardship import affordability as affordability_store
from accounts.models import HardshipOffer, HelpRequest, Plan
from accounts.plans import lifecycle as plan_lifecycle
from accounts.rules.hardship_options import CATCH_UP, FREEZES_COSTS
from notices.models import Notice

Values = dict[str, Any]
COSTS_RUN, COSTS_STOP, AFTER_PLAN = "costs-run", "costs-stop", "after-plan"
COST_AS_AGREED, COST_NONE = "cost-as-agreed", "cost-none"


def of_offers(notices: list[Notice], as_of: date) -> dict[int, Values]:
    """The offer as one row: how many parts, how much each, and how long it is open."""
    named = {notice.pk: _about(notice) for notice in notices}
    offers = _by_reference(HardshipOffer.objects.select_related("account__product"), named.values(), "parts")
    return {pk: _of_offer(offers[name], as_of) for pk, name in named.items() if name in offers}


def of_plans(notices: list[Notice], as_of: date) -> dict[int, Values]:
    """The plan with all its instalments."""
    named = {notice.pk: _about(notice) for notice in notices}
    plans = _by_reference(Plan.objects.all(), named.values(), "instalments")
    return {pk: _of_plan(plans[name]) for pk, name in named.items() if name in plans}


def of_instalments(notices: list[Notice], as_of: date) -> dict[int, Values]:
    """The instalment of the day that the occasion names, or the last one before it."""
    named = {notice.pk: _about(notice).rpartition("/") for notice in notices}
    plans = _by_reference(Plan.objects.all(), [name for name, _, _ in named.values()], "instalments")
    figures = {pk: _of_instalment(plans[name], day) for pk, (name, _, day) in named.items() if name in plans}
    return {pk: values for pk, values in figures.items() if values}


def of_missed(notices: list[Notice], as_of: date) -> dict[int, Values]:
    """The same, and what of the plan is open: some of it may have come, and an earlier one be missed too."""
    values = of_instalments(notices, as_of)
    named = {notice.pk: _about(notice).rpartition("/")[0] for notice in notices}
    plans = {plan.reference: plan for plan in Plan.objects.filter(reference__in=set(named.values()))}
    statuses = plan_lifecycle.statuses(plans.values(), as_of)
    for pk in values:
        status = statuses.get(plans[named[pk]].pk)
        if status and status.paid < status.expected:
            values[pk]["plan_left"] = status.expected - status.paid
    return values


def of_completed(notices: list[Notice], as_of: date) -> dict[int, Values]:
    """What the plan came to, and the day of the occasion, by which it was complete."""
    named = {notice.pk: _about(notice).rpartition("/") for notice in notices}
    plans = _by_reference(Plan.objects.all(), [name for name, _, _ in named.values()], "instalments")
    return {
        pk: {
            "completed_on": date.fromisoformat(day),
            "plan_total": sum(each.amount for each in plans[name].instalments.all()),
        }
        for pk, (name, _, day) in named.items()
        if name in plans
    }


def of_refusals(notices: list[Notice], as_of: date) -> dict[int, Values]:
    """Why a request was refused."""
    named = {notice.pk: int(_about(notice)) for notice in notices if _about(notice).isdigit()}
    reasons = dict(HelpRequest.objects.filter(pk__in=named.values()).values_list("pk", "reason"))
    return {pk: {"rejection_reasons": reasons[name]} for pk, name in named.items() if name in reasons}


def _of_offer(offer: HardshipOffer, as_of: date) -> Values:
    parts = list(offer.parts.all())
    open_days = affordability_store.rules_of(offer.account).offer_days
    return {
        "offer_ends_on": offer.open_through or as_of + timedelta(days=open_days),
        "offer_options": [
            {
                "option": f"option-{offer.option}",
                "instalments": len(parts),
                "each": max(part.amount for part in parts),
                "total": sum(part.amount for part in parts),
                "ends": parts[-1].due_on,
            }
        ],
        "offer_charges": _charges(offer.option),
        "offer_annual_cost": COST_AS_AGREED if offer.option == CATCH_UP else COST_NONE,
        **_terms(offer.option),
    }


def _of_plan(plan: Plan) -> Values:
    instalments = list(plan.instalments.all())
    return {
        "plan_from": plan.agreed_on,
        "plan_total": sum(each.amount for each in instalments),
        "plan_instalments": [{"due": each.due_on, "amount": each.amount} for each in instalments],
        "plan_charges": _charges(plan.option),
        "plan_after": AFTER_PLAN,
        **_terms(plan.option),
    }


def _of_instalment(plan: Plan, day: str) -> Values:
    """Of the last instalment whose day has come by then; it can be made up until the cure days are over."""
    due = [each for each in plan.instalments.all() if each.due_on <= date.fromisoformat(day)]
    if not due:
        return {}
    return {
        "instalment_due": due[-1].due_on,
        "instalment_amount": due[-1].amount,
        "cure_by": due[-1].grace_ends_on + timedelta(days=plan.cure_days),
    }


def _charges(option: str) -> str:
    """Only beside the instalments of each statement do interest and fees go on."""
    return COSTS_RUN if option == CATCH_UP else COSTS_STOP


def _terms(option: str) -> Values:
    """What is said of some options only. Those that freeze costs leave a balance."""
    return {
        "charges_stop": option != CATCH_UP,
        "beside_statements": option == CATCH_UP,
        "review_after": option in FREEZES_COSTS,
    }


def _by_reference(rows: QuerySet[Any], references: Iterable[str], children: str) -> dict[str, Any]:
    asked = rows.filter(reference__in=set(references)).prefetch_related(children)
    return {row.reference: row for row in asked}


def _about(notice: Notice) -> str:
    return notice.occasion.partition(" ")[2]
