"""The contact gate on a real book: what it knows, what it keeps, and that nobody gets the last contact twice."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.acts import ActRefused
from accounts.contact import gate
from accounts.models import CallBack, Exit, GateAnswer, Party
from accounts.models import Payment as PaymentRow
from accounts.rules.contact.terms import Question
from accounts.rules.standing import Payment
from tests.accounts.contact.calling import ask, happened, holder_of, owing, person
from tests.history import rewritten

pytestmark = pytest.mark.django_db

NEW_YORK = ZoneInfo("America/New_York")
NOW = datetime(2026, 3, 3, 10, tzinfo=NEW_YORK)  # a Tuesday
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def said(answer: gate.Answer) -> str:
    return "yes" if answer.allowed else f"{answer.rule} {answer.about}".strip()


class TestWhatItKnows:
    def test_a_jurisdiction_without_a_pack_is_never_contacted(self):
        account = owing("JP")
        for purpose, channel in (("collection", "call"), ("service", "email"), ("statutory", "letter")):
            answer = ask(account, NOW, channel, purpose)
            assert (said(answer), answer.from_when) == ("no-pack JP", None)

    def test_the_standing_of_now_a_payer_of_this_morning_is_left_in_peace(self):
        account = owing()
        assert said(ask(account, NOW)) == "yes"
        PaymentRow.objects.create(
            reference="TODAY", account=account, posted_on=NOW.date(), value_on=NOW.date(), amount=10_000,
            known_on=NOW.date(),
        )  # fmt: skip
        answer = ask(account, NOW + HOUR)
        assert (said(answer), answer.from_when) == ("nothing-owed", None)
        assert said(ask(account, NOW + HOUR, purpose="service")) != "nothing-owed"

    def test_a_payment_that_comes_back_is_seen_on_its_day(self):
        returned = Payment(
            date(2026, 1, 20),
            date(2026, 1, 20),
            10_000,
            date(2026, 1, 20),
            date(2026, 3, 5),
            date(2026, 3, 1),
        )
        answer = ask(owing(payments=(returned,)), NOW)
        assert said(answer) == "nothing-owed"
        assert answer.from_when == datetime(2026, 3, 5, 8, tzinfo=NEW_YORK)

    def test_an_account_that_cannot_be_computed(self):
        account = owing()
        with rewritten():
            account.product.policies.all().delete()
        assert said(ask(account, NOW)) == "not-computed"

    def test_an_account_sold_and_recalled(self):
        account = owing()
        Exit.objects.create(account=account, on=date(2026, 2, 1), reason="sold", known_on=date(2026, 2, 1))
        assert said(ask(account, NOW)) == "left-the-book"
        Exit.objects.create(
            account=account, on=date(2026, 2, 9), reason="recalled", known_on=date(2026, 2, 9)
        )
        assert said(ask(account, NOW)) == "yes"

    def test_whoever_has_no_part_in_the_account(self):
        account, stranger = owing(), person()
        assert said(ask(account, NOW, customer=stranger.pk)) == "not-a-party"
        Party.objects.create(account=account, customer=stranger, role="supplementary-holder")
        assert said(ask(account, NOW, customer=stranger.pk)) == "not-a-party"

    def test_by_a_number_that_is_theirs(self):
        account = owing(holder=person("+1 (212) 555-0100"))
        assert ask(account, NOW).number == "+12125550100"
        assert said(ask(account, NOW + DAY, "sms", number="+1 212 555 0199")) == "foreign-number"
        assert said(ask(owing(holder=person("")), NOW)) == "no-number"

    def test_contacts_about_all_their_accounts_in_any_jurisdiction(self):
        one = owing()
        holder = Party.objects.get(account=one).customer
        other = owing("GB", holder=holder)
        happened(one, NOW - DAY)
        happened(other, NOW - 2 * DAY)
        assert said(ask(one, NOW)) == "cap calls-and-texts"

    def test_contacts_with_another_holder_of_the_account_are_not_theirs(self):
        account = owing()
        joint = person()
        Party.objects.create(account=account, customer=joint, role="joint-holder")
        for days in (1, 2):
            happened(account, NOW - days * DAY, customer_id=joint.pk)
        assert said(ask(account, NOW)) == "yes"
        assert said(ask(account, NOW, customer=joint.pk)) == "cap calls-and-texts"

    def test_a_call_back_at_the_hour_they_asked_for(self):
        account, early = owing(), NOW.replace(hour=7, minute=30)
        CallBack.objects.create(
            customer_id=holder_of(account), account=account, day=early.date(), time=early.time(),
            zone="America/New_York", at=early, asked="hour", made_by="anna", made_at=NOW - DAY,
        )  # fmt: skip
        assert said(ask(account, early)) == "hours"
        assert said(ask(account, early, purpose="call-back")) == "yes"


class TestWhatItKeeps:
    def test_a_no_with_its_rule_and_when_it_would_be_yes(self):
        account = owing()
        ask(account, NOW.replace(hour=22), by="anna")
        kept = GateAnswer.objects.get()
        assert (kept.allowed, kept.rule, kept.asked_by, kept.reserved_until) == (False, "hours", "anna", None)
        assert kept.from_when == (NOW + DAY).replace(hour=8)
        assert kept.citation == "940 CMR 7.00"

    def test_a_yes_counts_at_once(self):
        account = owing()
        happened(account, NOW - DAY)
        answer = ask(account, NOW, "sms")
        assert (answer.allowed, answer.reserved_until) == (True, NOW + HOUR)
        assert said(ask(account, NOW + HOUR / 2, "sms")) == "cap calls-and-texts"

    def test_until_it_lapses(self):
        account = owing()
        happened(account, NOW - DAY)
        ask(account, NOW, "sms")
        again = ask(account, NOW + HOUR / 2, "sms")
        assert again.from_when == NOW + HOUR
        assert said(ask(account, NOW + HOUR, "sms")) == "yes"

    def test_or_is_given_back_once(self):
        account = owing()
        answer = ask(account, NOW)
        assert said(ask(account, NOW + HOUR / 4)) == "under-way"
        gate.give_back(answer.pk, NOW + HOUR / 2)
        with pytest.raises(ActRefused, match="not-reserved"):
            gate.give_back(answer.pk, NOW + HOUR / 2)
        assert said(ask(account, NOW + HOUR / 2)) == "yes"

    def test_what_law_requires_reserves_nothing(self):
        answer = ask(owing(), NOW, "letter", "statutory")
        assert (answer.allowed, answer.reserved_until) == (True, None)

    def test_nothing_of_an_answer_changes(self):
        answer = ask(owing(), NOW)
        for change in ({"channel": "sms"}, {"reserved_until": NOW + DAY}):
            with pytest.raises(IntegrityError, match="only added to"), transaction.atomic():
                GateAnswer.objects.filter(pk=answer.pk).update(**change)
        with pytest.raises(IntegrityError, match="only added to"), transaction.atomic():
            GateAnswer.objects.all().delete()

    def test_looking_keeps_and_reserves_nothing(self):
        account = owing()
        pair = (holder_of(account), account.pk)
        found = gate.look([pair], [Question("call", "collection"), Question("call", "call-back")], NOW)
        assert [said(answer) for answer in found[pair]] == ["yes", "call-back"]
        assert not GateAnswer.objects.exists()

    def test_looking_at_many_takes_as_many_queries_as_looking_at_one(self, django_assert_num_queries):
        for number in (1, 20):
            accounts = [owing() for _ in range(number)]
            pairs = [(holder_of(account), account.pk) for account in accounts]
            with django_assert_num_queries(14):
                gate.look(pairs, [Question("call", "collection")], NOW)


ROUNDS, ASKERS = 40, 50


def one_left() -> tuple[int, list[int]]:
    """A person of whom one more may be texted or called this week, and their two accounts."""
    account = owing()
    holder = Party.objects.get(account=account).customer
    happened(account, NOW - DAY)
    return holder.pk, [account.pk, owing(holder=holder).pk]


@pytest.mark.django_db(transaction=True)
def test_of_fifty_who_ask_at_once_for_the_last_contact_one_gets_it():
    """Forty times, over two accounts of one person, about the debt or to serve them."""
    start, rounds = Barrier(ASKERS, timeout=60), [one_left() for _ in range(ROUNDS)]

    def ask_in_every_round(asker: int) -> list[bool]:
        try:
            return [ask_with_all(asker, number, *each) for number, each in enumerate(rounds)]
        finally:
            connection.close()

    def ask_with_all(asker: int, number: int, customer: int, accounts: list[int]) -> bool:
        asked = {"channel": "sms", "purpose": "collection" if number % 10 == 0 else "service"}
        start.wait()
        return gate.ask(customer=customer, account=accounts[asker % 2], now=NOW, **asked).allowed

    with ThreadPoolExecutor(ASKERS) as threads:
        found = list(threads.map(ask_in_every_round, range(ASKERS)))
    assert [sum(of_round) for of_round in zip(*found, strict=True)] == [1] * ROUNDS
