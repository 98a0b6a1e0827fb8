"""The pages of the queues, as whoever works at them uses them."""

from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts import formatting, holds
from accounts.acts import Act
from accounts.cases import lifecycle as cases
from accounts.contact import callbacks
from accounts.hardship import requests as help_requests
from accounts.models import CallBack, ContactEvent, Promise
from servicing.models import Claim, ClaimRecord, Deferral
from servicing.queues.catalogue import QUEUES
from tests.accounts.contact.calling import holder_of
from tests.acts import act_by
from tests.notices.posted import noticed
from tests.servicing.queues.test_queues import missed_plan, opened
from tests.servicing.queues.waiting import NOW, TODAY, late, people
from tests.servicing.workspace.builders import colleague, team

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def now(settings, tmp_path):
    settings.STORAGES = {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}}
    with time_machine.travel(NOW, tick=False) as moment:
        yield moment


@pytest.fixture
def everybody(db):
    return team()


@pytest.fixture
def agent(client, everybody):
    client.force_login(everybody["agent"])
    return client


def next_person(client, queue="m1", **posted) -> int:
    answer = client.post(reverse("next-of-queue", args=[queue]), posted)
    return int(answer.url.split("/")[2]) if answer.url.endswith("/workspace/") else 0


def test_the_queues_with_their_counts(agent):
    late(number=1), late("M2", number=2)
    page = agent.get(reverse("queues")).content.decode()
    shown = [code for code in QUEUES if f'data-queue="{code}"' in page]
    assert shown == [code for code in QUEUES if code != "vulnerable"]


def test_how_long_a_person_is_ones_own_is_told_by_ones_own_clock(agent):
    late(number=1)
    next_person(agent)
    page = agent.get(reverse("queues")).content.decode()
    assert formatting.moment(Claim.objects.get().leased_until) in page and "UTC" in page


def test_next_claims_the_first_and_then_the_one_after(agent):
    first, second = late(number=1), late(number=2)
    assert [next_person(agent), next_person(agent)] == people(first, first)  # first what is mine
    assert next_person(agent, leaving=holder_of(first)) == holder_of(second)
    record = ClaimRecord.objects.get(customer=holder_of(first))
    assert (record.end, record.how, record.ended_by) == ("given-back", "next", "agent")


def test_the_page_of_the_person(agent):
    account = late()
    customer = next_person(agent)
    page = agent.get(reverse("work", args=[customer])).content.decode()
    assert "100.00 USD past due since 21 Jan 2026 (M0, 41 days)" in page
    assert "may be called until 3 Mar 2026 21:00" in page
    assert f'data-account="{account.reference}"' in page and "data-person=" in page
    assert [f'data-key="{key}"' in page for key in "nclphs"] == [True] * 6


@pytest.mark.parametrize(("queue", "act"), [("cases", "Open the case"), ("hold-reviews", "Review the hold"),
                                            ("returned-mail", "Update the contact details"),
                                            ("missed-plans", "Look at the plan"),
                                            ("hardship", "Go on with the request for help")])  # fmt: skip
def test_what_the_queue_is_for_is_offered_first(agent, queue, act):
    account = late()
    WORK[queue](account)
    customer = next_person(agent, queue)
    page = agent.get(reverse("work", args=[customer])).content.decode()
    assert act in page and page.count('class="button"') <= 3
    assert agent.get(reverse("queue", args=[queue])).content.decode().count("data-account=") == 1


WORK = {
    "missed-plans": missed_plan,
    "cases": lambda account: opened(account, TODAY),
    "hold-reviews": lambda account: holds.place(
        act_by("bo", "r"), kind="our-error", starts_on=TODAY, review_on=TODAY, account=account
    ),
    "returned-mail": lambda account: noticed(account, state="returned"),
    "hardship": lambda account: help_requests.take(account, Act(by="bo", at=NOW), on=TODAY),
}


