"""What holds that pause ageing do to the stage (rules, section 6), and what is learned late."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from accounts import money
from accounts.close import run as nightly_close
from accounts.close.verification import verify
from accounts.intake import Intake, load
from accounts.reports import aging as aging_report
from tests.stories.telling import Story, read, write

pytestmark = pytest.mark.django_db

STORIES = read(
    """
a plan made in time keeps the account current while it lasts
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-03-01 statement 300 past-due 200
2026-01-20 hold hardship-plan
2026-01-25 stands CURRENT 0 0
2026-02-25 stands CURRENT 0 0
2026-05-31 stands CURRENT 0 0

after the plan, days go on counting from the due date, statements from the day after it
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-03-01 statement 300 past-due 200
2026-01-20 hold hardship-plan until 2026-02-10
2026-02-10 stands CURRENT 0 0
2026-02-11 stands M0 21 100
2026-02-25 stands M0 35 200
2026-03-01 stands M1 39 200

first and last day both belong to a hold
2026-01-01 statement 100
2026-01-25 hold hardship-plan until 2026-01-25
2026-01-25 stands CURRENT 0 0
2026-01-26 stands M0 5 100

a hold that ends on the last day of grace moves nothing
2026-01-01 statement 100
2026-01-10 hold hardship-plan until 2026-01-24
2026-01-24 stands CURRENT 0 0
2026-01-25 stands M0 4 100

what is past due already stays so, but statements inside the hold do not count
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-03-01 statement 300 past-due 200
2026-01-26 hold hardship-plan until 2026-02-15
2026-01-25 stands M0 4 100
2026-02-01 stands M0 11 100
2026-02-15 stands M0 25 100
2026-02-24 stands M0 34 100
2026-02-25 stands M0 35 200
2026-03-01 stands M1 39 200

a hold of one day takes one statement out of the count
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-03-01 statement 300 past-due 200
2026-02-01 hold hardship-plan until 2026-02-01
2026-02-01 stands M0 11 100
2026-03-01 stands M1 39 200

a hold over three statements holds the stage
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-03-01 statement 300 past-due 200
2026-04-01 statement 400 past-due 300
2026-05-01 statement 500 past-due 400
2026-01-31 hold hardship-plan until 2026-04-20
2026-01-31 stands M0 10 100
2026-04-01 stands M0 70 100
2026-04-20 stands M0 89 100
2026-04-21 stands M0 90 300
2026-05-01 stands M1 100 400

overlapping holds are united
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-01-20 hold hardship-plan until 2026-02-05
2026-02-01 person-hold disaster until 2026-02-20
2026-02-20 stands CURRENT 0 0
2026-02-21 stands M0 31 100
2026-02-25 stands M0 35 200

a hold inside another adds nothing
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-01-20 hold hardship-plan until 2026-02-20
2026-01-24 person-hold disaster until 2026-02-02
2026-02-20 stands CURRENT 0 0
2026-02-21 stands M0 31 100

holds that follow one another without a day between are one pause
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-01-20 hold hardship-plan until 2026-01-31
2026-02-01 hold hardship-plan until 2026-02-10
2026-02-10 stands CURRENT 0 0
2026-02-11 stands M0 21 100

a day between two holds is enough
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-03-01 statement 300 past-due 200
2026-01-20 hold hardship-plan until 2026-01-31
2026-02-02 hold hardship-plan until 2026-02-10
2026-01-31 stands CURRENT 0 0
2026-02-01 stands M0 11 100
2026-02-10 stands M0 20 100
2026-03-01 stands M1 39 200

a complaint and a vulnerable person pause nothing
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-01-10 hold complaint
2026-01-10 person-hold vulnerable
2026-01-25 stands M0 4 100
2026-02-01 stands M1 11 100

bankruptcy stops contact, not ageing
2026-01-01 statement 100
2026-01-10 person-hold bankruptcy
2026-01-25 stands M0 4 100

a person's hold follows them to this account
with customer SHARED
2026-01-01 statement 100
2026-01-10 person-hold payment-holiday until 2026-02-03
2026-02-03 stands CURRENT 0 0
2026-02-04 stands M0 14 100

and to this one
with customer SHARED
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-02-03 stands CURRENT 0 0
2026-02-04 stands M0 14 100

a kind that binds persons, given with an account, binds its holder
with customer HOLDER
2026-01-01 statement 100
2026-01-10 hold disaster until 2026-01-30
2026-01-30 stands CURRENT 0 0
2026-01-31 stands M0 10 100

