"""ASVS 5.0, 6.1.1, 6.3.1, 6.3.8: guesses are slowed down; nobody is kept out by what others do."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from servicing.models import SignInEvent
from servicing.security import pauses
from tests.servicing.browsing import Client
from tests.servicing.workspace.builders import PASSWORD, colleague
from tests.servicing.workspace.reading import text

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("quick_hashing")]
WRONG = "wrong"

MORNING = datetime(2026, 1, 24, 1, tzinfo=UTC)
HOME, ELSEWHERE = "192.0.2.7", "203.0.113.9"


@pytest.fixture
def clock():
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def agent(clock):
    person = colleague("agent")
    person.set_password(PASSWORD)
    person.save()
    return person


def tries(client, password=WRONG, *, username="agent", address=HOME):
    form = {"username": username, "password": password}
    return client.post(reverse("sign-in"), form, REMOTE_ADDR=address)


def signs_in(client, **more) -> bool:
    return tries(client, PASSWORD, **more).status_code == 302


def test_each_failure_after_five_makes_the_pause_longer(agent, client, clock):
    answers = [tries(client).status_code for _ in range(5)]
    assert answers == [200, 200, 200, 200, 429]
    now, waits = MORNING, []
    for _ in range(8):
        page = tries(client, PASSWORD)
        assert page.status_code == 429
        waits.append(int(page["Retry-After"]) // 60)
        now += timedelta(seconds=int(page["Retry-After"]))
        clock.move_to(now)
        tries(client)
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60]


def test_the_page_says_how_long_and_what_to_do(agent, client):
    for _ in range(5):
        page = tries(client)
    assert "Wait 1 minute and try again" in text(page)
    assert "make you a link for another at once" in text(page)


def test_whoever_knows_the_password_comes_in_after_the_pause_and_begins_anew(agent, client, clock):
    for _ in range(5):
        tries(client)
    clock.move_to(MORNING + timedelta(minutes=2))
    assert signs_in(client)
    assert tries(Client()).status_code == 200


def test_nobody_is_kept_out_of_a_browser_they_have_used(agent, client, clock):
    assert signs_in(client)
    client.post(reverse("sign-out"))
    for minute in range(60):
        clock.move_to(MORNING + timedelta(minutes=minute))
        tries(Client(), address=HOME)
        tries(Client(), address=f"203.0.113.{minute}")
    assert not signs_in(Client(), address="198.51.100.1")  # a stranger's browser: guessed from everywhere
    assert signs_in(client)


def test_a_mark_of_one_browser_is_no_way_to_guess_for_others(agent, client):
    sam = colleague("agent", "sam")
    assert signs_in(client)
    client.post(reverse("sign-out"))
    for _ in range(5):
        answer = tries(client, username=sam.username)
    assert answer.status_code == 429


def test_with_the_mark_one_has_five_attempts_too(agent, client):
    assert signs_in(client)
    client.post(reverse("sign-out"))
    assert [tries(client).status_code for _ in range(5)][-1] == 429


def test_a_forged_mark_is_none(agent, client):
    signs_in(client)
    client.post(reverse("sign-out"))
    [name] = [name for name in client.cookies if name.startswith("known")]
    mark, other = client.cookies[name].value, Client()
    other.cookies[name] = "x" + mark
    tries(other)
    assert SignInEvent.objects.latest("pk").browser == ""


@pytest.mark.parametrize("username", ["agent ", " agent", "ａgent"])
def test_a_name_written_otherwise_is_the_same_name(agent, client, username):
    for _ in range(4):
        tries(client)
    assert tries(client, username=username).status_code == 429


def test_names_that_nobody_has_are_paused_alike_and_kept_nowhere(agent, client):
    answers = {name: [tries(client, username=name) for _ in range(5)] for name in ("agent", "MyPassword1!")}
    seen = {
        name: [(page.status_code, len(page.content)) for page in pages] for name, pages in answers.items()
    }
    assert [status for status, _ in seen["agent"]] == [status for status, _ in seen["MyPassword1!"]]
    assert set(SignInEvent.objects.values_list("person__username", flat=True)) == {"agent", None}


class TestSpraying:
    def spray(self, names: int, address: str = ELSEWHERE):
        return [tries(Client(), username=f"person-{number}", address=address) for number in range(names)]

    def test_one_password_on_many_names(self, agent):
        assert [page.status_code for page in self.spray(10)] == [200] * 9 + [429]
        assert tries(Client(), username="agent", address=ELSEWHERE).status_code == 429
        assert tries(Client(), username="agent", address=HOME).status_code == 200

    def test_an_office_behind_one_address_that_mistypes_and_comes_in_is_no_sprayer(self, clock):
        for number in range(15):
            person = colleague("agent", f"clerk-{number}")
            person.set_password(PASSWORD)
            person.save()
            browser = Client()
            assert tries(browser, username=person.username).status_code == 200
            assert signs_in(browser, username=person.username)

    def test_of_the_newer_kind_of_addresses_a_whole_network_is_one(self, agent):
        for number in range(10):
            tries(Client(), username=f"person-{number}", address=f"2001:db8::{number:x}")
        assert tries(Client(), username="agent", address="2001:db8::ffff").status_code == 429


def test_who_came_is_what_our_own_proxies_say(agent, client, settings):
    """Without one in front, what a client says of its address counts for nothing."""
    for number in range(5):
        page = client.post(
            reverse("sign-in"), {"username": "agent", "password": "wrong"},
            headers={"X-Forwarded-For": f"198.51.100.{number}"}, REMOTE_ADDR=HOME,
        )  # fmt: skip
    assert page.status_code == 429
    settings.PROXIES = 1
    form = {"username": "agent", "password": "wrong"}
    said = {"X-Forwarded-For": "10.0.0.1, 198.51.100.77"}
    page = client.post(reverse("sign-in"), form, headers=said, REMOTE_ADDR="127.0.0.1")
    assert page.status_code == 200
    assert SignInEvent.objects.latest("pk").address == "198.51.100.77"


def test_attempts_in_a_pause_leave_one_row_a_minute(agent, client, clock):
    for _ in range(30):
        tries(client)
    assert SignInEvent.objects.filter(kind="wrong-password").count() == pauses.FREE
    assert SignInEvent.objects.filter(kind="paused").count() == 1


def test_an_administrator_s_link_ends_the_pause(agent, client):
    office = Client()
    office.force_login(colleague("administrator"))
    for _ in range(6):
        tries(client)
    office.post(reverse("reset-password", args=[agent.pk]))
    assert tries(client).status_code == 200


def test_the_own_password_is_not_guessed_in_a_session_either(agent, client):
    client.force_login(agent)
    form = {"old_password": "wrong", "new_password1": "x", "new_password2": "x"}
    answers = [client.post(reverse("password"), form, REMOTE_ADDR=HOME).status_code for _ in range(6)]
    assert answers[-1] == 429
