"""Acts on many people of a queue: what is allowed is seen before, what came of each after; two people above a limit."""

import re
from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse

from servicing.models import BulkAct, BulkRow, Claim, ClaimRecord, Deferral
from tests.accounts.contact.calling import holder_of, owing
from tests.servicing.queues.test_queues import opened
from tests.servicing.queues.waiting import NOW, TODAY, late, offered
from tests.servicing.workspace.builders import colleague, team
from tests.servicing.workspace.conftest import plain_static_files  # noqa: F401 -- a fixture
from tests.servicing.workspace.reading import text

pytestmark = pytest.mark.django_db


@pytest.fixture
def everybody(db):
    with time_machine.travel(NOW, tick=False):
        yield team()


@pytest.fixture
def supervisor(client, everybody):
    client.force_login(everybody["supervisor"])
    return client


def begin(client, act, *accounts, **posted):
    chosen = {
        "act": act,
        "chosen": [holder_of(account) for account in accounts],
        "query": "queue=m1",
        **posted,
    }
    return text(client.post(reverse("bulk-queues"), chosen, follow=True))


def run(client, **terms) -> str:
    made = BulkAct.objects.latest("pk")
    return text(client.post(reverse("run-bulk-queues", args=[made.pk]), terms, follow=True))


SNOOZE = {"until": "wed 10", "reason": "papers", "note": ""}


def test_snoozed_but_whom_a_colleague_has_and_whose_deadline_is_before(supervisor, everybody):
    free, held, due = (late(number=number) for number in range(3))
    supervisor.force_login(everybody["agent"])
    supervisor.post(reverse("pick-person", args=[holder_of(held)]), {"account": held.pk, "queue": "m1"})
    supervisor.force_login(everybody["supervisor"])
    case = opened(due, TODAY)
    type(case).objects.filter(pk=case.pk).update(resolve_by=TODAY, acknowledged_on=TODAY)
    page = begin(supervisor, "snooze", free, held, due)
    assert "Refused: 1" in page and "The agent has this person." in page and "Allowed: 2" in page
    assert "Done: 1. Refused: 2." in run(supervisor, **SNOOZE)
    [deferral] = Deferral.objects.all()
    assert (deferral.customer_id, deferral.until, deferral.made_by) == (
        holder_of(free), NOW + timedelta(days=1), "supervisor",
    )  # fmt: skip
    reasons = set(BulkRow.objects.exclude(reason="").values_list("reason", flat=True))
    assert reasons == {"The agent has this person.", "Not that late: the deadline is 3 Mar 2026."}
    assert holder_of(free) not in offered("m1", everybody["supervisor"])


def test_all_of_the_queue_and_a_time_that_is_none(supervisor):
    late(number=1), late(number=2)
    begin(supervisor, "snooze", everything="on")
    assert BulkRow.objects.count() == 2
    assert "is no time that lies ahead" in run(supervisor, **SNOOZE | {"until": "whenever"})
    assert not Deferral.objects.exists()


def test_above_the_limit_a_second_person_lets_it_go(supervisor, settings):
    settings.BULK_SECOND_PERSON_ABOVE = 1
    first, second = late(number=1), late(number=2)
    begin(supervisor, "snooze", first, second)
    run(supervisor, **SNOOZE)
    assert not Deferral.objects.exists()
    other = colleague("supervisor", "second")
    supervisor.force_login(other)
    assert "waits for a second person" in text(supervisor.get(reverse("home")))
    run(supervisor)
    assert set(Deferral.objects.values_list("made_by", flat=True)) == {"supervisor"}
    assert BulkAct.objects.get().approved_by == "second"


def test_given_to_a_colleague_with_a_note(supervisor):
    account = late()
    begin(supervisor, "assign", account)
    assert "Done: 1." in run(supervisor, owner="agent", note="speaks Polish")
    claim = Claim.objects.get()
    assert (claim.holder, claim.note, claim.queue, claim.how) == ("agent", "speaks Polish", "m1", "assigned")
    assert ClaimRecord.objects.filter(ended_at=None).count() == 1