and so the holder's other account
with customer HOLDER
2026-01-01 statement 100
2026-01-30 stands CURRENT 0 0
2026-01-31 stands M0 10 100

breathing space lapses after sixty days
with jurisdiction GB
with currency GBP
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-03-01 statement 300 past-due 200
2026-04-01 statement 400 past-due 300
2026-01-20 person-hold breathing-space
2026-03-20 stands CURRENT 0 0
2026-03-21 stands M0 59 200
2026-04-01 stands M1 70 300

breathing space that ends early ends on its day
with jurisdiction GB
with currency GBP
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-01-20 person-hold breathing-space until 2026-02-09
2026-02-09 stands CURRENT 0 0
2026-02-10 stands M0 20 100

where there is no pack the base kinds pause, and nothing lapses
with jurisdiction XX
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-01-20 person-hold breathing-space
2026-05-31 stands CURRENT 0 0

a hold learned of late counts from the day it is known; restated, from its own
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-01-20 hold hardship-plan known 2026-01-30
2026-01-25 stands M0 4 100
2026-01-29 stands M0 8 100
2026-01-30 stands CURRENT 0 0
2026-01-25 stands CURRENT 0 0 restated
2026-01-29 stands CURRENT 0 0 restated

a hold learned of late takes a statement back out of the count
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-01-28 hold hardship-plan known 2026-02-05
2026-02-01 stands M1 11 100
2026-02-04 stands M1 14 100
2026-02-05 stands M0 15 100
2026-02-01 stands M0 11 100 restated

an end learned of late counts from the day it is known; restated, from its own
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-01-20 hold hardship-plan until 2026-02-05 end-known 2026-02-12
2026-02-11 stands CURRENT 0 0
2026-02-12 stands M0 22 100
2026-02-05 stands CURRENT 0 0 restated
2026-02-06 stands M0 16 100 restated

a hold learned of after it was over
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-01-20 hold hardship-plan until 2026-02-03 known 2026-02-10
2026-02-01 stands M1 11 100
2026-02-09 stands M1 19 100
2026-02-10 stands M0 20 100
2026-02-03 stands CURRENT 0 0 restated
2026-02-04 stands M0 14 100 restated

a hold that lies ahead changes nothing yet
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-02-20 hold hardship-plan known 2026-01-05
2026-01-25 stands M0 4 100
2026-02-01 stands M1 11 100
2026-02-25 stands M1 35 100

what is paid during a hold is paid
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-01-20 hold hardship-plan until 2026-02-10
2026-02-03 pays 100
2026-02-11 stands CURRENT 0 0
2026-02-25 stands M0 4 100

a payment returned during a hold waits for its end
2026-01-01 statement 100
2026-01-20 pays 100 returned 2026-02-05
2026-02-01 statement 100
2026-01-22 hold hardship-plan until 2026-02-20
2026-02-05 stands CURRENT 0 0
2026-02-20 stands CURRENT 0 0
2026-02-21 stands M0 31 100

an opening cycle is moved after it is taken a month back
2026-06-01 statement 300 past-due 200
2026-07-01 statement 400 past-due 300
2026-05-20 hold hardship-plan until 2026-06-10
2026-06-01 stands CURRENT 0 0
2026-06-10 stands CURRENT 0 0
2026-06-11 stands M0 21 200
2026-06-25 stands M0 35 300
2026-07-01 stands M1 41 300
"""
)


def closed(stories: list[Story], folder: Path) -> None:
    """All stories in one book, closed day by day."""
    write(stories, folder)
    outcomes = list(load(sorted(folder.glob("*.csv")), Intake(keep_in=folder / "refused")))
    assert all(outcome.clean for outcome in outcomes), outcomes
    nightly_close.close_through(date(2026, 7, 1), now=datetime(2026, 7, 4, tzinfo=UTC))


def assert_stands(story: Story) -> None:
    for expected in story.expected:
        told = {line.account: line for line in aging_report.standing(expected.day, expected.basis)}[
            story.account
        ]
        assert (told.stage, told.days_past_due, told.past_due) == (
            expected.stage,
            expected.days_past_due,
            money.parse(expected.past_due, story.currency),
        ), f"{story.title}, {expected.basis} on {expected.day}"


@pytest.fixture(scope="module")
def book(module_db, tmp_path_factory):
    closed(STORIES, tmp_path_factory.mktemp("stories"))


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.title)
def test_story(book, story):
    assert_stands(story)


def test_the_book_of_all_stories_verifies(book):
    assert list(verify()) == []
