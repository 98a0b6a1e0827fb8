"""How long the API keeps what is for those who may ask again: idempotency keys, and what was told of events.

Both are deleted some at a time, each time in a transaction of its own: whoever is killed goes on later.
"""

from collections import Counter
from datetime import datetime, timedelta

from django.db import connections, transaction

from accounts.database import statements
from accounts.evidence import rights

KEPT_FOR = timedelta(days=30)
CHUNK = 5_000
# What goes, each with the statement that deletes the oldest of it.
_RECORDS = {"keys": "purge_idempotency_keys", "events": "purge_events"}


def purge(at: datetime) -> Counter[str]:
    """Delete what is past its time: how many keys, and how many events with their deliveries."""
    deleted: Counter[str] = Counter()
    for record, statement in _RECORDS.items():
        while count := _purge(statement, at - KEPT_FOR):
            deleted[record] += count
    return deleted


def _purge(statement: str, before: datetime) -> int:
    """As the owner, as the application deletes no history; what is purged says so to the triggers."""
    using = rights.alias()
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT set_config('servicing.purging', 'on', true)")
        statements.execute(cursor, statement, before=before, most=CHUNK)
        count: int = cursor.rowcount
        cursor.execute("SELECT set_config('servicing.purging', 'off', true)")
    return count
