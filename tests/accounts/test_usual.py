"""What days usually bring: quiet about every ordinary book, loud when a feed stops (rules, section 4)."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from itertools import count

import pytest

from accounts import business_days, doubts, nightly
from accounts.days import ALWAYS, each
from accounts.models import Account, BillingCycle, Doubt, ExpectedFeed, FeedOfDay, Payment, Policy, Product

pytestmark = pytest.mark.django_db

FIRST = date(2026, 1, 1)  # a Thursday
NOW = datetime(2027, 1, 1, tzinfo=UTC)
LONG = FIRST + timedelta(days=75)
_number = count(1)


def holders(number: int) -> list[Account]:
    product = Product.objects.create(code=f"P{next(_number)}", jurisdiction="CN", currency="CNY")
    Policy.objects.create(product=product, grace_days=3, tolerance=0)
    return Account.objects.bulk_create(
        Account(
            reference=f"U{next(_number):06d}",
            product=product,
            time_zone="UTC",
            opened_on=ALWAYS,
            last4="0000",
        )
        for _ in range(number)
    )


def bill(accounts: list[Account], day: date, past_due: int = 0) -> None:
    BillingCycle.objects.bulk_create(
        BillingCycle(
            account=account, statement_date=day, due_date=day + timedelta(days=20), balance=100_000,
            minimum_due=past_due + 1000, past_due=past_due, sent_on=day, known_on=day, stated_known_on=day,
        )
        for account in accounts
    )  # fmt: skip


def pay(accounts: list[Account], day: date, known_on: date | None = None) -> None:
    Payment.objects.bulk_create(
        Payment(
            reference=f"R{next(_number)}", account=account, posted_on=day, value_on=day, amount=1000,
            known_on=known_on or day,
        )
        for account in accounts
    )  # fmt: skip


def a_book_paying(rows: Callable[[date], int], through: date = LONG) -> None:
    """One account with a statement on the first day, and this many payments on each day."""
    (account,) = holders(1)
    bill([account], FIRST)
    for day in each(FIRST, through):
        pay([account] * rows(day), day)
    close(through)


def close(through: date) -> None:
    nightly.close_through(through, now=NOW)


def said() -> list[str]:
    return [f"{doubt.day_id}: {doubts.sentence(doubt)}" for doubt in Doubt.objects.all()]


def test_payments_of_a_daily_book_stop():
    a_book_paying(lambda day: 0 if day == LONG else 150 + day.day)
    assert said() == [
        "2026-03-17: Payments: nothing came; on comparable days it was never fewer than 153 rows."
    ]


def test_far_fewer_came():
    a_book_paying(lambda day: 40 if day == LONG else 150)
    assert said() == ["2026-03-17: Payments: rows: 40; on comparable days it was never fewer than 150."]


def test_far_more_came():
    a_book_paying(lambda day: 500 if day == LONG else 150)
    assert said() == ["2026-03-17: Payments: rows: 500; in the days before it was never more than 150."]


def test_with_fewer_than_sixty_closed_days_it_is_silent():
    a_book_paying(lambda day: 0 if day.month == 3 else 150, through=date(2026, 3, 1))
    assert said() == []


QUIET = {
    "none on weekends": lambda day: 0 if day.weekday() >= 5 else 150,
    "growing": lambda day: 100 + 4 * (day - FIRST).days,
    "tiny, and stopping": lambda day: 0 if day > date(2026, 3, 5) else 60,
    "once a month": lambda day: 400 if day.day == 5 else 0,
    "a weekly run that moves from Friday to Monday": lambda day: (
        400 if day.weekday() == (4 if day.month < 3 else 0) else 0
    ),
}


@pytest.mark.parametrize("rows", QUIET.values(), ids=QUIET)
def test_ordinary_books_raise_no_alarm(rows):
    a_book_paying(rows, through=date(2026, 4, 8))
    assert said() == []


def test_a_stopped_feed_stays_loud_until_a_supervisor_says_that_this_is_usual_now():
    stops = LONG - timedelta(days=9)
    a_book_paying(lambda day: 0 if day >= stops else 150)
    assert [day.day for day in business_days.provisional()] == each(stops, LONG)
    for day in each(stops, LONG):
        business_days.release(day, by="ada", note="Payments come weekly from now on.", at=NOW)
    close(LONG + timedelta(days=5))
    assert not business_days.provisional().exists()


def test_what_was_registered_and_met_is_not_guessed_about():
    a_book_paying(lambda day: 150)
    (account,) = Account.objects.all()
    day = LONG + timedelta(days=1)
    account.payments.filter(posted_on=day).delete()
    expected = {"business_date": day, "kind": "payments", "rows": 0}
    ExpectedFeed.objects.create(**expected)
    close(day)
    assert said() == []


class TestAMonthlyBook:
    """Everyone is billed on the 1st and pays on the 12th; four never pay anything."""

    @pytest.fixture
    def book(self):
        accounts = holders(160)
        for month in (1, 2, 3, 4):
            bill(accounts[4:], date(2026, month, 1))
            bill(accounts[:4], date(2026, month, 1), past_due=1000 * (month - 1))
        for month in (1, 2, 3):
            pay(accounts[4:], date(2026, month, 12))
        return accounts

    def test_is_quiet(self, book):
        pay(book[4:], date(2026, 4, 12))
        close(date(2026, 4, 30))
        assert said() == []
        assert FeedOfDay.objects.get(day="2026-04-01", kind="statements").rows == 160

    def test_payments_lost_show_as_departures_far_above_what_that_day_usually_sees(self, book):
        close(date(2026, 4, 30))
        assert said() == [
            "2026-04-25: Accounts that left Current: 156; around this day of the month it was never more than 4."
        ]

    def test_statements_that_do_not_come_on_their_day(self, book):
        pay(book[4:], date(2026, 4, 12))
        BillingCycle.objects.filter(statement_date="2026-04-01").delete()
        close(date(2026, 4, 2))
        assert said() == [
            "2026-04-01: Statements: nothing came; on comparable days it was never fewer than 160 rows."
        ]
