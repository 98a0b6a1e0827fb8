"""What is done at the desk: signing in, choosing a language, breaks, the team."""

import re

import pytest
from django.urls import reverse

from accounts.models import Break
from servicing.models import User
from tests.servicing.workspace.builders import FIRST, LAST, PASSWORD
from tests.servicing.workspace.reading import markup, rows, text

pytestmark = pytest.mark.django_db


class TestSigningIn:
    def sign_in(self, client, password=PASSWORD, **more):
        return client.post(reverse("sign-in"), {"username": "agent", "password": password, **more})

    def test_to_where_one_was_going(self, client, people):
        assert self.sign_in(client, next="/breaks/").url == "/breaks/"

    def test_but_never_to_another_host(self, client, people):
        assert self.sign_in(client, next="//elsewhere.example/").url == "/"

    def test_the_language_comes_along(self, client, people):
        User.objects.update(language="es")
        self.sign_in(client)
        assert "Inicio" in text(client.get(reverse("home")))

    def test_signing_out_is_posted(self, agent):
        assert agent.get(reverse("sign-out")).status_code == 405
        assert agent.post(reverse("sign-out")).url == reverse("sign-in")
        assert agent.get(reverse("home")).status_code == 302

    def test_after_five_failures_it_pauses_and_says_so(self, client, people):
        for _ in range(5):
            answer = self.sign_in(client, "wrong")
        assert answer.status_code == 429
        assert "Wait 1 minute and try again." in text(answer)
        assert self.sign_in(client).status_code == 429

    def test_a_part_of_a_page_asked_for_after_the_session_ended_leads_to_signing_in(self, client, people):
        headers = {"HX-Request": "true", "HX-Current-URL": "http://testserver/accounts/7/?on=2026-01-02"}
        answer = client.get(reverse("account", args=[7]), headers=headers, follow=True)
        assert answer["HX-Redirect"] == "/sign-in/?next=/accounts/7/%3Fon%3D2026-01-02"

    def test_the_own_password(self, agent):
        new = "another-long-passphrase"
        sent = {"old_password": PASSWORD, "new_password1": new, "new_password2": new}
        assert "Your password is changed." in text(agent.post(reverse("password"), sent, follow=True))


class TestLanguage:
    def choose(self, client, language, back="http://testserver/breaks/?owner=mine"):
        return client.post(reverse("language"), {"language": language}, headers={"Referer": back})

    def test_it_is_kept_with_the_person_and_in_the_browser(self, agent):
        assert self.choose(agent, "zh-hans").url == "http://testserver/breaks/?owner=mine"
        assert User.objects.get(username="agent").language == "zh-hans"
        assert "差异" in text(agent.get("/breaks/"))

    def test_before_signing_in_too(self, client):
        self.choose(client, "es")
        assert "Entrar" in text(client.get(reverse("sign-in")))

    def test_an_unknown_one_changes_nothing(self, agent):
        self.choose(agent, "xx")
        assert "Home" in text(agent.get(reverse("home")))

    @pytest.mark.parametrize("back", ["https://elsewhere.example/", "javascript:1", ""])
    def test_it_never_leads_to_another_host(self, agent, back):
        assert self.choose(agent, "es", back).url == "/"


class TestBreaks:
    @pytest.fixture
    def found(self, book):
        return Break.objects.get(settled_on=None)

    def test_the_list(self, agent, book):
        (row,) = rows(agent.get(reverse("breaks")))
        assert row.startswith(f"{book['broken'].reference} 2026-01-15")
        assert "150.00 CNY 200.00 CNY -50.00 CNY" in row

    def test_take_and_release(self, agent, found):
        agent.post(reverse("take-break", args=[found.pk]))
        assert Break.objects.get(pk=found.pk).owner == "agent"
        assert len(rows(agent.get(reverse("breaks"), {"owner": "mine"}))) == 1
        agent.post(reverse("release-break", args=[found.pk]))
        assert Break.objects.get(pk=found.pk).owner == ""

    def test_of_two_who_take_it_one_gets_it(self, agent, found):
        Break.objects.update(owner="other")
        answer = agent.post(reverse("take-break", args=[found.pk]), follow=True)
        assert "Somebody else took this difference" in text(answer)
        assert Break.objects.get(pk=found.pk).owner == "other"

    def test_agents_release_their_own_only_supervisors_any(self, client, book, people, found):
        Break.objects.update(owner="other")
        for role, left in (("agent", "other"), ("supervisor", "")):
            client.force_login(people[role])
            client.post(reverse("release-break", args=[found.pk]))
            assert Break.objects.get(pk=found.pk).owner == left

    def test_htmx_gets_the_row_anew(self, agent, found):
        row = agent.post(reverse("take-break", args=[found.pk]), headers={"HX-Request": "true"})
        assert markup(row).lstrip().startswith(f'<tr id="break-{found.pk}"')
        assert "The agent Give back" in text(row)

    def test_a_settled_break_is_in_its_own_list_and_stays_as_it_is(self, desk, found):
        Break.objects.update(settled_on=LAST)
        desk.post(reverse("take-break", args=[found.pk]))
        assert Break.objects.get(pk=found.pk).owner == ""
        assert rows(desk.get(reverse("breaks"))) == []
        assert len(rows(desk.get(reverse("breaks"), {"state": "settled"}))) == 1

    def test_pages_by_last_key(self, desk, found, monkeypatch):
        monkeypatch.setattr("servicing.workspace.worklist.PAGE", 1)
        found.pk, found.statement_date = None, FIRST
        found.save()
        page = markup(desk.get(reverse("breaks")))
        after = re.search(r'rel="next" href="[^"]*after=([^"]+)"', page)[1]
        assert "2026-01-01" in rows(desk.get(reverse("breaks"), {"after": after}))[0]


class TestTeam:
    @pytest.fixture
    def office(self, client, people):
        client.force_login(people["administrator"])
        return client

    def test_nobody_changes_the_own_role_or_access(self, office, people):
        own = people["administrator"]
        answer = office.post(
            reverse("person", args=[own.pk]), {"name": "X", "role": "agent", "is_active": "on"}
        )
        assert "Another administrator must change your own role" in text(answer)
        assert User.objects.get(pk=own.pk).role == "administrator"
