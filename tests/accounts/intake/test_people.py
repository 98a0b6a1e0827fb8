"""Parties, pending payments and mandates from files: what loads, what is refused, what contradicts the book."""

from datetime import date

import pytest

from accounts.close import run as nightly_close
from accounts.customers import reachability
from accounts.models import (
    Account,
    ContactPoint,
    Customer,
    FeedOfDay,
    Mandate,
    Party,
    PendingPayment,
    Wish,
)
from tests.accounts.intake.offering import ACCOUNT_HEADER, ANNA, JANUARY, NOW, STATEMENT_HEADER, counts

pytestmark = pytest.mark.django_db

PARTIES = "account,customer,role,liable,known_on,until,customer_name,email,phone,address,language\n"
CARL = "A1,C3,joint-holder,,,,Carl,Carl@example.org,+44 20 7946 0001,3 Mill Ln,es\n"


def parties(account: str = "A1") -> list[tuple]:
    rows = Party.objects.filter(account__reference=account).order_by("pk")
    return list(rows.values_list("customer__reference", "role", "until"))


class TestParties:
    def test_the_shortest_file(self, desk):
        both = "account,customer,role\nA1,C2,joint-holder\nA2,C1,Authorised Representative\n"
        assert counts(desk.offer("parties.csv", both)) == (2, 0, 0, 0)
        assert counts(desk.offer("parties.csv", both)) == (0, 2, 0, 0)
        assert parties("A1") == [("C1", "cardholder", None), ("C2", "joint-holder", None)]
        assert parties("A2")[1] == ("C1", "authorised-representative", None)

    def test_somebody_new_comes_in_with_name_and_details(self, desk):
        desk.offer("accounts.csv", ACCOUNT_HEADER + ANNA)
        assert counts(desk.offer("parties.csv", PARTIES + CARL)) == (1, 0, 0, 0)
        carl = Customer.objects.get(reference="C3")
        said = {point.kind: (point.value, point.normal) for point in carl.contact_points.all()}
        assert said == {
            "phone": ("+44 20 7946 0001", "+442079460001"),
            "email": ("Carl@example.org", "carl@example.org"),
            "address": ("3 Mill Ln", ""),
        }
        assert reachability.language(carl.pk, Account.objects.get(reference="A1")) == "es"
        assert counts(desk.offer("parties.csv", PARTIES + CARL)) == (0, 1, 0, 0)
        assert Wish.objects.count() == 1

    def test_what_a_later_file_leaves_empty_stays_and_what_differs_is_replaced(self, desk):
        desk.offer("parties.csv", PARTIES + CARL)
        moved = PARTIES + "A1,C3,joint-holder,,,,,,,4 Mill Ln,\nA2,C3,guarantor,,,,,,,,\n"
        assert counts(desk.offer("parties.csv", moved)) == (1, 1, 0, 0)
        assert counts(desk.offer("parties.csv", moved)) == (0, 2, 0, 0)
        carl = ContactPoint.objects.filter(customer__reference="C3", until=None)
        assert sorted(carl.values_list("value", flat=True)) == [
            "+44 20 7946 0001",
            "4 Mill Ln",
            "Carl@example.org",
        ]
        assert Customer.objects.get(reference="C3").name == "Carl"

    def test_of_a_cardholder_the_accounts_speak(self, desk):
        row = "A2,C1,guarantor,,,,Another Name,other@example.org,,,\n"
        assert counts(desk.offer("parties.csv", PARTIES + row)) == (1, 0, 0, 0)
        assert Customer.objects.get(reference="C1").name == "Anna"
        assert counts(desk.offer("accounts.csv", ACCOUNT_HEADER + ANNA)) == (0, 1, 0, 0)

    def test_an_empty_end_may_be_filled_and_a_filled_one_not_changed(self, desk):
        guarantor = PARTIES + "A1,C2,guarantor,,2026-01-05,,,,,,\n"
        ended = guarantor.replace("2026-01-05,", "2026-01-05,2026-03-31")
        assert [counts(desk.offer("parties.csv", each)) for each in (guarantor, ended, ended, guarantor)] == [
            (1, 0, 0, 0),
            (1, 0, 0, 0),
            (0, 1, 0, 0),
            (0, 1, 0, 0),
        ]
        party = Party.objects.get(role="guarantor")
        assert (party.known_on, party.until) == (date(2026, 1, 5), date(2026, 3, 31))
        outcome = desk.offer("parties.csv", ended.replace("03-31", "04-30"))
        assert counts(outcome) == (0, 0, 0, 1)
        assert desk.said[0].startswith("2: until: differs from what was loaded before")

    def test_an_account_has_one_cardholder(self, desk):
        assert counts(desk.offer("parties.csv", PARTIES + "A1,C1,cardholder,,,,,,,,\n")) == (0, 1, 0, 0)
        assert counts(desk.offer("parties.csv", PARTIES + "A1,C2,cardholder,,,,,,,,\n")) == (0, 0, 0, 1)
        assert desk.said == ["2: customer: an account has one cardholder, who never changes"]

    def test_a_supplementary_holder_owes_only_where_the_contract_says_so(self, desk):
        rows = "A1,C2,supplementary-holder,yes,,,,,,,\nA2,C1,supplementary-holder,,,,,,,,\n"
        assert counts(desk.offer("parties.csv", PARTIES + rows)) == (2, 0, 0, 0)
        a1, a2 = Account.objects.order_by("reference")
        assert [p.customer.reference for p in reachability.recipients(a1, date(2026, 1, 1))] == ["C1", "C2"]
        assert [p.customer.reference for p in reachability.recipients(a2, date(2026, 1, 1))] == ["C2"]
        changed = PARTIES + rows.replace("yes", "no")
        assert counts(desk.offer("parties.csv", changed)) == (0, 1, 0, 1)

    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            ("A9,C1,guarantor,,,,,,,,", "account: unknown account"),
            (
                "A1,C9,guarantor,,,,,,,,",
                "customer: unknown customer; with a customer_name a new one comes in",
            ),
            ("A1,C2,brother,,,,,,,,", "role: is none of cardholder, joint-holder, supplementary-holder"),
            ("A1,C2,employer,,,,,,,,", "role: is none of"),
            ("A1,C2,guarantor,no,,,,,,,", "liable: only said of a supplementary holder"),
            ("A1,C2,guarantor,maybe,,,,,,,", "liable: is none of yes, no"),
            ("A1,C2,joint-holder,,,2026-01-31,,,,,", "until: a holder stays as long as the account"),
            ("A1,C2,executor,,,2026-02-30,,,,,", "until: 2026-02-30 is not a day of the calendar"),
            ("A1,C2,executor,,,,4111 1111 1111 1111,,,,", "customer_name: looks like a card number"),
        ],
    )
    def test_a_bad_row_is_named_with_field_and_reason_and_nothing_is_loaded(self, desk, row, reason):
        outcome = desk.offer("parties.csv", PARTIES + CARL + row + "\n")
        assert (counts(outcome), outcome.held_back) == ((0, 0, 1, 0), 1)
        assert len(desk.said) == 1
        assert desk.said[0].startswith("3: ")
        assert reason in desk.said[0]
        assert not Customer.objects.filter(reference="C3").exists()

    def test_who_comes_in_after_a_close_is_known_from_the_first_open_day(self, desk):
        desk.offer("s.csv", STATEMENT_HEADER + JANUARY)
        nightly_close.close_through(date(2026, 1, 5), now=NOW)
        desk.offer("parties.csv", PARTIES + CARL.replace("joint-holder,,,", "joint-holder,,2026-01-02,"))
        assert Party.objects.get(role="joint-holder").known_on == date(2026, 1, 6)
        nightly_close.close_through(date(2026, 1, 6), now=NOW)
        assert FeedOfDay.objects.get(day=date(2026, 1, 6), kind="parties").rows == 1


