"""ASVS 5.0, 2.4.1: one person, or what works in their name, is bounded in a minute; nobody else is held up."""

import pytest
import time_machine
from django.urls import reverse
from django.utils.crypto import get_random_string

from servicing.security.requests import rates
from tests.security.conftest import AT
from tests.servicing.browsing import Client
from tests.servicing.workspace.reading import text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def counted_anew(settings):
    """What an earlier run of these tests has counted, at the same moment, is that of another book."""
    settings.SECRET_KEY = get_random_string(50)
    rates._counts.cache_clear()
    yield
    rates._counts.cache_clear()


def test_more_than_anybody_works_waits_for_the_next_minute(client, people, book, settings):
    settings.PERSON_RATE = 3
    client.force_login(people["agent"])
    account = reverse("account", args=[book["late"].pk])
    with time_machine.travel(AT, tick=False) as clock:
        assert [client.get(account).status_code for _ in range(4)] == [200, 200, 200, 429]
        refused = client.get(account)
        assert "Too many requests" in text(refused)
        assert refused["Retry-After"] == "61"
        colleague = Client()
        colleague.force_login(people["supervisor"])
        assert colleague.get(account).status_code == 200
        clock.shift(61)
        assert client.get(account).status_code == 200


def test_without_the_broker_nobody_is_kept_out(client, people, book, settings):
    settings.PERSON_RATE = 1
    settings.CELERY_BROKER_URL = "redis://127.0.0.1:1"
    client.force_login(people["agent"])
    assert [client.get(reverse("home")).status_code for _ in range(2)] == [200, 200]
