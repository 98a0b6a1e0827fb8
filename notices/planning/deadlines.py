"""Deadlines that went by: each is work of its own until somebody says what was done about it."""

from datetime import date

from notices.models import Notice

# What waits for something is not late by that: its clock begins anew when it is due again.
# What a vendor has and has not posted is not sent.
_RUNNING = ("due", "ready", "released", "sending", "failed")


def note_missed(day: date) -> int:
    """Mark notices not sent although their last day is over at the end of ``day``. Returns how many."""
    late = Notice.objects.filter(due_by__lt=day, missed_on=None, state__in=_RUNNING)
    return late.update(missed_on=day)


def remedy(notice: Notice, what: str, *, on: date, by: str) -> bool:
    """Write down what was done about a missed deadline. Raises ValueError without words.

    False where no deadline is missed, or somebody has written it down before.
    """
    if not what.strip():
        raise ValueError("what was done is said in words")
    open_ = Notice.objects.filter(pk=notice.pk, missed_on__isnull=False, remedied_on=None)
    return open_.update(remedied_on=on, remedied_by=by, remedy=what.strip()) > 0
