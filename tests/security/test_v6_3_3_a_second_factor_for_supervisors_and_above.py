"""ASVS 5.0, 6.3.3, 6.4.4, 6.5.1 to 6.5.5, 7.5.1: the second factor, its recovery, and how it is ended."""

from datetime import UTC, datetime, timedelta
from io import StringIO

import pyotp
import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.urls import reverse

from servicing.models import PersonChange, RecoveryCode, SecondFactor, SignInEvent, StaffSession, User
from servicing.security import second_factor
from tests.servicing.browsing import Client
from tests.servicing.workspace.builders import PASSWORD, colleague
from tests.servicing.workspace.reading import text

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 1, 24, 12, tzinfo=UTC)
ABOVE = ["supervisor", "compliance", "administrator"]


@pytest.fixture(autouse=True)
def as_served(settings, quick_hashing):
    settings.SECOND_FACTOR = "supervisors"


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def person_of(role: str, username: str = "") -> User:
    person = colleague(role, username)
    person.set_password(PASSWORD)
    person.save()
    return person


@pytest.fixture
def supervisor(clock):
    return person_of("supervisor")


def shows_password(client, username="supervisor", **more):
    return client.post(reverse("sign-in"), {"username": username, "password": PASSWORD, **more})


def is_in(client) -> bool:
    return client.get(reverse("home")).status_code == 200


def figures(secret: str, after: int = 0) -> str:
    return pyotp.TOTP(secret).at(datetime.now(UTC) + timedelta(seconds=after))


def sets_up(client) -> tuple[str, list[str]]:
    """The secret that the page shows, and the recovery codes that it leads to."""
    page = client.get(reverse("set-up-factor"))
    secret = page.context["key"].replace(" ", "")
    done = client.post(reverse("set-up-factor"), {"code": figures(secret)})
    return secret, done.context["codes"]


@pytest.fixture
def known(supervisor):
    """A supervisor with an app, signed out: the secret and the codes."""
    client = Client()
    shows_password(client)
    return sets_up(client)


class TestSigningIn:
    @pytest.mark.parametrize("role", ABOVE)
    def test_the_password_alone_opens_nothing(self, role, client, clock):
        person_of(role)
        assert shows_password(client, role).url == reverse("set-up-factor")
        assert not is_in(client)

    def test_of_agents_it_is_not_asked_unless_everybody_is(self, client, clock, settings):
        person_of("agent")
        shows_password(client, "agent")
        assert is_in(client)
        settings.SECOND_FACTOR = "everybody"
        assert not is_in(client)

    def test_an_app_is_set_up_and_ten_codes_are_shown_once(self, client, supervisor):
        shows_password(client, next=reverse("accounts"))
        page = client.get(reverse("set-up-factor"))
        assert "<svg" in page.content.decode()
        assert "Type this key into the app" in text(page)
        _secret, codes = sets_up(client)
        assert len(set(codes)) == 10
        assert is_in(client)
        assert not any(code in client.get(reverse("second-factor")).content.decode() for code in codes)

    def test_figures_of_another_key_set_up_nothing(self, client, supervisor):
        shows_password(client)
        client.get(reverse("set-up-factor"))
        page = client.post(reverse("set-up-factor"), {"code": figures(pyotp.random_base32())})
        assert "not the figures of this key" in text(page)
        assert not SecondFactor.objects.exists()

    def test_then_it_is_asked_and_leads_to_where_one_was_going(self, client, known, clock):
        clock.move_to(NOON + timedelta(minutes=1))
        assert shows_password(client, next=reverse("accounts")).url == reverse("sign-in-code")
        done = client.post(reverse("sign-in-code"), {"code": figures(known[0])})
        assert done.url == reverse("accounts")
        assert is_in(client)

    def test_figures_are_good_once_and_for_a_minute_at_most(self, client, known, clock):
        secret, _codes = known
        clock.move_to(NOON + timedelta(minutes=5))
        shows_password(client)
        for after in (-90, -60, 60, 90):
            page = client.post(reverse("sign-in-code"), {"code": figures(secret, after)})
            assert "not right, or was used already" in text(page)
        now = figures(secret)
        assert client.post(reverse("sign-in-code"), {"code": now}).status_code == 302
        other = Client()
        shows_password(other)
        assert other.post(reverse("sign-in-code"), {"code": now}).status_code == 200

    def test_a_recovery_code_is_good_once(self, client, known):
        code = known[1][3].upper().replace("-", " ")
        for expected in (302, 200):
            shows_password(client)
            assert client.post(reverse("sign-in-code"), {"code": code}).status_code == expected
            client.post(reverse("sign-out"))
        assert SignInEvent.objects.filter(kind="recovered").count() == 1

    def test_six_figures_are_not_guessed(self, client, known):
        shows_password(client)
        answers = [
            client.post(reverse("sign-in-code"), {"code": f"{number:06}"}).status_code for number in range(6)
        ]
        assert answers == [200] * 4 + [429] * 2

    def test_halfway_ends_after_ten_minutes_and_with_the_password(self, client, known, clock, supervisor):
        shows_password(client)
        clock.move_to(NOON + timedelta(minutes=11))
        assert client.post(reverse("sign-in-code"), {"code": figures(known[0])}).url == reverse("sign-in")
        shows_password(client)
        supervisor.set_password("another-long-passphrase")
        supervisor.save()
        assert client.post(reverse("sign-in-code"), {"code": figures(known[0])}).url == reverse("sign-in")
        assert not is_in(client)

    def test_nobody_sets_up_an_app_over_one_that_is_there(self, client, known):
        shows_password(client)
        assert client.get(reverse("set-up-factor")).url == reverse("sign-in-code")

    def test_a_session_without_it_ends_when_the_role_asks_for_it(self, client, clock):
        agent = person_of("agent")
        shows_password(client, "agent")
        User.objects.filter(pk=agent.pk).update(role="supervisor")
        page = client.get(reverse("home"), follow=True)
        assert "Your role asks for a second factor" in text(page)


