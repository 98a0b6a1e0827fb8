"""When each kind of notice is due, to whom, and what suppresses, suspends or cancels it (rules, section 7)."""

from datetime import UTC, date, datetime

import pytest

from accounts import nightly
from accounts.intake import Intake, load
from notices import kinds
from tests.stories.noticing import live, read, write

pytestmark = pytest.mark.django_db

STORIES = read(
    """
an overdue notice is due with the first day past due
2026-01-01 statement 100
2026-01-24 none cn-overdue
2026-01-25 due cn-overdue by 2026-01-26 about 2026-01-01 on 2026-01-25 since 2026-01-25

paid in grace, no overdue notice
2026-01-01 statement 100
2026-01-24 pays 100
2026-01-26 none cn-overdue
"""
)
THROUGH = date(2026, 1, 28)


def close(day: date) -> None:
    nightly.close_through(day, now=datetime(2026, 12, 1, tzinfo=UTC))


@pytest.fixture(scope="module")
def wrong(module_db, tmp_path_factory):
    """All stories lived in one book; what went wrong in each."""
    folder = write(STORIES, tmp_path_factory.mktemp("stories"))
    outcomes = list(load(sorted(folder.glob("*.csv")), Intake(keep_in=folder / "refused")))
    assert all(outcome.clean for outcome in outcomes), outcomes
    return live(STORIES, THROUGH, close)


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.title)
def test_story(wrong, story):
    if story.title in wrong:
        raise wrong[story.title]
