"""A large batch released by a worker: its notices are looked over page by page, then all go at once.

A release that somebody asked for is a row, taken by lease. Each page is a transaction and notes how far it
came, so whoever takes the row next goes on there; asked twice, or finished by two, it releases once.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.functions import Now

from accounts.acts import Act
from notices import batches
from notices.models import Batch, BatchRelease
from notices.planning import run as notice_planning

AT_ONCE = 500  # notices looked over while the person waits: a second or two
PAGE = 1_000
_TAKE = """
    UPDATE notices_batchrelease
    SET attempt = attempt + 1, leased_until = statement_timestamp() + make_interval(secs => %s)
    WHERE id = (
        SELECT id FROM notices_batchrelease
        WHERE finished_at IS NULL AND (leased_until IS NULL OR leased_until < statement_timestamp())
        ORDER BY id
        LIMIT 1
        FOR UPDATE SKIP LOCKED
    )
    RETURNING id, attempt
"""


@dataclass(frozen=True, slots=True)
class _Lease:
    id: int
    attempt: int


def is_large(batch: Batch) -> bool:
    return batches.of(batch).count() > AT_ONCE


def ask(batch: int, act: Act, *, seen: int) -> BatchRelease:
    """Have a worker release it; the release that is at work, where one is. Raises batches.Refused."""
    with transaction.atomic():
        held = batches.refuse_unless_open(batch, act.by, seen)
        total = batches.of(held).count()
        defaults = {"asked_by": act.by, "asked_at": act.at, "seen": seen, "total": total}
        return open_ones().get_or_create(batch=held, finished_at=None, defaults=defaults)[0]


def open_ones() -> QuerySet[BatchRelease]:
    return BatchRelease.objects.filter(finished_at=None).order_by("pk")


def newest(batch: Batch) -> BatchRelease | None:
    """The last time that somebody asked for it, at work or finished."""
    return BatchRelease.objects.filter(batch=batch).order_by("-pk").first()


def work_off(now: datetime) -> int:
    """Do what is asked for and nobody is at, until nothing is left; how many batches were finished."""
    done = 0
    while lease := _take():
        done += _work(lease, now)
    return done


def _take() -> _Lease | None:
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [settings.SHARD_LEASE_SECONDS])
        row = cursor.fetchone()
    return _Lease(*row) if row else None


def _work(lease: _Lease, now: datetime) -> bool:
    """Look over page after page, and release; whether it was still ours to finish."""
    while True:
        with transaction.atomic():
            release = _ours(lease)
            if release is None:
                return False
            page = _page(release)
            if not page:
                return _finish(release, now)
            notice_planning.look_again(page, now)
            _note(release, after=page[-1], looked_over=release.looked_over + len(page))


def _ours(lease: _Lease) -> BatchRelease | None:
    """The row, held until the transaction ends; none where the lease lapsed and somebody else took it."""
    rows = open_ones().select_for_update().filter(pk=lease.id, attempt=lease.attempt)
    return rows.first()


def _page(release: BatchRelease) -> list[int]:
    inside = batches.of(release.batch).filter(pk__gt=release.after).order_by("pk")
    return list(inside.values_list("pk", flat=True)[:PAGE])


def _note(release: BatchRelease, **far: Any) -> None:
    """How far it is, and the lease anew, by the clock of the database."""
    until = Now() + timedelta(seconds=settings.SHARD_LEASE_SECONDS)
    BatchRelease.objects.filter(pk=release.pk).update(leased_until=until, **far)


def _finish(release: BatchRelease, now: datetime) -> bool:
    """Let go what is ready, or write down why nothing went."""
    outcome: dict[str, Any] = {"finished_at": now, "leased_until": None}
    try:
        with transaction.atomic():
            done = batches.let_go_of(release.batch_id, Act(at=now, by=release.asked_by), release.seen)
    except batches.Refused:
        outcome["refused"] = True  # the page says why, by what is so now
    else:
        outcome |= {"went": done.went, "held_back": sum(done.held_back.values())}
    BatchRelease.objects.filter(pk=release.pk).update(**outcome)
    return True
