"""Events derived from the facts: by the turns that closes and notices wrote, set by set, never row by row.

The facts are what counts: whoever dies before events are derived leaves them to the next tick.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.db.models import Max, Min

from accounts.database import statements
from servicing.api import retention
from servicing.api.models import Event, EventSource
from servicing.api.webhooks import subscriptions

LATE = timedelta(hours=6)  # in which turns of notices may still come in behind newer ones
SOURCES = ("stage", "promise", "plan", "notice")


def derive(at: datetime) -> int:
    """Derive what happened since the last time, and queue it for its subscribers; how many events."""
    with transaction.atomic(), connection.cursor() as cursor:
        statements.execute(cursor, "event_sources")
        read_through = dict(cursor.fetchall())
        made_at = subscriptions.active().aggregate(first=Min("made_at"))["first"]
        if made_at is None:
            return 0
        last = Event.objects.aggregate(last=Max("pk"))["last"] or 0
        newest = _newest(cursor, at)
        for name in SOURCES:
            statements.execute(cursor, f"{name}_events", after=read_through.get(name, 0), at=at)
            EventSource.objects.filter(name=name).update(read_through=max(newest[name], read_through[name]))
        # Of a close before that the event may be purged already, and is not told again.
        since = max(made_at, at - retention.KEPT_FOR)
        statements.execute(cursor, "close_events", since=since, at=at)
        statements.execute(cursor, "queue_deliveries", after=last, at=at)
        return Event.objects.filter(pk__gt=last).count()


def _newest(cursor: Any, at: datetime) -> dict[str, int]:
    statements.execute(cursor, "newest_turns", settled=at - LATE)
    return dict(cursor.fetchall())
