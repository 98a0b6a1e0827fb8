"""Who sends what: a worker claims dispatches under a lease, and completes only what it still holds.

A claim is one statement, so that of two workers each has what the other has not. What a lapsed lease leaves
behind is for ``sweep``.
"""

import os
import socket
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection

from notices.models import Dispatch

State = Dispatch.State

_CLAIM = """
    WITH due AS MATERIALIZED (
        SELECT id FROM notices_dispatch
        WHERE channel = %(channel)s AND state = 'waiting' AND next_try_at <= %(now)s
        ORDER BY rank, next_try_at, id
        FOR UPDATE SKIP LOCKED
        LIMIT %(most)s
    )
    UPDATE notices_dispatch d SET state = 'claimed', holder = %(holder)s, lease_until = %(until)s
    FROM due
    WHERE d.id = due.id
    RETURNING d.id
"""


def holder() -> str:
    """A name for one worker at one pass, that no other has."""
    return f"{socket.gethostname()[:24]}-{os.getpid()}-{uuid4().hex[:12]}"


def lease_end(now: datetime) -> datetime:
    return now + timedelta(seconds=settings.SEND_LEASE_SECONDS)


def take(channel: str, most: int, holder: str, now: datetime) -> list[int]:
    """Claim up to so many dispatches of a channel that are due, law's first; their keys in that order."""
    values: dict[str, Any] = {
        "channel": channel,
        "most": most,
        "holder": holder,
        "now": now,
        "until": lease_end(now),
    }
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, values)
        claimed = [pk for (pk,) in cursor.fetchall()]
    ordered = Dispatch.objects.filter(pk__in=claimed).order_by("rank", "next_try_at", "pk")
    return list(ordered.values_list("pk", flat=True))


def held(pk: int, holder: str, now: datetime) -> Dispatch | None:
    """The dispatch, locked, while this worker still holds its claim; else none."""
    rows = Dispatch.objects.select_for_update(of=("self",)).filter(
        pk=pk, state=State.CLAIMED, holder=holder, lease_until__gt=now
    )
    return rows.select_related("notice__account__product", "notice__recipient").first()


def give_back(pks: Iterable[int], holder: str) -> None:
    """What was claimed and not begun waits again, as it did."""
    Dispatch.objects.filter(pk__in=list(pks), state=State.CLAIMED, holder=holder).update(
        state=State.WAITING, holder="", lease_until=None
    )


def complete(dispatch: Dispatch, to: dict[str, Any]) -> bool:
    """Write what became of a call. False, and nothing written, where another attempt counts by now."""
    mine = Dispatch.objects.filter(
        pk=dispatch.pk, state=State.CALLING, holder=dispatch.holder, attempt=dispatch.attempt
    )
    return mine.update(**{"holder": "", "lease_until": None, **to}) == 1
