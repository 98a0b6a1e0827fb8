"""What the desk lists, as named querysets.

Standings are those the closes wrote: as closed last, or as closed on a day that is named. Every list is
read a page at a time, by last key.
"""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, F, FilteredRelation, Min, Q, QuerySet, Sum

from accounts import holds as book_holds
from accounts.models import (
    Account,
    Break,
    BusinessDay,
    ExpectedFeed,
    Hold,
    IntakeFile,
    Promise,
    PromiseStatusChange,
    RestatedAccount,
    Restatement,
    SetAside,
    StageChange,
    StageSpan,
)
from accounts.stages import MISSED
from servicing import scope
from servicing.models import User
from servicing.worklists.order import Order

BREAKS_ORDER = Order("account_id", first="-statement_date", read=date.fromisoformat)
CLOSES_ORDER = Order("-day", read=date.fromisoformat)
BY_ACCOUNT = Order("account_id")
NEWEST_FIRST = Order("-pk")

WAYS = {
    "entered": lambda stage: Q(from_stage="", to_stage=stage),
    "moved_in": lambda stage: Q(to_stage=stage) & ~Q(from_stage=""),
    "moved_out": lambda stage: Q(from_stage=stage) & ~Q(to_stage=""),
    "departed": lambda stage: Q(from_stage=stage, to_stage=""),
}


def last_closed() -> BusinessDay | None:
    return BusinessDay.objects.filter(closed_at__isnull=False).order_by("-day").first()


def tallies(day: BusinessDay) -> QuerySet[Any, Any]:
    """How the close of a day moved each stage, over all products."""
    counts = ("opening", *WAYS, "closing")
    return day.tallies.values("stage").annotate(**{name: Sum(name) for name in counts})


def in_force(on: date | None, path: str = "") -> Q:
    """Spans that hold on a day; without a day those as closed last. ``path`` leads to the span."""
    endless = Q(**{f"{path}ends_before__isnull": True})
    if on is None:
        return endless
    return Q(**{f"{path}starts_on__lte": on}) & (endless | Q(**{f"{path}ends_before__gt": on}))


def stage_counts(user: User) -> QuerySet[Any, Any]:
    """Accounts and their past-due amount by currency and stage, as closed last."""
    return (
        scope.narrow(StageSpan.objects.filter(in_force(None)), user)
        .values("stage", currency=F("account__product__currency"))
        .annotate(accounts=Count("pk"), amount=Sum("past_due"))
    )


def accounts_by_stage(on: date | None, user: User, *, product: str, currency: str) -> QuerySet[Any]:
    """Accounts by stage. Asks the spans alone, and nothing else that it need not ask."""
    spans = scope.narrow(StageSpan.objects.filter(in_force(on)), user)
    if product:
        spans = spans.filter(account__product__code=product)
    if currency:
        spans = spans.filter(account__product__currency=currency)
    return spans.values("stage").annotate(accounts=Count("pk"))


def accounts(on: date | None = None) -> QuerySet[Any]:
    """Every account with the span in force, if there is one, and its cardholder's name."""
    rows: QuerySet[Any] = (
        Account.objects.select_related("product")
        .annotate(span=FilteredRelation("spans", condition=in_force(on, "spans__")))
        .annotate(holder=FilteredRelation("parties", condition=Q(parties__role="cardholder")))
        .annotate(
            name=F("holder__customer__name"),
            stage=F("span__stage"),
            stage_since=F("span__stage_since"),
            past_due=F("span__past_due"),
            missed_statement=F("span__oldest_missed_statement"),
            missed_due=F("span__oldest_missed_due"),
        )
        .order_by("pk")
    )
    return rows


def accounts_order(stage: str) -> Order:
    """In a stage that is past due the longest past due first; otherwise as they were added."""
    return Order("pk", first="missed_due", read=date.fromisoformat) if stage in MISSED else Order()