PENDING = "pending,account,due_on,amount,presents,outcome,outcome_on\n"
D1 = "D1,A1,2026-01-21,100.00,,,\n"


class TestPendingPayments:
    def test_an_empty_outcome_may_be_filled_and_a_filled_one_not_changed(self, desk):
        returned = PENDING + D1.replace(",,,", ",,returned,2026-01-23")
        short = "pending,account,due_on,amount\nD1,A1,2026-01-21,100\n"
        assert [
            counts(desk.offer("pending.csv", each)) for each in (short, short, returned, returned, short)
        ] == [
            (1, 0, 0, 0),
            (0, 1, 0, 0),
            (1, 0, 0, 0),
            (0, 1, 0, 0),
            (0, 1, 0, 0),
        ]
        pending = PendingPayment.objects.get()
        assert (pending.amount, pending.outcome) == (10000, "returned")
        assert (pending.outcome_on, pending.outcome_known_on) == (date(2026, 1, 23), date(2026, 1, 23))
        assert counts(desk.offer("pending.csv", returned.replace("returned", "cleared"))) == (0, 0, 0, 1)
        assert desk.said == [
            "2: outcome: differs from the pending payment loaded before under this reference"
        ]

    def test_an_outcome_without_its_day_is_of_the_due_day(self, desk):
        desk.offer("pending.csv", PENDING + D1.replace(",,,", ",,cleared,"))
        assert PendingPayment.objects.get().outcome_on == date(2026, 1, 21)

    @pytest.mark.parametrize("first", [0, 1])
    def test_what_is_presented_again_names_what_came_back_in_any_order(self, desk, first):
        rows = [D1.replace(",,,", ",,returned,2026-01-22"), "D2,A1,2026-02-03,100.00,D1,,\n"]
        both = PENDING + rows[first] + rows[1 - first]
        assert counts(desk.offer("pending.csv", both)) == (2, 0, 0, 0)
        assert counts(desk.offer("pending.csv", both)) == (0, 2, 0, 0)
        assert PendingPayment.objects.get(presents__reference="D1").reference == "D2"

    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            ("D2,A9,2026-01-21,100.00,,,", "account: unknown account"),
            ("D2,A1,2026-01-21,0,,,", "amount: 0 is not more than zero"),
            ("D2,A2,2026-01-21,10.50,,,", "amount: has more decimals than JPY has (0)"),
            ("D2,A1,2026-01-21,5,,lost,2026-01-22", "outcome: is none of cleared, returned, cancelled"),
            ("D2,A1,2026-01-21,5,,,2026-01-22", "outcome: missing beside outcome_on"),
            ("D2,A1,2026-01-21,5,D9,,", "presents: unknown pending payment"),
            ("D2,A1,2026-01-21,5,D2,,", "presents: the pending payment itself"),
            ("D2,A2,2026-01-21,5,D1,,", "presents: a pending payment of another account"),
        ],
    )
    def test_a_bad_row_is_named_with_field_and_reason(self, desk, row, reason):
        assert counts(desk.offer("pending.csv", PENDING + D1 + row + "\n")) == (0, 0, 1, 0)
        assert desk.said[0].startswith(f"3: {reason}")

    def test_one_return_is_presented_again_once(self, desk):
        twice = PENDING + D1 + "D2,A1,2026-02-03,100.00,D1,,\nD3,A1,2026-02-10,100.00,D1,,\n"
        assert counts(desk.offer("pending.csv", twice, skip_bad=True)) == (2, 0, 1, 0)
        assert desk.said == ["4: presents: presented again by another already"]
        third = PENDING + "D3,A1,2026-02-10,100.00,D1,,\n"
        assert counts(desk.offer("pending.csv", third)) == (0, 0, 1, 0)