def test_a_promise_is_recorded_in_place_and_the_next_person_comes(agent):
    account, other = late(number=1), late(number=2)
    customer = next_person(agent)
    said = {
        "form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 0, "form-0-due_on": (TODAY + timedelta(3)).isoformat(),
        "form-0-amount": "100.00", "then": "next", "leaving": customer,
    }  # fmt: skip
    address = reverse("take-promise", args=[account.pk]) + "?next=" + reverse("work", args=[customer])
    button = agent.post(reverse("promise-verb", args=[account.pk]), said).content.decode()
    assert "Record promise of 100.00 USD by 6 Mar 2026: no calls until 7 Mar 2026" in button
    answer = agent.post(address, said, follow=True)
    assert Promise.objects.get().taken_by == "agent"
    assert answer.redirect_chain[-1][0] == reverse("work", args=[holder_of(other)])
    assert Deferral.objects.get().kind == "worked"


@pytest.mark.parametrize("route", ["take-promise", "ask-help"])
def test_an_agreed_call_is_made_when_what_they_promise_or_ask_is_taken_down(agent, route):
    """By whoever was given the person to call them: what a colleague takes down may have come by letter."""
    calls = [agreed(late(number=number), NOW - timedelta(minutes=10 - number)) for number in range(2)]
    assert next_person(agent, "call-backs") == calls[0].customer_id
    said = {
        "form-TOTAL_FORMS": 1, "form-INITIAL_FORMS": 0, "form-0-due_on": (TODAY + timedelta(3)).isoformat(),
        "form-0-amount": "100.00",
    }  # fmt: skip
    for call in calls:
        agent.post(reverse(route, args=[call.account_id]), said)
        call.refresh_from_db()
    assert [(call.outcome, call.settled_by) for call in calls] == [("kept", "agent"), ("", "")]


def agreed(account, at) -> CallBack:
    call = CallBack(
        account=account, customer_id=holder_of(account), day=at.date(), time=at.time(),
        zone="America/New_York", asked="call",
    )  # fmt: skip
    return callbacks.agree(call, Act(by="bo", at=at))


def test_forms_lead_back_to_the_person(agent):
    late()
    customer = next_person(agent)
    back = reverse("work", args=[customer])
    account = Claim.objects.get().account_id
    asked = {"customer": customer, "what": "call collection", "next": back}
    form = agent.post(reverse("ask-contact", args=[account]), asked).url
    assert agent.post(form, {"outcome": "no-answer", "identity": "none"}).url == back
    assert ContactEvent.objects.get().agent == "agent"


class TestLeavingAPerson:
    def test_snoozed_until_a_typed_time_and_never_past_the_deadline(self, agent):
        late()
        customer = next_person(agent)
        typed = {"until": "wed 10", "reason": "papers"}
        agent.post(reverse("snooze-person", args=[customer]), {**typed, "until": "whenever"})
        assert not Deferral.objects.exists()
        Claim.objects.update(due_on=TODAY)
        agent.post(reverse("snooze-person", args=[customer]), typed)
        assert not Deferral.objects.exists()
        Claim.objects.update(due_on=None)
        agent.post(reverse("snooze-person", args=[customer]), typed)
        assert Deferral.objects.get().until == NOW + timedelta(days=1)
        assert next_person(agent) == 0

    def test_a_skip_says_to_whom_the_person_is_not_offered(self, agent, everybody):
        account = late()
        customer = next_person(agent)
        agent.post(reverse("skip-person", args=[customer]), {"reason": "knows-them"})
        assert next_person(agent) == 0
        page = agent.get(reverse("unoffered", args=["m1"])).content.decode()
        assert "I know this person" in page and account.reference in page
        agent.force_login(everybody["supervisor"])
        assert next_person(agent) == customer

    def test_a_case_to_decide_is_for_a_supervisor(self, agent, everybody):
        account = late()
        cases.acknowledge(opened(account, TODAY), TODAY, Act(by="ana", at=NOW))
        assert next_person(agent, "cases") == 0
        page = agent.get(reverse("unoffered", args=["cases"])).content.decode()
        assert "What waits here is for a colleague in another role to do." in page
        agent.force_login(everybody["supervisor"])
        assert next_person(agent, "cases") == holder_of(account)

    def test_handed_over_with_a_note(self, agent):
        late()
        colleague("agent", "bo")
        customer = next_person(agent)
        agent.post(reverse("hand-over", args=[customer]), {"to": "bo", "note": "speaks Polish"})
        claim = Claim.objects.get()
        assert (claim.holder, claim.note, claim.fence) == ("bo", "speaks Polish", 2)
        assert [record.end for record in ClaimRecord.objects.order_by("fence")] == ["handed-over", ""]

    def test_taken_over_by_a_supervisor_for_a_reason(self, agent, everybody):
        late()
        customer = next_person(agent)
        assert agent.post(reverse("take-over", args=[customer]), {"note": "x"}).status_code == 403
        agent.force_login(everybody["supervisor"])
        agent.post(reverse("take-over", args=[customer]), {"note": ""})
        assert Claim.objects.get().holder == "agent"
        agent.post(reverse("take-over", args=[customer]), {"note": "complained about us"})
        assert Claim.objects.get().holder == "supervisor"
        agent.force_login(everybody["agent"])
        answer = agent.post(reverse("give-person-back", args=[customer]), follow=True)
        assert "You do not have this person any more" in answer.content.decode()

    def test_signing_out_gives_everybody_back(self, agent):
        late()
        customer = next_person(agent)
        agent.post(reverse("sign-out"))
        assert Claim.objects.get().holder == ""
        assert ClaimRecord.objects.get(customer=customer).end == "signed-out"


