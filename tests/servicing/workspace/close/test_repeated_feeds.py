"""What is expected of many dates at once: the working days of a calendar, with rows that are the least."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.close.feed_gate import FeedTotals
from accounts.models import ExpectedFeed
from tests.servicing.workspace.builders import LAST
from tests.servicing.workspace.reading import text

pytestmark = pytest.mark.django_db
OPEN = LAST + timedelta(days=1)  # a Saturday


@pytest.fixture
def office(client, book, people):
    client.force_login(people["administrator"])
    return client


def declare(client, **said) -> str:
    sent = {
        "business_date": OPEN.isoformat(), "kind": "payments", "source": "branch", "rows": "1", "or_more": "on",
        "control_sum": "", "through": "2026-02-01", "calendar": "", **said,
    }  # fmt: skip
    return text(client.post(reverse("declare-feed"), sent, follow=True))


def dates() -> list[date]:
    return list(ExpectedFeed.objects.filter(source="branch").values_list("business_date", flat=True))


def test_working_days_of_a_calendar(office):
    assert "Saved for 5 dates." in declare(office, calendar="CN")
    assert dates() == [date(2026, 1, 26) + timedelta(days=number) for number in range(5)]
    assert (
        ExpectedFeed.objects.filter(source="branch", declared_by="administrator", or_more=True).count() == 5
    )


def test_every_day_and_none_twice(office):
    declare(office, calendar="CN")
    declare(office, business_date="2026-01-25", kind="payments")
    assert dates() == [OPEN + timedelta(days=number) for number in range(1, 9)]


def test_one_date_without_a_last_one(office):
    assert "Saved." in declare(office, through="")
    assert dates() == [OPEN]


@pytest.mark.parametrize("through", ["2026-01-23", "2028-01-01"])
def test_no_further_than_a_year_and_not_backwards(office, through):
    assert "at most a year after it." in declare(office, through=through)
    assert dates() == []


def test_rows_that_are_the_least():
    least = FeedTotals(1, None, or_more=True)
    assert [least.is_met_by(FeedTotals(rows, None)) for rows in (0, 1, 7)] == [False, True, True]
