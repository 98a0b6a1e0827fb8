"""Hardship plans kept, missed, cured and lapsed (rules, section 8), under the packs of three jurisdictions.

The products have a tolerance of 10.00; plans have no grace and 14 days to make up a missed payment. Days of
January to April 2026: 26 January is a Monday, 6 February a Friday.
"""

from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command

from accounts import money
from accounts.close import run as nightly_close
from accounts.close.verification import verify
from accounts.intake import Intake, load
from accounts.models import Account
from accounts.plans import evaluation as plan_evaluation
from accounts.rules import standing as standing_rules
from accounts.standings import facts
from tests.stories.telling import read, write

pytestmark = pytest.mark.django_db

STORIES = read(
    """
kept, part by part, and complete
2026-01-01 statement 100
2026-01-26 agrees 100 on 2026-02-05 100 on 2026-03-05
2026-02-05 pays 100
2026-03-05 pays 100
2026-01-26 plan kept since 2026-01-26 expected 0 paid 0
2026-02-06 plan kept since 2026-01-26 expected 100 paid 100
2026-03-05 plan complete since 2026-03-05 expected 100 paid 200
2026-03-31 plan complete since 2026-03-05

missed the day after, lapsed when the days to make it up are over
2026-01-26 agrees 100 on 2026-02-05
2026-02-05 plan kept
2026-02-06 plan missed since 2026-02-06 expected 100 paid 0
2026-02-19 plan missed since 2026-02-06
2026-02-20 plan lapsed since 2026-02-20

money that comes later cures a missed plan by itself
2026-01-26 agrees 100 on 2026-02-05 100 on 2026-03-05
2026-02-10 pays 100
2026-02-09 plan missed since 2026-02-06
2026-02-10 plan kept since 2026-02-10

and a lapsed one
2026-01-26 agrees 100 on 2026-02-05 100 on 2026-03-05
2026-02-25 pays 100
2026-02-24 plan lapsed since 2026-02-20
2026-02-25 plan kept since 2026-02-25

missed again, the days to make it up begin again
2026-01-26 agrees 100 on 2026-02-05 100 on 2026-02-12
2026-02-09 pays 100
2026-02-08 plan missed since 2026-02-06
2026-02-09 plan kept since 2026-02-09
2026-02-13 plan missed since 2026-02-13
2026-02-26 plan missed since 2026-02-13
2026-02-27 plan lapsed since 2026-02-27

short by the tolerance of the product
2026-01-26 agrees 100 on 2026-02-05 100 on 2026-03-05
2026-02-03 pays 90
2026-02-06 plan kept since 2026-01-26 expected 100 paid 90

short by more
2026-01-26 agrees 100 on 2026-02-05 100 on 2026-03-05
2026-02-03 pays 89.99
2026-02-06 plan missed since 2026-02-06

a tolerance of its own
with jurisdiction GB
with currency GBP
2026-01-26 agrees 100 on 2026-02-05 100 on 2026-03-05 tolerance 0
2026-02-03 pays 99.99
2026-02-06 plan missed since 2026-02-06

a share of what is expected so far
with jurisdiction US
with currency USD
with least_days 21
2026-01-26 agrees 100 on 2026-02-05 100 on 2026-03-05 tolerance 5%
2026-02-03 pays 95
2026-02-06 plan kept since 2026-01-26

grace in working days
with jurisdiction GB
with currency GBP
2026-01-26 agrees 100 on 2026-02-06 100 on 2026-03-06 grace 2
2026-02-10 plan kept expected 0
2026-02-11 plan missed since 2026-02-11 expected 100

other days to make it up
2026-01-26 agrees 100 on 2026-02-05 cure 3
2026-02-08 plan missed since 2026-02-06
2026-02-09 plan lapsed since 2026-02-09

none at all
2026-01-26 agrees 100 on 2026-02-05 cure 0
2026-02-05 plan kept
2026-02-06 plan lapsed since 2026-02-06

paid early
with jurisdiction US
with currency USD
with least_days 21
2026-01-26 agrees 100 on 2026-02-05 100 on 2026-03-05
2026-01-28 pays 200
2026-01-27 plan kept
2026-01-28 plan complete since 2026-01-28 expected 0 paid 200

money of before the plan is not of it
2026-01-25 pays 100
2026-01-26 agrees 100 on 2026-02-05 100 on 2026-03-05
2026-02-06 plan missed paid 0

posted after, credited from before: it is of the plan
2026-01-26 agrees 100 on 2026-02-05 100 on 2026-03-05
2026-01-27 pays 100 value 2026-01-25
2026-02-06 plan kept since 2026-01-26 paid 100

a returned payment turns a plan back
2026-01-26 agrees 100 on 2026-02-05 100 on 2026-03-05
2026-02-04 pays 100 returned 2026-02-10
2026-02-09 plan kept since 2026-01-26
2026-02-10 plan missed since 2026-02-10 paid 0

a return turns a complete one back
2026-01-26 agrees 100 on 2026-02-05
2026-02-04 pays 100 returned 2026-02-10
2026-02-04 plan complete since 2026-02-04
2026-02-10 plan missed since 2026-02-10

a backdated payment: missed as known, kept restated
2026-01-26 agrees 100 on 2026-02-05 100 on 2026-03-05
2026-02-05 pays 100 known 2026-02-09
2026-02-08 plan missed since 2026-02-06
2026-02-09 plan kept since 2026-02-09
2026-02-08 plan kept since 2026-01-26 restated

a plan that became known late
2026-01-26 agrees 100 on 2026-02-05 known 2026-02-10
2026-02-09 plan unknown
2026-02-10 plan missed since 2026-02-10
2026-02-09 plan missed since 2026-02-06 restated

broken by decision
with jurisdiction US
with currency USD
with least_days 21
2026-01-26 agrees 100 on 2026-02-05 100 on 2026-03-05 ended 2026-02-24 reason broken
2026-02-23 plan lapsed since 2026-02-20
2026-02-24 plan ended since 2026-02-24 expected 100
2026-03-31 plan ended since 2026-02-24

an end that became known late
2026-01-26 agrees 100 on 2026-03-05 ended 2026-02-10 reason withdrawn end-known 2026-02-14
2026-02-13 plan kept since 2026-01-26
2026-02-14 plan ended since 2026-02-14
2026-02-13 plan ended since 2026-02-10 restated

reviewed: a new schedule takes the place of the old
with jurisdiction GB
with currency GBP
2026-01-26 agrees 100 on 2026-02-05 ended 2026-02-16 reason replaced
2026-02-15 plan missed since 2026-02-06
2026-02-16 plan ended since 2026-02-16
2026-02-16 agrees 50 on 2026-03-05 50 on 2026-04-06
2026-02-16 plan kept since 2026-02-16
2026-03-06 plan missed since 2026-03-06

the money of before the new schedule is not of it
2026-01-26 agrees 100 on 2026-02-05 ended 2026-02-16 reason replaced
2026-02-10 pays 60
2026-02-16 agrees 40 on 2026-03-05
2026-03-06 plan missed paid 0

breathing space: nothing is asked while it lasts
with jurisdiction GB
with currency GBP
2026-01-26 agrees 100 on 2026-02-05 100 on 2026-03-05
2026-02-03 person-hold breathing-space until 2026-02-20
2026-02-06 plan kept since 2026-01-26 expected 0
2026-02-20 plan kept since 2026-01-26 expected 0
2026-02-21 plan missed since 2026-02-21 expected 100

breathing space stops the days to make it up
with jurisdiction GB
with currency GBP
2026-01-26 agrees 100 on 2026-02-05 100 on 2026-04-06
2026-02-10 person-hold breathing-space until 2026-02-12
2026-02-09 plan missed since 2026-02-06
2026-02-10 plan kept since 2026-02-10
2026-02-13 plan missed since 2026-02-13
2026-02-27 plan lapsed since 2026-02-27

death: nothing is asked any more
2026-01-26 agrees 100 on 2026-02-05
2026-02-10 person-hold deceased
2026-02-09 plan missed since 2026-02-06
2026-02-10 plan kept since 2026-02-10 expected 0
2026-03-31 plan kept since 2026-02-10

bankruptcy that became known late
with jurisdiction US
with currency USD
with least_days 21
2026-01-26 agrees 100 on 2026-02-05
2026-02-02 person-hold bankruptcy known 2026-02-10
2026-02-09 plan missed since 2026-02-06
2026-02-10 plan kept since 2026-02-10
2026-02-09 plan kept since 2026-01-26 restated

illness does not silence a plan
2026-01-26 agrees 100 on 2026-02-05
2026-02-02 person-hold serious-illness
2026-02-06 plan missed since 2026-02-06

what is paid on another account of the person is not of the plan
2026-01-26 agrees 100 on 2026-02-05
2026-02-04 pays 100 account other
2026-02-06 plan missed paid 0

two accounts of one person, each with a plan of its own: paid on one, missed on the other
with jurisdiction GB
with currency GBP
with customer C-TWO-PLANS
2026-01-26 agrees 100 on 2026-02-05 100 on 2026-03-05
2026-02-04 pays 100
2026-02-20 plan kept since 2026-01-26 expected 100 paid 100

the other one
with jurisdiction GB
with currency GBP
with customer C-TWO-PLANS
2026-01-26 agrees 60 on 2026-02-05 60 on 2026-03-05
2026-02-06 plan missed since 2026-02-06 paid 0
2026-02-20 plan lapsed since 2026-02-20

the breathing space of a person is for each of their plans
with jurisdiction GB
with currency GBP
with customer C-BREATHING
2026-01-26 agrees 100 on 2026-02-05 100 on 2026-03-05
2026-02-02 person-hold breathing-space until 2026-02-20
2026-02-20 plan kept since 2026-01-26 expected 0
2026-02-21 plan missed since 2026-02-21

and on the other account
with jurisdiction GB
with currency GBP
with customer C-BREATHING
2026-01-26 agrees 60 on 2026-02-05
2026-02-20 plan kept since 2026-01-26 expected 0
2026-02-21 plan missed since 2026-02-21

paid early, and lower parts as the customer chose: what was paid on the day is a part of the new schedule
2026-01-26 agrees 100 on 2026-02-05 100 on 2026-03-05 100 on 2026-04-06 ended 2026-02-02 reason replaced
2026-01-28 pays 100
2026-02-02 pays 50
2026-02-02 agrees 50 on 2026-02-02 50 on 2026-02-05 50 on 2026-03-05 50 on 2026-04-06
2026-02-02 plan kept since 2026-02-02 expected 0 paid 50
2026-02-03 plan kept since 2026-02-02 expected 50 paid 50
2026-02-06 plan missed since 2026-02-06 expected 100 paid 50

a plan that moved in with the book
with jurisdiction GB
with currency GBP
2025-11-03 agrees 100 on 2025-12-01 100 on 2026-01-02 100 on 2026-02-02
2025-12-01 pays 100
2026-01-02 pays 100
2026-01-10 plan kept since 2025-12-01 expected 200 paid 200  # as known, since the first close
2026-01-10 plan kept since 2025-11-03 restated
2026-02-03 plan missed since 2026-02-03 expected 300

while a plan lasts, the stage does not age
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-01-26 agrees 400 on 2026-04-06 ended 2026-03-10 reason broken
2026-01-26 stands M0 5 100
2026-03-10 stands M0 48 100
2026-03-11 stands M0 49 200

nothing is asked, so nothing is complete
2026-01-26 agrees 0 on 2026-02-05 0 on 2026-03-05 0 on 2026-04-06
2026-02-06 plan kept since 2026-01-26
2026-04-07 plan kept since 2026-01-26 expected 0 paid 0
"""
)


