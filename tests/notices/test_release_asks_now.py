"""From closed days to a batch that leaves: planned, made, gathered, and asked once more before it goes."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from accounts.models import BillingCycle, Payment
from notices import batches, tasks
from notices.letters import letterheads
from notices.models import Batch, Notice, PlannedDay
from notices.planning import run as notice_planning
from tests.history import rewritten
from tests.notices.posted import reached
from tests.servicing.workspace.builders import LAST, release, small_book

pytestmark = pytest.mark.django_db
MORNING = datetime(2026, 1, 24, 8, tzinfo=UTC)


@pytest.fixture
def book(db):
    """The small book with addresses, and what stands on its letters; no close is in doubt."""
    made = small_book()
    for account in made.values():
        reached(account.parties.get().customer)
    with rewritten():
        BillingCycle.objects.update(principal=90_000, interest=8_000, fees=2_000)
    letterheads.put_examples("administrator", MORNING)
    release()
    return made


def tick(at: datetime) -> None:
    """One round of the clock."""
    with time_machine.travel(at, tick=False):
        for task in (tasks.plan_closed_days, tasks.look_again, tasks.make_letters, tasks.gather_and_release):
            task()


def pays_everything(account) -> None:
    Payment.objects.create(
        reference="LATE", account=account, posted_on=LAST, value_on=LAST, amount=100_000,
        known_on=LAST + timedelta(days=1),
    )  # fmt: skip


def test_the_clock_brings_notices_as_far_as_nobody_is_needed(book):
    tick(MORNING)
    assert PlannedDay.objects.latest("day").day == LAST
    assert Notice.objects.filter(state="ready").exists()
    alone = Batch.objects.filter(second_person=False)
    assert not alone.filter(released_at__isnull=False).exists()
    tick(MORNING + timedelta(minutes=16))
    assert alone.exists()
    assert not alone.filter(released_at=None).exists()
    assert not Batch.objects.filter(second_person=True, released_at__isnull=False).exists()
    before = Notice.objects.count()
    tick(MORNING + timedelta(minutes=17))
    assert Notice.objects.count() == before


def test_who_has_paid_meanwhile_gets_none(book):
    tick(MORNING)
    late = Notice.objects.filter(account=book["late"], state="ready", kind="cn-overdue").first()
    batch = late.batched.get().batch
    pays_everything(book["late"])
    others = batches.of(batch).exclude(account=book["late"]).count()
    done = batches.release(batch.pk, by="supervisor", now=MORNING + timedelta(hours=1))
    late.refresh_from_db()
    assert (late.state, late.reason) == ("cancelled", "not-past-due")
    assert done.went == others
    assert done.held_back["cancelled", "not-past-due"] >= 1
    assert not batches.of(batch).filter(pk=late.pk).exists()


def test_one_that_paid_a_part_is_made_anew(book):
    tick(MORNING)
    late = Notice.objects.filter(account=book["late"], state="ready", kind="cn-overdue").first()
    batch = late.batched.get().batch
    Payment.objects.create(
        reference="PART", account=book["late"], posted_on=LAST, value_on=LAST, amount=3_000,
        known_on=LAST + timedelta(days=1),
    )  # fmt: skip
    batches.release(batch.pk, by="supervisor", now=MORNING + timedelta(hours=1))
    late.refresh_from_db()
    assert (late.state, late.reason) == ("due", "figures")
    tick(MORNING + timedelta(hours=2))
    late.refresh_from_db()
    assert late.state == "ready"
    assert late.contents.filter(channel="letter").count() == 2
    assert batches.of(late.batched.get(left_at=None).batch).filter(pk=late.pk).exists()


def test_nothing_is_planned_past_a_provisional_close(db):
    small_book()
    tick(MORNING)
    assert PlannedDay.objects.latest("day").day == datetime(2026, 1, 21).date()
    assert notice_planning.waits_for(LAST) == datetime(2026, 1, 22).date()