def moves(on: date) -> QuerySet[StageChange]:
    """The moves of one close."""
    return (
        StageChange.objects.filter(on=on)
        .select_related("account")
        .annotate(
            holder=FilteredRelation("account__parties", condition=Q(account__parties__role="cardholder"))
        )
        .annotate(name=F("holder__customer__name"))
        .order_by("account")
    )


def moves_of(on: date, stage: str, way: str) -> QuerySet[StageChange]:
    """The moves behind one figure of a day's tally."""
    return moves(on).filter(WAYS[way](stage))


def set_aside(product: str = "", reason: str = "") -> QuerySet[SetAside]:
    rows = SetAside.objects.select_related("account__product").order_by("account")
    if product:
        rows = rows.filter(account__product__code=product)
    return rows.filter(reason=reason) if reason else rows


def set_aside_by_reason(user: User) -> QuerySet[Any, Any]:
    """How many accounts are set aside for which reason, the most frequent first."""
    return (
        scope.narrow(SetAside.objects.all(), user)
        .values("reason", product=F("account__product__code"))
        .annotate(accounts=Count("pk"), first=Min("since"))
        .order_by("-accounts", "product", "reason")
    )


def files() -> QuerySet[IntakeFile]:
    return IntakeFile.objects.order_by("-pk")


def closes() -> QuerySet[BusinessDay]:
    """Closed days with what is doubtful about each, the newest first."""
    return (
        BusinessDay.objects.filter(closed_at__isnull=False).prefetch_related("discrepancies").order_by("-day")
    )


def expected_from(day: date | None) -> QuerySet[ExpectedFeed]:
    """What the days from one on expect, in order; without a day, every one."""
    return ExpectedFeed.objects.filter(business_date__gte=day) if day else ExpectedFeed.objects.all()


def expected_before(day: date) -> QuerySet[ExpectedFeed]:
    return ExpectedFeed.objects.filter(business_date__lt=day).order_by("-business_date", "kind", "source")


OPEN, WITH_ISSUER, SETTLED = "open", "issuer", "settled"
_BREAKS = {
    OPEN: Q(settled_on=None, settled_as=""),
    WITH_ISSUER: Q(settled_on=None, settled_as=Break.SettledAs.ISSUER),
    SETTLED: Q(settled_on__isnull=False),
}
AGES = {"week": (0, 7), "month": (8, 30), "quarter": (31, 90), "older": (91, None)}  # in days, both included


def breaks(
    state: str = OPEN, *, owner: str | None = None, cause: str = "", found: tuple[date, date] | None = None
) -> QuerySet[Break]:
    """Breaks of one owner, or of nobody (``""``), read in ``BREAKS_ORDER``: the newest statement first.

    ``found``: the first and the last day on which they were found.
    """
    rows = Break.objects.filter(_BREAKS[state]).select_related("account__product")
    if owner is not None:
        rows = rows.filter(owner=owner)
    if cause:
        rows = rows.filter(cause=cause)
    return rows.filter(found_on__range=found) if found else rows


def found_at_age(age: str, today: date) -> tuple[date, date]:
    """The days on which breaks of an age were found."""
    youngest, oldest = AGES[age]
    first = date.min if oldest is None else today - timedelta(days=oldest)
    return first, date.max if youngest == 0 else today - timedelta(days=youngest)


def breaks_by_cause(user: User, today: date) -> QuerySet[Any, Any]:
    """Open breaks by likely cause, counted by age, the most first."""
    ages = {age: Q(found_on__range=found_at_age(age, today)) for age in AGES}
    return (
        scope.narrow(Break.objects.filter(_BREAKS[OPEN]), user)
        .values("cause")
        .annotate(total=Count("pk"), **{age: Count("pk", filter=within) for age, within in ages.items()})
        .order_by("-total", "cause")
    )