@pytest.fixture(scope="module")
def book(module_db, tmp_path_factory):
    """All stories in one book, closed day by day."""
    folder = write(STORIES, tmp_path_factory.mktemp("stories"))
    outcomes = list(load(sorted(folder.glob("*.csv")), Intake(keep_in=folder / "refused")))
    assert all(outcome.clean for outcome in outcomes), outcomes
    nightly_close.close_through(date(2026, 4, 10), now=datetime(2026, 7, 4, tzinfo=UTC))


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.title)
def test_story(book, story):
    for expected in story.planned:
        listed = {
            line.reference: line for line in plan_evaluation.CHANGES.listing(expected.day, expected.basis)
        }
        line = listed.get(expected.promise)
        where = f"{story.title}, {expected.basis} on {expected.day}"
        assert (line.state if line else "unknown") == expected.state, where
        for figure, value in expected.figures.items():
            if figure == "since":
                assert line.since == date.fromisoformat(value), where
            elif figure in ("expected", "paid"):
                assert getattr(line, figure) == money.parse(value, story.currency), where
    for expected in story.expected:
        assert standing_of(story.account, expected.day) == (
            expected.stage,
            expected.days_past_due,
            money.parse(expected.past_due, story.currency),
        ), f"{story.title} on {expected.day}"


def standing_of(reference: str, day: date) -> tuple[str, int, int]:
    known = facts.of_account(Account.objects.select_related("product").get(reference=reference))
    found = standing_rules.standing(known.known_by(day), day)
    return (found.stage, found.days_past_due, found.past_due)


def test_the_command_lists_every_plan(book, capsys):
    call_command("plans", on=date(2026, 2, 20), basis="known")
    header, *rows = capsys.readouterr().out.splitlines()
    assert header == "plan,account,state,since,expected,paid"
    assert "STORY0001-L0,STORY0001,lapsed,2026-02-20,100.00,0.00" in rows
    assert rows == sorted(rows)


def test_the_book_of_all_stories_verifies(book):
    assert list(verify()) == []
