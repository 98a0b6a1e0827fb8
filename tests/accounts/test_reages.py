"""Granting, withdrawing and looking again at re-ages, in the real book."""

from datetime import UTC, date, datetime

import pytest

from accounts import reages
from accounts.close import run as nightly_close
from accounts.dates import ALWAYS
from accounts.models import Account, Payment, ReAge
from accounts.reports import explanation
from accounts.rules import standing as standing_rules
from accounts.rules.standing import Cycle, Facts, Policy
from tests.acts import act_by
from tests.book import put
from tests.history import rewritten

pytestmark = pytest.mark.django_db

POLICY = Policy(ALWAYS, grace_days=3, tolerance=1000, least_days=0, known_on=ALWAYS)
ON = date(2026, 4, 1)
CLOSED = date(2026, 3, 31)


def behind(payments=((date(2026, 3, 25), 30_000),), jurisdiction: str = "US") -> Account:
    """Three statements that each ask 100.00 more, and what was paid; closed until the end of March."""
    cycles = [
        Cycle(day, day.replace(day=21), 100_000, 10_000 * (n + 4), 10_000 * (n + 3), day, day)
        for n, day in enumerate(date(2026, month, 1) for month in (1, 2, 3))
    ]
    paid = [standing_rules.Payment(day, day, amount, day) for day, amount in payments]
    account = put(Facts((POLICY,), tuple(cycles), tuple(paid)), currency="USD", opened_on=date(2020, 1, 1))
    account.product.jurisdiction = jurisdiction
    with rewritten():
        account.product.save()
    nightly_close.close_through(CLOSED, now=datetime(2026, 6, 1, tzinfo=UTC))
    return account


def grant(account: Account, on: date = ON) -> ReAge:
    return reages.grant(account, on, act_by("sup", "keeps to what we agreed"))


def stage(account: Account, day: date) -> str:
    return explanation.explain(account, day, "restated").standing.stage


def test_granted_it_counts_from_its_day_and_keeps_what_it_rests_on():
    account = behind()
    assert stage(account, ON) != "CURRENT"
    reage = grant(account)
    assert (reage.known_on, reage.granted_by) == (ON, "sup")
    assert [rests.payment for rests in reage.rests_on.all()] == list(account.payments.all())
    assert stage(account, ON) == "CURRENT"
    assert stage(account, CLOSED) != "CURRENT"


def test_it_is_refused_outside_the_limits_with_the_rule_and_its_citation():
    account = behind(payments=())
    with pytest.raises(reages.ReAgeRefused) as refused:
        grant(account)
    assert refused.value.limit.name == "least_payments"
    assert "3 minimum payments in a row" in str(refused.value)
    assert "65 FR 36903" in refused.value.limit.cited
    assert not account.reages.exists()


def test_our_own_policy_cites_nothing():
    assert reages.refusal(behind(payments=(), jurisdiction="JP"), ON).cited == ""


def test_a_second_one_is_refused_until_a_year_has_passed():
    account = behind()
    grant(account)
    limits = {limit.name: limit for limit in reages.verdict(account, date(2027, 3, 31)).limits}
    assert not limits["once_in_months"].met
    assert "Again from 1 Apr 2027 on." in limits["once_in_months"].says
    limits = {limit.name: limit for limit in reages.verdict(account, date(2027, 4, 1)).limits}
    assert limits["once_in_months"].met


def test_without_a_policy_it_cannot_be_judged():
    account = behind()
    with rewritten():
        account.product.policies.update(effective_from=date(2026, 2, 1))
    assert reages.refusal(account, ON).name == "no_policy"


class TestWithdrawing:
    def test_it_has_counted_until_then_and_restated_never(self):
        account = behind()
        reage = grant(account)
        nightly_close.close_through(date(2026, 4, 3), now=datetime(2026, 6, 1, tzinfo=UTC))
        reages.withdraw(reage, date(2026, 4, 4), act_by("sup", "granted to the wrong account"))
        nightly_close.close_through(date(2026, 4, 4), now=datetime(2026, 6, 1, tzinfo=UTC))
        spans = {span.starts_on: span.stage for span in account.spans.filter(starts_on__gte=ON)}
        assert spans[ON] == "CURRENT"
        assert spans[date(2026, 4, 4)] != "CURRENT"
        assert stage(account, ON) != "CURRENT"

    def test_only_once(self):
        reage = grant(behind())
        reages.withdraw(reage, ON, act_by("sup", "first"))
        with pytest.raises(reages.NotInForce):
            reages.withdraw(reage, ON, act_by("sup", "second"))

    def test_the_same_day_cannot_be_had_again_but_the_next_can(self):
        account = behind()
        reages.withdraw(grant(account), ON, act_by("sup", "wrong reason given"))
        assert reages.refusal(account, ON).name == "one_a_day"
        assert reages.refusal(account, date(2026, 4, 2)) is None


class TestAPaymentIsReturned:
    @pytest.fixture
    def reage(self):
        reage = grant(behind())
        assert not reages.to_review().exists()
        reage.account.payments.update(returned_on=date(2026, 4, 5), return_known_on=date(2026, 4, 6))
        return reage

    def test_the_re_age_is_flagged(self, reage):
        assert list(reages.to_review()) == [reage]

    def test_it_is_withdrawn(self, reage):
        reages.withdraw(reage, date(2026, 4, 7), act_by("sup", "the payment was returned"))
        assert not reages.to_review().exists()

    def test_or_stands_and_somebody_says_why(self, reage):
        reages.uphold(reage, date(2026, 4, 7), act_by("sup", "paid again the same day"))
        assert not reages.to_review().exists()
        rests = reage.rests_on.get()
        assert (rests.reviewed_on, rests.reviewed_by) == (date(2026, 4, 7), "sup")
        with pytest.raises(reages.NotInForce):
            reages.uphold(reage, date(2026, 4, 7), act_by("sup", "again"))

    def test_a_payment_it_does_not_rest_on_flags_nothing(self):
        reage = grant(behind())
        Payment.objects.create(
            reference="OTHER", account=reage.account, posted_on=ON, value_on=ON, amount=1, known_on=ON,
            returned_on=ON, return_known_on=ON,
        )  # fmt: skip
        assert not reages.to_review().exists()


def test_a_loaded_one_is_never_refused_but_seen_to_lie_outside():
    account = behind(payments=())
    loaded = ReAge.objects.create(
        account=account, on=date(2026, 3, 10), reason="", known_on=date(2026, 3, 10)
    )
    assert reages.outside(account)[loaded.pk].name == "least_payments"
    assert reages.outside(grant(behind()).account) == {}