MANDATES = "mandate,account,kind,starts_on,amount,ends_on\n"


class TestMandates:
    def test_they_come_in_and_end(self, desk):
        rows = "M1,A1,full,2026-01-01,,\nM2,A2,fixed,2026-01-01,5000,\n"
        ended = MANDATES + rows.replace("2026-01-01,,\n", "2026-01-01,,2026-06-30\n")
        assert counts(desk.offer("mandates.csv", MANDATES + rows)) == (2, 0, 0, 0)
        assert counts(desk.offer("mandates.csv", ended)) == (1, 1, 0, 0)
        assert counts(desk.offer("mandates.csv", ended)) == (0, 2, 0, 0)
        assert Mandate.objects.get(reference="M1").ends_on == date(2026, 6, 30)
        assert Mandate.objects.get(reference="M2").amount == 5000
        assert counts(desk.offer("mandates.csv", ended.replace("06-30", "07-31"))) == (0, 1, 0, 1)

    @pytest.mark.parametrize(
        ("row", "reason"),
        [
            ("M1,A1,fixed,2026-01-01,,", "amount: missing: a fixed one collects an amount"),
            ("M1,A1,minimum,2026-01-01,5,", "amount: only a fixed one has an amount"),
            ("M1,A1,fixed,2026-01-01,0,", "amount: is not more than zero"),
            ("M1,A1,whole,2026-01-01,,", "kind: is none of full, minimum, fixed"),
            ("M1,A1,full,2026-01-01,,2025-12-31", "ends_on: before the first day"),
            ("M1,A9,full,2026-01-01,,", "account: unknown account"),
        ],
    )
    def test_a_bad_row_is_named_with_field_and_reason(self, desk, row, reason):
        assert counts(desk.offer("mandates.csv", MANDATES + row + "\n")) == (0, 0, 1, 0)
        assert desk.said == [f"2: {reason}"]
