"""How people were helped and treated in a period, counted from what was written down at the time.

Nothing here counts what a colleague recovered, and nothing is told by colleague.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median
from typing import Any

from django.db.models import Avg, Count, F, Q, QuerySet
from django.db.models.functions import Coalesce

from accounts.models import (
    Case,
    ContactEvent,
    GateAnswer,
    HardshipOffer,
    HelpRequest,
    Plan,
    PlanStatusChange,
    Promise,
    PromiseStatusChange,
)
from notices.kinds import catalogue
from notices.models import Notice
from servicing.models import QualityReview

REPLACED = "replaced"


@dataclass(frozen=True)
class Period:
    """The days from a first through a last; accounts of one product, or of all."""

    first: date
    last: date
    product: str = ""

    def days(self, field: str) -> Q:
        return Q(**{f"{field}__gte": self.first, f"{field}__lte": self.last})

    def of_product(self, path: str = "account__") -> Q:
        return Q(**{f"{path}product__code": self.product}) if self.product else Q()


def promises(period: Period) -> Counter[str]:
    """Promises made in the period by their state at its end; those that another took the place of apart."""
    made = Promise.objects.filter(period.days("made_on"))
    if period.product:
        made = made.filter(covered__account__product__code=period.product).distinct()
    turns = PromiseStatusChange.objects.filter(
        Q(ends_before=None) | Q(ends_before__gt=period.last), promise__in=made, on__lte=period.last
    )
    return Counter(
        REPLACED if replaced else state for state, replaced in turns.values_list("to_state", "replaced_by")
    )


def invitations(period: Period) -> QuerySet[Notice]:
    """Help invitations that went in the period, and other notices that carry one."""
    kinds = [code for code, kind in catalogue.KINDS.items() if kind.invites]
    return Notice.objects.filter(period.days("sent_on"), period.of_product(), kind__in=kinds)


def days_to_help(period: Period) -> list[int]:
    """For each run of past-due days that got its first help invitation in the period: the days it took."""
    kinds = [code for code, kind in catalogue.KINDS.items() if kind.invites]
    sent = Notice.objects.filter(
        period.of_product(), kind__in=kinds, sent_on__isnull=False, run_since__isnull=False
    )
    first: dict[tuple[int, date], date] = {}
    for account, since, on in sent.values_list("account", "run_since", "sent_on"):
        if since and on:
            first[account, since] = min(first.get((account, since), on), on)
    return [(on - since).days for (_account, since), on in first.items() if period.first <= on <= period.last]


def middle(days: Iterable[int]) -> int | None:
    """The median, rounded down; none of nothing."""
    numbers = list(days)
    return int(median(numbers)) if numbers else None


def help_asked(period: Period) -> int:
    return HelpRequest.objects.filter(period.days("asked_on"), period.of_product()).count()


def offers(period: Period) -> Counter[str]:
    """Offers sent in the period, by what became of them so far."""
    sent = HardshipOffer.objects.filter(period.days("sent_on"), period.of_product())
    return Counter(sent.values_list("state", flat=True))


def plans(period: Period) -> Counter[str]:
    """Plans agreed in the period by their state at its end."""
    agreed = Plan.objects.filter(period.days("agreed_on"), period.of_product())
    turns = PlanStatusChange.objects.filter(
        Q(ends_before=None) | Q(ends_before__gt=period.last), plan__in=agreed, on__lte=period.last
    )
    return Counter(turns.values_list("to_state", flat=True))


def contacts(period: Period) -> list[tuple[str, Counter[str]]]:
    """By channel, the attempts from us by outcome; one that was corrected as its newest correction says."""
    made = ContactEvent.objects.filter(
        period.of_product(), direction=ContactEvent.Direction.OUT,
        at__date__gte=period.first, at__date__lte=period.last,
    )  # fmt: skip
    newest = made.filter(corrects__isnull=False).order_by("corrects_id", "-pk").distinct("corrects_id")
    standing = made.filter(Q(corrects=None, corrections=None) | Q(pk__in=newest.values("pk")))
    outcomes: dict[str, Counter[str]] = {}
    counted = standing.exclude(outcome=ContactEvent.Outcome.IN_ERROR).values_list("channel", "outcome")
    for channel, outcome, number in counted.annotate(Count("pk")):
        outcomes.setdefault(channel, Counter())[outcome] += number
    return sorted(outcomes.items())


def refusals(period: Period) -> list[tuple[str, int]]:
    """What the gate refused, by rule, the most frequent first."""
    refused = GateAnswer.objects.filter(
        period.of_product(), allowed=False, at__date__gte=period.first, at__date__lte=period.last
    )
    return sorted(refused.values_list("rule").annotate(Count("pk")), key=lambda each: (-each[1], each[0]))


def on_time(period: Period) -> list[dict[str, Any]]:
    """Notices whose deadline fell in the period, by kind: sent in time, late, and those that need not go."""
    due = Notice.objects.filter(period.days("due_by"), period.of_product())
    gone = Q(sent_on__isnull=False)
    rows = (
        due.values("kind")
        .annotate(
            due=Count("pk"),
            in_time=Count("pk", filter=gone & Q(sent_on__lte=F("due_by"))),
            late=Count("pk", filter=gone & Q(sent_on__gt=F("due_by"))),
            not_needed=Count("pk", filter=~gone & Q(state__in=["cancelled", "superseded", "suspended"])),
        )
        .order_by("kind")
    )
    return [dict(row) for row in rows]


def corrected(period: Period) -> dict[str, int]:
    """Letters whose facts turned out otherwise, that came back, or whose missed deadline was made good."""
    ours = Notice.objects.filter(period.of_product())
    return {
        "corrected": ours.filter(period.days("corrected_on")).count(),
        "superseded": ours.filter(
            period.days("found_on"), supersedes__isnull=False, supersedes__sent_on__isnull=False
        ).count(),
        "missed": ours.filter(period.days("missed_on")).count(),
        "remedied": ours.filter(period.days("remedied_on")).count(),
    }


def cases(period: Period) -> list[dict[str, Any]]:
    """Cases opened in the period, by kind, against both clocks as they stand at its end."""
    answered = Coalesce("decided_on", period.last)
    acknowledged = Coalesce("acknowledged_on", period.last)
    opened = Case.objects.filter(period.days("opened_on"), period.of_product())
    rows = (
        opened.annotate(answered=answered, acknowledged=acknowledged)
        .values("kind")
        .annotate(
            opened=Count("pk"),
            acknowledged_late=Count("pk", filter=Q(acknowledged__gt=F("acknowledge_by"))),
            decided=Count("pk", filter=Q(decided_on__lte=period.last)),
            decided_late=Count("pk", filter=Q(answered__gt=F("resolve_by"))),
            upheld=Count("pk", filter=Q(outcome__in=[Case.Outcome.UPHELD, Case.Outcome.PARTLY_UPHELD])),
        )
        .order_by("kind")
    )
    return [dict(row) for row in rows]


def quality(period: Period) -> list[dict[str, Any]]:
    """Reviews of calls and letters of the period that the sample holds, by subject (``call``, ``letter``).

    ``sampled``, and of those ``reviewed``, ``passed``, ``failed``, with a correction ``asked``, and
    ``corrected``; ``score``: the average percentage of yes. The page of conduct shows them.
    """
    reviews = QualityReview.objects.filter(period.days("day"), period.of_product())
    rows = (
        reviews.order_by()
        .values("subject")
        .annotate(
            sampled=Count("pk"),
            reviewed=Count("pk", filter=Q(reviewed_at__isnull=False)),
            failed=Count("pk", filter=Q(passed=False)),
            passed=Count("pk", filter=Q(passed=True)),
            asked=Count("pk", filter=~Q(correction="")),
            corrected=Count("pk", filter=Q(corrected_at__isnull=False)),
            score=Avg("score"),
        )
        .order_by("subject")
    )
    return [dict(row) for row in rows]
