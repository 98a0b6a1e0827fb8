"""What disputed amounts do to the stage (rules, section 6): kept off, counted again, due afresh."""

import pytest

from accounts.close.verification import verify
from tests.stories.telling import read
from tests.stories.test_hold_stories import assert_stands, closed

pytestmark = pytest.mark.django_db

STORIES = read(
    """
a disputed amount is not asked
2026-01-01 statement 100
2026-01-10 hold dispute disputed 40 on 2026-01-01
2026-01-15 pays 60
2026-02-01 statement 140 past-due 40
2026-01-25 stands CURRENT 0 0
2026-02-24 stands CURRENT 0 0
2026-02-25 stands M0 4 100

disputed money that is printed on stays on its own cycle
2026-01-01 statement 100
2026-01-10 hold dispute disputed 60 on 2026-01-01
2026-01-20 pays 40
2026-02-01 statement 160 past-due 60
2026-02-20 pays 100
2026-03-01 statement 160 past-due 60
2026-03-20 pays 100
2026-04-01 statement 160 past-due 60
2026-02-25 stands CURRENT 0 0
2026-03-25 stands CURRENT 0 0
2026-04-01 stands CURRENT 0 0
2026-04-25 stands M0 4 100

what is printed without the disputed money is all asked
2026-01-01 statement 100
2026-01-10 hold dispute disputed 60 on 2026-01-01
2026-01-20 pays 40
2026-02-01 statement 100
2026-02-20 pays 100
2026-03-01 statement 100
2026-04-01 statement 200 past-due 100
2026-03-24 stands CURRENT 0 0
2026-03-25 stands M0 4 100
2026-04-01 stands M1 11 100
2026-04-25 stands M1 35 200

left out of the print, it is not taken off what is printed as well
2026-01-01 statement 100
2026-01-10 hold dispute disputed 60 on 2026-01-01
2026-02-01 statement 140 past-due 40
2026-03-01 statement 240 past-due 140
2026-01-25 stands M0 4 40
2026-02-01 stands M1 11 40
2026-03-01 stands M2 39 140

disputed months later, after it was printed again and again
2026-01-01 statement 100
2026-01-20 pays 40
2026-02-01 statement 160 past-due 60
2026-02-20 pays 100
2026-03-01 statement 160 past-due 60
2026-03-05 hold fraud-claim disputed 60 on 2026-01-01
2026-03-20 pays 100
2026-04-01 statement 160 past-due 60
2026-03-04 stands M1 11 60
2026-03-05 stands CURRENT 0 0
2026-04-01 stands CURRENT 0 0
2026-04-20 pays 100
2026-05-01 stands CURRENT 0 0

rejected while the issuer prints it on, it is late from its fresh due date
2026-01-01 statement 100
2026-01-10 hold dispute disputed 60 on 2026-01-01 until 2026-03-10 fresh 2026-03-25
2026-01-20 pays 40
2026-02-01 statement 160 past-due 60
2026-02-20 pays 100
2026-03-01 statement 160 past-due 60
2026-03-20 pays 100
2026-04-01 statement 160 past-due 60
2026-03-25 stands CURRENT 0 0
2026-04-01 stands M1 7 60

what is left undisputed is asked as ever
2026-01-01 statement 100
2026-01-10 hold dispute disputed 40 on 2026-01-01
2026-02-01 statement 200 past-due 100
2026-01-25 stands M0 4 60
2026-02-01 stands M1 11 60

a dispute may leave less than the tolerance
2026-01-01 statement 100
2026-01-10 hold fraud-claim disputed 90 on 2026-01-01
2026-01-25 stands CURRENT 0 10

a dispute without an amount takes nothing off
2026-01-01 statement 100
2026-01-10 hold dispute
2026-01-25 stands M0 4 100

disputed after it fell past due, it is past due no longer
2026-01-01 statement 100
2026-01-28 hold fraud-claim disputed 100 on 2026-01-01
2026-02-01 statement 200 past-due 100
2026-01-27 stands M0 6 100
2026-01-28 stands CURRENT 0 0
2026-02-25 stands M0 4 100

several disputes are added, and never take off more than is asked
2026-01-01 statement 100
2026-01-10 hold dispute disputed 70 on 2026-01-01
2026-01-12 hold fraud-claim disputed 60 on 2026-01-01
2026-02-01 statement 200 past-due 100
2026-01-25 stands CURRENT 0 0
2026-02-25 stands M0 4 100

rejected, it stays off through the fresh due date, and is late only from it
2026-01-01 statement 100
2026-01-10 hold dispute disputed 40 on 2026-01-01 until 2026-01-22 fresh 2026-01-29
2026-01-15 pays 60
2026-02-01 statement 140 past-due 40
2026-03-01 statement 240 past-due 140
2026-01-25 stands CURRENT 0 0
2026-01-30 stands CURRENT 0 0
2026-02-01 stands CURRENT 0 0
2026-02-02 stands M0 4 40
2026-02-25 stands M0 27 140
2026-03-01 stands M1 31 140

where the rest is not paid, the cycle keeps its own dates
with jurisdiction XX
with tolerance 0
2026-01-01 statement 100
2026-01-10 hold dispute disputed 40 on 2026-01-01 until 2026-01-22 fresh 2026-01-29
2026-01-15 pays 50
2026-02-01 statement 150 past-due 50
2026-02-05 pays 10
2026-01-25 stands M0 4 10
2026-01-29 stands M0 8 10
2026-01-30 stands M0 9 50
2026-02-01 stands M1 11 50
2026-02-05 stands M0 7 40

a fresh due date before the cycle's own changes nothing
2026-01-01 statement 100
2026-01-03 hold dispute disputed 40 on 2026-01-01 until 2026-01-05 fresh 2026-01-15
2026-01-10 pays 60
2026-01-24 stands CURRENT 0 0
2026-01-25 stands M0 4 40

of several fresh due dates the newest counts
2026-01-01 statement 100
2026-01-10 hold dispute disputed 40 on 2026-01-01 until 2026-01-22 fresh 2026-01-29
2026-01-10 hold fraud-claim disputed 30 on 2026-01-01 until 2026-01-23 fresh 2026-02-03
2026-01-15 pays 30
2026-02-01 statement 170 past-due 70
2026-02-01 stands CURRENT 0 0
2026-02-02 stands M0 4 40
2026-02-04 stands CURRENT 0 0
2026-02-07 stands M0 4 70

rejected without a fresh due date, it counts again the day after
2026-01-01 statement 100
2026-01-10 hold dispute disputed 40 on 2026-01-01 until 2026-01-27
2026-01-15 pays 60
2026-01-27 stands CURRENT 0 0
2026-01-28 stands M0 7 40

upheld, the issuer's credit follows
2026-01-01 statement 100
2026-01-10 hold dispute disputed 40 on 2026-01-01 until 2026-01-27
2026-01-15 pays 60
2026-01-28 pays 40 kind credit
2026-01-27 stands CURRENT 0 0
2026-01-28 stands CURRENT 0 0
2026-01-31 stands CURRENT 0 0

a dispute's end learned of late
2026-01-01 statement 100
2026-01-10 hold dispute disputed 40 on 2026-01-01 until 2026-01-27 end-known 2026-02-03
2026-01-15 pays 60
2026-02-01 statement 140 past-due 40
2026-02-02 stands CURRENT 0 0
2026-02-03 stands M1 13 40
2026-01-28 stands M0 7 40 restated

a fresh due date that a pause covers is moved as well
2026-01-01 statement 100
2026-01-10 hold dispute disputed 40 on 2026-01-01 until 2026-01-22 fresh 2026-01-29
2026-01-15 pays 60
2026-02-01 statement 140 past-due 40
2026-02-01 hold hardship-plan until 2026-02-10
2026-02-10 stands CURRENT 0 0
2026-02-11 stands M0 13 40

an opening cycle can be disputed by its assumed date
2026-06-01 statement 300 past-due 200
2026-06-03 hold dispute disputed 150 on 2026-05-01
2026-06-02 stands M1 12 200
2026-06-03 stands M1 13 50
"""
)


@pytest.fixture(scope="module")
def book(module_db, tmp_path_factory):
    closed(STORIES, tmp_path_factory.mktemp("stories"))


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.title)
def test_story(book, story):
    assert_stands(story)


def test_the_book_of_all_stories_verifies(book):
    assert list(verify()) == []
