"""Disputes and complaints from opening to outcome: clocks, extensions, credits, holds and the stage."""

from datetime import UTC, date, datetime

import pytest

from accounts import money
from accounts.cases import lifecycle as case_lifecycle
from accounts.close import run as nightly_close
from accounts.close.verification import verify
from accounts.intake import Intake, load
from accounts.models import Account, Case
from accounts.reports import aging as aging_report
from tests.stories.casebook import live, read
from tests.stories.telling import write

pytestmark = pytest.mark.django_db

STORIES = read(
    """
a dispute in the United States: thirty days, and two complete billing cycles
2026-01-01 statement 100
2026-01-20 pays 100
2026-01-15 opened dispute 60 on 2026-01-01
2026-01-15 says acknowledge_by 2026-02-14
2026-01-15 says resolve_by 2026-04-01
2026-02-14 acknowledged
2026-02-14 says acknowledged_on 2026-02-14

opened on a statement date, the cycle that ends that day is not counted
2026-01-01 statement 100
2026-01-20 pays 100
2026-02-01 opened dispute 60 on 2026-01-01
2026-02-01 says resolve_by 2026-04-01

never more than ninety days
2026-01-01 statement 100
2026-01-20 pays 100
2026-02-02 opened dispute 60 on 2026-01-01
2026-02-02 says resolve_by 2026-05-01

with ninety days before the cycles end
with opened_on 2025-12-01
2025-12-31 statement 100
2026-01-19 pays 100
2026-01-01 opened dispute 60 on 2025-12-31
2026-01-01 says resolve_by 2026-03-31

a dispute in the United States cannot be given more time
2026-01-01 statement 100
2026-01-20 pays 100
2026-01-15 opened dispute 60 on 2026-01-01
2026-02-01 cannot asks

a complaint in China: fifteen days, thirty, then sixty
with jurisdiction CN
2026-01-01 statement 100
2026-01-20 pays 100
2026-02-10 opened complaint
2026-02-10 says resolve_by 2026-02-25         # calendar days: the New Year week is counted
2026-02-20 asks
2026-02-20 says extension_asked True
2026-02-20 says resolve_by 2026-02-25
2026-02-20 cannot asks
2026-02-21 cannot granted asker
2026-02-21 granted
2026-02-21 says resolve_by 2026-03-12
2026-03-10 asks
2026-03-11 refused
2026-03-11 says resolve_by 2026-03-12
2026-03-12 asks
2026-03-12 granted
2026-03-12 says resolve_by 2026-04-11
2026-04-01 cannot asks
2026-04-10 decided upheld
2026-04-10 says state decided

a complaint in Britain: eight weeks
with jurisdiction GB
2026-01-01 statement 100
2026-01-20 pays 100
2026-02-02 opened complaint
2026-02-02 says resolve_by 2026-03-30
2026-02-02 cannot asks

a place without a pack has our own clocks
with jurisdiction JP
2026-01-01 statement 100
2026-01-20 pays 100
2026-02-02 opened complaint
2026-02-02 says acknowledge_by 2026-02-07
2026-02-02 says resolve_by 2026-03-04

an extension granted by mistake goes with its request
with jurisdiction CN
2026-01-01 statement 100
2026-01-20 pays 100
2026-02-01 opened dispute 50 on 2026-01-01
2026-02-02 asks
2026-02-03 granted
2026-02-03 says resolve_by 2026-03-03
2026-02-04 takes-back extension-asked
2026-02-04 says resolve_by 2026-02-16
2026-02-05 asks
2026-02-06 granted
2026-02-06 says resolve_by 2026-03-03

what is disputed is not missed; rejected, it is due on a fresh day
2026-01-01 statement 100
2026-01-10 opened dispute 100 on 2026-01-01
2026-02-01 statement 100
2026-02-20 pays 100
2026-02-10 decided rejected
2026-02-10 says hold.ends_on 2026-02-10
2026-02-10 says fresh_due_on 2026-02-20
2026-01-25 stands CURRENT 0 0
2026-02-19 stands CURRENT 0 0
2026-02-20 stands CURRENT 0 0

a later fresh day may be given, no earlier one
2026-01-01 statement 100
2026-01-10 opened dispute 100 on 2026-01-01
2026-02-10 cannot decided rejected fresh 2026-02-19
2026-02-10 decided rejected fresh 2026-03-05
2026-02-10 says hold.fresh_due_on 2026-03-05
2026-03-05 stands CURRENT 0 0

upheld, the amount stays off until the credit has come
2026-01-01 statement 100
2026-01-10 opened dispute 100 on 2026-01-01
2026-01-20 decided upheld
2026-01-20 says credit 100.00
2026-01-20 says hold.ends_on None
2026-02-10 pays 100 kind credit
2026-02-11 says credited_on 2026-02-10
2026-02-11 says hold.ends_on 2026-02-09
2026-01-25 stands CURRENT 0 0
2026-02-09 stands CURRENT 0 0
2026-02-10 stands CURRENT 0 0
2026-03-01 stands CURRENT 0 0

a payment of the customer is not the credit
2026-01-01 statement 100
2026-01-10 opened dispute 100 on 2026-01-01
2026-01-20 decided upheld
2026-01-21 pays 100
2026-02-11 says credited_on None
2026-02-11 says hold.ends_on None

a credit in two parts has come with the second
2026-01-01 statement 100
2026-01-10 opened dispute 100 on 2026-01-01
2026-01-20 decided upheld
2026-01-22 pays 60 kind credit
2026-01-23 says credited_on None
2026-01-25 pays 40 kind credit
2026-01-26 says credited_on 2026-01-25

partly upheld: the rest is due on a fresh day, counted from when the part has come
2026-01-01 statement 100
2026-01-10 opened dispute 100 on 2026-01-01
2026-01-20 cannot decided partly-upheld amount 100
2026-01-20 cannot decided partly-upheld
2026-01-20 decided partly-upheld amount 30
2026-01-20 says fresh_due_on 2026-01-30
2026-02-10 pays 30 kind credit
2026-02-11 says hold.ends_on 2026-02-09
2026-02-11 says hold.fresh_due_on 2026-02-19
2026-02-11 stands CURRENT 0 0

made good in another way, what was disputed is due on a fresh day
2026-01-01 statement 100
2026-01-10 opened dispute 100 on 2026-01-01
2026-01-20 decided upheld
2026-02-01 settled
2026-02-01 says credit 0.00
2026-02-01 says hold.ends_on 2026-02-01
2026-02-01 says hold.fresh_due_on 2026-02-11
2026-02-02 takes-back settled
2026-02-02 says credit 100.00
2026-02-02 says hold.ends_on None
2026-02-02 says hold.starts_on 2026-01-10
2026-02-03 settled
2026-02-03 says hold.fresh_due_on 2026-02-13
2026-02-13 stands CURRENT 0 0

redress that is settled while the case is open leaves its hold
with jurisdiction GB
2026-01-01 statement 100
2026-01-20 pays 100
2026-01-10 opened complaint
2026-01-11 redress 25
2026-01-12 settled
2026-01-12 says hold.ends_on None

a credit that was returned is awaited again, and the amount is held again
2026-01-01 statement 100
2026-01-10 opened dispute 100 on 2026-01-01
2026-01-20 decided upheld
2026-01-22 pays 100 kind credit returned 2026-02-05
2026-01-23 says credited_on 2026-01-22
2026-01-23 says hold.ends_on 2026-01-21
2026-02-05 says credited_on None
2026-02-05 says hold.starts_on 2026-02-05
2026-02-10 pays 100 kind credit
2026-02-11 says credited_on 2026-02-10
2026-02-11 says hold.ends_on 2026-02-09
2026-01-25 stands CURRENT 0 0
2026-02-05 stands CURRENT 0 0
2026-02-11 stands CURRENT 0 0

returned and credited anew on the same day, nothing changes
2026-01-01 statement 100
2026-01-10 opened dispute 100 on 2026-01-01
2026-01-20 decided upheld
2026-01-22 pays 100 kind credit returned 2026-02-05
2026-02-05 pays 100 kind credit
2026-02-06 says credited_on 2026-01-22
2026-02-06 says hold.ends_on 2026-01-21
2026-02-05 stands CURRENT 0 0

one credit does not count for two cases
2026-01-01 statement 200
2026-01-20 pays 100
2026-01-05 opened dispute 100 on 2026-01-01
2026-01-10 decided upheld
2026-01-11 opened dispute 50 on 2026-01-01
2026-01-12 decided upheld
2026-01-15 pays 100 kind credit
2026-01-16 says credited_on None
2026-01-17 pays 50 kind credit
2026-01-18 says credited_on 2026-01-17

reopened while the amount is still off: it is not taken off twice
2026-01-01 statement 100
2026-01-20 pays 30
2026-01-10 opened dispute 50 on 2026-01-01
2026-01-22 decided rejected
2026-01-25 reopened
2026-01-25 says state open
2026-01-25 says resolve_by 2026-04-01
2026-01-25 says hold.starts_on 2026-01-10
2026-01-25 stands CURRENT 0 0
2026-01-26 stands M0 4 20              # twenty-one days after it was sent, and three of grace

reopened later, the hold begins anew
2026-01-01 statement 100
2026-01-10 opened dispute 100 on 2026-01-01
2026-01-15 decided rejected
2026-02-10 reopened
2026-02-10 says hold.starts_on 2026-02-10
2026-02-10 says state open
2026-01-25 stands CURRENT 0 0
2026-02-09 stands M0 15 100
2026-02-10 stands CURRENT 0 0

withdrawn by the customer, it is due on a fresh day too
2026-01-01 statement 100
2026-01-10 opened dispute 100 on 2026-01-01
2026-01-15 decided withdrawn
2026-01-15 says fresh_due_on 2026-01-25

a complaint holds, and its outcome ends the hold
with jurisdiction GB
2026-01-01 statement 100
2026-01-10 opened complaint
2026-01-12 acknowledged
2026-01-12 cannot acknowledged
2026-01-20 decided partly-upheld
2026-01-20 says hold.kind complaint
2026-01-20 says hold.ends_on 2026-01-20
2026-01-20 cannot decided rejected
2026-01-25 stands M0 4 100

redress is awaited like any credit
with jurisdiction GB
2026-01-01 statement 100
2026-01-20 pays 100
2026-01-10 opened complaint
2026-01-20 decided upheld
2026-01-21 redress 25
2026-01-21 says credit 25.00
2026-01-23 pays 25 kind credit
2026-01-24 says credited_on 2026-01-23

a fraud claim without an amount
2026-01-01 statement 100
2026-01-20 pays 100
2026-01-10 opened fraud-claim
2026-01-10 says acknowledge_by 2026-02-09
2026-01-20 decided rejected
2026-01-20 says fresh_due_on None
2026-01-20 says hold.ends_on 2026-01-20

what cannot be
2026-01-01 statement 100
2026-01-20 pays 100
2026-01-10 cannot opened dispute 60 on 2026-01-02
2026-01-10 opened dispute 60 on 2026-01-01
2026-01-11 cannot reopened
2026-01-11 cannot granted
2026-01-11 cannot settled
2026-01-11 cannot decided rejected amount 10
2026-01-11 cannot decided upheld amount 10
2026-01-11 cannot takes-back opened
2026-01-12 acknowledged
2026-01-12 takes-back acknowledged
2026-01-12 says acknowledged_on None
2026-01-13 acknowledged
2026-01-14 decided rejected
2026-01-14 cannot takes-back decided
2026-01-14 cannot acknowledged
"""
)