def test_agents_are_not_offered_it(supervisor, everybody):
    account = late()
    supervisor.force_login(everybody["agent"])
    assert "bulk" not in supervisor.get(reverse("queue", args=["m1"])).content.decode()
    posted = {"act": "snooze", "chosen": [holder_of(account)]}
    assert supervisor.post(reverse("bulk-queues"), posted).status_code == 403


class TestWhyOffered:
    def page(self, client, account) -> str:
        return text(client.get(reverse("why-offered", args=[holder_of(account)])))

    def test_every_queue_with_what_keeps_the_person_back(self, supervisor, everybody):
        account = late()
        assert "offered in their turn" in self.page(supervisor, account)
        opened(account, TODAY)
        Deferral.objects.create(
            customer_id=holder_of(account), kind="snoozed", reason="payment", made_by="agent",
            made_at=NOW + timedelta(seconds=1), until=NOW + timedelta(hours=2),
        )  # fmt: skip
        page = self.page(supervisor, account)
        assert "Disputes and complaints" in page and "M1" in page
        assert (
            re.search(r"Deferred by The agent until [^:]+:\d\d UTC", page)
            and "They say that they have paid" in page
        )

    def test_nobody_waits_for_them(self, supervisor):
        account = owing()
        assert "No queue has this person" in self.page(supervisor, account)


def test_the_same_time_again(client, everybody):
    account = late()
    client.force_login(everybody["agent"])
    person = reverse("work", args=[holder_of(account)])
    client.post(reverse("pick-person", args=[holder_of(account)]), {"account": account.pk, "queue": "m1"})
    assert "the same time" not in text(client.get(person))
    client.post(reverse("snooze-person", args=[holder_of(account)]), {"until": "11:30", "reason": "papers"})
    with time_machine.travel(NOW + timedelta(hours=3), tick=False):
        client.post(reverse("pick-person", args=[holder_of(account)]), {"account": account.pk, "queue": "m1"})
        page = client.get(person)
        assert "Snooze again until the same time: 4 Mar 2026 11:30" in text(page)
        client.post(reverse("snooze-person", args=[holder_of(account)]), page.context["again"])
    assert Deferral.objects.latest("made_at").until == NOW + timedelta(days=1, minutes=90)


def test_every_page_leads_back_to_the_person_at_hand(client, everybody):
    account = late()
    client.force_login(everybody["agent"])
    person = reverse("work", args=[holder_of(account)])
    client.post(reverse("next-of-queue", args=["m1"]))
    assert "Back to the person at hand" not in text(client.get(person))
    page = client.get(reverse("affordability", args=[account.pk])).content.decode()
    assert f'href="{person}" data-key="b"' in page
    assert f'hx-post="{reverse("lease", args=[holder_of(account)])}"' in page  # and keeps the lease
    client.post(reverse("give-person-back", args=[holder_of(account)]))
    assert "Back to the person at hand" not in text(client.get(reverse("queues")))


def test_the_page_says_what_is_of_the_last_close_and_what_is_of_now(client, everybody):
    """As closed last the account was in M1; today it is further, and a payment has not come."""
    account = late("M2")
    client.force_login(everybody["agent"])
    page = text(client.get(reverse("work", args=[holder_of(account)])))
    assert "as closed on" in page
    assert "Now: 100.00 USD past due since 21 Jan 2026 (M0, 41 days)" in page


def test_help_and_cases_begun_from_the_person_lead_back_there(client, everybody):
    account = late()
    client.force_login(everybody["agent"])
    back = reverse("work", args=[holder_of(account)])
    where = reverse("open-case", args=[account.pk]) + f"?next={back}"
    assert f'href="{back}"' in client.get(where).content.decode()
    posted = {
        "kind": "complaint", "customer": holder_of(account), "channel": "call", "on": TODAY.isoformat(),
        "about": "charged twice",
    }  # fmt: skip
    assert client.post(where, posted).url == back
