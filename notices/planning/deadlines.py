"""Deadlines that went by: each is work of its own until somebody says what was done about it."""

from datetime import date, datetime, timedelta

from django.db.models import F, OuterRef, QuerySet, Subquery

from accounts.acts import Act, ActRefused
from accounts.database.local_day import LocalDay
from accounts.dates import utc_day
from accounts.models import Account
from notices.models import Notice

# What waits for something is not late by that: its clock begins anew when it is due again.
# What a vendor has and has not posted is not sent.
_RUNNING = ("due", "ready", "released", "sending", "failed")


def note_missed(day: date) -> int:
    """Mark notices not sent although their last day is over at the end of ``day``. Returns how many."""
    return _late(day).update(missed_on=day)


def note_missed_by(now: datetime) -> int:
    """The same at a moment, by the day that it is where each account is."""
    late = _late(utc_day(now) + timedelta(days=1)).alias(today=LocalDay("account__time_zone", now))
    day = Account.objects.filter(pk=OuterRef("account")).values(day=LocalDay("time_zone", now))
    over = late.filter(due_by__lt=F("today")).order_by().values("pk")
    return Notice.objects.filter(pk__in=over).update(missed_on=Subquery(day))


def _late(day: date) -> QuerySet[Notice]:
    return Notice.objects.filter(due_by__lt=day, missed_on=None, state__in=_RUNNING)


def remedy(notice: Notice, act: Act, *, on: date) -> None:
    """Write down what was done about a missed deadline. Raises ValueError without words.

    Raises ActRefused where no deadline is missed, or somebody has written it down before.
    """
    if not act.note.strip():
        raise ValueError("what was done is said in words")
    open_ = Notice.objects.filter(pk=notice.pk, missed_on__isnull=False, remedied_on=None)
    if not open_.update(remedied_on=on, remedied_by=act.by, remedy=act.note.strip()):
        raise ActRefused("nothing-to-remedy")
