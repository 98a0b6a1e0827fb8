"""Whose day it is: that of the account, on both sides of midnight in UTC."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from accounts.acts import Act
from accounts.customers import parties
from accounts.models import Account
from accounts.payments import mandates
from notices import batches
from notices.archive import freeze as archive
from notices.planning import deadlines as notice_deadlines
from tests.book import somebody
from tests.notices.written import account as written_to
from tests.notices.written import due, heads

pytestmark = pytest.mark.django_db

EVENING, NIGHT = datetime(2026, 3, 1, 23, 30, tzinfo=UTC), datetime(2026, 3, 2, 0, 30, tzinfo=UTC)
FIRST, SECOND = date(2026, 3, 1), date(2026, 3, 2)
# At half past eleven it is tomorrow in Shanghai; at half past midnight it is still yesterday in California.
CASES = [
    ("Asia/Shanghai", EVENING, SECOND),
    ("Asia/Shanghai", NIGHT, SECOND),
    ("America/Los_Angeles", EVENING, FIRST),
    ("America/Los_Angeles", NIGHT, FIRST),
]
each_side = pytest.mark.parametrize(("zone", "at", "day"), CASES)


def put(zone: str) -> Account:
    account = written_to()
    Account.objects.filter(pk=account.pk).update(time_zone=zone)
    account.refresh_from_db()
    return account


@each_side
def test_a_letter_bears_the_day_of_its_account(zone, at, day):
    heads()
    account = put(zone)
    notice = due(account)
    made = archive.make_ready([notice.pk], Act(at=at))
    assert made.ready == [notice.pk]
    assert {content.as_of for content in notice.contents.all()} == {day}


def test_letters_of_one_batch_bear_each_their_own_day():
    heads()
    notices = [due(put("Asia/Shanghai")), due(put("America/Los_Angeles"))]
    archive.make_ready([notice.pk for notice in notices], Act(at=EVENING))
    assert [notice.contents.first().as_of for notice in notices] == [SECOND, FIRST]


@each_side
def test_a_deadline_is_missed_when_its_day_is_over_where_the_account_is(zone, at, day):
    notice = due(put(zone), due_by=FIRST)
    missed = notice_deadlines.note_missed_by(at)
    notice.refresh_from_db()
    assert (missed, notice.missed_on) == ((1, day) if day > FIRST else (0, None))


@each_side
def test_what_is_entered_becomes_known_on_the_day_of_the_account(zone, at, day):
    account = put(zone)
    party = parties.appoint(account, somebody(), "executor", Act(by="agent", at=at), evidence="probate")
    mandate = mandates.grant(account, "minimum", Act(by="agent", at=at), amount=None, starts_on=FIRST)
    assert (party.known_on, mandate.known_on) == (day, day)


@pytest.mark.parametrize(
    ("kind", "at", "day"),
    [
        ("cn-help", EVENING, SECOND),
        ("us-help", EVENING, FIRST),
        ("us-help", NIGHT, FIRST),
        ("gb-help", EVENING, FIRST),
        ("gb-help", NIGHT, SECOND),
    ],
)
def test_a_batch_is_of_the_day_of_its_jurisdiction(kind, at, day):
    assert batches.day_of(kind, at) == day


@each_side
def test_forms_offer_the_day_of_the_account(client, people, zone, at, day):
    account = put(zone)
    with time_machine.travel(at, tick=False):
        client.force_login(people["agent"])
        for name in ("place-hold", "grant-mandate"):
            form = client.get(reverse(name, args=[account.pk])).context["form"]
            assert form["starts_on"].value() == day
        page = client.get(reverse("account", args=[account.pk]))
        assert page.context["today"] == day


@each_side
def test_a_consent_is_dated_by_the_day_of_the_person(client, people, zone, at, day):
    holder = put(zone).parties.get().customer
    with time_machine.travel(at, tick=False):
        client.force_login(people["agent"])
        form = client.get(reverse("customer", args=[holder.pk])).context["forms"]["consent"]
        assert form["on"].value() == day
        said = {"channel": "sms", "given": "yes", "how": "by letter"}
        tomorrow = date(day.year, day.month, day.day + 1)
        for on, saved in ((tomorrow, False), (day, True)):
            client.post(reverse("record-consent", args=[holder.pk]), {**said, "on": on.isoformat()})
            assert holder.consents.exists() is saved
