"""ASVS 5.0, 7.3.1 and 7.3.2: a session ends when nobody uses it, and in any case after a working day."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from tests.servicing.workspace.builders import PASSWORD
from tests.servicing.workspace.reading import text

pytestmark = pytest.mark.django_db

MORNING = datetime(2026, 1, 24, 1, tzinfo=UTC)


@pytest.fixture
def clock():
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def agent(clock, client, book, people):
    client.post(reverse("sign-in"), {"username": "agent", "password": PASSWORD})
    assert client.get(reverse("accounts")).status_code == 200
    return client


def test_unused_it_ends(agent, clock):
    clock.move_to(MORNING + timedelta(minutes=29))
    assert agent.get(reverse("accounts")).status_code == 200
    clock.move_to(MORNING + timedelta(minutes=60))
    answer = agent.get(reverse("accounts"), follow=True)
    assert answer.redirect_chain[0][0].startswith(reverse("sign-in"))
    assert "signed out after a while without use" in text(answer)


def test_a_board_that_looks_by_itself_is_no_use(agent, clock):
    for minutes in range(5, 65, 5):
        clock.move_to(MORNING + timedelta(minutes=minutes))
        answer = agent.get(reverse("night"), {"said": "x"}, headers={"HX-Request": "true"})
    assert answer.status_code == 302


def test_used_all_day_it_ends_with_the_day(agent, clock):
    for minutes in range(0, 10 * 60, 20):
        clock.move_to(MORNING + timedelta(minutes=minutes))
        assert agent.get(reverse("accounts")).status_code == 200
    clock.move_to(MORNING + timedelta(hours=10, minutes=10))
    assert agent.get(reverse("accounts")).status_code == 302
