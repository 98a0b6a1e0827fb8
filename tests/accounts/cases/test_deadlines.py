"""The clocks of cases: working days, holidays, cycles, and the rules they rest on."""

from dataclasses import replace
from datetime import date

import pytest

from accounts import packs
from accounts.calendars import sync as calendar_sync
from accounts.cases import deadlines as case_deadlines
from accounts.models import Account
from accounts.rules.cases import end_of_cycles
from accounts.rules.standing import Cycle, Facts
from tests.book import put
from tests.history import rewritten

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    def account(jurisdiction: str, *statements: date) -> Account:
        cycles = (Cycle(day, day.replace(day=28), 0, 0, 0, day, day) for day in statements)
        account = put(Facts(cycles=tuple(cycles)))
        account.product.jurisdiction = jurisdiction
        with rewritten():
            account.product.save()
        return account

    return account


@pytest.mark.parametrize(
    ("jurisdiction", "on", "days", "due"),
    [
        ("CN", date(2026, 2, 12), 1, date(2026, 2, 13)),
        ("CN", date(2026, 2, 13), 1, date(2026, 2, 14)),  # a Saturday worked for the New Year week
        ("CN", date(2026, 2, 13), 2, date(2026, 2, 24)),  # after the week
        ("GB", date(2026, 4, 2), 3, date(2026, 4, 9)),  # over Easter
        ("US", date(2026, 7, 2), 1, date(2026, 7, 6)),  # Independence Day, observed on the Friday
        ("JP", date(2026, 7, 3), 1, date(2026, 7, 6)),  # no calendar: Monday to Friday
    ],
)
def test_working_days_are_those_of_the_place(place, jurisdiction, on, days, due):
    calendar_sync.keep(date(2026, 1, 1))
    rules = replace(packs.of(jurisdiction).cases["complaint"], working_days=True)
    assert case_deadlines.due(place(jurisdiction), rules, on, days) == due


def test_calendar_days_are_counted_through_holidays(place):
    calendar_sync.keep(date(2026, 1, 1))
    assert case_deadlines.fixed(place("CN"), "complaint", date(2026, 2, 10)).resolve_by == date(2026, 2, 25)


def test_a_rule_is_cited_only_where_it_is_verified(place):
    account = place("US", date(2026, 1, 1))
    dispute = case_deadlines.fixed(account, "dispute", date(2026, 1, 15))
    assert dispute.resolve_rule == "15 U.S.C. §§ 1666, 1666a"
    assert dispute.acknowledge_rule == dispute.resolve_rule
    assert case_deadlines.fixed(account, "complaint", date(2026, 1, 15)).resolve_rule == ""


def test_a_fraud_claim_has_the_clocks_of_a_dispute(place):
    account = place("US", date(2026, 1, 1))
    day = date(2026, 1, 15)
    assert case_deadlines.fixed(account, "fraud-claim", day) == case_deadlines.fixed(account, "dispute", day)


def test_without_a_statement_only_the_days_are_counted(place):
    assert case_deadlines.fixed(place("US"), "dispute", date(2026, 1, 15)).resolve_by == date(2026, 4, 15)


@pytest.mark.parametrize(
    ("opened_on", "statement", "end"),
    [
        (date(2026, 1, 15), date(2026, 1, 1), date(2026, 4, 1)),
        (date(2026, 1, 15), date(2025, 3, 1), date(2026, 4, 1)),  # no statement for months
        (date(2026, 1, 15), date(2026, 6, 1), date(2026, 4, 1)),  # the book knows later ones already
        (date(2026, 2, 1), date(2026, 1, 1), date(2026, 4, 1)),
        (date(2026, 2, 2), date(2026, 1, 1), date(2026, 5, 1)),
        (date(2026, 1, 31), date(2025, 12, 31), date(2026, 3, 31)),
        (date(2026, 2, 10), date(2025, 12, 31), date(2026, 4, 30)),
    ],
)
def test_complete_billing_cycles(opened_on, statement, end):
    assert end_of_cycles(opened_on, statement, 2) == end
