"""What is done at the desk: signing in, choosing a language, breaks, the team."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse

from accounts.models import Break, Payment
from accounts.rules.standing import Cycle, Facts
from servicing.models import User
from tests.book import put
from tests.history import rewritten
from tests.servicing.workspace.builders import FIRST, LAST, NEXT, PASSWORD, POLICY, close
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


@pytest.mark.parametrize(
    ("route", "args", "page"),
    [
        ("skip-person", [7], "/customers/7/workspace/"),
        ("withdraw-hours", [7, 7], "/customers/7/"),  # the address between takes forms too
        ("drop-view-accounts", [7], "/accounts/"),
        ("language", [], "/"),
    ],
)
def test_an_address_that_forms_are_sent_to_leads_to_the_page_with_the_form(agent, route, args, page):
    answer = agent.get(reverse(route, args=args))
    assert (answer.status_code, answer["Allow"]) == (405, "POST")
    assert "Nothing to open here" in text(answer) and f'href="{page}"' in markup(answer)


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

    def settle(self, client, *found, **terms):
        """As a person does: tick, look, and do it."""
        sent = {"act": "settle", "chosen": [each.pk for each in found]}
        page = client.post(reverse("bulk-breaks"), sent).url
        terms = {"settled_as": "explained", "note": "paid at a branch that day", **terms}
        return text(client.post(f"{page}run/", terms, follow=True))

    def test_one_is_settled_with_its_cause_and_what_was_found(self, agent, found):
        assert "Done: 1. Refused: 0." in self.settle(agent, found)
        found.refresh_from_db()
        assert (found.settled_as, found.settled_by) == ("explained", "agent")
        assert found.settled_on
        assert rows(agent.get(reverse("breaks"))) == []
        (row,) = rows(agent.get(reverse("breaks"), {"state": "settled"}))
        assert "explained: paid at a branch that day The agent" in row

    def test_nothing_is_settled_without_a_cause_or_a_note(self, agent, found):
        assert "This field is required." in self.settle(agent, found, settled_as="")
        assert "This field is required." in self.settle(agent, found, note="")
        found.refresh_from_db()
        assert found.is_open

    def test_the_issuers_mistake_waits_for_the_issuer_and_goes_on_holding_letters_back(self, agent, found):
        self.settle(agent, found, settled_as="issuer", note="asked for a correction")
        found.refresh_from_db()
        assert (found.settled_as, found.settled_on) == ("issuer", None)
        assert rows(agent.get(reverse("breaks"))) == []
        (row,) = rows(agent.get(reverse("breaks"), {"state": "issuer"}))
        assert "mistake: asked for a correction The agent" in row
        assert "It waits for the issuer's correction." in text(
            agent.get(reverse("account", args=[found.account_id]))
        )

    def test_what_a_person_settled_stays_settled_until_a_figure_changes(self, agent, book, found):
        self.settle(agent, found, settled_as="ours", note="booked twice by us")
        nobody = Payment(account=book["broken"], known_on=NEXT, posted_on=NEXT, value_on=NEXT, amount=1)
        nobody.reference = "LATER"
        nobody.save()
        close(NEXT)
        found.refresh_from_db()
        assert (found.settled_as, found.settled_by) == ("ours", "agent")
        paid = date(2026, 1, 14)
        Payment.objects.create(
            reference="EARLIER", account=book["broken"], known_on=NEXT + timedelta(1), posted_on=paid,
            value_on=paid, amount=2_000,
        )  # fmt: skip
        close(NEXT + timedelta(1))
        found.refresh_from_db()
        assert (found.ours, found.settled_as, found.settled_by, found.settled_on) == (18_000, "", "", None)

    def test_a_mistaken_settlement_is_opened_again(self, agent, found):
        self.settle(agent, found)
        page = agent.post(reverse("bulk-breaks"), {"act": "reopen", "chosen": [found.pk]}).url
        agent.post(f"{page}run/")
        found.refresh_from_db()
        assert found.is_open

    def test_many_of_one_cause_are_settled_at_once(self, agent, found):
        found.pk, found.statement_date, found.cause = None, FIRST, "return"
        found.save()
        sent = {"act": "settle", "everything": "on", "query": "cause=return"}
        page = agent.post(reverse("bulk-breaks"), sent).url
        agent.post(f"{page}run/", {"settled_as": "explained", "note": "returned by the bank"})
        assert set(Break.objects.values_list("cause", "settled_as")) == {
            ("return", "explained"), ("lower-print", "")
        }  # fmt: skip

    def test_open_ones_are_counted_by_cause_and_age_each_number_a_list(self, agent, found):
        found.pk, found.statement_date, found.cause = None, FIRST, "return"
        found.found_on = LAST - timedelta(days=31)
        found.save()
        page = text(agent.get(reverse("breaks")))
        assert "Open, by likely cause and age" in page
        assert "returned payment 0 0 1 0 1" in page
        (row,) = rows(agent.get(reverse("breaks"), {"cause": "return", "age": "quarter"}))
        assert "2026-01-01" in row
        assert rows(agent.get(reverse("breaks"), {"cause": "return", "age": "week"})) == []

    def test_an_opening_cycle_is_explained_by_the_rule_and_no_work(self, agent, book):
        first = Cycle(NEXT, NEXT + timedelta(days=3), 100_000, 30_000, 20_000, NEXT, NEXT)
        moved_in = put(Facts((POLICY,), (first,)))
        close(NEXT)
        found = Break.objects.get(account=moved_in)
        assert (found.cause, found.settled_as, found.settled_by) == ("opening-cycle", "explained", "")
        assert found.settled_on == NEXT
        page = markup(agent.get(reverse("account", args=[moved_in.pk])))
        assert "Statement difference: " not in page

    def test_an_old_one_is_told_but_is_no_warning(self, agent, found):
        address = reverse("account", args=[found.account_id])
        warning = '<p class="warning">Statement difference'
        assert warning in markup(agent.get(address))
        found.pk, found.statement_date = None, FIRST
        with rewritten():
            Break.objects.update(found_on=LAST - timedelta(days=365))
        page = markup(agent.get(address))
        assert warning not in page
        assert '<p class="note">Statement difference' in page

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
