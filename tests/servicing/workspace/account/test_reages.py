"""Re-ages at the desk: what the limits say beforehand, who decides, what is looked at again."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts import reages
from accounts.models import Payment
from servicing.workspace.account.reages import PastReAge
from tests.history import rewritten
from tests.servicing.workspace.builders import LAST
from tests.servicing.workspace.reading import rows, text

pytestmark = pytest.mark.django_db
DAY = LAST + timedelta(days=1)


@pytest.fixture
def late(book):
    """An account in M2 that has since paid as much as three statements asked, but is behind still."""
    return book["late"]


def pay(account, amount=25_000):
    return Payment.objects.create(
        reference=f"PAID{account.pk}",
        account=account,
        posted_on=DAY,
        value_on=DAY,
        amount=amount,
        known_on=DAY,
    )


def page(client, account) -> str:
    return text(client.get(reverse("account", args=[account.pk])))


def grant(client, account, reason="keeps to what we agreed") -> str:
    return text(client.post(reverse("grant-reage", args=[account.pk]), {"reason": reason}, follow=True))


def decide(client, name, reage, reason) -> str:
    """With what a page that is opened now would carry."""
    said = {"reason": reason, "seen": PastReAge(reage, None).seen}
    return text(client.post(reverse(name, args=[reage.pk]), said, follow=True))


def test_the_limits_stand_before_the_button(desk, late):
    seen = page(desk, late)
    assert (
        "not met Since it fell behind, 3 minimum payments in a row must have been made, or as much in all."
        in seen
    )
    assert "met Not more than once in 12 months." in seen
    assert "May not be re-aged today: Since it fell behind" in seen
    assert "Re-age today" not in seen
    assert "Not re-aged. Since it fell behind" in grant(desk, late)
    assert not late.reages.exists()


@pytest.mark.parametrize("role", ["agent", "compliance", "administrator"])
def test_only_a_supervisor_decides(client, book, people, late, role):
    client.force_login(people[role])
    assert client.post(reverse("grant-reage", args=[late.pk]), {"reason": "why not"}).status_code == 403


def test_granted_and_withdrawn(desk, late):
    pay(late, 28_000)
    assert "It would rest on 1 payment." in page(desk, late)
    assert "Re-aged: from the next close on" in grant(desk, late)
    reage = late.reages.get()
    assert reage.granted_by == "supervisor"
    assert "Enter a reason" in decide(desk, "withdraw-reage", reage, "")
    assert "Withdrawn" in decide(desk, "withdraw-reage", reage, "a mistake")
    assert "A colleague has already decided this." in decide(desk, "withdraw-reage", reage, "a mistake")
    assert late.reages.get().withdraw_reason == "a mistake"


@pytest.mark.parametrize("reason", ["", "x" * 201, "4111111111111111"])
def test_it_needs_a_reason(desk, late, reason):
    pay(late, 28_000)
    assert "Enter a reason" in grant(desk, late, reason)
    assert not late.reages.exists()


def test_a_payment_it_rests_on_is_returned(desk, late):
    payment = pay(late, 28_000)
    grant(desk, late)
    Payment.objects.filter(pk=payment.pk).update(returned_on=DAY, return_known_on=DAY)
    assert rows(desk.get(reverse("reages")))[0].startswith(late.reference)
    assert "1 re-age rests on a payment that was returned" in text(desk.get(reverse("night")))
    assert "A payment it rests on was returned." in page(desk, late)
    assert "the re-age stands" in decide(desk, "uphold-reage", late.reages.get(), "paid again")
    assert rows(desk.get(reverse("reages"))) == []


def test_a_loaded_one_outside_the_limits_says_so(agent, late):
    late.reages.create(on=LAST, reason="by the issuer", known_on=LAST)
    seen = page(agent, late)
    assert "by the issuer loaded from a file" in seen
    assert f"{LAST} re-aged" in seen
    assert "outside the limits Since it fell behind" in seen
    assert reages.outside(late)


def test_the_account_must_be_old_enough(desk, late):
    late.opened_on = date(2026, 6, 1)
    with rewritten():
        late.save()
    assert "not met The account must be at least 9 months old: from 1 Mar 2027 on." in page(desk, late)
