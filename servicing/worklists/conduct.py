"""How people were helped and treated in a period, counted from what was written down at the time.

Nothing here counts what a colleague recovered, and nothing is told by colleague. A figure and the list behind
it are asked of the same rows by the same condition, so they are always the same.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from statistics import median
from typing import Any

from django.db.models import Avg, Count, Exists, F, OuterRef, Q, QuerySet
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

OFFER, OUTCOME = HardshipOffer.State, ContactEvent.Outcome
REPLACED = "replaced"
PROMISE, PLAN = PromiseStatusChange.State, PlanStatusChange.State


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


@dataclass(frozen=True)
class Figures:
    """Figures that are counted from the same rows. ``parts``: by code, which of these each counts.

    ``day``: the day of a row, or its moment; ``days``: of a part, where it has another. ``group``: by what
    the figures are told apart, if at all. ``account``: the account of a row, none where a row has several.
    """

    rows: Callable[[Period], QuerySet[Any, Any]]
    parts: Callable[[Period], Mapping[str, Q]]
    day: str
    days: Mapping[str, str] = field(default_factory=dict)
    group: str = ""
    account: str = "account"

    def counts(self, period: Period) -> dict[str, Counter[str]]:
        """By group, in order, how many rows each part counts; without a group all are of an empty one."""
        parts = self.parts(period)
        numbers = [Count("pk", filter=test) for test in parts.values()]
        names = [f"number_{place}" for place in range(len(parts))]  # codes may be names of fields
        counted = dict(zip(names, numbers, strict=True))
        rows = self.rows(period).order_by()
        if self.group:
            grouped = list(rows.values(told_by=F(self.group)).annotate(**counted).order_by("told_by"))
        else:
            grouped = [{"told_by": "", **rows.aggregate(**counted)}]
        return {
            row["told_by"]: Counter({code: row[name] for code, name in zip(parts, names, strict=True)})
            for row in grouped
        }

    def of(self, period: Period, part: str, group: str = "") -> QuerySet[Any, Any]:
        """The rows behind a figure; of every group where none is named. Raises KeyError."""
        rows = self.rows(period).filter(self.parts(period)[part])
        return rows.filter(**{self.group: group}) if group and self.group else rows

    def day_of(self, part: str) -> str:
        return self.days.get(part, self.day)


def _promises(period: Period) -> QuerySet[PromiseStatusChange]:
    """In which state promises made in the period were at its end."""
    made = Promise.objects.filter(period.days("made_on"))
    if period.product:
        made = made.filter(covered__account__product__code=period.product).distinct()
    return PromiseStatusChange.objects.filter(
        Q(ends_before=None) | Q(ends_before__gt=period.last), promise__in=made, on__lte=period.last
    )


def _promise_parts(_period: Period) -> dict[str, Q]:
    """Those that another took the place of are in no other part."""
    by_state = {state.value: Q(to_state=state, replaced_by=None) for state in PROMISE}
    return by_state | {REPLACED: Q(replaced_by__isnull=False), "all": Q()}


def _notices(period: Period) -> QuerySet[Notice]:
    return Notice.objects.filter(period.of_product())


def _invitations(period: Period) -> QuerySet[Notice]:
    """Help invitations that went, and other notices that carry one."""
    kinds = [code for code, kind in catalogue.KINDS.items() if kind.invites]
    return _notices(period).filter(kind__in=kinds, sent_on__isnull=False)


def _invitation_parts(period: Period) -> dict[str, Q]:
    """``first``: of a run of past-due days the first one, which ends its wait for help."""
    earlier = _invitations(period).filter(account=OuterRef("account"), run_since=OuterRef("run_since"))
    before = earlier.filter(
        Q(sent_on__lt=OuterRef("sent_on")) | Q(sent_on=OuterRef("sent_on"), pk__lt=OuterRef("pk"))
    )
    in_period = period.days("sent_on")
    return {"sent": in_period, "first": in_period & Q(run_since__isnull=False) & ~Q(Exists(before))}


def _plans(period: Period) -> QuerySet[PlanStatusChange]:
    """In which state plans agreed in the period were at its end."""
    agreed = Plan.objects.filter(period.days("agreed_on"), period.of_product())
    return PlanStatusChange.objects.filter(
        Q(ends_before=None) | Q(ends_before__gt=period.last), plan__in=agreed, on__lte=period.last
    )


def _contacts(period: Period) -> QuerySet[ContactEvent]:
    """Attempts from us; one that was corrected as its newest correction says."""
    made = ContactEvent.objects.filter(
        period.of_product(), direction=ContactEvent.Direction.OUT,
        at__date__gte=period.first, at__date__lte=period.last,
    )  # fmt: skip
    newest = made.filter(corrects__isnull=False).order_by("corrects_id", "-pk").distinct("corrects_id")
    standing = made.filter(Q(corrects=None, corrections=None) | Q(pk__in=newest.values("pk")))
    return standing.exclude(outcome=OUTCOME.IN_ERROR)


def _refusals(period: Period) -> QuerySet[GateAnswer]:
    return GateAnswer.objects.filter(
        period.of_product(), allowed=False, at__date__gte=period.first, at__date__lte=period.last
    )


def _deadline_parts(_period: Period) -> dict[str, Q]:
    gone = Q(sent_on__isnull=False)
    not_needed = ~gone & Q(state__in=["cancelled", "superseded", "suspended"])
    return {
        "due": Q(),
        "in_time": gone & Q(sent_on__lte=F("due_by")),
        "late": gone & Q(sent_on__gt=F("due_by")),
        "not_needed": not_needed,
        "unsent": ~gone & ~not_needed,
    }


def _correction_parts(period: Period) -> dict[str, Q]:
    """Letters whose facts turned out otherwise, that another replaced, or whose deadline was missed."""
    went = Q(supersedes__isnull=False, supersedes__sent_on__isnull=False)
    return {
        "corrected": period.days("corrected_on"),
        "superseded": period.days("found_on") & went,
        "missed": period.days("missed_on"),
        "remedied": period.days("remedied_on"),
    }


def _cases(period: Period) -> QuerySet[Case]:
    """Cases opened in the period; what is not answered yet waits at its end."""
    opened = Case.objects.filter(period.days("opened_on"), period.of_product())
    return opened.annotate(
        answered=Coalesce("decided_on", period.last), acknowledged=Coalesce("acknowledged_on", period.last)
    )


def _case_parts(period: Period) -> dict[str, Q]:
    return {
        "opened": Q(),
        "acknowledged_late": Q(acknowledged__gt=F("acknowledge_by")),
        "decided": Q(decided_on__lte=period.last),
        "decided_late": Q(answered__gt=F("resolve_by")),
        "in_time": Q(answered__lte=F("resolve_by")),
        "upheld": Q(outcome__in=[Case.Outcome.UPHELD, Case.Outcome.PARTLY_UPHELD]),
    }


def _reviews(period: Period) -> QuerySet[QualityReview]:
    return QualityReview.objects.filter(period.days("day"), period.of_product())


# By the code of its table, what each is counted from.
FIGURES: dict[str, Figures] = {
    "promises": Figures(_promises, _promise_parts, "promise__made_on", account=""),
    "invitations": Figures(_invitations, _invitation_parts, "sent_on"),
    "requests": Figures(
        lambda period: HelpRequest.objects.filter(period.days("asked_on"), period.of_product()),
        lambda _period: {"asked": Q()},
        "asked_on",
    ),
    "offers": Figures(
        lambda period: HardshipOffer.objects.filter(period.days("sent_on"), period.of_product()),
        lambda _period: {
            "sent": Q(),
            "answered": Q(state__in=[OFFER.ACCEPTED, OFFER.DECLINED]),
            "accepted": Q(state=OFFER.ACCEPTED),
            "expired": Q(state=OFFER.EXPIRED),
        },
        "sent_on",
    ),
    "plans": Figures(
        _plans,
        lambda _period: {
            "agreed": Q(),
            "kept": Q(to_state__in=[PLAN.KEPT, PLAN.COMPLETE]),
            "missed": Q(to_state__in=[PLAN.MISSED, PLAN.LAPSED]),
            "ended": Q(to_state=PLAN.ENDED),
        },
        "plan__agreed_on",
        account="plan__account",
    ),
    "contacts": Figures(
        _contacts,
        lambda _period: {
            "attempts": Q(),
            "conversations": Q(outcome=OUTCOME.CONVERSATION),
            "refused": Q(outcome=OUTCOME.REFUSED),
            "wrong_numbers": Q(outcome=OUTCOME.WRONG_NUMBER),
        },
        "at",
        group="channel",
    ),
    "refusals": Figures(_refusals, lambda _period: {"refused": Q()}, "at", group="rule"),
    "notices": Figures(
        lambda period: _notices(period).filter(period.days("due_by")), _deadline_parts, "due_by", group="kind"
    ),
    "letters": Figures(
        _notices,
        _correction_parts,
        "occasion_on",
        {
            "corrected": "corrected_on",
            "superseded": "found_on",
            "missed": "missed_on",
            "remedied": "remedied_on",
        },
    ),
    "cases": Figures(_cases, _case_parts, "opened_on", group="kind"),
    "reviews": Figures(
        _reviews,
        lambda _period: {
            "sampled": Q(),
            "reviewed": Q(reviewed_at__isnull=False),
            "passed": Q(passed=True),
            "failed": Q(passed=False),
            "asked": ~Q(correction=""),
            "corrected": Q(corrected_at__isnull=False),
        },
        "day",
        group="subject",
    ),
}  # fmt: skip


def counts(code: str, period: Period) -> dict[str, Counter[str]]:
    return FIGURES[code].counts(period)


def days_to_help(period: Period) -> list[int]:
    """For each run of past-due days that got its first help invitation in the period: the days it took."""
    first = FIGURES["invitations"].of(period, "first")
    return [(on - since).days for since, on in first.values_list("run_since", "sent_on")]


def middle(days: Iterable[int]) -> int | None:
    """The median, rounded down; none of nothing."""
    numbers = list(days)
    return int(median(numbers)) if numbers else None


def scores(period: Period) -> dict[str, Any]:
    """By subject of reviews, ``call`` or ``letter``, the average percentage of yes; none of none."""
    rows = _reviews(period).order_by().values("subject").annotate(score=Avg("score"))
    return {row["subject"]: row["score"] for row in rows}
