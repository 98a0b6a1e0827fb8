"""What is on its way to an account, day by day."""

from datetime import date, timedelta

import pytest

from accounts.models import Mandate, PendingPayment
from accounts.payments import pending as pending_payments
from accounts.payments.pending import Expected
from accounts.rules.standing import Cycle, Facts, Payment
from tests.book import put

pytestmark = pytest.mark.django_db

STATEMENT, DUE = date(2026, 1, 1), date(2026, 1, 21)
CYCLE = Cycle(STATEMENT, DUE, 90000, 10000, 0, STATEMENT, STATEMENT)


def coming(account, day):
    return pending_payments.expected([account.pk], day)[account.pk]


def pending(account, due_on, amount=10000, reference="D1", **outcome):
    return PendingPayment.objects.create(
        reference=reference, account=account, due_on=due_on, amount=amount, known_on=STATEMENT, **outcome
    )


def mandate(account, kind="minimum", starts_on=STATEMENT, **more):
    ended = {"end_known_on": more["ends_on"]} if "ends_on" in more else {}
    number = Mandate.objects.count()
    return Mandate.objects.create(
        reference=f"M{number}",
        account=account,
        kind=kind,
        starts_on=starts_on,
        known_on=starts_on,
        **more,
        **ended,
    )


class TestPending:
    def test_it_is_on_its_way_until_an_outcome_is_told_and_not_for_ever(self):
        account = put(Facts())
        pending(account, DUE)
        one = [Expected(DUE, 10000, "D1")]
        assert coming(account, STATEMENT) == one
        assert coming(account, DUE + timedelta(days=10)) == one
        assert coming(account, DUE + timedelta(days=11)) == []

    @pytest.mark.parametrize("outcome", ["cleared", "returned", "cancelled"])
    def test_not_after_any_outcome(self, outcome):
        account = put(Facts())
        pending(account, DUE, outcome=outcome, outcome_on=DUE, outcome_known_on=DUE)
        assert coming(account, STATEMENT) == []

    def test_what_is_presented_again_is_on_its_way_again(self):
        account = put(Facts())
        first = pending(account, DUE, outcome="returned", outcome_on=DUE, outcome_known_on=DUE)
        pending(account, date(2026, 2, 3), reference="D2", presents=first)
        assert coming(account, DUE) == [Expected(date(2026, 2, 3), 10000, "D2")]

    def test_several_accounts_are_asked_at_once(self, django_assert_num_queries):
        accounts = [put(Facts()) for _ in range(3)]
        for number, account in enumerate(accounts[:2]):
            pending(account, DUE, reference=f"D{number}")
        with django_assert_num_queries(2):
            found = pending_payments.expected([account.pk for account in accounts], DUE)
        assert [len(found[account.pk]) for account in accounts] == [1, 1, 0]


class TestMandates:
    @pytest.mark.parametrize(
        ("kind", "amount", "collected"),
        [("full", None, 90000), ("minimum", None, 10000), ("fixed", 2500, 2500)],
    )
    def test_it_collects_on_the_due_date_of_the_newest_statement(self, kind, amount, collected):
        account = put(Facts(cycles=(CYCLE,)))
        mandate(account, kind, amount=amount)
        assert coming(account, STATEMENT) == coming(account, DUE) == [Expected(DUE, collected)]
        assert coming(account, STATEMENT - timedelta(days=1)) == []
        assert coming(account, DUE + timedelta(days=1)) == []

    def test_less_what_was_paid_since_and_kept(self):
        day = date(2026, 1, 10)
        paid = Payment(day, day, 4000, day)
        returned = Payment(day, day, 3000, day, date(2026, 1, 12), date(2026, 1, 12))
        account = put(Facts(cycles=(CYCLE,), payments=(paid, returned)))
        mandate(account)
        assert [one.amount for one in coming(account, date(2026, 1, 11))] == [3000]
        assert [one.amount for one in coming(account, date(2026, 1, 12))] == [6000]

    def test_nothing_where_all_is_paid(self):
        account = put(Facts(cycles=(CYCLE,), payments=(Payment(DUE, DUE, 10000, DUE),)))
        mandate(account)
        assert coming(account, DUE) == []

    def test_only_while_it_is_in_force_on_the_due_date(self):
        account = put(Facts(cycles=(CYCLE,)))
        mandate(account, ends_on=DUE - timedelta(days=1))
        assert coming(account, STATEMENT) == []
        mandate(account, "full", starts_on=DUE)
        mandate(account, starts_on=DUE + timedelta(days=1))
        assert [one.amount for one in coming(account, STATEMENT)] == [90000]

    def test_once_collecting_has_begun_what_is_pending_says_it(self):
        account = put(Facts(cycles=(CYCLE,)))
        mandate(account)
        pending(account, DUE, 9999)
        assert coming(account, DUE) == [Expected(DUE, 9999, "D1")]
        PendingPayment.objects.update(outcome="returned", outcome_on=DUE, outcome_known_on=DUE)
        assert coming(account, DUE) == []

    def test_of_a_corrected_statement_the_newest_version(self):
        corrected = Cycle(STATEMENT, DUE, 90000, 8000, 0, STATEMENT, STATEMENT + timedelta(days=3))
        account = put(Facts(cycles=(CYCLE, corrected)))
        mandate(account)
        assert [one.amount for one in coming(account, DUE)] == [8000]
