"""ASVS 5.0, 2.2.2: what may be asked is decided by the server, whatever the page offers: forged purposes."""

from itertools import product

import pytest
from django.urls import reverse

from accounts.contact import gate
from accounts.models import GateAnswer, Purpose
from servicing.access import CONTACT_PURPOSES, Capability, may
from servicing.models import User
from servicing.workspace.contact.panel import ASKED
from tests.security.conftest import AT

pytestmark = pytest.mark.django_db

ASKING = [role for role in User.Role.values if may(User(role=role, is_active=True), Capability.LOG_CONTACTS)]


@pytest.mark.parametrize(("role", "channel"), [*product(ASKING, ASKED)])
def test_writing_that_law_asks_for_is_nobodys_contact(role, channel, client, book, people):
    client.force_login(people[role])
    customer = book["late"].parties.get().customer_id
    said = {"customer": customer, "what": f"{channel} statutory"}
    page = client.post(reverse("ask-contact", args=[book["late"].pk]), said, follow=True)
    assert "no purpose for which you may contact anybody" in page.content.decode()
    answer = GateAnswer.objects.latest("pk")
    assert (answer.allowed, answer.rule, answer.about) == (False, "purpose", "statutory")
    assert (answer.asked_by, answer.purpose, answer.reserved_until) == (role, "statutory", None)


@pytest.mark.parametrize("channel", [*ASKED, "app", "letter"])
def test_no_system_may_have_it_either(channel, book):
    customer = book["late"].parties.get().customer_id
    answer = gate.ask(
        customer=customer,
        account=book["late"].pk,
        channel=channel,
        purpose="statutory",
        now=AT,
        by="api/dialler/1",
    )
    assert (answer.allowed, answer.rule, answer.from_when) == (False, "purpose", None)


def test_our_own_letters_have_it(book):
    customer = book["late"].parties.get().customer_id
    answer = gate.ask(
        customer=customer, account=book["late"].pk, channel="letter", purpose="statutory", now=AT
    )
    assert answer.rule != "purpose"


@pytest.mark.parametrize(
    "what", ["call", "call x", "fax collection", "call statutory x", "visit service", ""]
)
def test_what_there_is_not_is_refused(what, client, book, people):
    client.force_login(people["agent"])
    said = {"customer": book["late"].parties.get().customer_id, "what": what}
    assert client.post(reverse("ask-contact", args=[book["late"].pk]), said).status_code == 400


def test_the_table_names_every_role_and_no_purpose_of_law():
    assert set(CONTACT_PURPOSES) == set(User.Role.values)
    for role, purposes in CONTACT_PURPOSES.items():
        assert bool(purposes) == (role in ASKING)
        assert set(purposes) <= set(Purpose.values) - {"statutory"}
