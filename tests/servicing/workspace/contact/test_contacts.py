"""Contacts at the desk: asked for, written down, corrected; every form without a script, every role its own."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.urls import reverse

from accounts.contact import callbacks
from accounts.models import ContactEvent, GateAnswer, Party
from tests.book import somebody
from tests.history import rewritten
from tests.servicing.workspace.builders import hold
from tests.servicing.workspace.reading import markup, rows, text

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 1, 24, 2, tzinfo=UTC)  # ten o'clock on a Saturday in Shanghai
IDENTIFIED = {"identity": "questions", "right_party": "yes"}


@pytest.fixture(autouse=True)
def clock(book, people):
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def late(book):
    return book["late"]


@pytest.fixture
def li_na(late):
    return late.parties.get().customer


def gate(client, account) -> list[str]:
    """What the page says of each channel."""
    page = markup(client.get(reverse("account", args=[account.pk])))
    table = re.search(r'<table class="gate">.*?</table>', page, re.S)[0]
    return [
        " ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in re.findall(r"<tr>.*?</tr>", table, re.S)[1:]
    ]


def ask(client, account, customer, what="call collection"):
    address = reverse("ask-contact", args=[account.pk])
    return client.post(address, {"customer": customer.pk, "what": what}, follow=True)


def came_of(client, **said):
    """Write down what came of the newest yes."""
    answer = GateAnswer.objects.filter(allowed=True).latest("pk")
    address = reverse("contact-outcome", args=[answer.account_id, answer.pk])
    return client.post(address, {"identity": "none", "outcome": "no-answer", **said}, follow=True)


class TestTheGateOnThePage:
    def test_what_it_says_now_and_until_when(self, agent, late):
        assert gate(agent, late) == [
            "Telephone call yes until 24 Jan 2026 22:00 Start call yes until 24 Jan 2026 22:00 Start call",
            "Text message yes until 24 Jan 2026 22:00 Send message yes until 24 Jan 2026 22:00 Send message",
            "E-mail yes until 24 Jan 2026 22:00 Send message yes until 24 Jan 2026 22:00 Send message",
        ]

    def test_why_not_from_when_and_on_what_ground(self, agent, people, late, clock):
        clock.move_to(NOW + timedelta(hours=12))
        agent.force_login(people["agent"])
        said = gate(agent, late)[0]
        assert "no It is too early or too late where they are. from 25 Jan 2026 08:00" in said
        assert "金融机构个人消费类贷款催收工作指引" in said

    def test_of_one_who_owes_nothing(self, agent, book):
        assert "Nothing is past due." in gate(agent, book["paid"])[0]

    def test_looking_reserves_nothing(self, agent, late):
        gate(agent, late)
        assert not GateAnswer.objects.exists()

    def test_who_only_reads_cannot_ask(self, client, people, late):
        client.force_login(people["compliance"])
        assert (
            gate(client, late)[0] == "Telephone call yes until 24 Jan 2026 22:00 yes until 24 Jan 2026 22:00"
        )

    def test_the_trained_may_where_others_may_not(self, agent, people, late, li_na):
        li_na.holds.create(reference="H1", kind="vulnerable", starts_on="2026-01-01", known_on="2026-01-01")
        assert "A hold stops it: Vulnerable." in gate(agent, late)[0]
        agent.force_login(people["supervisor"])
        assert gate(agent, late)[0].startswith("Telephone call yes")


class TestAsking:
    def test_a_yes_leads_to_where_its_outcome_is_written_down(self, agent, late, li_na):
        page = ask(agent, late, li_na)
        assert page.redirect_chain[-1][0].endswith(f"/allowed/{GateAnswer.objects.get().pk}/")
        assert "+8613800001234" in text(page)
        assert "by 24 Jan 2026 11:00, their time" in text(page)
        assert GateAnswer.objects.get().asked_by == "agent"

    def test_until_then_it_waits_on_the_account(self, agent, late, li_na):
        ask(agent, late, li_na)
        page = text(agent.get(reverse("account", args=[late.pk])))
        assert "Allowed to you: telephone call. Log the result by 24 Jan 2026 11:00" in page
        assert "A colleague is calling them. from 24 Jan 2026 11:00" in page

    def test_a_no_says_why_and_from_when(self, agent, people, late, li_na, clock):
        clock.move_to(NOW + timedelta(hours=12))
        agent.force_login(people["agent"])
        said = text(ask(agent, late, li_na))
        assert (
            "Not now. It is too early or too late where they are. From 25 Jan 2026 08:00, their time." in said
        )
        assert GateAnswer.objects.get().rule == "hours"

    def test_not_of_anybody_else(self, agent, late):
        assert ask(agent, late, somebody("A neighbour")).status_code == 404
        assert not GateAnswer.objects.exists()

    @pytest.mark.parametrize("what", ["", "call", "visit collection", "call threat"])
    def test_only_what_the_desk_does(self, agent, late, li_na, what):
        assert ask(agent, late, li_na, what).status_code == 400


class TestWritingDown:
    def test_what_came_of_it(self, agent, late, li_na):
        ask(agent, late, li_na)
        page = came_of(agent, outcome="conversation", reason="work", note="pays on Friday", **IDENTIFIED)
        assert "Logged." in text(page)
        event = ContactEvent.objects.get()
        assert (event.agent, event.direction, event.right_party, event.reason) == (
            "agent",
            "out",
            True,
            "work",
        )
        assert "telephone call from us conversation · pays on Friday" in text(page)

    @pytest.mark.parametrize(
        ("said", "problem"),
        [
            ({"outcome": "conversation", "right_party": "yes"}, "Record how you checked identity."),
            ({"outcome": "conversation", "identity": "questions"}, "you must have spoken to the customer."),
            ({"outcome": "wrong-number", "right_party": "yes"}, "reaches somebody else"),
            ({"outcome": "busy", "identity": "questions"}, "Nobody was spoken to."),
            ({"outcome": "bounced"}, "not one of the available choices"),
            ({"outcome": "entered-in-error"}, "not one of the available choices"),
            ({"note": "card 4111 1111 1111 1111"}, "looks like a card number"),
            ({"recording": "4111111111111111"}, "looks like a card number"),
        ],
    )
    def test_what_is_wrong_is_said_beside_its_field(self, agent, late, li_na, said, problem):
        ask(agent, late, li_na)
        assert problem in text(came_of(agent, **said))
        assert not ContactEvent.objects.exists()

    def test_or_it_is_given_back(self, agent, late, li_na):
        ask(agent, late, li_na)
        address = reverse("give-back", args=[late.pk, GateAnswer.objects.get().pk])
        assert "Cancelled: it does not count." in text(agent.post(address, follow=True))
        assert gate(agent, late)[0].startswith("Telephone call yes")

    def test_going_back_to_it_afterwards_leads_to_the_account(self, agent, late, li_na):
        ask(agent, late, li_na)
        page = reverse("contact-outcome", args=[late.pk, GateAnswer.objects.get().pk])
        assert f'href="{reverse("account", args=[late.pk])}">Cancel' not in markup(agent.get(page))
        came_of(agent)
        assert "This contact is logged or cancelled already." in text(agent.get(page, follow=True))

    def test_nobody_writes_down_what_another_was_allowed(self, agent, people, late, li_na):
        ask(agent, late, li_na)
        agent.force_login(people["supervisor"])
        assert came_of(agent).status_code == 404

    def test_what_began_with_them(self, agent, late, li_na):
        said = {"customer": li_na.pk, "channel": "call", "at": "2026-01-24T09:15", "purpose": "service",
                "outcome": "conversation", **IDENTIFIED}  # fmt: skip
        agent.post(reverse("log-incoming", args=[late.pk]), said)
        event = ContactEvent.objects.get()
        assert (event.direction, event.at) == ("in", datetime(2026, 1, 24, 1, 15, tzinfo=UTC))

    def test_a_conversation_stands_in_the_drawing_of_the_account(self, agent, late, li_na):
        said = {"customer": li_na.pk, "channel": "visit", "at": "2026-01-20T09:15", "purpose": "service",
                "outcome": "conversation", **IDENTIFIED}  # fmt: skip
        page = text(agent.post(reverse("log-incoming", args=[late.pk]), said, follow=True))
        assert "2026-01-20 conversation: visit to a branch" in page

    def third_person(self, client, late, li_na, **said) -> str:
        plain = {"customer": li_na.pk, "relation": "child", "channel": "call", "at": "2026-01-24T09:15",
                 "purpose": "service", "identity": "none", "outcome": "answered", "note": "says she has died"}  # fmt: skip
        address = reverse("log-incoming", args=[late.pk])
        return text(client.post(address, plain | said, follow=True))

    def test_a_daughter_who_reports_a_death_is_logged_by_her_relation_alone(self, agent, late, li_na):
        page = self.third_person(agent, late, li_na, identity="questions", right_party="yes")
        assert "If they reported a death or an illness, place a hold." in page
        assert "says she has died third person: son or daughter" in page
        event = ContactEvent.objects.get()
        assert (event.relation, event.identity, event.right_party, event.number) == (
            "child",
            "none",
            False,
            "",
        )

    @pytest.mark.parametrize(
        ("said", "problem"),
        [
            ({"outcome": "conversation"}, "Nothing is told to a third person"),
            ({"number": "+86 138 0000 9999"}, "No number of a third person is kept."),
            ({"note": "call her: 138 0000 9999"}, "Leave out numbers and addresses"),
            ({"note": "her.name@example.com"}, "Leave out numbers and addresses"),
        ],
    )
    def test_nothing_of_a_third_person_is_kept(self, agent, late, li_na, said, problem):
        assert problem in self.third_person(agent, late, li_na, **said)
        assert not ContactEvent.objects.exists()

    def test_a_third_person_asks_for_no_call_back_and_is_corrected_as_one(self, agent, late, li_na):
        self.third_person(agent, late, li_na)
        event = ContactEvent.objects.get()
        assert callbacks.refusal(li_na.pk, late.pk, NOW) == callbacks.NOT_IN_TOUCH
        sent = {"at": "2026-01-24T09:10", "number": "", "identity": "questions", "right_party": "yes",
                "outcome": "answered", "note": "says he has died"}  # fmt: skip
        agent.post(reverse("correct-contact", args=[late.pk, event.pk]), sent)
        newest = ContactEvent.objects.latest("pk")
        assert (newest.corrects_id, newest.relation, newest.right_party) == (event.pk, "child", False)

    @pytest.mark.parametrize(
        ("said", "problem"),
        [
            ({"at": "2026-01-24T10:01"}, "This time is in the future."),
            (
                {"channel": "sms", "outcome": "busy"},
                "This is not a possible result of a contact by this channel.",
            ),
            ({"number": "4111 1111 1111 1111"}, "looks like a card number"),
        ],
    )
    def test_not_what_cannot_be(self, agent, late, li_na, said, problem):
        plain = {"customer": li_na.pk, "channel": "call", "at": "2026-01-24T09:15", "purpose": "service",
                 "identity": "none", "outcome": "answered"}  # fmt: skip
        assert problem in text(agent.post(reverse("log-incoming", args=[late.pk]), plain | said))
        assert not ContactEvent.objects.exists()


class TestHistory:
    @pytest.fixture
    def event(self, agent, late, li_na):
        ask(agent, late, li_na)
        came_of(agent, note="rang twice")
        return ContactEvent.objects.get()

    def correct(self, client, event, **said):
        plain = {"at": "2026-01-24T09:30", "number": event.number, "identity": "none", "outcome": "busy"}
        address = reverse("correct-contact", args=[event.account_id, event.pk])
        return client.post(address, plain | said, follow=True)

    def test_a_correction_stands_beside_what_it_corrects(self, agent, event):
        newest, first = rows(self.correct(agent, event, note="engaged"))
        assert newest.startswith(
            "24 Jan 2026 09:30 telephone call from us about the debt line busy · engaged correction"
        )
        assert first.startswith(
            "24 Jan 2026 10:00 telephone call from us about the debt no answer · rang twice corrected"
        )
        assert [row.split()[-1] == "Correct" for row in (newest, first)] == [True, False]

    def test_only_what_stands_is_corrected(self, agent, event):
        self.correct(agent, event)
        assert self.correct(agent, event).status_code == 404

    def test_what_never_was_is_off_the_account(self, agent, event, late):
        self.correct(agent, event, outcome="entered-in-error")
        assert "No contact yet." in text(agent.get(reverse("account", args=[late.pk])))

    def test_contacts_about_other_accounts_of_the_person_are_seen_too(self, agent, event, li_na):
        other = hold(())
        with rewritten():
            Party.objects.filter(account=other).update(customer=li_na)
        page = text(agent.get(reverse("account", args=[other.pk])))
        assert f"no answer · rang twice 李娜 {event.account.reference} agent" in page

    def test_page_by_page(self, agent, event, late, monkeypatch):
        monkeypatch.setattr("servicing.workspace.worklist.PAGE", 1)
        self.correct(agent, event)
        address = reverse("contacts", args=[late.pk])
        assert "line busy" in rows(agent.get(address))[0]
        newest = ContactEvent.objects.latest("pk").pk
        assert "no answer" in rows(agent.get(address, {"after": newest}))[0]

    def test_who_only_reads_sees_all_and_corrects_nothing(self, agent, people, event, late):
        agent.force_login(people["compliance"])
        page = agent.get(reverse("contacts", args=[late.pk]))
        assert "rang twice" in text(page)
        assert "/correct/" not in markup(page)
