"""Who may be written to, how people are reached and what they wish, told by dated entries."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from accounts.acts import Act, ActRefused
from accounts.customers import contact_points, parties, preferences, reachability
from accounts.models import ContactPoint, Party, WrongNumber
from accounts.rules.standing import Facts
from tests.book import put, somebody
from tests.history import rewritten

pytestmark = pytest.mark.django_db

DAY = date(2026, 3, 1)
NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
ADA = Act(by="ada", at=NOW)


def said(customer, channel="call"):
    return [point.value for point in reachability.reachable(customer.pk, channel)]


def add(customer, kind, value, *, at=NOW, source="customer"):
    return contact_points.add(
        customer.pk, kind, value, Act(by="ada", at=at), source=source, jurisdiction="GB"
    )


class TestRecipients:
    @pytest.fixture
    def account(self):
        account = put(Facts())
        for role in Party.Role.values:
            Party.objects.create(account=account, customer=somebody(role), role=role)
        return account

    def roles(self, account, on=DAY):
        return [party.role for party in reachability.recipients(account, on)]

    def test_who_owes_acts_or_stands_in_and_no_supplementary_holder(self, account):
        assert self.roles(account) == [
            "cardholder", "joint-holder", "guarantor", "authorised-representative", "executor", "trustee",
        ]  # fmt: skip

    def test_a_supplementary_holder_where_the_contract_says_so(self, account):
        with rewritten():
            account.parties.filter(role="supplementary-holder").update(liable_by_contract=True)
        assert "supplementary-holder" in self.roles(account)

    def test_until_the_last_day(self, account):
        executor = account.parties.get(role="executor")
        parties.dismiss(executor, ADA, until=DAY)
        with pytest.raises(ActRefused, match="ended"):
            parties.dismiss(executor, ADA, until=DAY + timedelta(days=9))
        assert "executor" in self.roles(account)
        assert "executor" not in self.roles(account, DAY + timedelta(days=1))

    @pytest.mark.parametrize("role", ["cardholder", "guarantor", "brother"])
    def test_who_owes_is_not_entered_at_the_desk_and_a_relative_nowhere(self, account, role):
        with pytest.raises(ValueError, match=role):
            parties.appoint(account, somebody(), role, ADA, evidence="letter")
        with pytest.raises(IntegrityError), transaction.atomic():
            Party.objects.create(account=account, customer=somebody(), role="brother")

    def test_who_acted_before_may_be_appointed_again(self, account):
        new = parties.introduce("Ms Executor")
        first = parties.appoint(account, new, "executor", ADA, evidence="will, page 3")
        with pytest.raises(parties.RoleAlreadyHeld):
            parties.appoint(account, new, "executor", ADA, evidence="will, page 3")
        parties.dismiss(first, ADA, until=DAY)
        again = parties.appoint(account, new, "executor", ADA, evidence="court order")
        assert (again.known_on, again.entered_by) == (DAY, "ada")


class TestReaching:
    def test_the_last_confirmed_comes_first(self):
        anna = somebody(phone="+442079460001", email="anna@example.org")
        assert said(anna) == ["+442079460001"]
        add(anna, "phone", "020 7946 0002")
        assert said(anna) == ["020 7946 0002", "+442079460001"]
        file = anna.contact_points.get(source="intake", kind="phone")
        contact_points.verify(file, replace(ADA, note="called back"), on=DAY + timedelta(days=1))
        assert said(anna, "sms") == ["+442079460001", "020 7946 0002"]
        assert reachability.reachable(anna.pk, "sms")[0].verified_on == date(2026, 3, 2)
        assert said(anna, "email") == ["anna@example.org"]
        assert said(anna, "letter") == said(anna, "app") == []

    def test_a_wrong_number_is_wrong_for_everybody_at_once_until_it_is_lifted(self):
        anna, ben = somebody(phone="+442079460001"), somebody(phone="+44 (0)20 7946 0001")
        contact_points.mark_wrong("+442079460001", replace(ADA, note="a shop"))
        contact_points.mark_wrong("+442079460001", replace(ADA, note="a shop"))
        assert WrongNumber.objects.count() == 1
        assert (said(anna), said(ben)) == ([], [])
        assert reachability.wrong("+44 20 7946 0001")
        assert reachability.wrong("020 7946 0001", "GB")
        carl = somebody(phone="+442079460001")
        assert said(carl) == []
        contact_points.lift("+442079460001", replace(ADA, note="it was a slip"))
        contact_points.lift("+442079460001", replace(ADA, note="it was a slip"))
        assert WrongNumber.objects.filter(wrong=False).count() == 1
        assert [len(said(each)) for each in (anna, ben, carl)] == [1, 1, 1]
        assert not reachability.wrong("+442079460001")

    def test_an_e_mail_is_wrong_however_it_is_written(self):
        anna = somebody(email="Anna@Example.org")
        contact_points.mark_wrong("anna@example.org", replace(ADA, note="bounced"))
        assert reachability.wrong("ANNA@example.org")
        assert said(anna, "email") == []

    def test_what_is_not_to_be_used_is_left_alone_for_this_person_only(self):
        anna, ben = somebody(phone="+442079460001"), somebody(phone="+442079460001")
        point = anna.contact_points.get()
        contact_points.stop(point, replace(ADA, note="her desk at work"), on=DAY)
        assert (said(anna), len(said(ben))) == ([], 1)
        assert reachability.contact_points([anna.pk]).get().blocked == reachability.STOPPED
        contact_points.resume(point, replace(ADA, note="asked for it"), on=DAY)
        assert len(said(anna)) == 1

    def test_what_the_file_replaced_is_no_longer_used(self):
        anna = somebody(address="1 High St")
        anna.contact_points.update(until=NOW)
        assert said(anna, "letter") == []

    def test_a_number_of_no_country_is_not_dialled(self):
        anna = somebody(phone="95588")
        assert said(anna) == []
        assert reachability.contact_points([anna.pk]).get().blocked == reachability.NO_NUMBER

    @pytest.mark.parametrize(("kind", "value"), [("phone", "95588"), ("phone", "none"), ("email", "anna")])
    def test_what_reaches_nobody_is_not_entered(self, kind, value):
        with pytest.raises(contact_points.CannotBeReached):
            contact_points.add(
                somebody().pk, kind, value, Act(by="ada", at=NOW), source="staff", jurisdiction=""
            )

    def test_nor_what_is_known_already_in_another_writing(self):
        anna = somebody(phone="+442079460001", address="1 High St")
        for kind, value in (("phone", "020 7946 0001"), ("address", "1 High St")):
            with pytest.raises(contact_points.KnownAlready):
                add(anna, kind, value)
        assert add(anna, "address", "2 Low Rd").entered_by == "ada"

    def test_only_the_file_is_replaced_by_the_file(self):
        point = add(somebody(), "phone", "020 7946 0001")
        with pytest.raises(IntegrityError), transaction.atomic():
            ContactPoint.objects.filter(pk=point.pk).update(until=NOW)


class TestWishes:
    def test_the_last_word_counts_and_an_empty_one_leaves_it_to_the_account(self):
        anna, account = somebody(), put(Facts())
        account.language = "zh-hans"
        assert (reachability.language(anna.pk, account), reachability.zone(anna.pk, account)) == (
            "zh-hans",
            "Asia/Shanghai",
        )
        preferences.say(anna.pk, "language", "tlh", ADA)
        preferences.say(anna.pk, "time-zone", "Europe/London", ADA)
        assert (reachability.language(anna.pk, account), reachability.zone(anna.pk, account)) == (
            "tlh",
            "Europe/London",
        )
        preferences.say(anna.pk, "time-zone", "", ADA)
        assert reachability.zone(anna.pk, account) == "Asia/Shanghai"
        assert reachability.own_zones([anna.pk]) == {}

    def test_the_latest_day_counts_and_of_one_day_the_last_entry(self):
        anna = somebody()
        assert reachability.consents(anna.pk) == dict.fromkeys(("call", "sms", "email", "app", "letter"))
        for given, on in ((True, DAY), (False, DAY), (True, DAY - timedelta(days=9))):
            preferences.consent(anna.pk, "sms", given, ADA, on=on, how="by telephone")
        preferences.consent(anna.pk, "email", True, ADA, on=DAY, how="form 12")
        assert reachability.consents(anna.pk) | {"call": 1} == {
            "call": 1, "sms": False, "email": True, "app": None, "letter": None,
        }  # fmt: skip

    def test_preferred_times_until_they_are_withdrawn(self):
        anna = somebody()
        assert reachability.preferred_times(anna.pk) == []
        weekend = preferences.prefer(anna.pk, ["7", "6"], time(9), time(12), ADA)
        preferences.prefer(anna.pk, "12345", time(18), time(20), ADA)
        assert [(p.weekdays, p.opens) for p in reachability.preferred_times(anna.pk)] == [
            ("12345", time(18)),
            ("67", time(9)),
        ]
        preferences.withdraw(weekend.pk, ADA)
        assert len(reachability.preferred_times(anna.pk)) == 1

    @pytest.mark.parametrize(
        ("days", "hours"), [("8", (9, 12)), ("", (9, 12)), ("1", (12, 9)), ("1", (9, 9))]
    )
    def test_hours_that_cannot_be_are_not_kept(self, days, hours):
        with pytest.raises(IntegrityError), transaction.atomic():
            preferences.prefer(somebody().pk, days, time(hours[0]), time(hours[1]), ADA)
