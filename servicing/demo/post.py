"""The demo's post: the last weeks planned day by day, what is older sent, the last two days in act."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta

from accounts.acts import Act
from notices import batches, state_changes
from notices.archive import freeze as archive
from notices.kinds.schema import DUE, SENT
from notices.letters import letterheads
from notices.models import Batch, Notice, PlannedDay
from notices.planning import recheck
from notices.planning import run as notice_planning

PLANNED = 60  # days
IN_HAND = 2  # of them, the last ones
LETTERS = 200  # made before anybody signs in; the worker makes the others
MORNING = time(8, tzinfo=UTC)


def begin(closed: date, now: datetime) -> list[date]:
    """The days to plan. What was before the last weeks counts as planned."""
    letterheads.put_examples("", now)
    if not PlannedDay.objects.exists():
        PlannedDay.objects.create(day=closed - timedelta(days=PLANNED), planned_at=now, found=0)
    return notice_planning.open_days(closed)


def write(days: list[date], now: datetime, planned: Callable[[], object]) -> None:
    """Plan these days, each on its next morning. Those before the last two have gone, as an older system sent
    them; of the last two the first is released, and what is ready of the other waits."""
    for place, day in enumerate(days, start=1):
        at = min(datetime.combine(day + timedelta(days=1), MORNING), now)
        notice_planning.plan(day, at)
        if place <= len(days) - IN_HAND:
            _send(at)
        elif day < days[-1]:
            _make(at)
            _release(at)
        planned()
    recheck.look_at_all(now)
    _make(now)


def _send(at: datetime) -> None:
    """Without a letter in the archive, which is younger."""
    gone = state_changes.change_state(Notice.objects.filter(state=DUE), SENT, Act(at=at))
    Notice.objects.filter(pk__in=gone).update(sent_on=at.date())


def _make(at: datetime) -> None:
    archive.make_ready(archive.to_make(LETTERS), as_of=at.date(), act=Act(at=at))
    batches.make(at)


def _release(at: datetime) -> None:
    for batch in Batch.objects.filter(released_at=None):
        if not batches.why_not(batch, "supervisor"):
            batches.release(batch.pk, by="supervisor", now=at)
