"""Some months of the demo book: however they are planned the same is planned, and nothing that must not be."""

from datetime import UTC, date, datetime
from itertools import pairwise

import pytest
from django.db import transaction

from accounts import holds, packs
from accounts.close import run as nightly_close
from accounts.customers import reachability
from accounts.intake import Intake, load
from accounts.models import StageChange, StageSpan
from accounts.promises import silence
from accounts.rules import standing as standing_rules
from accounts.stages import CURRENT
from accounts.standings import facts
from notices.kinds import catalogue
from notices.kinds.schema import BEFORE_PAST_DUE
from notices.models import Notice, NoticeStateChange
from notices.planning import run as notice_planning
from servicing.demo.book import write_book

pytestmark = pytest.mark.django_db

LAST = date(2026, 10, 31)
NOW = datetime(2026, 11, 2, tzinfo=UTC)


@pytest.fixture(scope="module")
def book(module_db, tmp_path_factory):
    """Closed, and planned in one go."""
    folder = tmp_path_factory.mktemp("book")
    write_book(folder, accounts=60, months=4, through=LAST)
    for outcome in load(sorted(folder.glob("*.csv")), Intake(folder / "refused")):
        assert outcome.clean, outcome
    nightly_close.close_through(LAST, now=NOW)


@pytest.fixture(scope="module")
def in_one_go(book):
    with transaction.atomic():
        notice_planning.plan_through(LAST, NOW)
        rows = planned()
        transaction.set_rollback(True)
    return rows


@pytest.fixture(scope="module")
def one_by_one(in_one_go):
    """The same book, planned day by day, some days begun in vain before and asked for again after."""
    for place, day in enumerate(notice_planning.open_days(LAST)):
        if place % 9 == 0:
            with transaction.atomic():
                notice_planning.plan(day, NOW)
                transaction.set_rollback(True)
        assert len(notice_planning.plan_through(day, NOW)) == 1
        assert notice_planning.plan_through(day, NOW) == []


def planned() -> list[tuple]:
    """Everything that planning wrote, without the numbers that rows happen to have."""
    of_notice = (
        "account__reference", "kind", "occasion", "recipient__reference", "issue", "occasion_on", "found_on",
        "run_since", "due_by", "missed_on", "state", "reason", "past_due", "wording",
    )  # fmt: skip
    turns = (
        "notice__account__reference", "notice__kind", "notice__occasion", "notice__recipient__reference",
        "notice__issue", "from_state", "to_state", "reason",
    )  # fmt: skip
    return [
        *Notice.objects.order_by(*of_notice[:5]).values_list(*of_notice),
        *NoticeStateChange.objects.order_by(*turns[:5], "pk").values_list(*turns),
    ]


def test_one_by_one_and_in_one_go_agree_row_for_row(in_one_go, one_by_one):
    assert len(in_one_go) > 200
    assert planned() == in_one_go


def test_nothing_that_is_for_the_past_due_was_found_for_anybody_current(one_by_one):
    rows = [row for row in Notice.objects.all() if catalogue.get(row.kind).is_discretionary]
    rows = [row for row in rows if catalogue.get(row.kind).occasion.type not in BEFORE_PAST_DUE]
    known = facts.of_accounts({row.account_id for row in rows})
    for row in rows:
        day = row.found_on or row.occasion_on
        assert standing_rules.standing(known[row.account_id].known_by(day), day).stage != CURRENT, row
    assert rows


def test_nothing_discretionary_is_due_to_anybody_current_on_hold_or_promised(one_by_one):
    due = [row for row in Notice.objects.filter(state="due") if catalogue.get(row.kind).is_discretionary]
    accounts = {row.account_id for row in due}
    held, silent, known = (
        holds.in_force(accounts, LAST),
        silence.silencing(list(accounts), LAST),
        facts.of_accounts(accounts),
    )
    for row in due:
        pack = packs.of(catalogue.get(row.kind).jurisdiction)
        stopping = {
            hold.kind for hold in held[row.account_id] if pack.holds[hold.kind].stops_discretionary == "all"
        }
        assert not stopping, row
        assert row.account_id not in silent, row
        assert standing_rules.standing(known[row.account_id].known_by(LAST), LAST).stage != CURRENT, row


def test_every_statutory_notice_is_planned_before_its_deadline(one_by_one):
    rows = [row for row in Notice.objects.all() if catalogue.get(row.kind).is_statutory]
    assert all((row.found_on or row.occasion_on) < row.due_by for row in rows if row.due_by)
    assert {row.kind for row in rows} >= {"cn-overdue", "cn-adverse-report", "us-negative-notice"}


def test_everybody_who_fell_behind_has_the_notice_that_law_asks_for(one_by_one):
    fell = StageChange.objects.filter(
        from_stage__in=["", CURRENT], account__product__jurisdiction="CN"
    ).exclude(to_stage__in=["", CURRENT])
    assert fell
    for change in fell:
        about = StageSpan.objects.get(account=change.account_id, starts_on=change.on).oldest_missed_statement
        written = Notice.objects.filter(
            account=change.account_id, kind="cn-overdue", occasion=f"past-due {about}"
        )
        assert any((row.found_on or row.occasion_on) <= change.on for row in written), change.account_id


def test_only_who_owes_acts_or_stands_in_is_written_to(one_by_one):
    for row in Notice.objects.all():
        on = row.found_on or row.occasion_on
        assert row.recipient_id in {
            party.customer_id for party in reachability.recipients(row.account_id, on)
        }


def test_the_last_turn_says_the_state(one_by_one):
    for row in Notice.objects.prefetch_related("turns"):
        turns = list(row.turns.all())
        assert (turns[0].from_state, turns[-1].to_state, turns[-1].reason) == ("", row.state, row.reason)
        assert all(a.to_state == b.from_state for a, b in pairwise(turns))
