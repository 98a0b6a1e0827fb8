"""The page of the post: what waits, what left today, what came back, and what needs a person."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from notices.delivery import alarms, outcomes
from notices.models import Alarm, Attempt, Dispatch, Receipt
from tests.notices.posted import ALONE, noticed
from tests.servicing.workspace.reading import rows, text

pytestmark = pytest.mark.django_db


def dispatched(account, **said) -> Dispatch:
    now = timezone.now()
    notice = noticed(account, ALONE, said.pop("notice_state", "sending"))
    return Dispatch.objects.create(
        **{"notice": notice, "channel": "letter", "queued_at": now, "next_try_at": now, **said}
    )


def page(client) -> str:
    return text(client.get(reverse("sending")))


def test_what_waits_and_what_left_today(agent, book):
    dispatched(book["late"], reason="again:outbox")
    dispatched(book["late"], state="handed", handed_at=timezone.now())
    (letter,) = [row for row in rows(agent.get(reverse("sending"))) if row.startswith("letter")][:1]
    assert letter.split()[1] == "1"
    assert " UTC 1 1 " in letter
    assert "the provider did not take it (outbox)" in page(agent)


def test_work_is_settled_once_in_words(client, book, people):
    client.force_login(people["supervisor"])
    dispatch = dispatched(book["late"], state="ended", notice_state="returned", reason="refused")
    outcomes.ask_a_person(dispatch, "deadline-in-doubt", timezone.now())
    assert "its deadline is in doubt" in page(client)
    address = reverse("settle-dispatch", args=[dispatch.pk])
    client.post(address, {"done": " "})
    dispatch.refresh_from_db()
    assert dispatch.settled_at is None
    client.post(address, {"done": "served by hand"})
    client.post(address, {"done": "again"})
    dispatch.refresh_from_db()
    assert (dispatch.settled_by, dispatch.settled_note) == ("supervisor", "served by hand")
    assert "Nothing needs a person." in page(client)


def test_an_agent_looks_and_does_not_settle(agent, book):
    dispatch = dispatched(book["late"], work="no-word", work_since=timezone.now())
    assert "settle" not in agent.get(reverse("sending")).content.decode()
    assert agent.post(reverse("settle-dispatch", args=[dispatch.pk]), {"done": "x"}).status_code == 403


def test_strange_receipts_are_shown_and_counted(agent, book):
    now = timezone.now()
    Receipt.objects.create(
        source="returns", key="k", named="N000000000000", outcome="posted", on=now.date(), received_at=now
    )
    assert "N000000000000" in page(agent)
    assert Alarm.objects.count() == 0
    alarms.look(now)
    assert Alarm.objects.get().key == "strange-receipts"
    assert "use unknown codes: 1" in page(agent)


def test_a_provider_that_takes_nothing_is_an_alarm_until_it_does(agent, book):
    now = timezone.now()
    dispatch = dispatched(book["late"], channel="sms")
    for number in range(3):
        Attempt.objects.create(
            dispatch=dispatch, number=number, channel="sms", at=now, ended_at=now, result="again"
        )
    alarms.look(now)
    assert "Nothing was taken for some time: text message" in page(agent)
    Attempt.objects.create(
        dispatch=dispatch, number=9, channel="sms", at=now, ended_at=now, result="accepted"
    )
    alarms.look(now + timedelta(minutes=1))
    assert Alarm.objects.get().ended_at is not None


def test_monitors_see_what_waits(client, book, people):
    client.force_login(people["supervisor"])
    dispatched(book["late"])
    found = client.get(reverse("metrics")).content.decode()
    assert 'servicing_dispatches_waiting{channel="letter"} 1.0' in found


def test_a_notice_shows_every_attempt_and_what_was_said_later(agent, book):
    now = timezone.now()
    dispatch = dispatched(book["late"], channel="email", notice_state="returned")
    Attempt.objects.create(
        dispatch=dispatch, number=1, channel="email", at=now, ended_at=now, result="later", code="4.3.0"
    )
    Receipt.objects.create(
        source="bounce", key="b", named="x", notice=dispatch.notice, outcome="returned", code="failed 5.1.1",
        reason="no-such-recipient", on=now.date(), received_at=now,
    )  # fmt: skip
    found = text(agent.get(reverse("notice", args=[dispatch.notice_id])))
    assert "asked to come back later 4.3.0" in found
    assert "came back nobody of this name is there failed 5.1.1" in found