class TestKept:
    def test_neither_the_secret_nor_a_code_is_readable(self, known):
        secret, codes = known
        sealed = bytes(SecondFactor.objects.get().sealed_key)
        assert secret.encode() not in sealed
        assert not set(RecoveryCode.objects.values_list("digest", flat=True)) & set(codes)

    def test_it_is_good_for_its_person_only(self, known, clock):
        eve = person_of("supervisor", "eve")
        SecondFactor.objects.create(
            person=eve, sealed_key=SecondFactor.objects.get().sealed_key, since=NOON, last_step=0
        )
        clock.move_to(NOON + timedelta(minutes=1))
        assert second_factor.accept(eve, figures(known[0]), datetime.now(UTC)) is None

    def test_it_stays_when_the_key_of_the_installation_is_renewed(self, known, clock, supervisor, settings):
        before, settings.SECRET_KEY = settings.SECRET_KEY, "another"
        clock.move_to(NOON + timedelta(minutes=1))
        assert second_factor.accept(supervisor, figures(known[0]), datetime.now(UTC)) is None
        settings.SECRET_KEY_FALLBACKS = [before]
        assert second_factor.accept(supervisor, figures(known[0]), datetime.now(UTC)) == "signed-in"
        settings.SECRET_KEY_FALLBACKS = []
        clock.move_to(NOON + timedelta(minutes=2))
        assert second_factor.accept(supervisor, figures(known[0]), datetime.now(UTC)) == "signed-in"


class TestOnesOwn:
    @pytest.fixture
    def desk(self, client, known, clock):
        clock.move_to(NOON + timedelta(minutes=1))
        shows_password(client)
        client.post(reverse("sign-in-code"), {"code": figures(known[0])})
        clock.move_to(NOON + timedelta(minutes=2))
        return client

    def test_new_codes_for_whoever_shows_the_app(self, desk, known):
        refused = desk.post(reverse("second-factor"), {"act": "codes", "code": "000000"})
        assert "This is not right" in text(refused)
        page = desk.post(reverse("second-factor"), {"act": "codes", "code": figures(known[0])})
        assert len(page.context["codes"]) == 10
        assert not set(page.context["codes"]) & set(known[1])

    def test_another_app_ends_the_other_sessions(self, desk, known, supervisor):
        assert desk.get(reverse("change-factor")).url == reverse("second-factor")
        other = Client()
        shows_password(other)
        other.post(reverse("sign-in-code"), {"code": known[1][0]})
        desk.post(reverse("second-factor"), {"act": "app", "code": known[1][1]})
        secret = desk.get(reverse("change-factor")).context["key"].replace(" ", "")
        desk.post(reverse("change-factor"), {"code": figures(secret)})
        assert is_in(desk)
        assert not is_in(other)

    def test_an_agent_may_have_one_for_the_password(self, client, clock):
        person_of("agent")
        shows_password(client, "agent")
        client.post(reverse("second-factor"), {"act": "app", "code": PASSWORD})
        secret = client.get(reverse("change-factor")).context["key"].replace(" ", "")
        client.post(reverse("change-factor"), {"code": figures(secret)})
        assert shows_password(Client(), "agent").url == reverse("sign-in-code")


class TestLost:
    def office(self, username: str, role: str = "administrator") -> Client:
        client, person = Client(), person_of(role, username)
        client.force_login(person)
        session = client.session
        session[second_factor.SHOWN_IN] = "now"
        session.save()
        return client

    def ended(self, client, person: User) -> str:
        return text(client.post(reverse("end-factor", args=[person.pk]), follow=True))

    def test_two_people_end_it_and_its_sessions_end_too(self, known, supervisor):
        ada, cora = self.office("ada"), self.office("cora", "compliance")
        assert "has to approve it" in self.ended(ada, supervisor)
        assert SecondFactor.objects.exists()
        change = PersonChange.objects.get()
        assert "second factor ends" in text(cora.get(reverse("person-changes")))
        ada.post(reverse("approve-person", args=[change.pk]))
        assert SecondFactor.objects.exists()
        cora.post(reverse("approve-person", args=[change.pk]))
        assert not SecondFactor.objects.exists()
        assert not RecoveryCode.objects.exists()
        assert not StaffSession.objects.filter(person=supervisor).exists()
        assert SignInEvent.objects.get(kind="factor-ended").by == "cora"
        assert shows_password(Client()).url == reverse("set-up-factor")

    def test_where_nobody_else_is_one_ends_it_on_record(self, known, supervisor):
        self.ended(self.office("ada"), supervisor)
        assert (PersonChange.objects.get().alone, SecondFactor.objects.exists()) == (True, False)

    def test_nobody_ends_their_own(self, known, clock):
        ada = self.office("ada")
        assert "Another administrator must end" in self.ended(ada, User.objects.get(username="ada"))

    def test_of_the_only_administrator_the_server_s_operator_ends_it(self, clock):
        ada, client = person_of("administrator", "ada"), Client()
        shows_password(client, "ada")
        sets_up(client)
        call_command("end_second_factor", "ada", stderr=StringIO())
        change = PersonChange.objects.get()
        assert (change.asked_by, change.alone) == ("manage.py", True)
        assert not is_in(client)
        person_of("administrator", "adam")
        with pytest.raises(CommandError, match="Another administrator can end it"):
            call_command("end_second_factor", ada.username)
