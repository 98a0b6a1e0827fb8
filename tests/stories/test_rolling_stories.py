"""Due dates on days off: they roll to the next working day of the place, where the policy says so."""

from datetime import UTC, date, datetime, timedelta

import pytest

from accounts import formatting, money
from accounts.acts import Act
from accounts.calendars import store as calendar_store
from accounts.calendars import sync as calendar_sync
from accounts.close import run as nightly_close
from accounts.close.verification import verify
from accounts.intake import Intake, load
from accounts.models import Account, StageChange
from accounts.reports import aging as aging_report
from accounts.reports import explanation
from tests.stories.telling import read, write

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 12, 31, tzinfo=UTC)

STORIES = read(
    """
due on Thanksgiving
with jurisdiction US
with grace 0
2026-11-01 statement 100 due 2026-11-26 sent 2026-11-01
2026-12-01 statement 200 past-due 100 sent 2026-12-01
2026-11-27 stands CURRENT 0 0
2026-11-28 stands M0 1 100
2026-12-01 stands M1 4 100

due on a Saturday before a holiday
with jurisdiction US
with grace 0
2026-09-15 statement 100 due 2026-10-10 sent 2026-09-15
2026-10-13 stands CURRENT 0 0
2026-10-14 stands M0 1 100

twenty-one days after sending is a Sunday
with jurisdiction US
with grace 0
2026-10-10 statement 100 due 2026-10-28 sent 2026-10-11
2026-11-02 stands CURRENT 0 0
2026-11-03 stands M0 1 100

paid on the day it rolled to
with jurisdiction US
with grace 0
2026-10-10 statement 100 due 2026-10-31 sent 2026-10-10
2026-11-02 pays 100
2026-11-02 stands CURRENT 0 0
2026-11-03 stands CURRENT 0 0

the product says no
with jurisdiction US
with grace 0
with rolls no
2026-11-01 statement 100 due 2026-11-26 sent 2026-11-01
2026-11-27 stands M0 1 100

the pack says no
2026-09-10 statement 100 due 2026-10-01
2026-10-05 stands M0 4 100

a week of holidays, and grace after it
with rolls yes
2026-09-10 statement 100 due 2026-10-01
2026-10-11 stands CURRENT 0 0
2026-10-12 stands M0 4 100

a Saturday that is worked for a holiday
with rolls yes
2026-09-20 statement 100 due 2026-10-10
2026-10-13 stands CURRENT 0 0
2026-10-14 stands M0 4 100

without a calendar weekends are off
with jurisdiction JP
with currency JPY
with grace 0
with rolls yes
2026-10-11 statement 100 due 2026-10-31
2026-11-02 stands CURRENT 0 0
2026-11-03 stands M0 1 100

an opening cycle is due a month before the day that the earliest rolled to
with jurisdiction US
with grace 0
2026-11-02 statement 300 past-due 200 due 2026-11-28 sent 2026-11-02
2026-11-02 stands M1 3 200
2026-11-30 stands M1 31 200
2026-12-01 stands M1 32 300

the next working day turns out to be none
with jurisdiction US
with grace 0
2026-09-20 statement 100 due 2026-10-17 sent 2026-09-20
2026-10-20 stands M0 1 100
2026-10-21 stands CURRENT 0 0
2026-10-22 stands CURRENT 0 0
2026-10-23 stands M0 1 100
2026-10-20 stands CURRENT 0 0 restated

the day off turns out to be worked
with jurisdiction US
with grace 0
2026-10-20 statement 100 due 2026-11-11 sent 2026-10-20
2026-11-12 stands CURRENT 0 0
2026-11-13 stands M0 2 100
2026-11-12 stands M0 1 100 restated
"""
)
STORM = [date(2026, 10, day) for day in (19, 20, 21)]
CORRECTED = {  # after the close of the day: what is said of others from the next on
    date(2026, 10, 20): (STORM, {"works": False, "name": "Storm"}),
    date(2026, 11, 12): ([date(2026, 11, 11)], {"works": True, "name": ""}),
}


def of_story(title: str) -> Account:
    return Account.objects.get(reference=next(story.account for story in STORIES if story.title == title))


@pytest.fixture(scope="module")
def book(module_db, tmp_path_factory):
    """All stories in one book, closed day by day, with days corrected on the way."""
    folder = write(STORIES, tmp_path_factory.mktemp("stories"))
    outcomes = list(load(sorted(folder.glob("*.csv")), Intake(keep_in=folder / "refused")))
    assert all(outcome.clean for outcome in outcomes), outcomes
    calendar_sync.keep(date(2026, 9, 1))
    for through, (days, said) in CORRECTED.items():
        nightly_close.close_through(through, now=NOW)
        for day in days:
            calendar_store.correct("US", day, Act(at=NOW, by="ada"), **said)
    nightly_close.close_through(date(2026, 12, 2), now=NOW)


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


def test_a_correction_of_the_calendar_is_why_the_stage_moves(book):
    moved = StageChange.objects.filter(account=of_story("the next working day turns out to be none"))
    assert list(moved.order_by("on").values_list("on", "to_stage", "why")[1:]) == [
        (date(2026, 10, 20), "M0", ["past-due"]),
        (date(2026, 10, 21), "CURRENT", ["calendar"]),
        (date(2026, 10, 23), "M0", ["past-due"]),
    ]
    moved = StageChange.objects.filter(account=of_story("the day off turns out to be worked"))
    assert moved.get(to_stage="M0").why == ["calendar"]


@pytest.mark.parametrize(
    ("title", "off", "name"),
    [
        ("due on Thanksgiving", date(2026, 11, 26), "Thanksgiving Day"),
        ("twenty-one days after sending is a Sunday", date(2026, 11, 1), "Sunday"),
    ],
)
def test_what_is_open_says_that_its_due_date_rolled_and_why(book, title, off, name):
    due = off + timedelta(days=1)
    said = f"{formatting.day(off)} is no working day ({name}), so it is due on {formatting.day(due)}, the next one."
    assert said in explanation.explain(of_story(title), due + timedelta(days=1)).sentences
