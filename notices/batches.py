"""Notices that go out together: gathered by kind and day, released, and recalled while they have not left.

Whoever releases or recalls a batch holds its row, so two at once come one after the other. Nothing is sent
here: what has left is what was released and is past its cut-off.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Count, Exists, Max, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from accounts import business_dates, formatting, packs
from accounts.acts import Act
from accounts.database import locks
from accounts.database.locks import Lock
from accounts.dates import local_day, utc_day
from notices import state_changes
from notices.archive import joint_letters
from notices.kinds import catalogue
from notices.kinds.schema import CANCELLED, DUE, FAILED, READY, RELEASED, SUPERSEDED, SUSPENDED
from notices.models import Batch, BatchedNotice, BatchRelease, Notice, NoticeStateChange
from notices.models.batch import is_recalled
from notices.planning import run as notice_planning

RECALLED = "recalled"
GATHERING = timedelta(minutes=15)  # how long a batch that needs nobody takes in what becomes ready
SAMPLES, EARLIER = 5, 5
# States of a notice that is not in a released batch any more, though nobody took it out. Those that have
# ended are many, and go into no other batch: of them only the last days are looked at.
_ELSEWHERE = (DUE, SUSPENDED, READY, FAILED)
RECENTLY = timedelta(days=3)


class Refused(ValueError):  # noqa: N818 -- named for what happened
    """Why a batch is not released or recalled, in words for the person who asked."""


@dataclass(frozen=True, slots=True)
class Released:
    """How many went, and how many the facts of now held back, by what became of them and why."""

    went: int
    held_back: dict[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Preview:
    """What somebody looks at who is to release a batch.

    ``letters``: how many letters they are, as one may be about several accounts of a person.
    ``waiting``: notices of the kind that do not go, by state and reason. ``earlier``: the last batches of the
    kind, the newest first, each with its size as ``size``. ``newest``: the row put in last, which a release
    names so that nothing goes that was not looked at; 0 in an empty batch.
    """

    size: int
    letters: int
    newest: int
    earlier: list[Any]  # batches with their ``size``
    samples: list[Notice]
    waiting: list[tuple[str, str, int]]

    @property
    def held(self) -> int:
        """How many of the kind do not go."""
        return sum(number for _state, _reason, number in self.waiting)

    @property
    def difference(self) -> int | None:
        """Against the last batch of the kind; none where there was none."""
        before = next((batch.size for batch in self.earlier), None)
        return None if before is None else self.size - before


def loose(kind: str = "") -> QuerySet[Notice]:
    """Ready and in no batch."""
    batched = BatchedNotice.objects.filter(notice=OuterRef("pk"), left_at=None)
    rows = Notice.objects.filter(~Exists(batched), state=READY)
    return rows.filter(kind=kind) if kind else rows


def recalled() -> QuerySet[Notice]:
    """Recalled by a person, and kept until a person puts them into a batch again."""
    return loose().filter(is_recalled())


def of(batch: Batch) -> QuerySet[Notice]:
    """What is in the batch."""
    return Notice.objects.filter(batched__batch=batch, batched__left_at=None)


def make(act: Act, *, kind: str = "") -> list[Batch]:
    """Put what is ready into the batch of its kind and day; those that took something in.

    The job leaves alone what was recalled: a person puts that into a batch, which somebody else releases
    where the kind asks for a second person.
    """
    with transaction.atomic():
        locks.hold(Lock.BATCHES)
        _let_go(act.at)
        rows = loose(kind) if act.by else loose(kind).exclude(is_recalled())
        by_kind: dict[str, list[int]] = {}
        for name, pk in rows.order_by("kind", "pk").values_list("kind", "pk"):
            by_kind.setdefault(name, []).append(pk)
        return [_gather(name, pks, act) for name, pks in by_kind.items()]


def day_of(kind: str, now: datetime) -> date:
    """The day of a batch of this kind: that of its jurisdiction."""
    known = catalogue.KINDS.get(kind)
    return local_day(now, packs.of(known.jurisdiction).time_zone) if known else utc_day(now)


def preview(batch: Batch) -> Preview:
    inside = batch.batched.filter(left_at=None)
    counted = inside.aggregate(
        size=Count("pk"), letters=Count("pk", filter=Q(notice__joined_to=None)), newest=Max("pk")
    )
    waiting = Notice.objects.filter(kind=batch.kind, state__in=(SUSPENDED, FAILED))
    return Preview(
        size=counted["size"],
        letters=counted["letters"],
        newest=counted["newest"] or 0,
        earlier=list(sized(Batch.objects.filter(kind=batch.kind, pk__lt=batch.pk)).order_by("-pk")[:EARLIER]),
        samples=list(of(batch).select_related("account", "recipient").order_by("?")[:SAMPLES]),
        waiting=list(
            waiting.values_list("state", "reason").annotate(number=Count("pk")).order_by("-state", "-number")
        ),
    )


def sized(rows: QuerySet[Batch]) -> QuerySet[Any]:
    """Batches with how many notices are in each, and how many a person took out of it."""
    return rows.annotate(
        size=Count("batched", filter=Q(batched__left_at=None)),
        taken_out=Count("batched", filter=~Q(batched__left_by="")),
    )


def release(pk: int, act: Act, *, seen: int | None = None) -> Released:
    """Let a batch go at the cut-off, without those that should not be written to by the facts of now.

    ``seen``: the ``newest`` of the preview that the person looked at. By nobody: by the job. Refused.
    """
    with transaction.atomic():
        batch = refuse_unless_open(pk, act.by, seen)
        notice_planning.look_again(list(of(batch).values_list("pk", flat=True)), act.at)
        return let_go_of(pk, act, seen)


def refuse_unless_open(pk: int, by: str, seen: int | None) -> Batch:
    """The batch, held until the transaction ends. Raises Refused where this person may not release it."""
    batch = _held(pk)
    if why := why_not(batch, by) or _unseen(batch, seen):
        raise Refused(why)
    return batch


@transaction.atomic
def let_go_of(pk: int, act: Act, seen: int | None) -> Released:
    """Release what is ready of a batch that was just looked over. Raises Refused."""
    batch = refuse_unless_open(pk, act.by, seen)
    inside = set(of(batch).values_list("pk", flat=True))
    went = state_changes.change_state(of(batch).filter(state=READY), RELEASED, act)
    if went:
        batch.released_by, batch.released_at = act.by, act.at
        batch.leaves_at = act.at + timedelta(hours=settings.RELEASE_CUT_OFF)
        batch.save(update_fields=["released_by", "released_at", "leaves_at"])
    _let_go(act.at)
    return Released(len(went), _held_back(inside - set(went)))


def why_not(batch: Batch, by: str) -> str:
    """Why this person may not release it, in words; nothing where they may. By nobody: the job."""
    if not batch.is_open:
        return _("This batch is released or recalled already.")
    if doubtful := business_dates.provisional().first():
        text = _("The close of %(day)s is provisional: nothing is released until a supervisor lets it go on.")
        return text % {"day": formatting.day(doubtful.day)}
    if batch.second_person and (not by or is_own(batch, by)):
        return _("A second person must release this type: somebody other than who made the batch.")
    return ""


def is_own(batch: Batch, by: str) -> bool:
    """Whether this person made the batch, or had one of its letters made by act."""
    by_hand = NoticeStateChange.objects.filter(notice__in=of(batch), to_state=DUE, by=by)
    return batch.made_by == by or by_hand.exists()


def release_those_that_need_nobody(now: datetime) -> int:
    """Release batches of kinds that need no second person, once gathered. Returns how many notices."""
    ripe = Batch.objects.filter(released_at=None, recalled_at=None, second_person=False)
    if business_dates.provisional().exists():
        return 0
    pks = ripe.filter(made_at__lte=now - GATHERING).values_list("pk", flat=True)
    return sum(release(pk, Act(at=now)).went for pk in pks)


def recall(pk: int, act: Act, *, to: str = READY, notice: int | None = None) -> list[int]:
    """Take one notice, or all, out of a batch that has not left; their keys. ``act`` says why.

    They are ready still, until a person puts them into another batch, or cancelled for good. What shared a
    letter with the one is made anew without it. Refused.
    """
    with transaction.atomic():
        batch = _held(pk)
        if why := _too_late(batch, act.at) or _must_go(batch, to):
            raise Refused(why)
        inside = of(batch).filter(state__in=(READY, RELEASED))
        inside = inside.filter(pk=notice) if notice else inside
        code = RECALLED if to == CANCELLED else ""
        recalled = state_changes.change_state(inside, to, act, code)
        if not recalled:
            raise Refused(_("Nothing of this is in the batch any more."))
        batch.batched.filter(notice__in=recalled, left_at=None).update(left_at=act.at, left_by=act.by)
        _part_letters(recalled, to, act.at)
        if notice is None:
            batch.recalled_by, batch.recalled_at, batch.recall_reason = act.by, act.at, act.note
            batch.save(update_fields=["recalled_by", "recalled_at", "recall_reason"])
        return recalled


def _part_letters(recalled: list[int], to: str, now: datetime) -> None:
    """What shared a letter with what is kept back or cancelled is made anew without it."""
    if to == CANCELLED:
        joint_letters.break_up(recalled, now)
    else:
        joint_letters.take_out(recalled, now)


def _gather(kind: str, pks: list[int], act: Act) -> Batch:
    """Into the open batch of the day. What a person puts together is a batch of its own."""
    batch = _open_one(kind, act)
    BatchedNotice.objects.bulk_create(BatchedNotice(batch=batch, notice_id=pk) for pk in pks)
    return batch


def _open_one(kind: str, act: Act) -> Batch:
    day = day_of(kind, act.at)
    today = Batch.objects.filter(kind=kind, made_on=day)
    at_work = BatchRelease.objects.filter(finished_at=None).values("batch")
    free = today.filter(made_by="", released_at=None, recalled_at=None).exclude(pk__in=at_work)
    open_ = free.select_for_update().first()
    if open_ and not act.by:
        return open_
    last = today.aggregate(last=Max("number"))["last"] or 0
    known = catalogue.KINDS.get(kind)
    asks = known is None or known.second_person
    return Batch.objects.create(
        kind=kind, made_on=day, number=last + 1, second_person=asks, made_by=act.by, made_at=act.at
    )


def _let_go(now: datetime) -> None:
    """Out of their batches: those whose state has changed under them."""
    inside = BatchedNotice.objects.filter(left_at=None)
    released = inside.filter(batch__released_at__isnull=False)
    inside.filter(~Q(notice__state=READY), batch__released_at=None).update(left_at=now)
    released.filter(notice__state__in=_ELSEWHERE).update(left_at=now)
    ended = Q(notice__state__in=(CANCELLED, SUPERSEDED), batch__leaves_at__gt=now - RECENTLY)
    released.filter(ended).update(left_at=now)


def _held(pk: int) -> Batch:
    return Batch.objects.select_for_update().get(pk=pk)


def _unseen(batch: Batch, seen: int | None) -> str:
    if seen is None or not batch.batched.filter(left_at=None, pk__gt=seen).exists():
        return ""
    return _("More was put into the batch since you looked at it. Look again.")


def _too_late(batch: Batch, now: datetime) -> str:
    if batch.recalled_at:
        return _("This batch is recalled already.")
    return _("This batch was dispatched.") if batch.may_leave(now) else ""


def _must_go(batch: Batch, to: str) -> str:
    known = catalogue.KINDS.get(batch.kind)
    if to != CANCELLED or known is None or not known.is_statutory:
        return ""
    return _("Law asks for this notice: it can be kept back, and not cancelled.")


def _held_back(pks: Iterable[int]) -> dict[tuple[str, str], int]:
    rows = Notice.objects.filter(pk__in=list(pks)).values_list("state", "reason")
    return dict(Counter(rows))