class TestSupervisors:
    def test_who_has_whom_and_reassigning(self, agent, everybody):
        late()
        customer = next_person(agent)
        agent.force_login(everybody["supervisor"])
        assert "The agent" in agent.get(reverse("claims")).content.decode()
        colleague("agent", "bo", name="Bo Berg")
        agent.post(reverse("assign-claims"), {"chosen": customer, "owner": "bo", "note": "ill"})
        assert Claim.objects.get().holder == "bo"
        agent.post(reverse("assign-claims"), {"chosen": customer, "note": "ill too"})
        page = agent.get(reverse("claims")).content.decode()
        assert Claim.objects.get().holder == "" and "Bo Berg" in page

    def test_figures_by_queue(self, agent, everybody, now):
        late()
        customer = next_person(agent)
        now.shift(timedelta(minutes=5))
        agent.post(reverse("skip-person", args=[customer]), {"reason": "no-time", "note": "lunch"})
        agent.force_login(everybody["supervisor"])
        page = agent.get(reverse("claims")).content.decode()
        assert "Too long for the time I have left" in page and "lunch" in page


def test_picking_by_hand_is_on_record(agent, everybody):
    account = late()
    customer = holder_of(account)
    posted = {"account": account.pk, "queue": "m1"}
    agent.post(reverse("pick-person", args=[customer]), posted)
    assert ClaimRecord.objects.get().how == "picked"
    agent.force_login(everybody["supervisor"])
    answer = agent.post(reverse("pick-person", args=[customer]), posted, follow=True)
    assert "The agent has this person." in answer.content.decode()


def test_the_lease_is_renewed_while_the_page_is_used_and_lapses_by_itself(agent, everybody, now):
    late()
    customer = next_person(agent)
    now.shift(timedelta(minutes=8))
    assert "Yours for 2" in agent.get(reverse("lease", args=[customer])).content.decode()
    assert "Yours for 10" in agent.post(reverse("lease", args=[customer])).content.decode()
    now.shift(timedelta(minutes=11))
    agent.force_login(everybody["supervisor"])
    assert next_person(agent) == customer
    assert [record.end for record in ClaimRecord.objects.order_by("fence")] == ["lapsed", ""]


@pytest.mark.parametrize("path", ["queues", "queue", "work"])
def test_a_page_asks_the_same_number_of_queries_however_many_wait(agent, path):
    """Two people, then seventy; for the page of a person two accounts, then six."""
    account = late(number=1)
    holder = account.parties.get().customer
    address = reverse(path, args={"queues": [], "queue": ["m1"], "work": [holder.pk]}[path])
    asked = []
    for numbers in (range(2, 3), range(3, 70)):
        for number in numbers:
            late(number=number)
        for _ in range(min(len(numbers), 4)):
            late("M0", holder=holder)
        agent.get(address)
        with CaptureQueriesContext(connection) as queries:
            assert agent.get(address).status_code == 200
        asked.append(len(queries))
    assert asked[0] == asked[1] <= 64
