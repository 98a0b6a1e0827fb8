"""ASVS 5.0, 1.3.3: text that people type holds no control characters, and nothing that turns its direction."""

import pytest
import time_machine
from django.urls import reverse

from accounts.models import Hold
from tests.security.conftest import AT
from tests.servicing.api.calling import System, token
from tests.servicing.workspace.reading import text

pytestmark = pytest.mark.django_db

TURNED = "\u202eon sliam-e\u202c \u2066x\u2069\x1b\x07 \u0631\u200c\u0645"
SHOWN = "on sliam-e x \u0631\u200c\u0645"


def test_a_form_leaves_out_what_cannot_be_seen(client, people, book):
    account = book["late"]
    client.force_login(people["supervisor"])
    with time_machine.travel(AT, tick=False):
        said = {"kind": "complaint", "binds": "account", "starts_on": "2026-01-24", "reason": TURNED}
        page = client.post(reverse("place-hold", args=[account.pk]), said, follow=True)
    assert [hold.reason for hold in Hold.objects.all()] == [SHOWN], text(page)


def test_an_address_too(client, people, book):
    client.force_login(people["supervisor"])
    number = book["late"].reference
    page = client.get(reverse("accounts"), {"q": f"\u202a{number}\u202c"}, follow=True)
    assert number in text(page) and "\u202a" not in page.content.decode()


def test_the_api_refuses_it_and_names_the_field(client, book):
    system = System(client, token("desk"), "ann")
    said = {"account": book["late"].reference, "kind": "complaint", "reason": TURNED}
    refused = system.post("holds/", said)
    assert refused.status_code == 422, refused.content
    assert "reason" in str(refused.json())
