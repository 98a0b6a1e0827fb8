"""From closed days to a batch that leaves: planned, made, gathered, and asked once more before it goes."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from accounts.acts import Act
from accounts.cases import lifecycle as case_lifecycle
from accounts.cases.lifecycle import Opening
from accounts.models import BillingCycle, Payment
from notices import batches, reason_labels, tasks
from notices.letters import letterheads
from notices.models import Batch, Notice, PlannedDay
from notices.planning import run as notice_planning
from notices.wordings import substitution
from tests.history import rewritten
from tests.notices.posted import reached
from tests.servicing.workspace.builders import FIRST, LAST, release, small_book

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
    letterheads.put_examples(Act(by="administrator", at=MORNING))
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
    done = batches.release(batch.pk, Act(by="supervisor", at=MORNING + timedelta(hours=1)))
    late.refresh_from_db()
    assert (late.state, late.reason) == ("cancelled", "not-past-due")
    assert done.went == others
    assert done.held_back["cancelled", "not-past-due"] >= 1
    assert not batches.of(batch).filter(pk=late.pk).exists()


def plan_then_write(meanwhile) -> None:
    """A round of the clock in which something happens after what is due was looked at."""
    with time_machine.travel(MORNING, tick=False):
        tasks.plan_closed_days()
        meanwhile()
        tasks.make_letters()


def test_letters_to_who_has_paid_before_they_are_written_are_dropped_not_failed(book):
    plan_then_write(lambda: pays_everything(book["late"]))
    owed = Notice.objects.filter(account=book["late"], kind="cn-overdue")
    assert {(notice.state, notice.reason) for notice in owed} == {("cancelled", "not-past-due")}
    assert not Notice.objects.filter(account=book["late"], state="failed").exists()


def test_so_are_letters_about_what_is_disputed_altogether(book):
    about = book["late"]
    opening = Opening("dispute", about.parties.get().customer, "call", LAST, "not mine", 10_000, FIRST)
    plan_then_write(lambda: case_lifecycle.open_case(about, opening, Act(by="agent", at=MORNING)))
    assert Notice.objects.filter(account=about, kind="cn-overdue").exists()
    assert not Notice.objects.filter(account=about, state="failed").exists()


@pytest.mark.parametrize(
    "reason", ["missing-value", "day-passed", "wording", "not-prescribed", "cannot-be-set"]
)
def test_one_that_could_not_be_made_is_dropped_once_nothing_is_past_due(book, reason):
    tick(MORNING)
    Notice.objects.filter(kind="cn-overdue").update(state="failed", reason=reason)
    pays_everything(book["late"])
    tick(MORNING + timedelta(hours=1))
    owed = Notice.objects.filter(account=book["late"], kind="cn-overdue")
    assert {notice.state for notice in owed} == {"cancelled"}
    others = Notice.objects.filter(kind="cn-overdue").exclude(account=book["late"])
    assert {notice.state for notice in others} <= {"failed"}


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("missing-value: days_past_due, past_due", "required information missing: days past due, "),
        (
            "missing-value: 'days_past_due' is undefined -> '{{ days_past_due }}'",
            "required information missing",
        ),
        ("not-reached: letter, email", "no address for any of its channels: letter, e-mail"),
        ("cannot-be-set: error: unknown variable: x at 3:4", "the letter cannot be set"),
    ],
)
def test_why_one_failed_is_told_in_words(reason, words):
    told = reason_labels.in_words(reason, "failed")
    assert told.startswith(words)
    assert not set("{}_>") & set(told)
    assert "undefined" not in told


def test_a_text_names_every_placeholder_that_has_no_value():
    with pytest.raises(substitution.CannotBeFilled, match=r"^past_due, days_past_due$"):
        substitution.fill("{{ past_due }} {{ as_of }} {{ days_past_due }}", {"as_of": "today"})


def test_one_that_paid_a_part_is_made_anew(book):
    tick(MORNING)
    late = Notice.objects.filter(account=book["late"], state="ready", kind="cn-overdue").first()
    batch = late.batched.get().batch
    Payment.objects.create(
        reference="PART", account=book["late"], posted_on=LAST, value_on=LAST, amount=3_000,
        known_on=LAST + timedelta(days=1),
    )  # fmt: skip
    batches.release(batch.pk, Act(by="supervisor", at=MORNING + timedelta(hours=1)))
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
