"""What days usually bring: quiet about every ordinary book, loud where a month is unlike those before."""

from datetime import date, timedelta

import pytest

from accounts.calendars.sync import keep
from accounts.models import BillingCycle, FeedOfDay
from tests.accounts.close.many import FIRST, a_book_paying, bill, close, holders, pay, said
from tests.history import rewritten

pytestmark = pytest.mark.django_db

QUIET = {
    "none on weekends": lambda day: 0 if day.weekday() >= 5 else 150,
    "growing": lambda day: 100 + 2 * (day - FIRST).days,
    "tiny, and stopping": lambda day: 0 if day > date(2026, 3, 5) else 60,
    "once a month": lambda day: 400 if day.day == 5 else 0,
}


@pytest.mark.parametrize("rows", QUIET.values(), ids=QUIET)
def test_ordinary_books_raise_no_alarm(rows):
    a_book_paying(rows)
    assert said() == []


def test_with_fewer_than_sixty_closed_days_it_is_silent():
    a_book_paying(lambda day: 0 if day.month == 3 else 150, through=date(2026, 3, 1))
    assert said() == []


def test_a_holiday_without_payments_is_nothing_unusual():
    tomb_sweeping = date(2026, 4, 6)
    keep(FIRST)
    a_book_paying(lambda day: 0 if day == tomb_sweeping else 150, through=tomb_sweeping)
    assert said() == []
    close(tomb_sweeping + timedelta(days=1))
    assert said() == [
        "2026-04-07: Payments: nothing came; on comparable days it was never fewer than 150 rows."
    ]


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

    def test_days_that_short_months_have_not_are_compared_with_none(self, book):
        """The 28th of February is no 30th: of a book billed on the 28th nobody waits for statements then."""
        for month in (1, 2, 3):
            bill(book, date(2026, month, 28))
        close(date(2026, 3, 31))
        assert said() == []

    def test_statements_that_do_not_come_on_their_day(self, book):
        pay(book[4:], date(2026, 4, 12))
        with rewritten():
            BillingCycle.objects.filter(statement_date="2026-04-01").delete()
        close(date(2026, 4, 2))
        assert said() == [
            "2026-04-01: Statements: nothing came; on comparable days it was never fewer than 160 rows."
        ]
