"""How long a notice waits between two tries, and when nobody tries any more. Times are columns."""

from datetime import datetime, timedelta

from django.conf import settings

# After the first try that failed, the second, and so on; after the last one it has failed. About two days.
WAITS = tuple(timedelta(minutes=minutes) for minutes in (1, 5, 15, 60, 3 * 60, 6 * 60, 12 * 60, 24 * 60))
LATER = timedelta(minutes=1)  # where a provider asks us to come back and does not say when
LONGEST = timedelta(hours=6)  # however long it asks for
PATIENCE = timedelta(days=3)  # with a provider that only ever says later


def next_try(tries: int, now: datetime) -> datetime | None:
    """When to try again after so many tries that failed; None: no more."""
    if tries > len(WAITS):
        return None
    wait: timedelta = WAITS[tries - 1] * settings.SEND_WAIT_SCALE
    return now + wait


def come_back(wait: float | None, queued_at: datetime, now: datetime) -> datetime | None:
    """When to come back to a provider that asked for it; None once it has done so for too long."""
    if now - queued_at > PATIENCE:
        return None
    asked = LATER * settings.SEND_WAIT_SCALE if wait is None else timedelta(seconds=wait)
    return now + min(asked, LONGEST)
