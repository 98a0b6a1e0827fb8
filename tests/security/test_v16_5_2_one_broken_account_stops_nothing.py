"""ASVS 5.0, 16.5.2: what is broken about one account is left out and named; everything else goes on.

Days that no form and no file lets in any more may stand there from before, or by SQL: the last day that there is.
"""

import logging
from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from accounts.acts import Act
from accounts.close import run as nightly_close
from accounts.contact import dial_list, gate
from accounts.models import Account, BillingCycle, CallBack, ContactEvent, Hold, Promise
from accounts.promises import lifecycle as promise_lifecycle
from accounts.rules.contact.terms import Question
from notices.planning import run as planning
from tests.history import rewritten
from tests.security.conftest import AT
from tests.servicing.workspace.builders import LAST, NEXT, call_back

pytestmark = pytest.mark.django_db

NEVER, LONG_AGO = date.max, date.min
CALL = Question("call", "collection")


@pytest.fixture(autouse=True)
def clock(book, people):
    with time_machine.travel(AT, tick=False):
        yield


def _hold(account, **said) -> None:
    person = account.parties.get().customer
    kind = said.setdefault("kind", "dispute")
    binds = {"customer": person} if kind in ("cease-contact", "vulnerable") else {"account": account}
    said = {"reference": f"H{Hold.objects.count()}", "starts_on": LAST, "known_on": LAST} | said
    Hold.objects.create(**said | binds)


def _promise(account) -> None:
    terms = promise_lifecycle.Terms(AT.date(), {AT.date(): 5_000})
    promise = promise_lifecycle.record([account], terms, Act(by="agent", at=AT))
    Promise.objects.filter(pk=promise.pk).update(made_on=AT.date())
    promise.instalments.update(due_on=NEVER, grace_ends_on=NEVER)


def _call_back(account) -> None:
    row = call_back(account)
    CallBack.objects.filter(pk=row.pk).update(day=NEVER, at=datetime(9999, 12, 31, tzinfo=UTC))


def _contacts(account) -> None:
    """At both ends of the calendar, and by clocks on both sides of Greenwich."""
    person = account.parties.get().customer
    for number, at in enumerate((datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, 23, tzinfo=UTC))):
        ContactEvent.objects.create(
            customer=person, account=account, at=at, channel="call", purpose="collection", direction="out",
            outcome="no-answer", source="file", reference=f"FAR{number}", known_on=LAST, entered_at=AT,
        )  # fmt: skip


BROKEN = {
    "hold that stops contact": lambda account: _hold(account, kind="cease-contact", ends_on=NEVER, end_known_on=LAST),
    "hold of a vulnerable person": lambda account: _hold(account, kind="vulnerable", ends_on=NEVER, end_known_on=LAST),
    "hold that pauses ageing": lambda account: _hold(account, ends_on=NEVER, end_known_on=LAST),
    "payment holiday": lambda account: _hold(account, kind="payment-holiday", ends_on=NEVER, end_known_on=LAST),
    "hold that begins never": lambda account: _hold(account, starts_on=NEVER),
    "hold from always": lambda account: _hold(account, starts_on=LONG_AGO),
    "due date": lambda account: BillingCycle.objects.filter(account=account).update(due_date=NEVER),
    "promise": _promise,
    "call-back": _call_back,
    "contacts": _contacts,
    "payment": lambda account: account.payments.create(
        reference="FAR", posted_on=NEVER, value_on=NEVER, amount=100, known_on=NEVER),
}  # fmt: skip


APART = ["due date"]  # it hides what the others would break


@pytest.mark.parametrize("what", [[name for name in BROKEN if name not in APART], APART])
def test_a_day_out_of_all_bounds(what, client, people, book):
    broken, sound = book["late"], book["unseen"]
    with rewritten():
        for name in what:
            BROKEN[name](broken)
    pairs = [(account.parties.get().customer_id, account.pk) for account in (broken, sound)]
    nightly_close.close_through(NEXT, now=datetime(2026, 6, 1, tzinfo=UTC))
    planning.plan_through(NEXT, datetime(2026, 6, 1, tzinfo=UTC))
    answers = gate.look(pairs, [CALL], AT)
    assert answers[pairs[1]][0].allowed
    assert sound.reference in {row.account for row in dial_list.listing(AT)}
    client.force_login(people["supervisor"])
    for name in ("home", "queues", "holds", "promises", "call-backs", "accounts", "night", "hardship"):
        assert client.get(reverse(name)).status_code == 200, name
    for account in (broken, sound):
        assert client.get(reverse("account", args=[account.pk])).status_code == 200
        assert client.get(reverse("customer", args=[account.parties.first().customer_id])).status_code == 200
    person = people["supervisor"]
    for zone in ("America/New_York", "Asia/Shanghai"):
        person.time_zone = zone
        person.save()
        Account.objects.filter(pk=broken.pk).update(time_zone=zone)
        for name, pk in (("account", broken.pk), ("customer", broken.parties.first().customer_id)):
            assert client.get(reverse(name, args=[pk])).status_code == 200, (name, zone)


def test_the_account_is_named(book, caplog):
    broken = book["late"]
    with rewritten():
        BROKEN["hold that stops contact"](broken)
    pair = (broken.parties.get().customer_id, broken.pk)
    with caplog.at_level(logging.WARNING):
        answer = gate.look([pair], [CALL], AT)[pair][0]
    assert (answer.allowed, answer.rule) == (False, "not-computed")
    assert broken.reference in caplog.text
