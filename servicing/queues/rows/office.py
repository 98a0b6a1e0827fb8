"""Queues of work that waits for a decision or an answer, not for a call."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q, QuerySet

from accounts import holds
from accounts.hardship import requests as help_requests
from accounts.models import Case, PlanStatusChange
from accounts.rules import cases as case_rules
from notices.models import Notice
from servicing.access import Capability
from servicing.queues.entries import Asking, Part
from servicing.queues.rows.people import with_cardholder, with_either, with_person

_OPEN = Q(state=case_rules.OPEN)


def _help_requests(asking: Asking) -> QuerySet[Any]:
    return with_cardholder(help_requests.open_requests().select_related(None), "account")


def _plans(state: str) -> Callable[[Asking], QuerySet[Any]]:
    def rows(asking: Asking) -> QuerySet[Any]:
        changes = PlanStatusChange.objects.filter(ends_before=None, to_state=state)
        return with_cardholder(changes, "plan__account")

    return rows


def _late_unacknowledged_cases(asking: Asking) -> QuerySet[Any]:
    return _cases(Q(resolve_by__lt=asking.today, acknowledged_on=None))


def _late_cases(asking: Asking) -> QuerySet[Any]:
    return _cases(Q(resolve_by__lt=asking.today, acknowledged_on__isnull=False))


def _unacknowledged_cases(asking: Asking) -> QuerySet[Any]:
    return _cases(Q(resolve_by__gte=asking.today, acknowledged_on=None))


def _cases_to_decide(asking: Asking) -> QuerySet[Any]:
    return _cases(Q(resolve_by__gte=asking.today, acknowledged_on__isnull=False))


def _cases(which: Q) -> QuerySet[Any]:
    return with_person(Case.objects.filter(_OPEN, which), "customer", "account")


def _first_reviews(asking: Asking) -> QuerySet[Any]:
    return with_either(holds.due_for_first_review(asking.today))


def _later_reviews(asking: Asking) -> QuerySet[Any]:
    return with_either(holds.due_for_review_again(asking.today))


def _returned_letters(asking: Asking) -> QuerySet[Any]:
    return with_person(Notice.objects.filter(state=Notice.State.RETURNED), "recipient", "account")


HARDSHIP = (Part(_help_requests, on="asked_on", facts=("asked_on",)),)
_PLAN_FACTS = ("plan__reference", "plan__cure_days")
MISSED_PLANS = (
    Part(
        _plans(PlanStatusChange.State.MISSED),
        on="on",
        key="plan_id",
        facts=_PLAN_FACTS,
        due=lambda facts, on: on + timedelta(days=facts["plan__cure_days"]),
    ),
    Part(_plans(PlanStatusChange.State.LAPSED), on="on", key="plan_id", facts=_PLAN_FACTS, major=1),
)
_CASE: dict[str, Any] = {"facts": ("kind", "opened_on"), "since": "opened_on", "due": lambda facts, on: on}
CASES = (
    Part(_late_unacknowledged_cases, on="resolve_by", **_CASE),
    Part(_late_cases, on="resolve_by", major=1, acting=Capability.DECIDE_CASES, **_CASE),
    Part(_unacknowledged_cases, on="acknowledge_by", major=2, **_CASE),
    Part(_cases_to_decide, on="resolve_by", major=3, acting=Capability.DECIDE_CASES, **_CASE),
)
_REVIEW: dict[str, Any] = {"facts": ("kind", "starts_on"), "due": lambda facts, on: on}
HOLD_REVIEWS = (
    Part(_first_reviews, on="review_on", **_REVIEW),
    Part(_later_reviews, on="due_on", major=1, **_REVIEW),
)
RETURNED_MAIL = (
    Part(
        _returned_letters,
        on="state_since",
        facts=("reference", "kind"),
        read=datetime.fromisoformat,
    ),
)
