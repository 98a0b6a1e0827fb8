"""Disputes and complaints at the desk: who may do what, and what the lists and pages say."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.acts import Act
from accounts.cases import lifecycle as case_lifecycle
from accounts.dates import local_day
from accounts.models import Account, Case, Product
from tests.history import rewritten
from tests.servicing.workspace.builders import FIRST
from tests.servicing.workspace.reading import markup, rows, text

pytestmark = pytest.mark.django_db


def opened(account, *, kind="complaint", days_ago: int = 0, **named) -> Case:
    at = timezone.now() - timedelta(days=days_ago)
    opening = case_lifecycle.Opening(
        kind=kind,
        customer=account.parties.get().customer,
        channel="call",
        on=local_day(at, account.time_zone),
        about="charged twice",
        **named,
    )
    return case_lifecycle.open_case(account, opening, Act(by="agent", at=at))


@pytest.fixture
def case(book):
    return opened(book["late"])


@pytest.fixture
def dispute(book):
    return opened(book["late"], kind="dispute", disputed_amount=6000, statement_date=FIRST)


@pytest.fixture
def compliance(client, book, people):
    client.force_login(people["compliance"])
    return client


def take(client, name, case, **said):
    return client.post(reverse(name, args=[case.pk]), {"seen": case_lifecycle.seen(case)} | said, follow=True)


def today(case) -> str:
    return local_day(timezone.now(), case.account.time_zone).isoformat()


class TestCorrecting:
    def test_a_note_changes_nothing_and_stays(self, agent, case):
        page = text(take(agent, "note-case", case, reason="the shop has been asked"))
        assert "note the shop has been asked The agent" in page
        assert "This field is required." in text(take(agent, "note-case", case, reason=""))
        case.refresh_from_db()
        assert case.state == "open"

    def test_a_decided_case_takes_notes_too(self, compliance, case):
        take(compliance, "decide-case", case, outcome="rejected", reason="as agreed", on=today(case))
        page = text(take(compliance, "note-case", case, reason="the customer called again"))
        assert "the customer called again" in page

    def test_a_wrong_amount_is_corrected_and_its_hold_with_it(self, agent, dispute):
        first = dispute.hold
        page = text(take(agent, "amend-case", dispute, amount="45.50", reason="mistyped"))
        assert "Disputed 45.50 CNY corrected; at first 60.00 CNY" in page
        assert "amount corrected 45.50 CNY. mistyped" in page
        dispute.refresh_from_db()
        first.refresh_from_db()
        assert first.withdrawn_on
        assert (dispute.hold.starts_on, dispute.hold.disputed_amount) == (first.starts_on, 4550)
        assert not list(case_lifecycle.standing_otherwise([dispute.account_id]))

    def test_it_is_decided_by_the_amount_as_corrected(self, compliance, dispute):
        take(compliance, "amend-case", dispute, amount="45.50", reason="mistyped")
        take(compliance, "decide-case", dispute, outcome="upheld", reason="as said", on=today(dispute))
        dispute.refresh_from_db()
        assert dispute.credit == 4550

    def test_a_complaint_disputes_no_amount(self, agent, case):
        assert reverse("amend-case", args=[case.pk]) not in markup(agent.get(reverse("case", args=[case.pk])))
        page = text(take(agent, "amend-case", case, amount="1.00", statement=FIRST.isoformat(), reason="x"))
        assert "A complaint disputes no amount." in page

    def test_where_all_is_disputed_the_amount_is_named_later_with_its_statement(self, agent, book):
        unnamed = opened(book["late"], kind="dispute")
        first = unnamed.hold
        asked = {"amount": "60.00", "reason": "told on the telephone"}
        assert "This field is required." in text(take(agent, "amend-case", unnamed, **asked))
        page = text(take(agent, "amend-case", unnamed, **asked, statement=FIRST.isoformat()))
        assert "amount named, on the statement of" in page
        assert "named later; at first all of it" in page
        unnamed.refresh_from_db()
        first.refresh_from_db()
        held = unnamed.hold
        assert first.withdrawn_on
        assert (held.starts_on, held.disputed_amount, held.statement_date) == (first.starts_on, 6000, FIRST)
        assert not list(case_lifecycle.standing_otherwise([unnamed.account_id]))
        take(agent, "amend-case", unnamed, amount="45.50", reason="mistyped")
        unnamed.refresh_from_db()
        assert (unnamed.disputed, unnamed.disputed_statement) == (4550, FIRST)


class TestOpening:
    def said(self, account, **more):
        return {
            "kind": "dispute",
            "customer": account.parties.get().customer_id,
            "channel": "letter",
            "on": local_day(timezone.now(), account.time_zone).isoformat(),
            "about": "never bought that",
            "disputed_amount": "60.00",
            "statement_date": FIRST.isoformat(),
            **more,
        }

    def send(self, client, account, **more):
        return client.post(reverse("open-case", args=[account.pk]), self.said(account, **more), follow=True)

    def test_from_the_page_of_the_account(self, agent, book):
        account = book["late"]
        page = markup(agent.get(reverse("account", args=[account.pk])))
        assert f'href="{reverse("open-case", args=[account.pk])}"' in page
        answer = text(self.send(agent, account))
        assert "Opened." in answer
        assert "Disputed 60.00 CNY" in answer
        case = Case.objects.get()
        assert (case.disputed_amount, case.statement_date) == (6000, FIRST)
        assert case.steps.get().by == "agent"
        assert "dispute 60.00 CNY open, decide by" in text(agent.get(reverse("account", args=[account.pk])))

    def test_it_places_the_hold(self, agent, book):
        self.send(agent, book["late"])
        hold = Case.objects.get().hold
        assert (hold.kind, hold.disputed_amount, hold.placed_by) == ("dispute", 6000, "agent")

    @pytest.mark.parametrize(
        ("more", "problem"),
        [
            ({"disputed_amount": ""}, "Name the amount that is disputed"),
            ({"statement_date": ""}, "Name the statement that the amount is on."),
            ({"disputed_amount": "1.005"}, "Enter an amount such as 1,234.00 CNY."),
            ({"disputed_amount": "-1"}, "Enter an amount such as 1,234.00 CNY."),
            ({"kind": "complaint"}, "A complaint disputes no amount."),
            ({"about": ""}, "This field is required."),
            ({"about": "my card 4111 1111 1111 1111"}, "card number"),
            ({"on": "2030-01-01"}, "The day must lie between"),
        ],
    )
    def test_what_will_not_do_is_said_and_nothing_opened(self, agent, book, more, problem):
        assert problem in text(self.send(agent, book["late"], **more))
        assert not Case.objects.exists()

    def test_only_a_party_of_the_account_raises_it(self, agent, book):
        stranger = book["paid"].parties.get().customer_id
        self.send(agent, book["late"], customer=stranger)
        assert not Case.objects.exists()


class TestSteps:
    def test_an_agent_acknowledges_and_cannot_decide(self, agent, case):
        page = take(agent, "acknowledge-case", case, on=today(case), note="by letter")
        assert "acknowledged by letter The agent" in text(page)
        assert "A supervisor or compliance decides." in text(page)
        assert agent.post(reverse("decide-case", args=[case.pk])).status_code == 403

    def test_more_time_needs_somebody_else(self, desk, compliance, case, people):
        compliance.force_login(people["compliance"])
        page = text(take(compliance, "ask-extension", case, reason="waiting for the shop"))
        assert "The compliance asks for time until" in page
        assert "Somebody else must answer." in page
        answer = text(take(compliance, "grant-extension", case))
        assert "Somebody other than who asked for it must approve" in answer
        compliance.force_login(people["supervisor"])
        before = Case.objects.get().resolve_by
        take(compliance, "grant-extension", case)
        assert Case.objects.get().resolve_by == before + timedelta(days=15)

    def test_it_may_be_refused_with_a_reason(self, desk, case):
        case_lifecycle.ask_extension(case, "waiting", Act(by="agent", at=timezone.now()))
        assert "This field is required." in text(take(desk, "refuse-extension", case))
        page = take(desk, "refuse-extension", case, reason="all is here")
        assert "extension refused all is here The supervisor" in text(page)

    def test_where_the_rules_allow_none_it_says_so_beforehand(self, agent, book):
        with rewritten():
            Product.objects.filter(pk=book["late"].product_id).update(jurisdiction="GB")
        account = Account.objects.select_related("product").get(pk=book["late"].pk)
        page = text(agent.get(reverse("case", args=[opened(account).pk])))
        assert "The rules that apply to this account allow no further extension." in page

    def test_rejected(self, desk, dispute):
        page = take(desk, "decide-case", dispute, outcome="rejected", reason="signed for", on=today(dispute))
        dispute.refresh_from_db()
        assert (dispute.outcome, dispute.decided_on.isoformat()) == ("rejected", today(dispute))
        assert dispute.fresh_due_on == dispute.decided_on + timedelta(days=10)
        assert f"What is owed is due on {dispute.fresh_due_on}" in text(page)
        assert dispute.hold.ends_on == dispute.decided_on

    def test_upheld_it_awaits_the_credit(self, desk, dispute):
        page = take(desk, "decide-case", dispute, outcome="upheld", reason="our mistake", on=today(dispute))
        assert "Credit expected 60.00 CNY Still awaited 60.00 CNY" in text(page)
        assert len(rows(desk.get(reverse("cases"), {"show": "credits"}))) == 1
        page = take(desk, "settle-case", dispute, reason="paid out")
        assert "Credit expected" not in text(page)
        assert rows(desk.get(reverse("cases"), {"show": "credits"})) == []

    def test_no_outcome_is_chosen_beforehand(self, desk, dispute):
        page = markup(desk.get(reverse("case", args=[dispute.pk])))
        offered = re.search(r'<select name="outcome".*?</select>', page, re.S)[0]
        assert re.findall(r'<option value="(.*?)" selected', offered) == [""]
        assert "This field is required." in text(
            take(desk, "decide-case", dispute, reason="x", on=today(dispute))
        )
        assert Case.objects.get().is_open

    def test_what_does_not_fit_is_told_beside_the_form(self, desk, dispute):
        said = {"outcome": "partly-upheld", "reason": "a part", "on": today(dispute), "amount": "60"}
        page = text(take(desk, "decide-case", dispute, **said))
        assert "Partly upheld means a part of what is disputed." in page
        assert Case.objects.get().is_open

    def test_redress_and_reopening_and_taking_back(self, desk, case):
        take(desk, "decide-case", case, outcome="upheld", reason="true", on=today(case))
        page = take(desk, "redress-case", case, amount="25", reason="for the trouble")
        assert "Still awaited 25.00 CNY" in text(page)
        step = case.steps.get(kind="redress")
        page = take(desk, "take-back-step", case, step=step.pk, reason="meant another case")
        assert "redress taken back 25.00 CNY" in text(page)
        assert "Still awaited" not in text(page)
        page = take(desk, "reopen-case", case, reason="more has come")
        assert "Open it again" not in text(page)
        assert Case.objects.get().is_open

    def test_two_at_once(self, desk, case):
        decided = {"outcome": "rejected", "reason": "unfounded", "on": today(case)}
        take(desk, "decide-case", case, **decided)
        page = text(take(desk, "decide-case", case, **decided))
        assert "It is decided. Open it again first." in page
        assert case.steps.filter(kind="decided").count() == 1


class TestLists:
    @pytest.mark.parametrize(
        ("days_ago", "shows"),
        [
            (0, {"open", "unacknowledged", "soon"}),  # a complaint in China: a day, and fifteen
            (2, {"open", "unacknowledged", "late"}),
            (16, {"open", "unacknowledged", "late"}),
        ],
    )
    def test_what_is_due(self, agent, book, days_ago, shows):
        opened(book["late"], days_ago=days_ago)
        for show in ("open", "unacknowledged", "soon", "late", "extensions", "credits", "decided"):
            found = rows(agent.get(reverse("cases"), {"show": show}))
            assert bool(found) == (show in shows), show

    def test_acknowledged_it_is_late_by_its_other_clock(self, agent, book):
        case = opened(book["late"], days_ago=15)
        case_lifecycle.acknowledge(case, case.opened_on, Act(by="agent", at=timezone.now()))
        assert rows(agent.get(reverse("cases"), {"show": "late"})) == []
        Case.objects.update(resolve_by=case.resolve_by - timedelta(days=1))
        assert len(rows(agent.get(reverse("cases"), {"show": "late"}))) == 1
        assert "It should have been decided by" in text(agent.get(reverse("case", args=[case.pk])))

    def test_home_and_the_board_count_what_is_to_be_done(self, agent, book):
        opened(book["late"], days_ago=20)
        home = agent.get(reverse("home"))
        assert "Disputes and complaints Open 1 Late 1 To acknowledge 1" in text(home)
        assert f'href="{reverse("cases")}?show=late"' in markup(home)
        board = agent.get(reverse("night"))
        assert "1 dispute or complaint is late: acknowledge or decide it." in text(board)
        assert f'href="{reverse("cases")}?show=late"' in markup(board)

    def test_pages_by_last_key(self, agent, book, monkeypatch):
        monkeypatch.setattr("servicing.workspace.worklist.PAGE", 1)
        first, second = opened(book["late"], days_ago=3), opened(book["late"], days_ago=3)
        page = agent.get(reverse("cases"))
        assert str(first.pk) in rows(page)[0]
        key = f"{first.resolve_by}~{first.pk}"
        assert f"show=open&amp;after={key}" in markup(page)
        assert str(second.pk) in rows(agent.get(reverse("cases"), {"show": "open", "after": key}))[0]

    @pytest.mark.parametrize("query", [{"show": "x"}, {"after": "x~y"}])
    def test_an_address_that_makes_no_sense(self, agent, query):
        assert agent.get(reverse("cases"), query).status_code == 400
