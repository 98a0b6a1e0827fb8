"""What days usually bring: loud when the feed of a daily book stops, or its supervisor is not heard."""

from datetime import timedelta
from itertools import cycle, islice

import pytest

from accounts import business_dates
from accounts.acts import Act
from accounts.dates import each
from accounts.models import Account, ExpectedFeed
from tests.accounts.close.many import LONG, NOW, a_book_paying, close, pay, said

pytestmark = pytest.mark.django_db

YESTERDAY = LONG - timedelta(days=1)


@pytest.fixture(scope="module")
def book(module_db) -> list[Account]:
    """150 to 181 payments on every day up to yesterday."""
    return a_book_paying(lambda day: 150 + day.day, through=YESTERDAY)


def come(book: list[Account], rows: int) -> None:
    pay(list(islice(cycle(book), rows)), LONG)
    close(LONG)


def test_payments_stop(book):
    close(LONG)
    assert said() == [
        "2026-03-17: Payments: nothing came; on comparable days it was never fewer than 153 rows."
    ]


def test_far_fewer_came(book):
    come(book, 40)
    assert said() == ["2026-03-17: Payments: rows: 40; on comparable days it was never fewer than 153."]


def test_far_more_came(book):
    come(book, 544)
    assert said() == ["2026-03-17: Payments: rows: 544; in the days before it was never more than 181."]


@pytest.mark.parametrize("rows", [52, 150, 543])
def test_what_is_within_three_times_of_the_usual_is_usual(book, rows):
    come(book, rows)
    assert said() == []


def test_what_was_registered_and_met_is_not_guessed_about(book):
    ExpectedFeed.objects.create(business_date=LONG, kind="payments", rows=0)
    close(LONG)
    assert said() == []


def test_it_stays_loud_until_a_supervisor_says_that_this_is_usual_now(book):
    stopped = each(LONG, LONG + timedelta(days=8))
    close(stopped[-1])
    assert [day.day for day in business_dates.provisional()] == stopped
    for day in stopped:
        business_dates.release(day, Act(by="ada", at=NOW, note="Payments come weekly from now on."))
    close(stopped[-1] + timedelta(days=5))
    assert not business_dates.provisional().exists()
