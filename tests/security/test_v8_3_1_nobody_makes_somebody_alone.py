"""ASVS 5.0, 6.4.1, 6.4.6 and 8.2.1: who works here in which role takes two; nobody knows another's password."""

import pytest
from django.urls import reverse

from servicing.models import PersonChange, User
from tests.servicing.workspace.builders import colleague
from tests.servicing.workspace.reading import text

pytestmark = pytest.mark.django_db

PHRASE = "quite-some-passphrase"


@pytest.fixture
def office(client, people):
    client.force_login(people["administrator"])
    return client


def asked(office, person: User, **said) -> str:
    form = {"name": person.name, "role": person.role, "is_active": "on"} | said
    return text(office.post(reverse("person", args=[person.pk]), form, follow=True))


def decide(client, user: User, verb: str = "approve-person") -> str:
    client.force_login(user)
    return text(client.post(reverse(verb, args=[PersonChange.objects.latest("pk").pk]), follow=True))


class TestRoles:
    def test_an_administrator_asks_and_another_decides(self, office, people):
        agent = people["agent"]
        page = asked(office, agent, role="supervisor")
        assert "Another administrator or a compliance officer has to approve it" in page
        agent.refresh_from_db()
        assert agent.role == "agent"
        assert "Somebody else has to approve what you asked for" in decide(office, people["administrator"])
        assert "Approved." in decide(office, people["compliance"])
        agent.refresh_from_db()
        assert agent.role == "supervisor"
        assert agent.edits.last().role == "supervisor"
        assert "A colleague has decided it" in decide(office, people["compliance"], "refuse-person")

    def test_refused_nothing_changes(self, office, people):
        asked(office, people["agent"], role="administrator")
        decide(office, colleague("administrator", "adam"), "refuse-person")
        assert User.objects.get(pk=people["agent"].pk).role == "agent"

    def test_where_there_is_one_other_nobody_moves_them_alone(self, office, people):
        asked(office, people["compliance"], role="agent")
        assert User.objects.get(pk=people["compliance"].pk).role == "compliance"

    def test_access_is_taken_away_by_one(self, office, people):
        office.post(reverse("person", args=[people["agent"].pk]), {"name": "A", "role": "agent"})
        assert not User.objects.get(pk=people["agent"].pk).is_active

    def test_on_the_first_day_there_is_nobody_else(self, client, people):
        ada = people["administrator"]
        User.objects.filter(role="compliance").update(is_active=False)
        client.force_login(ada)
        asked(client, people["agent"], role="compliance")
        change = PersonChange.objects.get()
        assert (change.approved, change.alone, change.decided_by) == (True, True, "administrator")
        assert User.objects.get(pk=people["agent"].pk).role == "compliance"


class TestPasswords:
    def make_link(self, office, person: User) -> str:
        page = office.post(reverse("reset-password", args=[person.pk]))
        return page.context["link"].removeprefix("http://testserver")

    def test_somebody_new_comes_in_by_a_second_person_and_a_link(self, office, people, client):
        office.post(reverse("new-person"), {"username": "ana", "name": "Ana", "role": "agent"})
        ana = User.objects.get(username="ana")
        assert (ana.is_active, ana.has_usable_password()) == (False, False)
        link = self.make_link(office, ana)
        decide(client, people["compliance"])
        client.logout()
        where = client.get(link).url
        client.post(where, {"new_password1": PHRASE, "new_password2": PHRASE})
        client.post(reverse("sign-in"), {"username": "ana", "password": PHRASE})
        assert client.get(reverse("home")).status_code == 200

    def test_a_link_works_once_and_ends_the_old_password(self, office, people, client):
        agent = people["agent"]
        link = self.make_link(office, agent)
        agent.refresh_from_db()
        assert not agent.has_usable_password()
        client.logout()
        where = client.get(link).url
        client.post(where, {"new_password1": PHRASE, "new_password2": PHRASE})
        client.logout()
        assert "This link was used already" in text(client.get(link, follow=True))

    def test_a_password_that_is_guessed_first_is_not_chosen(self, office, people, client):
        link = self.make_link(office, people["agent"])
        where = client.get(link).url
        page = client.post(where, {"new_password1": "password1234", "new_password2": "password1234"})
        assert page.status_code == 200
        assert not User.objects.get(pk=people["agent"].pk).has_usable_password()