def break_counts(user: User) -> dict[str, Any]:
    """Open breaks: in all, those that nobody has, one's own. ``issuer``: those that wait for the issuer."""
    return scope.narrow(Break.objects.filter(settled_on__isnull=True), user).aggregate(
        open=Count("pk", filter=_BREAKS[OPEN]),
        unowned=Count("pk", filter=_BREAKS[OPEN] & Q(owner="")),
        mine=Count("pk", filter=_BREAKS[OPEN] & Q(owner=user.username)),
        issuer=Count("pk", filter=_BREAKS[WITH_ISSUER]),
    )


def promises(state: str, replaced: bool | None = None) -> QuerySet[PromiseStatusChange]:
    """Promises in one state as closed last, those that turned last first. Cancelled ones: replaced or not."""
    rows = PromiseStatusChange.objects.filter(ends_before=None, to_state=state)
    if replaced is not None:
        rows = rows.filter(replaced_by__isnull=not replaced)
    return rows.select_related("promise").order_by("-pk")


def new_promises(last: date | None) -> QuerySet[Promise]:
    """Those that no close has seen, the newest first."""
    rows = Promise.objects.order_by("-pk")
    return rows.filter(Q(made_on__gt=last) | Q(known_on__gt=last)) if last else rows


def promises_due(day: date, last: date | None) -> QuerySet[Promise]:
    """With an instalment due on the day, and not ended as closed last, the newest first."""
    return _running(last).filter(instalments__due_on=day).distinct()


def promises_waiting(last: date | None) -> QuerySet[Promise]:
    """Beyond the limits when they were taken, not ended as closed last, neither approved nor refused."""
    return _running(last).filter(beyond__len__gt=0, approved_by="", refused_by="")


def _running(last: date | None) -> QuerySet[Promise]:
    open_ = PromiseStatusChange.objects.filter(ends_before=None, to_state=PromiseStatusChange.State.OPEN)
    unseen = Q(made_on__gt=last) | Q(known_on__gt=last) if last else Q()
    return Promise.objects.filter(Q(pk__in=open_.values("promise")) | unseen).order_by("-pk")


def holds(state: str, on: date, kind: str = "") -> QuerySet[Hold]:
    """Holds to look at again, the longest waiting first; in force or ended, the newest first.

    Each has the day that its list is in order of as ``key``: read in ``holds_order``.
    """
    rows = _HOLDS[state](on).select_related("account", "customer")
    return rows.filter(kind=kind) if kind else rows


_HOLDS: dict[str, Callable[[date], QuerySet[Hold]]] = {
    "due": lambda on: book_holds.due_for_review(on).annotate(key=F("due_on")),
    "in-force": lambda on: book_holds.on(on).annotate(key=F("starts_on")),
    "ended": lambda on: book_holds.over(on).annotate(key=book_holds.LAST),
}


def holds_order(state: str) -> Order:
    down = "" if state == "due" else "-"
    return Order(f"{down}pk", first=f"{down}key", read=date.fromisoformat)


def hold_counts(on: date, user: User) -> dict[str, int]:
    lists = {"due": book_holds.due_for_review(on), "in-force": book_holds.on(on)}
    return {state: scope.narrow(rows, user).count() for state, rows in lists.items()}


def restatements() -> QuerySet[Restatement]:
    """What was ever asked for, the newest first, and how many of its accounts are done."""
    done = Q(shards__done_at__isnull=False)
    return Restatement.objects.annotate(
        total=Sum("shards__accounts"), done=Sum("shards__accounts", filter=done, default=0)
    ).order_by("-pk")


def restated_accounts(restatement: Restatement) -> QuerySet[RestatedAccount]:
    """Accounts that stand differently, with the cardholder's name."""
    return (
        restatement.accounts.select_related("account__product")
        .annotate(
            holder=FilteredRelation("account__parties", condition=Q(account__parties__role="cardholder"))
        )
        .annotate(name=F("holder__customer__name"))
        .order_by("account")
    )


def files_since(at: datetime) -> QuerySet[IntakeFile]:
    """Files that brought something new after a moment."""
    return IntakeFile.objects.filter(offered_at__gt=at, loaded__gt=0)
