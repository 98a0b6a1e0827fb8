"""How long the API keeps what is for those who may ask again: idempotency keys, and what was told of events.

Both are deleted some at a time, each time in a transaction of its own: whoever is killed goes on later.
"""

from collections import Counter
from datetime import datetime, timedelta

from accounts.evidence import purging

KEPT_FOR = timedelta(days=30)
CHUNK = 5_000
# What goes, each with the statement that deletes the oldest of it.
_RECORDS = {"keys": "purge_idempotency_keys", "events": "purge_events"}


def purge(at: datetime) -> Counter[str]:
    """Delete what is past its time: how many keys, and how many events with their deliveries."""
    deleted: Counter[str] = Counter()
    for record, statement in _RECORDS.items():
        while count := purging.delete(statement, before=at - KEPT_FOR, most=CHUNK):
            deleted[record] += count
    return deleted
