"""Whether a colleague has done something about a person since a moment: what they wrote down says so."""

from collections.abc import Iterator
from typing import Any

from django.db.models import Q, QuerySet

from accounts.dates import local_day
from accounts.models import (
    CallBack,
    CaseStep,
    ContactEvent,
    HelpRequest,
    Hold,
    HoldReview,
    Party,
    Plan,
    Promise,
)
from servicing.models import Claim


def has_outcome(claim: Claim) -> bool:
    """Whether whoever has the person has done something about them since. Most acts are known by day only."""
    return any(rows.exists() for rows in _work(claim))


def _work(claim: Claim) -> Iterator[QuerySet[Any]]:
    held = Party.objects.filter(customer=claim.customer_id, role__in=Party.HOLDERS).values("account")
    by, since = claim.holder, claim.taken_at
    day = local_day(since, claim.account.time_zone)
    yield ContactEvent.objects.filter(customer=claim.customer_id, agent=by, entered_at__gte=since)
    yield Promise.objects.filter(covered__account__in=held, taken_by=by, made_on__gte=day)
    yield CallBack.objects.filter(customer=claim.customer_id, made_by=by, made_at__gte=since)
    yield CallBack.objects.filter(customer=claim.customer_id, settled_by=by, settled_at__gte=since)
    yield CaseStep.objects.filter(case__customer=claim.customer_id, by=by, at__gte=since)
    yield HelpRequest.objects.filter(account__in=held, taken_by=by, taken_at__gte=since)
    yield HelpRequest.objects.filter(account__in=held, decided_by=by, decided_on__gte=day)
    yield Plan.objects.filter(account__in=held, agreed_by=by, agreed_on__gte=day)
    holds = Hold.objects.filter(Q(account__in=held) | Q(customer=claim.customer_id))
    yield holds.filter(placed_by=by, known_on__gte=day)
    yield holds.filter(Q(ended_by=by, end_known_on__gte=day) | Q(withdrawn_by=by, withdraw_known_on__gte=day))
    yield HoldReview.objects.filter(hold__in=holds, reviewed_by=by, reviewed_on__gte=day)
