"""How long it is kept who signed in and who looked at whom: ``ACCESS_KEPT_MONTHS``.

The oldest go first, some at a time, each time in a transaction of its own: whoever is killed goes on later.
"""

from collections import Counter
from datetime import UTC, datetime, time

from django.conf import settings

from accounts.dates import months_later, utc_day
from accounts.evidence import purging

CHUNK = 5_000
# What goes, each with the statement that deletes the oldest of it.
_RECORDS = {"sign_ins": "purge_sign_in_events", "looks": "purge_access_records"}


def purge(at: datetime) -> Counter[str]:
    """Delete what is past its time: how many events of signing in, and how many looks and refusals."""
    months: int = settings.ACCESS_KEPT_MONTHS
    before = datetime.combine(months_later(utc_day(at), -months), time.min, UTC)
    deleted: Counter[str] = Counter()
    for record, statement in _RECORDS.items():
        while count := purging.delete(statement, before=before, most=CHUNK):
            deleted[record] += count
    return deleted
