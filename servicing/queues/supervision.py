"""What supervisors see of the queues: who has whom, skips and reasons, and how work went (never money)."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Avg, Count, DurationField, ExpressionWrapper, F, Q, QuerySet
from django.db.models.functions import TruncDate

from servicing.models import Claim, ClaimRecord
from servicing.models.claim import How
from servicing.queues import claims

DAYS = timedelta(days=7)
SAID_NO = (
    ClaimRecord.End.SKIPPED,
    ClaimRecord.End.SNOOZED,
    ClaimRecord.End.GIVEN_BACK,
    ClaimRecord.End.LAPSED,
)
REASSIGNED = (How.HANDED, How.TAKEN, How.ASSIGNED)


def in_hand(now: datetime) -> QuerySet[Claim]:
    """Whoever is claimed now, the longest first."""
    return claims.held(now).select_related("customer", "account").order_by("taken_at", "pk")


def refusals(records: QuerySet[ClaimRecord], now: datetime) -> QuerySet[ClaimRecord, Any]:
    """How often each colleague said no in the last days, by queue, way and reason."""
    ended = records.filter(began_at__gt=now - DAYS, end__in=SAID_NO)
    return (
        ended.values("holder", "queue", "end", "end_reason").annotate(number=Count("pk")).order_by("-number")
    )


def figures(records: QuerySet[ClaimRecord], now: datetime) -> QuerySet[ClaimRecord, Any]:
    """Of each queue in the last days: claims, picks by hand and reassignments, how long people waited and
    work took on average, and how much was done by its deadline and after it."""
    recent = records.filter(began_at__gt=now - DAYS)
    done = Q(end=ClaimRecord.End.DONE)
    ended_on = TruncDate("ended_at")
    handling = ExpressionWrapper(F("ended_at") - F("began_at"), output_field=DurationField())
    waiting = ExpressionWrapper(TruncDate("began_at") - F("waiting_since"), output_field=DurationField())
    return (
        recent.annotate(handling=handling, waiting=waiting, ended_on=ended_on)
        .values("queue")
        .annotate(
            claims=Count("pk"),
            picked=Count("pk", filter=Q(how=How.PICKED)),
            waited=Avg("waiting"),
            handled=Avg("handling", filter=done),
            in_time=Count("pk", filter=done & Q(due_on__gte=F("ended_on"))),
            late=Count("pk", filter=done & Q(due_on__lt=F("ended_on"))),
            reassigned=Count("pk", filter=Q(how__in=REASSIGNED)),
        )
        .order_by("queue")
    )
