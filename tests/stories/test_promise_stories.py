"""Promises kept and broken (rules, section 5). The products have a tolerance of 10.00 and no grace of promises.

Days of January and February 2026: 26 January is a Monday, 6 February a Friday.
"""

from datetime import UTC, date, datetime

import pytest

from accounts import money
from accounts.close import run as nightly_close
from accounts.close.verification import verify
from accounts.intake import Intake, load
from accounts.promises import evaluation as promise_evaluation
from tests.stories.telling import read, write

pytestmark = pytest.mark.django_db

STORIES = read(
    """
kept on the day
2026-01-01 statement 100
2026-01-26 promises 100 on 2026-02-05
2026-02-05 pays 100
2026-01-26 promise open since 2026-01-26 expected 0 paid 0
2026-02-04 promise open since 2026-01-26 expected 0 paid 0
2026-02-05 promise kept since 2026-02-05 expected 0 paid 100
2026-02-06 promise kept since 2026-02-05 expected 100 paid 100

broken the day after
2026-01-26 promises 100 on 2026-02-05
2026-02-05 promise open
2026-02-06 promise broken since 2026-02-06 expected 100 paid 0
2026-02-28 promise broken since 2026-02-06 expected 100 paid 0

paid in the night of the day after: nothing was missing at the end of that day
2026-01-26 promises 100 on 2026-02-05
2026-02-06 pays 100
2026-02-05 promise open
2026-02-06 promise kept since 2026-02-06

paid two days after: the break stands
2026-01-26 promises 100 on 2026-02-05
2026-02-07 pays 100
2026-02-06 promise broken since 2026-02-06
2026-02-07 promise broken since 2026-02-06 expected 100 paid 100

paid early
2026-01-26 promises 100 on 2026-02-05
2026-01-28 pays 100
2026-01-27 promise open
2026-01-28 promise kept since 2026-01-28

paid on the very day it was made
2026-01-26 promises 100 on 2026-02-05
2026-01-26 pays 100
2026-01-26 promise kept since 2026-01-26 expected 0 paid 100

money posted before the promise was made is not of it
2026-01-26 promises 100 on 2026-02-05
2026-01-25 pays 100
2026-01-30 promise open paid 0
2026-02-06 promise broken

posted later and credited from a day before the promise, it counts from the made day on
2026-01-26 promises 100 on 2026-02-05
2026-01-28 pays 100 value 2026-01-25
2026-01-27 promise open paid 0
2026-01-28 promise kept since 2026-01-28 paid 100
2026-02-06 promise kept since 2026-01-28 paid 100
2026-01-26 promise kept since 2026-01-26 paid 100 restated

posted on the made day and credited from the day before, it keeps the promise
2026-01-26 promises 100 on 2026-02-05
2026-01-26 pays 100 value 2026-01-25
2026-01-26 promise kept since 2026-01-26 expected 0 paid 100

credited from a day before the promise, but only after it was broken
2026-01-26 promises 100 on 2026-02-05
2026-02-10 pays 100 value 2026-01-20
2026-02-06 promise broken since 2026-02-06
2026-02-10 promise kept since 2026-02-10
2026-02-06 promise kept since 2026-01-26 restated

known on the made day, but posted on a day before it
2026-01-26 promises 100 on 2026-02-05
2026-01-25 pays 100 known 2026-01-26
2026-02-06 promise broken paid 0

known on the made day, credited from that day
2026-01-26 promises 100 on 2026-02-05
2026-01-28 pays 100 value 2026-01-26
2026-01-26 promise kept since 2026-01-26 restated
2026-01-26 promise open
2026-01-28 promise kept since 2026-01-28

any payment does not keep a promise
2026-01-26 promises 100 on 2026-02-05
2026-02-03 pays 50
2026-02-05 promise open paid 50
2026-02-06 promise broken expected 100 paid 50

short by the tolerance of the product
2026-01-26 promises 100 on 2026-02-05
2026-02-03 pays 90
2026-02-03 promise kept
2026-02-06 promise kept

short by more
2026-01-26 promises 100 on 2026-02-05
2026-02-03 pays 89.99
2026-02-05 promise open
2026-02-06 promise broken

a tolerance of its own
2026-01-26 promises 100 on 2026-02-05 tolerance 0
2026-02-03 pays 99.99
2026-02-05 promise open
2026-02-06 promise broken

a share of what is expected so far, which is nothing until an instalment has passed
2026-01-26 promises 100 on 2026-02-05 tolerance 5%
2026-02-03 pays 95
2026-02-03 promise open
2026-02-05 promise open
2026-02-06 promise kept since 2026-02-06

a share rounded in the customer's favour
with currency JPY
with tolerance 0
2026-01-26 promises 101 on 2026-02-05 tolerance 5%
2026-02-03 pays 95
2026-02-06 promise kept paid 95

a share rounded no further than to the next unit
with currency JPY
with tolerance 0
2026-01-26 promises 101 on 2026-02-05 tolerance 5%
2026-02-03 pays 94
2026-02-06 promise broken

grace over a weekend
2026-01-26 promises 100 on 2026-02-06 grace 2
2026-02-10 promise open expected 0
2026-02-11 promise broken since 2026-02-11 expected 100

paid in grace
2026-01-26 promises 100 on 2026-02-06 grace 2
2026-02-10 pays 100
2026-02-09 promise open
2026-02-10 promise kept since 2026-02-10

due on a Saturday, with no grace
2026-01-26 promises 100 on 2026-02-07
2026-02-07 promise open
2026-02-08 promise broken

two instalments, both kept
2026-01-26 promises 100 on 2026-02-05 50 on 2026-02-12
2026-02-05 pays 100
2026-02-12 pays 50
2026-02-06 promise open since 2026-01-26 expected 100 paid 100
2026-02-11 promise open expected 100 paid 100
2026-02-12 promise kept since 2026-02-12 expected 100 paid 150
2026-02-13 promise kept since 2026-02-12 expected 150 paid 150

two instalments, the first missed
2026-01-26 promises 100 on 2026-02-05 50 on 2026-02-12
2026-02-12 pays 150
2026-02-06 promise broken since 2026-02-06 expected 100 paid 0
2026-02-13 promise broken since 2026-02-06 expected 150 paid 150

two instalments, the second missed
2026-01-26 promises 100 on 2026-02-05 50 on 2026-02-12
2026-02-04 pays 100
2026-02-12 promise open
2026-02-13 promise broken since 2026-02-13 expected 150 paid 100

an over-payment of the first counts for the second
2026-01-26 promises 100 on 2026-02-05 50 on 2026-02-12
2026-02-04 pays 200
2026-02-04 promise kept since 2026-02-04 expected 0 paid 200

kept, then returned before it was due: open again
2026-01-26 promises 100 on 2026-02-05
2026-01-30 pays 100 returned 2026-02-02
2026-01-30 promise kept since 2026-01-30
2026-02-01 promise kept since 2026-01-30
2026-02-02 promise open since 2026-02-02
2026-02-05 promise open since 2026-02-02
2026-02-06 promise broken since 2026-02-06

kept, then returned after it was due: broken on that day
2026-01-26 promises 100 on 2026-02-05
2026-02-04 pays 100 returned 2026-02-10
2026-02-09 promise kept since 2026-02-04
2026-02-10 promise broken since 2026-02-10
2026-02-10 promise broken since 2026-02-10 restated

returned, and paid once more on the same day
2026-01-26 promises 100 on 2026-02-05
2026-02-04 pays 100 returned 2026-02-10
2026-02-10 pays 100
2026-02-10 promise kept since 2026-02-04 expected 100 paid 100
2026-02-28 promise kept since 2026-02-04

a return that became known late
2026-01-26 promises 100 on 2026-02-05
2026-02-04 pays 100 returned 2026-02-06 return-known 2026-02-20
2026-02-19 promise kept since 2026-02-04
2026-02-20 promise broken since 2026-02-20
2026-02-10 promise broken since 2026-02-06 restated

a payment backdated to before the break undoes it
2026-01-26 promises 100 on 2026-02-05
2026-02-10 pays 100 value 2026-02-05
2026-02-06 promise broken since 2026-02-06
2026-02-09 promise broken since 2026-02-06
2026-02-10 promise kept since 2026-02-10
2026-02-06 promise kept since 2026-02-05 restated

a payment backdated to after the break does not
2026-01-26 promises 100 on 2026-02-05
2026-02-10 pays 100 value 2026-02-07
2026-02-10 promise broken since 2026-02-06 paid 100
2026-02-10 promise broken since 2026-02-06 paid 100 restated

a payment that was known late
2026-01-26 promises 100 on 2026-02-05
2026-02-04 pays 100 known 2026-02-09
2026-02-08 promise broken since 2026-02-06 paid 0
2026-02-09 promise kept since 2026-02-09 paid 100
2026-02-08 promise kept since 2026-02-04 restated

credits and waived fees lower what is promised too
2026-01-26 promises 100 on 2026-02-05
2026-01-28 pays 60 kind credit
2026-01-29 pays 40 kind fee-waiver
2026-01-28 promise open paid 60
2026-01-29 promise kept

cancelled while open
2026-01-26 promises 100 on 2026-02-05 cancelled 2026-01-30
2026-01-29 promise open
2026-01-30 promise cancelled since 2026-01-30
2026-02-06 promise cancelled since 2026-01-30 expected 100 paid 0

cancelled on the day it was made
2026-01-26 promises 100 on 2026-02-05 cancelled 2026-01-26
2026-01-26 promise cancelled since 2026-01-26

money that comes after the cancelling does not keep it
2026-01-26 promises 100 on 2026-02-05 cancelled 2026-01-30
2026-02-03 pays 100
2026-02-03 promise cancelled since 2026-01-30 paid 100

cancelled when it was kept already: it stays kept
2026-01-26 promises 100 on 2026-02-05 cancelled 2026-01-30
2026-01-28 pays 100
2026-01-30 promise kept since 2026-01-28

kept on the very day of the cancelling
2026-01-26 promises 100 on 2026-02-05 cancelled 2026-01-30
2026-01-30 pays 100
2026-01-30 promise kept since 2026-01-30

cancelled when it was broken already: it stays broken
2026-01-26 promises 100 on 2026-02-05 cancelled 2026-02-10
2026-02-10 promise broken since 2026-02-06

a cancelling that became known after the break
2026-01-26 promises 100 on 2026-02-05 cancelled 2026-02-02 cancel-known 2026-02-09
2026-02-08 promise broken since 2026-02-06
2026-02-09 promise cancelled since 2026-02-09
2026-02-08 promise cancelled since 2026-02-02 restated

a payment backdated to before the cancelling makes it kept
2026-01-26 promises 100 on 2026-02-05 cancelled 2026-02-02
2026-02-04 pays 100 value 2026-02-01
2026-02-03 promise cancelled since 2026-02-02
2026-02-04 promise kept since 2026-02-04
2026-02-03 promise kept since 2026-02-01 restated

replaced by a later one
2026-01-26 promises 100 on 2026-02-05
2026-02-01 promise open
2026-02-02 promise cancelled since 2026-02-02
2026-02-06 promise cancelled since 2026-02-02
2026-02-02 promises 100 on 2026-02-12
2026-02-02 promise open since 2026-02-02
2026-02-13 promise broken since 2026-02-13

money that came before the later one is not of it
2026-01-26 promises 100 on 2026-02-05
2026-01-28 pays 60
2026-02-02 promise cancelled since 2026-02-02 paid 60
2026-02-02 promises 40 on 2026-02-12
2026-02-02 promise open paid 0
2026-02-12 pays 40
2026-02-12 promise kept since 2026-02-12 paid 40

a broken one is not replaced
2026-01-26 promises 100 on 2026-02-05
2026-02-07 promise broken since 2026-02-06
2026-02-07 promises 100 on 2026-02-12
2026-02-12 pays 100
2026-02-12 promise kept

made anew on the day on which it broke
2026-01-26 promises 100 on 2026-02-05
2026-02-06 promise broken since 2026-02-06
2026-02-06 promises 100 on 2026-02-12
2026-02-06 promise open

a kept one is not replaced
2026-01-26 promises 100 on 2026-02-05
2026-01-28 pays 100
2026-02-02 promise kept since 2026-01-28
2026-02-02 promises 100 on 2026-02-12
2026-02-13 promise broken

two on one day: the later reference replaces the other
2026-01-26 promises 100 on 2026-02-05
2026-01-26 promise cancelled since 2026-01-26
2026-01-26 promises 50 on 2026-02-05
2026-01-26 promise open since 2026-01-26

a later one that became known late
2026-01-26 promises 100 on 2026-02-05
2026-02-06 promise broken since 2026-02-06
2026-02-09 promise cancelled since 2026-02-09
2026-02-07 promise cancelled since 2026-02-02 restated
2026-02-02 promises 100 on 2026-02-12 known 2026-02-09
2026-02-08 promise unknown
2026-02-09 promise open since 2026-02-09
2026-02-08 promise open since 2026-02-02 restated

a promise that became known late
2026-01-26 promises 100 on 2026-02-05 known 2026-02-10
2026-02-09 promise unknown
2026-02-10 promise broken since 2026-02-10
2026-02-09 promise broken since 2026-02-06 restated

two accounts of one person: payments on both count
2026-01-26 promises 100 on 2026-02-05 50 on 2026-02-05 account other
2026-02-03 pays 130 account other
2026-02-04 pays 20
2026-02-03 promise open paid 130
2026-02-04 promise kept since 2026-02-04 paid 150

a later promise on one of two accounts replaces that of both
2026-01-26 promises 100 on 2026-02-05 50 on 2026-02-05 account other
2026-02-02 promise cancelled since 2026-02-02
2026-02-02 promises 50 on 2026-02-12 account other
2026-02-03 pays 50
2026-02-03 promise open paid 0

an account that leaves the book keeps its promises
2026-01-26 promises 100 on 2026-02-05
2026-02-02 leaves sold
2026-02-04 pays 100
2026-02-04 promise kept since 2026-02-04
"""
)


@pytest.fixture(scope="module")
def book(module_db, tmp_path_factory):
    """All stories in one book, closed day by day."""
    folder = write(STORIES, tmp_path_factory.mktemp("stories"))
    outcomes = list(load(sorted(folder.glob("*.csv")), Intake(keep_in=folder / "refused")))
    assert all(outcome.clean for outcome in outcomes), outcomes
    nightly_close.close_through(date(2026, 2, 28), now=datetime(2026, 7, 4, tzinfo=UTC))


@pytest.mark.parametrize("story", STORIES, ids=lambda story: story.title)
def test_story(book, story):
    for expected in story.promised:
        listed = {
            line.reference: line for line in promise_evaluation.CHANGES.listing(expected.day, expected.basis)
        }
        told = listed.get(expected.promise)
        where = f"{story.title}, {expected.basis} on {expected.day}"
        assert (told.state if told else "unknown") == expected.state, where
        for figure, said in expected.figures.items():
            if figure == "since":
                assert told.since == date.fromisoformat(said), where
            elif figure in ("expected", "paid"):
                assert getattr(told, figure) == money.parse(said, story.currency), where


def test_the_book_of_all_stories_verifies(book):
    assert list(verify()) == []
