"""The worked examples of the stage rule (rules, section 3), and others that the text implies."""

from datetime import UTC, date, datetime

import pytest

from accounts import money
from accounts.close import run as nightly_close
from accounts.close.verification import verify
from accounts.intake import Intake, load
from accounts.reports import aging as aging_report
from tests.stories.telling import read, write

pytestmark = pytest.mark.django_db

UNPAID_STATEMENTS = """2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-03-01 statement 300 past-due 200
2026-04-01 statement 400 past-due 300
2026-05-01 statement 500 past-due 400
2026-06-01 statement 600 past-due 500
2026-07-01 statement 700 past-due 600"""

STORIES = read(
    f"""
nothing paid
{UNPAID_STATEMENTS}
2026-01-24 stands CURRENT 0 0
2026-01-25 stands M0 4 100
2026-01-31 stands M0 10 100
2026-02-01 stands M1 11 100
2026-02-25 stands M1 35 200
2026-03-01 stands M2 39 200
2026-04-01 stands M3 70 300
2026-07-01 stands M3 161 600

short by the tolerance
2026-01-01 statement 100
2026-01-20 pays 90
2026-02-01 statement 110 past-due 10
2026-01-25 stands CURRENT 0 10
2026-02-25 stands M0 4 110

short by more
2026-01-01 statement 100
2026-01-20 pays 89.99
2026-02-01 statement 110.01 past-due 10.01
2026-01-25 stands M0 4 10.01
2026-02-01 stands M1 11 10.01

paid in grace
2026-01-01 statement 100
2026-01-24 pays 100
2026-01-25 stands CURRENT 0 0

oldest first
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-03-01 statement 300 past-due 200
2026-03-10 pays 100
2026-03-09 stands M2 47 200
2026-03-10 stands M1 17 100

surplus does not prepay
2026-01-01 statement 100
2026-01-05 pays 1000
2026-02-01 statement 100
2026-02-24 stands CURRENT 0 0
2026-02-25 stands M0 4 100

fee waived
2026-01-01 statement 100
2026-02-01 statement 160 past-due 60
2026-02-20 pays 160
2026-02-19 stands M1 29 60
2026-02-20 stands CURRENT 0 0
2026-02-25 stands CURRENT 0 0

returned payment
2026-01-01 statement 100
2026-01-20 pays 100 returned 2026-02-05
2026-02-01 statement 100
2026-02-04 stands CURRENT 0 0
2026-02-05 stands M1 15 100

credited earlier
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-02-02 pays 100 value 2026-01-23
2026-01-25 stands CURRENT 0 0 restated
2026-02-01 stands CURRENT 0 0 restated
2026-01-25 stands M0 4 100
2026-02-01 stands M1 11 100
2026-02-02 stands CURRENT 0 0

late statement
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-03-01 statement 300 past-due 200 known 2026-03-04
2026-03-01 stands M1 39 200
2026-03-03 stands M1 41 200
2026-03-04 stands M2 42 200
2026-03-01 stands M2 39 200 restated

long grace
with grace 15
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-03-01 statement 300 past-due 200
2026-02-05 stands CURRENT 0 0
2026-02-06 stands M0 16 100
2026-03-01 stands M1 39 100

moving in late
2026-06-01 statement 300 past-due 200
2026-07-01 statement 400 past-due 300
2026-05-31 stands CURRENT 0 0
2026-06-01 stands M1 11 200
2026-07-01 stands M2 41 300

a print we cannot explain
2026-01-01 statement 0
2026-02-01 statement 0
2026-03-01 statement 0
2026-04-01 statement 0
2026-05-01 statement 0
2026-06-01 statement 130 past-due 30
2026-06-01 stands M1 11 30

a corrected statement
2026-01-01 statement 100
2026-01-01 statement 50 known 2026-01-28
2026-01-20 pays 50
2026-01-25 stands M0 4 50
2026-01-27 stands M0 6 50
2026-01-28 stands CURRENT 0 0
2026-01-25 stands CURRENT 0 0 restated

re-aged, and what was asked before counts no more
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-02-10 re-aged
2026-03-01 statement 100
2026-02-09 stands M1 19 100
2026-02-10 stands CURRENT 0 0
2026-03-24 stands CURRENT 0 0
2026-03-25 stands M0 4 100

a re-age withdrawn counts as known until then, and restated never
2026-01-01 statement 100
2026-01-26 re-aged withdrawn 2026-01-30
2026-01-25 stands M0 4 100
2026-01-26 stands CURRENT 0 0
2026-01-29 stands CURRENT 0 0
2026-01-30 stands M0 9 100
2026-01-27 stands M0 6 100 restated

lateness counts from sending where that is later
with jurisdiction US
with grace 0
2026-01-01 statement 100 sent 2026-01-04
2026-02-01 statement 200 past-due 100 sent 2026-02-04
2026-01-25 stands CURRENT 0 0  # a Sunday
2026-01-26 stands CURRENT 0 0
2026-01-27 stands M0 1 100
2026-02-01 stands M1 6 100

a leap day is not needed for a month's end
2026-01-31 statement 100 due 2026-02-20
2026-02-28 statement 200 past-due 100 due 2026-03-20
2026-02-23 stands CURRENT 0 0
2026-02-24 stands M0 4 100
2026-02-28 stands M1 8 100

amounts without decimals
with currency JPY
with tolerance 10
2026-01-01 statement 100
2026-01-20 pays 90
2026-01-25 stands CURRENT 0 10

amounts with three decimals
with currency KWD
with tolerance 0.010
2026-01-01 statement 1.000
2026-01-20 pays 0.989
2026-01-25 stands M0 4 0.011
"""
)


@pytest.fixture(scope="module")
def book(module_db, tmp_path_factory):
    """All stories in one book, closed day by day."""
    folder = write(STORIES, tmp_path_factory.mktemp("stories"))
    outcomes = list(load(sorted(folder.glob("*.csv")), Intake(keep_in=folder / "refused")))
    assert all(outcome.clean for outcome in outcomes), outcomes
    nightly_close.close_through(date(2026, 7, 1), now=datetime(2026, 7, 4, tzinfo=UTC))


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.title)
def test_story(book, story):
    for expected in story.expected:
        told = {line.account: line for line in aging_report.standing(expected.day, expected.basis)}[
            story.account
        ]
        assert (told.stage, told.days_past_due, told.past_due) == (
            expected.stage,
            expected.days_past_due,
            money.parse(expected.past_due, story.currency),
        ), f"{story.title}, {expected.basis} on {expected.day}"


def test_the_book_of_all_stories_verifies(book):
    assert list(verify()) == []
