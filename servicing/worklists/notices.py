"""Notices and batches as the desk lists them, as named querysets, each read a page at a time by last key."""

from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, Max, Min, Q, QuerySet, Subquery
from django.db.models.expressions import OuterRef

from accounts import business_dates
from accounts.models import BusinessDay
from notices import batches
from notices import worklists as notice_worklists
from notices.kinds import catalogue
from notices.kinds.schema import DUE, FAILED, READY, RELEASED, SUSPENDED
from notices.models import Batch, BatchedNotice, Notice, PlannedDay
from servicing import scope
from servicing.models import User
from servicing.worklists.order import Order

# Work that somebody looks into; each is read from the oldest on.
WORK = {
    "suspended": notice_worklists.suspended,
    "failed": notice_worklists.failed,
    "missed": notice_worklists.missed,
    "corrected": notice_worklists.corrected,
    "recalled": batches.recalled,
}
IN_HAND = (DUE, SUSPENDED, READY, RELEASED, "sending", "returned", FAILED)


def notices(show: str, batch: Batch | None = None, **wanted: str) -> QuerySet[Notice]:
    """One list of work; without one every notice, or all of a batch. Read in ``notices_order``."""
    every = batches.of(batch) if batch else Notice.objects.all()
    rows = (WORK[show]() if show else every).select_related("account", "recipient")
    return rows.filter(**{name: value for name, value in wanted.items() if value})


def notices_order(show: str) -> Order:
    """Work from the oldest on; everything else from the newest."""
    return Order("pk") if show else Order("-pk")


def work_counts(user: User | None = None) -> dict[str, int]:
    return {show: scope.narrow(rows(), user).count() for show, rows in WORK.items()}


def batches_in_hand(now: datetime) -> QuerySet[Batch]:
    """To be released, to leave yet, or made today; the kinds in order."""
    inside = BatchedNotice.objects.filter(batch=OuterRef("pk"), left_at=None)
    waiting = Q(released_at=None, recalled_at=None) & Q(Exists(inside))
    in_hand = waiting | Q(leaves_at__gt=now, recalled_at=None) | _made_today(now)
    return _compared(Batch.objects.filter(in_hand)).order_by("kind", "pk")


def _made_today(now: datetime) -> Q:
    """Of each kind by the day of its jurisdiction."""
    made = Q(pk__in=[])
    for kind in catalogue.KINDS:
        made |= Q(kind=kind, made_on=batches.day_of(kind, now))
    return made


def earlier_batches(now: datetime) -> QuerySet[Batch]:
    """All others."""
    return _compared(Batch.objects.exclude(pk__in=batches_in_hand(now).order_by().values("pk")))


def to_release() -> QuerySet[Batch]:
    """Batches with notices in them that wait for a person."""
    waiting = Batch.objects.filter(released_at=None, recalled_at=None, second_person=True)
    return waiting.filter(batched__left_at=None).distinct()


def by_state() -> dict[str, int]:
    """How many notices are in each state in which something is still to come of them."""
    counted = Notice.objects.filter(state__in=IN_HAND).order_by().values_list("state").annotate(Count("pk"))
    return dict.fromkeys(IN_HAND, 0) | dict(counted)


def oldest_due() -> datetime | None:
    """Since when the notice that is due longest has been so."""
    since: datetime | None = Notice.objects.filter(state=DUE).aggregate(since=Min("state_since"))["since"]
    return since


def planning_waits() -> tuple[BusinessDay | None, int]:
    """The provisional close that planning waits for, if any, and how many closed days are not planned."""
    planned = PlannedDay.objects.aggregate(last=Max("day"))["last"]
    closed = BusinessDay.objects.filter(closed_at__isnull=False)
    waiting = closed.filter(day__gt=planned) if planned else closed
    return business_dates.provisional().first(), waiting.count()


def _compared(rows: QuerySet[Batch]) -> QuerySet[Any]:
    """With the size of each, and of the batch of its kind before it."""
    before = batches.sized(Batch.objects.filter(kind=OuterRef("kind"), pk__lt=OuterRef("pk")))
    compared: QuerySet[Any] = batches.sized(rows).annotate(
        before=Subquery(before.order_by("-pk").values("size")[:1])
    )
    return compared
