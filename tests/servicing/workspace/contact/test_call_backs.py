"""Call-backs at the desk: agreed, taken, missed, moved; and the dial list."""

from datetime import UTC, datetime, timedelta
from hashlib import sha256

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts.models import CallBack
from servicing.models import Export
from tests.accounts.contact.calling import happened
from tests.servicing.workspace.lists.test_bulk import in_bulk
from tests.servicing.workspace.reading import markup, rows, text

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 1, 24, 2, tzinfo=UTC)  # ten o'clock in Shanghai


@pytest.fixture(autouse=True)
def clock(book, people):
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


@pytest.fixture
def late(book):
    return book["late"]


def agree(client, account, **said):
    """After a conversation in which they asked for it."""
    happened(account, timezone.now(), "conversation")
    plain = {
        "customer": account.parties.get().customer_id,
        "day": "2026-01-24",
        "time": "15:00",
        "asked": "call",
    }
    return client.post(reverse("agree-call-back", args=[account.pk]), plain | said, follow=True)


def act(client, name, call, **said):
    return client.post(reverse(name, args=[call.pk]), said, follow=True)


def listed(client, **wanted) -> list[str]:
    """Day and time of each, and whether it is missed."""
    return [row.split(" Asia")[0] for row in rows(client.get(reverse("call-backs"), wanted))]


class TestAgreeing:
    def test_by_their_clock(self, agent, late):
        page = agree(agent, late, note="after lunch", owner="agent")
        call = CallBack.objects.get()
        assert (call.at, call.zone, call.made_by) == (NOW + timedelta(hours=5), "Asia/Shanghai", "agent")
        assert "2026-01-24 15:00 · 李娜 · after lunch" in text(page)

    @pytest.mark.parametrize(
        ("said", "problem"),
        [
            ({"time": "06:59", "asked": "hour"}, "Nobody is called at night: only from 07:00 until 22:00."),
            ({"time": "22:00"}, "Nobody is called at night"),
            ({"time": "10:00"}, "This time has passed."),
            ({"owner": "compliance"}, "not one of the available choices"),
            ({"note": "4111 1111 1111 1111"}, "looks like a card number"),
        ],
    )
    def test_not_what_cannot_be(self, agent, late, said, problem):
        assert problem in text(agree(agent, late, **said))
        assert not CallBack.objects.exists()

    def test_the_gate_allows_it_at_its_time(self, agent, late, clock):
        agree(agent, late)
        address = reverse("ask-contact", args=[late.pk])
        said = {"customer": late.parties.get().customer_id, "what": "call call-back"}
        page = text(agent.post(address, said, follow=True))
        assert "No call was asked for at this time. From 24 Jan 2026 14:55" in page
        clock.move_to(NOW + timedelta(hours=5))
        assert "Telephone call (" in text(agent.post(address, said, follow=True))


class TestTheList:
    @pytest.fixture
    def call(self, agent, late):
        agree(agent, late)
        return CallBack.objects.get()

    def test_open_ones_the_earliest_first(self, agent, late, call):
        agree(agent, late, day="2026-01-25", time="09:00", asked="no")
        agree(agent, late, time="11:00", asked="no")
        assert listed(agent) == ["2026-01-24 11:00", "2026-01-24 15:00", "2026-01-25 09:00"]

    def test_missed_ones_are_work(self, agent, call, clock):
        assert listed(agent, show="missed") == []
        clock.move_to(NOW + timedelta(hours=6))
        assert listed(agent, show="missed") == ["2026-01-24 15:00 missed"]
        for name in ("call-backs", "home"):
            assert "Missed 1" in text(agent.get(reverse(name)))

    def test_taken_by_one_and_released(self, agent, call):
        act(agent, "take-call-back", call)
        assert CallBack.objects.get().owner == "agent"
        assert "A colleague was first" in text(act(agent, "take-call-back", call))
        assert listed(agent, show="mine")
        act(agent, "release-call-back", call)
        assert listed(agent, show="nobody")

    def test_a_supervisor_gives_it_to_anyone(self, agent, people, call):
        agent.force_login(people["supervisor"])
        in_bulk(agent, "call-backs", "assign", [call.pk], owner="agent")
        assert CallBack.objects.get().owner == "agent"

    def test_an_agent_releases_only_their_own(self, agent, people, call):
        CallBack.objects.update(owner="supervisor")
        act(agent, "release-call-back", call)
        assert CallBack.objects.get().owner == "supervisor"
        agent.force_login(people["supervisor"])
        act(agent, "release-call-back", call)
        assert CallBack.objects.get().owner == ""

    def test_moved_and_cancelled(self, agent, call):
        said = {"customer": call.customer_id, "day": "2026-01-26", "time": "09:00", "asked": "hour"}
        happened(call.account, call.made_at + timedelta(minutes=1), "conversation")
        act(agent, "move-call-back", call, **said)
        assert listed(agent) == ["2026-01-26 09:00"]
        moved = CallBack.objects.get(outcome="")
        assert "Enter a reason" in text(act(agent, "cancel-call-back", moved))
        act(agent, "cancel-call-back", moved, why="paid in full")
        assert listed(agent) == []

    def test_page_by_page(self, agent, late, call, monkeypatch):
        monkeypatch.setattr("servicing.workspace.worklist.PAGE", 1)
        agree(agent, late, time="16:00", asked="no")
        following = agent.get(reverse("call-backs")).context["page"].last
        assert listed(agent) == ["2026-01-24 15:00"]
        assert listed(agent, after=following) == ["2026-01-24 16:00"]
        assert agent.get(reverse("call-backs"), {"after": "x~y"}).status_code == 400


class TestTheDialList:
    def test_whom_the_gate_allows_for_a_supervisor(self, desk, late):
        answer = desk.post(reverse("dial-list"))
        lines = answer.content.decode().split()
        assert lines[0] == "account,number,language,time_zone,until"
        assert f"{late.reference},+8613800001234,,Asia/Shanghai,2026-01-24T11:00:00+08:00" in lines
        assert answer["Content-Disposition"] == 'attachment; filename="dial-list-20260124T0200.csv"'
        taken = Export.objects.get()
        assert (taken.list, taken.by, taken.rows) == ("dial-list", "supervisor", len(lines) - 1)
        assert taken.sha256 == sha256(answer.content).hexdigest()

    def test_never_by_a_link(self, desk):
        assert desk.get(reverse("dial-list")).status_code == 405

    def test_not_offered_to_an_agent(self, agent):
        assert "dial-list" not in markup(agent.get(reverse("call-backs")))