def close(day: date) -> None:
    nightly_close.close_through(day, now=datetime(2026, 12, 1, tzinfo=UTC))


@pytest.fixture(scope="module")
def wrong(module_db, tmp_path_factory):
    """All stories lived in one book; what went wrong in each."""
    folder = write(STORIES, tmp_path_factory.mktemp("stories"))
    outcomes = list(load(sorted(folder.glob("*.csv")), Intake(keep_in=folder / "refused")))
    assert all(outcome.clean for outcome in outcomes), outcomes
    wrong = live(STORIES, close)
    close(date(2026, 4, 12))
    return wrong


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.title)
def test_story(wrong, story):
    assert story.title not in wrong, wrong[story.title]
    for expected in story.expected:
        told = {line.account: line for line in aging_report.standing(expected.day, expected.basis)}[
            story.account
        ]
        assert (told.stage, told.days_past_due, told.past_due) == (
            expected.stage,
            expected.days_past_due,
            money.parse(expected.past_due, story.currency),
        ), f"{story.title}, {expected.basis} on {expected.day}"


def test_every_case_stands_as_its_steps_add_up(wrong):
    assert list(case_lifecycle.standing_otherwise(Account.objects.values_list("pk", flat=True))) == []
    story = STORIES[0]
    Case.objects.filter(pk=story.case.pk).update(credit=1)
    assert [found.problem for found in verify()] == [
        f"case {story.case.pk} does not stand as its steps add up"
    ]
    Case.objects.filter(pk=story.case.pk).update(credit=0)


def test_the_book_of_all_stories_verifies(wrong):
    assert list(verify()) == []
