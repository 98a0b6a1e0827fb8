"""Nothing typed is lost: drafts, a save that meets newer words, an act taken back."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.holds import place as place_hold
from accounts.models import AffordabilityStatement, CallBack, Hold
from notices.letters import letterheads
from notices.models import Letterhead, TemplateVersion
from servicing.models import Draft, PromptVersion, User
from servicing.workspace.drafts import keeping
from tests.acts import act_by
from tests.servicing.browsing import Client
from tests.servicing.workspace.builders import LAST, call_back, colleague
from tests.servicing.workspace.cases.test_cases import opened
from tests.servicing.workspace.reading import markup, text

pytestmark = pytest.mark.django_db
ADDRESS = "/accounts/1/holds/new/"


def keep(client, address=ADDRESS, **fields):
    return client.post(
        reverse("keep-draft"),
        {"address": address, **{f"field-{name}": said for name, said in fields.items()}},
    )


def kept(client, *addresses):
    return client.get(reverse("kept-drafts"), {"of": addresses or [ADDRESS]}).json()


class TestDrafts:
    def test_what_is_typed_is_kept_and_given_back_to_that_person_alone(self, agent, people):
        assert keep(agent, reason="in hospital", starts_on="2026-01-02").status_code == 204
        keep(agent, reason="in hospital since Monday")
        assert kept(agent) == {ADDRESS: {"reason": "in hospital since Monday"}}
        other = Client()
        other.force_login(people["supervisor"])
        assert kept(other) == {}

    @pytest.mark.parametrize(
        "said", [{"reason": ""}, {"reason": "4111 1111 1111 1111"}, {"password": "secret"}]
    )
    def test_what_has_no_place_is_not_kept(self, agent, said):
        assert keep(agent, **said).status_code == 422
        assert not Draft.objects.exists()

    @pytest.mark.parametrize(
        "address", ["", "https://elsewhere.example/", "//elsewhere.example/", "/" + "x" * 300]
    )
    def test_only_for_pages_of_ours(self, agent, address):
        assert keep(agent, address, reason="x").status_code == 400

    def test_after_a_week_it_is_gone(self, agent):
        keep(agent, reason="in hospital")
        with time_machine.travel(Draft.objects.get().saved_at + keeping.LASTS + timedelta(seconds=1)):
            assert keeping.kept("agent", [ADDRESS], Draft.objects.get().saved_at + 2 * keeping.LASTS) == []

    def test_an_accepted_form_has_no_draft_and_a_refused_one_keeps_what_was_typed(self, agent, book):
        call = call_back(book["late"])
        address = reverse("cancel-call-back", args=[call.pk])
        agent.post(address, {"why": "", "next": "/"})
        assert kept(agent, address) == {}
        agent.post(address, {"why": "4111 1111 1111 1111"})
        assert kept(agent, address) == {}
        agent.post(address, {"why": "x" * 201})
        assert kept(agent, address) == {address: {"why": "x" * 201}}
        agent.post(address, {"why": "paid in full"})
        assert kept(agent, address) == {}

    def test_a_form_sent_after_the_session_ended_leads_back_to_its_page(self, client, book):
        answer = client.post(
            reverse("cancel-call-back", args=[1]),
            {"why": "x"},
            headers={"Referer": "http://testserver/call-backs/1/move/"},
        )
        assert answer["Location"] == "/sign-in/?next=/call-backs/1/move/"


class TestStaleSaves:
    def test_two_who_write_one_draft_lose_nothing(self, client, people):
        client.force_login(people["compliance"])
        at = reverse("draft-prompt", args=["forgot", "en"])
        client.post(at, {"say": "Thank you.", "help": "We look at what help there is."})
        page = markup(client.get(reverse("prompt", args=["forgot", "en"])))
        seen = page.split('name="seen" value="')[1].split('"')[0]
        other = Client()
        other.force_login(User.objects.create(username="second", name="Second", role="compliance"))
        other.post(at, {"say": "Thanks for telling me.", "help": "We look at what help there is."})

        mine = {"say": "Thank you so much.", "help": "We look at what help there is.", "seen": seen}
        answer = text(client.post(at, mine))
        assert "Second saved other words" in answer
        assert "Thanks for telling me." in answer
        assert "Thank you so much." in answer
        assert PromptVersion.objects.get().say == ["Thanks for telling me."]

        again = markup(client.post(at, mine)).split('name="seen" value="')[1].split('"')[0]
        client.post(at, {**mine, "seen": again})
        assert PromptVersion.objects.get().say == ["Thank you so much."]

    def test_the_draft_of_a_letter_carries_what_it_was_opened_with(self, client, people):
        client.force_login(people["compliance"])
        client.post(reverse("new-template-version", args=["cn-help", "en"]), {})
        assert not TemplateVersion.objects.exists()

    def second(self, people, role):
        other = Client()
        other.force_login(colleague(role, f"second-{role}", name="Second"))
        return other

    def seen(self, page) -> str:
        return markup(page).split('name="seen" value="')[1].split('"')[0]

    def test_a_letterhead(self, client, people):
        client.force_login(people["administrator"])
        address = reverse("letterhead", args=["GB", "en"])
        first = client.get(address)
        example = next(texts for *place, texts in letterheads.examples() if place == ["GB", "en"])
        posted = {name: example[name] for name in letterheads.TEXTS if name in example}
        self.second(people, "administrator").post(address, {**posted, "name": "Bank of Theirs"})
        assert Letterhead.objects.filter(jurisdiction="GB").count() == 1
        opened = {**posted, "name": "Bank of Mine", "seen": self.seen(first)}
        answer = client.post(address, opened)
        assert "Second saved other words" in text(answer)
        assert "Bank of Theirs" in text(answer) and 'value="Bank of Mine"' in markup(answer)
        assert Letterhead.objects.filter(jurisdiction="GB").count() == 1
        client.post(address, {**opened, "seen": self.seen(answer)})
        assert Letterhead.objects.filter(jurisdiction="GB").latest("number").name == "Bank of Mine"

    def test_a_case(self, agent, book, people):
        case = opened(book["late"])
        page = reverse("case", args=[case.pk])
        seen = self.seen(agent.get(page))
        asked = reverse("ask-extension", args=[case.pk])
        self.second(people, "agent").post(asked, {"reason": "the branch is closed", "seen": seen})
        acknowledged = reverse("acknowledge-case", args=[case.pk])
        mine = {"on": case.opened_on.isoformat(), "note": "wrote to them", "seen": seen}
        answer = agent.post(acknowledged, mine)
        assert "Second saved something at" in text(answer)
        assert "the branch is closed" in text(answer) and "wrote to them" in text(answer)
        case.refresh_from_db()
        assert case.acknowledged_on is None
        agent.post(acknowledged, {**mine, "seen": self.seen(answer)})
        case.refresh_from_db()
        assert case.acknowledged_on == case.opened_on

    def test_a_review_of_a_hold(self, agent, book, people):
        account = book["late"]
        hold = place_hold(
            act_by("agent", "r"), account=account, kind="complaint", starts_on=LAST, review_on=LAST
        )
        review = reverse("review-hold", args=[account.pk, hold.pk])
        mine = {"note": "nothing new from them", "next_review_on": "", "seen": "0"}
        self.second(people, "agent").post(review, {**mine, "note": "they withdrew it"})
        answer = agent.post(review, mine, follow=True)
        assert "Second reviewed it while you were writing: “they withdrew it”" in text(answer)
        assert hold.reviews.count() == 1
        assert Draft.objects.get(owner="agent", address=review).fields["note"] == "nothing new from them"
        agent.post(review, {**mine, "seen": hold.reviews.get().pk})
        assert hold.reviews.count() == 2

    def test_an_affordability_statement(self, agent, book, people):
        address = reverse("affordability", args=[book["late"].pk])
        kind, name = "income", next(iter(agent.get(address).context["form"].rules.names("income")))
        mine = {
            f"{kind}.{name}.amount": "900.00",
            f"{kind}.{name}.every": "month",
            "record": "yes",
            "seen": "0",
        }
        self.second(people, "agent").post(address, {**mine, f"{kind}.{name}.amount": "1200.00"})
        answer = agent.post(address, mine)
        assert "Second saved other words" in text(answer)
        assert "1,200.00" in text(answer) or "1200.00" in text(answer)
        assert 'value="900.00"' in markup(answer)
        assert AffordabilityStatement.objects.count() == 1
        agent.post(address, {**mine, "seen": self.seen(answer)})
        assert AffordabilityStatement.objects.count() == 2


class TestUndo:
    def test_what_has_not_left_the_house_is_taken_back_at_once(self, agent, book):
        call = call_back(book["late"])
        CallBack.objects.update(owner="")
        page = markup(agent.post(reverse("take-call-back", args=[call.pk]), follow=True))
        assert f'action="{reverse("release-call-back", args=[call.pk])}" class="undo"' in page
        assert "data-undo" not in markup(agent.get(reverse("call-backs")))

    def test_a_hold_is_withdrawn_as_entered_in_error(self, agent, book):
        address = reverse("place-hold", args=[book["late"].pk])
        said = {
            "kind": "complaint",
            "binds": "account",
            "starts_on": LAST.isoformat(),
            "reason": "wrote to us",
        }
        page = markup(agent.post(address, said, follow=True))
        hold = Hold.objects.get()
        assert reverse("withdraw-hold", args=[book["late"].pk, hold.pk]) in page
        undo = reverse("withdraw-hold", args=[book["late"].pk, hold.pk]), {"reason": "taken back at once"}
        with time_machine.travel(timezone.now() + timedelta(seconds=11)):
            assert agent.post(*undo).status_code == 403
        agent.post(*undo)
        assert Hold.objects.get().withdrawn_on

    def test_after_ten_seconds_it_is_not_offered(self, agent, book):
        call = call_back(book["late"])
        CallBack.objects.update(owner="")
        with time_machine.travel("2026-06-01T10:00:00Z", tick=False):
            agent.post(reverse("take-call-back", args=[call.pk]))
        with time_machine.travel("2026-06-01T10:00:11Z", tick=False):
            assert "data-undo" not in markup(agent.get(reverse("call-backs")))
