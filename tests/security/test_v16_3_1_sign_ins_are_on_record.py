"""ASVS 5.0, 16.3.1, 16.3.2, 7.4.4, 7.5.2, 14.3.1: who came in, who was refused, and where one is signed in."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import DatabaseError, transaction
from django.urls import reverse

from accounts.evidence.sources import sources
from servicing.models import SignInEvent
from tests.servicing.browsing import Client
from tests.servicing.workspace.builders import PASSWORD, colleague
from tests.servicing.workspace.reading import rows, text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_hashing")]

NOON = datetime(2026, 1, 24, 12, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


@pytest.fixture
def agent(quick_hashing):
    person = colleague("agent", name="Alex Agent")
    person.set_password(PASSWORD)
    person.save()
    return person


def sign_in(client, password=PASSWORD, username="agent"):
    return client.post(reverse("sign-in"), {"username": username, "password": password})


def kinds() -> list[str]:
    return list(SignInEvent.objects.order_by("pk").values_list("kind", flat=True))


def test_every_way_in_and_out_is_a_row(agent, client, clock):
    sign_in(client, "wrong")
    sign_in(client)
    client.post(reverse("sign-out"))
    sign_in(client)
    clock.move_to(NOON + timedelta(hours=2))
    client.get(reverse("home"))
    assert kinds() == ["wrong-password", "signed-in", "signed-out", "signed-in", "ended"]
    assert set(SignInEvent.objects.values_list("person", flat=True)) == {agent.pk}


@pytest.mark.parametrize("act", ["update", "delete"])
def test_nobody_edits_them(agent, client, act):
    sign_in(client)
    with pytest.raises(DatabaseError), transaction.atomic():
        event = SignInEvent.objects.all()
        event.update(kind="signed-out") if act == "update" else event.delete()


def test_they_are_evidence():
    assert "servicing_signinevent" in {source.table for source in sources()}


@pytest.mark.parametrize("role", ["compliance", "administrator"])
def test_they_are_read_by_those_who_watch(agent, client, clock, role):
    sign_in(Client(), "wrong")
    sign_in(Client(), username="nobody-is-called-so")
    client.force_login(colleague(role))
    first, second = rows(client.get(reverse("sign-ins")))
    assert ("a name that nobody has" in first, "Alex Agent" in second) == (True, True)
    assert "nobody-is-called-so" not in first
    assert rows(client.get(reverse("sign-ins"), {"show": "came-in"})) == []
    assert len(rows(client.get(reverse("sign-ins"), {"person": agent.pk}))) == 1


def test_nothing_of_it_is_logged(agent, client, caplog):
    sign_in(client, "wrong")
    sign_in(client)
    assert "agent" not in caplog.text
    assert "127.0.0.1" not in caplog.text


def test_one_sees_where_one_is_signed_in_and_ends_the_others(agent, client):
    other = Client()
    sign_in(client)
    sign_in(other)
    assert text(client.get(reverse("password"))).count("127.0.0.1") == 2
    page = client.post(reverse("end-sessions"), follow=True)
    assert "All your other sessions have ended" in text(page)
    assert other.get(reverse("home")).status_code == 302
    assert text(client.get(reverse("password"))).count("127.0.0.1") == 1


def test_after_signing_out_the_browser_keeps_nothing(agent, client):
    sign_in(client)
    assert client.post(reverse("sign-out"))["Clear-Site-Data"] == '"cache", "storage"'
