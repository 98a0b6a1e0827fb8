"""The demo's post: the last weeks planned day by day, what is older sent, the last two days in act."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

from django.db import connection, transaction
from django.db.models import F, OuterRef, Q, Subquery

from accounts import packs
from accounts.acts import Act
from accounts.calendars import store as calendar_store
from accounts.database.local_day import LocalDay
from accounts.dates import utc_day
from accounts.intake import Intake, load
from accounts.models import Account
from notices import batches, state_changes
from notices.archive import freeze as archive
from notices.kinds.schema import DUE, SENT
from notices.letters import letterheads
from notices.models import Batch, Notice, PlannedDay
from notices.planning import recheck
from notices.planning import run as notice_planning
from servicing.demo.providers.vendor import RETURNED, Line, Vendor, checked, posted, some_return
from servicing.demo.providers.vendor import write as write_lines

PLANNED = 60  # days
IN_HAND = 2  # of them, the last ones
LETTERS = 200  # made of a day here; the worker makes the others
MORNING = time(8, tzinfo=UTC)
EVERY = Q()
CALENDAR = "CN"  # by whose working days the demo's print vendor works


def begin(closed: date, now: datetime) -> list[date]:
    """The days to plan. What was before the last weeks counts as planned."""
    letterheads.put_examples(Act(at=now))
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # what was just loaded and closed is not counted yet, and would be guessed
    if not PlannedDay.objects.exists():
        PlannedDay.objects.create(day=closed - timedelta(days=PLANNED), planned_at=now, found=0)
    return notice_planning.open_days(closed)


def write(days: list[date], now: datetime, planned: Callable[[], object]) -> None:
    """Plan these days, each on its next morning. Those before the last two have gone, as an older system sent
    them, and so has what had to go by now; of the last two the first is released, and what is ready of the
    other waits."""
    for place, day in enumerate(days, start=1):
        at = min(datetime.combine(day + timedelta(days=1), MORNING), now)
        is_in_hand = place > len(days) - IN_HAND
        with transaction.atomic():
            notice_planning.plan(day, at)
            _send(at, _to_have_gone(now) if is_in_hand else EVERY)
        if is_in_hand and day < days[-1]:
            _make(at)
            _release(at)
        planned()
    recheck.look_at_all(now)
    _make(now)


def _send(at: datetime, which: Q = EVERY) -> None:
    """Without a letter in the archive, which is younger."""
    day = Account.objects.filter(pk=OuterRef("account")).values(day=LocalDay("time_zone", at))
    due = Notice.objects.filter(which, state=DUE)
    state_changes.change_state(due, SENT, Act(at=at), sent_on=Subquery(day))


def _to_have_gone(now: datetime) -> Q:
    """Those whose last day is over where their account is, and corrections of what has no letter here."""
    over = Notice.objects.alias(today=LocalDay("account__time_zone", now)).filter(due_by__lt=F("today"))
    return Q(pk__in=over.values("pk")) | Q(kind__endswith="-correction")


def _make(at: datetime) -> None:
    due = archive.to_make(LETTERS)
    recheck.look_again(due, at)
    archive.make_ready(due, Act(at=at))
    batches.make(Act(at=at))


def _release(at: datetime) -> None:
    for batch in Batch.objects.filter(released_at=None):
        if not batches.why_not(batch, "supervisor"):
            batches.release(batch.pk, Act(by="supervisor", at=at))


def report(vendor: Vendor, today: date) -> int:
    """Load what the demo's print vendor says of its packages: posted on the next working day, and what came
    back on the third after that; how many files were new."""
    calendar = calendar_store.of(packs.of(CALENDAR).calendar)
    loaded = 0
    for package in vendor.packages():
        taken_on = utc_day(datetime.fromtimestamp(package.stat().st_mtime, UTC))
        posted_on = calendar.add_working_days(taken_on, 1)
        back_on = calendar.add_working_days(posted_on, 3)
        references = [row["notice"] for row in checked(package)]
        back = [Line(each, RETURNED, back_on, why) for each in references if (why := some_return(each))]
        for on, name, lines in (
            (posted_on, "posted", posted(references, posted_on)),
            (back_on, "back", back),
        ):
            loaded += on <= today and _load(package.with_name(f"{package.name}-{name}.csv"), lines)
    return loaded


def _load(path: Path, lines: list[Line]) -> bool:
    """Once: a file that stands there was loaded."""
    if path.exists() or not lines:
        return False
    draft = write_lines(lines, path.with_suffix(".draft"))
    (outcome,) = load([draft.rename(path.with_suffix(".loading"))], Intake(path.parent / "refused"))
    if outcome.clean:
        path.with_suffix(".loading").rename(path)
    return outcome.clean
