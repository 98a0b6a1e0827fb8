"""The dial list: everybody once, only whom the gate allows, and no more about them than a dialler needs."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command

from accounts.contact import dial_list
from accounts.models import Account, ContactEvent, GateAnswer, Party, StageSpan, Wish
from tests.accounts.contact.calling import happened, holder_of, owing, person
from tests.history import rewritten

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 3, 3, 10, tzinfo=ZoneInfo("America/New_York"))


def close() -> None:
    """What the last close would have written: every account here misses its January statement."""
    for account in Account.objects.exclude(spans__isnull=False):
        StageSpan.objects.create(
            account=account, starts_on=date(2026, 2, 1), stage="M1", past_due=10_000, statements_missed=1,
            oldest_missed_statement=date(2026, 1, 1), oldest_missed_due=date(2026, 1, 21),
        )  # fmt: skip


def listed(now: datetime = NOW) -> list[str]:
    close()
    return [row.account for row in dial_list.listing(now)]


def test_whom_the_gate_allows_now():
    american, asleep, reached = (
        owing(),
        owing("CN", holder=person("+8613800001234")),
        owing(holder=person("+12125550101")),
    )
    happened(reached, NOW - timedelta(days=1), "conversation")
    assert listed() == [american.reference]
    assert [row.account for row in dial_list.listing(NOW.replace(hour=20))] == [
        american.reference,
        asleep.reference,
    ]


def test_a_person_and_a_number_once():
    holder = person()
    first = owing(holder=holder)
    owing(holder=holder)
    owing(holder=person())  # of the same household, by the same telephone
    assert listed() == [first.reference]


def test_in_the_language_they_asked_for():
    account = owing()
    Wish.objects.create(customer_id=holder_of(account), kind="language", value="es", said_at=NOW)
    close()
    (row,) = dial_list.listing(NOW)
    assert row.values == (
        account.reference,
        "+12125550100",
        "es",
        "America/New_York",
        "2026-03-03T11:00:00-05:00",
    )


def test_it_holds_an_hour_or_until_the_evening():
    owing()
    close()
    (row,) = dial_list.listing(NOW.replace(hour=20, minute=40))
    assert row.until == NOW.replace(hour=21)


def test_it_asks_in_stretches_and_keeps_nothing(monkeypatch):
    monkeypatch.setattr(dial_list, "CHUNK", 2)
    accounts = [owing(holder=person(f"+1212555010{n}")) for n in range(5)]
    assert listed() == [account.reference for account in accounts]
    assert not GateAnswer.objects.exists()
    assert not ContactEvent.objects.exists()


def test_nobody_without_a_cardholder_or_with_nothing_past_due():
    with rewritten():
        Party.objects.filter(account=owing()).delete()
    assert listed() == []


def test_the_command_writes_csv(capsys):
    account = owing()
    close()
    with time_machine.travel(NOW, tick=False):
        call_command("dial_list")
    header, row = capsys.readouterr().out.split()
    assert header == "account,number,language,time_zone,until"
    assert row == f"{account.reference},+12125550100,,America/New_York,2026-03-03T11:00:00-05:00"
