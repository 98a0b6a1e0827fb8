"""E-mail and text messages: accepted is sent, the id is the same at every try, and each failure has its end."""

import email.policy
import mailbox
from datetime import timedelta
from email.message import EmailMessage
from email.parser import BytesParser

import pytest

from accounts import business_dates
from accounts.acts import Act
from accounts.models import BusinessDay, ContactEvent, ContactPoint, FeedDiscrepancy, Hold, WrongNumber
from notices.delivery import channels, claims, last_check, queue, sending
from notices.delivery.channels import sms
from notices.delivery.channels.answer import Result
from notices.delivery.reasons import UNCERTAIN
from notices.models import Attempt, Batch, Dispatch, Notice, Receipt
from servicing.demo.providers import ledger
from tests.history import rewritten
from tests.notices.delivery.sent import KIND, NOW, TEXT, passed, released

pytestmark = pytest.mark.django_db


def texted(**said):
    return released(TEXT, ("sms",), **said)


def mailed(kind=KIND, **said):
    return released(kind, ("email",), **said)


def state(notice) -> str:
    notice.refresh_from_db()
    return notice.state


class Once:
    """A fault at the first time that an id comes, and none after that."""

    def __init__(self, name):
        self.name, self.seen = name, set()

    def __call__(self, reference):
        is_first = reference not in self.seen
        self.seen.add(reference)
        return self.name if is_first else ledger.NONE


def test_a_mail_carries_the_reference_and_reads_as_text_and_as_a_page(mails, clock, tmp_path, monkeypatch):
    taken = {}
    monkeypatch.setattr(mails.ledger, "_keep", taken.__setitem__)
    notice = mailed()
    passed(clock)
    assert state(notice) == "sent"
    assert notice.sent_on == NOW.date()
    found = BytesParser(EmailMessage, policy=email.policy.default).parsebytes(taken[notice.reference])
    assert found["X-Notice"] == notice.reference
    assert found["Message-ID"] == f"<{notice.reference}@bank.example>"
    assert found["To"].addresses[0].addr_spec == notice.contents.get().address
    assert notice.reference in found.get_body(("plain",)).get_content()
    assert notice.reference in found.get_body(("html",)).get_content()
    kept = bytes(notice.contents.get().document.content)
    assert taken[notice.reference].endswith(kept)


@pytest.mark.parametrize("fault", [ledger.BUSY, ledger.FAILS, ledger.DROPS])
def test_a_mail_server_that_fails_gets_the_same_id_once_more(mails, clock, fault):
    notice = mailed()
    mails.fault = Once(fault)
    passed(clock)
    assert state(notice) == ("sending" if fault == ledger.DROPS else "released")
    clock.move(minutes=2)
    passed(clock)
    assert state(notice) == "sent"
    assert mails.ledger.delivered[notice.reference] == 1
    assert mails.ledger.offered[notice.reference] == 2


@pytest.mark.parametrize(
    "fault", [ledger.BUSY, ledger.FAILS, ledger.DROPS, ledger.WRONG_ID, ledger.REPEATS, ledger.SLOW]
)
def test_a_gateway_that_fails_delivers_each_message_once(texts, clock, fault, monkeypatch):
    monkeypatch.setattr("servicing.demo.providers.gateway.LONGEST", 0.8)
    notice = texted()
    texts.fault = Once(fault)
    passed(clock)
    clock.move(minutes=2)
    passed(clock)
    assert state(notice) == "sent"
    assert texts.ledger.delivered[notice.reference] == 1
    asked_first = fault in (ledger.DROPS, ledger.WRONG_ID, ledger.SLOW)
    assert texts.ledger.offered[notice.reference] == (1 if asked_first or fault == ledger.REPEATS else 2)


@pytest.mark.parametrize("text", ["[" * 64_000, "[]", "null", "x"])
def test_a_reply_that_nobody_can_read_names_no_other_message(text):
    assert sms._answer(202, {}, text, "N1").result == Result.ACCEPTED


def test_retry_after_is_obeyed(texts, clock):
    notice = texted()
    texts.fault = Once(ledger.BUSY)
    passed(clock)
    dispatch = Dispatch.objects.get(notice=notice)
    assert dispatch.next_try_at == NOW + timedelta(seconds=1)
    assert dispatch.tries == 0


def test_the_table_of_waits_ends_and_the_notice_goes_by_another_channel(texts, settings, clock, tmp_path):
    settings.OUTBOX = str(tmp_path / "outbox")
    due_on = f"plan-instalment G000000000001/{NOW + timedelta(days=30):%Y%m%d}"
    notice = released("cn-plan-reminder", ("sms", "letter"), occasion=due_on)
    settings.SMS_URL = "http://127.0.0.1:1/messages"  # nobody is there
    settings.SEND_WAIT_SCALE = 0.01
    for _ in range(30):
        passed(clock)
        clock.move(minutes=8)
        if state(notice) == "superseded":
            break
    dispatch = Dispatch.objects.get(notice=notice)
    assert (dispatch.state, dispatch.reason) == ("failed", "no-answer")
    anew = Notice.objects.get(supersedes=notice)
    assert (anew.issue, anew.state) == (2, "due")
    assert list(queue.open_channels(anew, {"sms": None, "letter": None})) == ["letter"]


def test_a_number_that_is_nobodys_is_marked_for_everybody(texts, clock):
    notice = texted()
    number = notice.contents.get().address
    texts.refuses[number] = 404
    passed(clock)
    assert WrongNumber.objects.get(value=number).wrong
    assert state(notice) == "superseded"


def test_a_recipient_that_the_mail_server_refuses_is_a_dead_address(mails, clock):
    notice = mailed()
    mails.refuses[notice.contents.get().address] = "550 5.1.1 no such user"
    passed(clock)
    point = ContactPoint.objects.get(customer=notice.recipient, kind="email")
    assert point.remarks.get().what == "stopped"
    assert Notice.objects.get(supersedes=notice).state == "due"


def test_a_fault_of_ours_is_no_fault_of_the_address(mails, clock):
    notice = mailed()
    mails.refuses[notice.contents.get().address] = "550 5.7.26 not signed"
    done = passed(clock)
    assert state(notice) == "failed"
    assert not ContactPoint.objects.get(customer=notice.recipient, kind="email").remarks.exists()
    assert done.work == 1
    assert Dispatch.objects.get(notice=notice).work == "sender-authentication"


def bounce(notice, status="5.1.1", action="failed") -> bytes:
    return f"""From: mailer-daemon@mx.example
To: notices@bank.example
Subject: Undelivered
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

It could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; a@b.example
Action: {action}
Status: {status}

--b
Content-Type: message/rfc822

X-Notice: {notice}
Subject: About your account

words
--b--
""".encode()


def test_a_bounce_comes_back_hours_later_and_the_notice_goes_by_letter(mails, settings, clock):
    notice = mailed()
    passed(clock)
    assert state(notice) == "sent"
    mailbox.Maildir(settings.BOUNCES).add(bounce(notice.reference))
    clock.move(hours=5)
    passed(clock)
    assert (state(notice), notice.reason) == ("returned", "no-such-recipient")
    assert Notice.objects.get(supersedes=notice).issue == 2
    passed(clock)
    assert Receipt.objects.count() == 1


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("5.2.2", "mailbox-full"),
        ("5.4.7", "expired"),
        ("5.7.26", "sender-authentication"),
        ("5.9.9", "unknown"),
        ("5.1.6", "moved"),
    ],
)
def test_each_status_has_one_reason(mails, settings, clock, status, reason):
    notice = mailed()
    passed(clock)
    mailbox.Maildir(settings.BOUNCES).add(bounce(notice.reference, status))
    passed(clock)
    assert (state(notice), notice.reason) == ("returned", reason)
    assert Receipt.objects.get().known == (reason != "unknown")


@pytest.mark.parametrize(
    "mail", [bounce("N999999999999"), b"Subject: I am on holiday\n\nback on Monday", b"\xff\xfe\x00"]
)
def test_a_mail_about_nothing_of_ours_is_kept_and_breaks_nothing(mails, settings, clock, mail):
    notice = mailed()
    passed(clock)
    mailbox.Maildir(settings.BOUNCES).add(mail)
    passed(clock)
    assert state(notice) == "sent"
    receipt = Receipt.objects.get()
    assert receipt.notice is None
    passed(clock)
    assert Receipt.objects.count() == 1


def test_a_receipt_says_delivered_and_a_later_failure_turns_it_back(texts, clock):
    notice = texted()
    passed(clock)
    texts.states[notice.reference] = "delivered"
    clock.move(minutes=2)
    passed(clock)
    assert state(notice) == "delivered"
    other = texted()
    passed(clock)
    texts.states[other.reference] = "parked"
    clock.move(minutes=2)
    passed(clock)
    assert state(other) == "sent"
    assert not Receipt.objects.get(named=other.reference).known
    texts.states[other.reference] = "failed"
    clock.move(minutes=10)
    passed(clock)
    assert state(other) == "returned"


def test_a_worker_that_is_killed_while_it_calls_leaves_the_message_to_be_asked_for(texts, clock):
    """The gateway has it, and nobody wrote that down."""
    notice = texted()
    queue.queue(clock())
    claims.take("sms", 5, "killed", clock())
    dispatch = last_check.begin(Dispatch.objects.get().pk, "killed", clock())
    assert channels.calling("sms").send(sending.message_of(dispatch, NOW)).is_success
    clock.move(minutes=10)
    passed(clock)
    assert state(notice) == "sent"
    assert texts.ledger.offered[notice.reference] == 1
    assert list(Attempt.objects.values_list("result", flat=True)) == ["lost"]


def test_a_late_answer_of_a_lapsed_attempt_changes_nothing(texts, clock):
    notice = texted()
    queue.queue(clock())
    claims.take("sms", 5, "slow", clock())
    dispatch = last_check.begin(Dispatch.objects.get().pk, "slow", clock())
    clock.move(minutes=10)
    passed(clock)
    assert state(notice) == "sent"
    before = list(notice.turns.values_list("to_state", flat=True))
    sending.complete(
        dispatch, channels.answer.Answer(channels.answer.Result.NEVER, reason="unknown"), True, clock()
    )
    assert state(notice) == "sent"
    assert list(notice.turns.values_list("to_state", flat=True)) == before


def test_a_mail_that_may_have_gone_to_somebody_who_paid_since_is_for_a_person(mails, clock):
    notice = mailed("cn-help")
    mails.fault = Once(ledger.DROPS)
    passed(clock)
    assert state(notice) == "sending", notice.reason
    account = notice.account
    account.payments.create(
        reference="ALL", posted_on=NOW.date(), value_on=NOW.date(), amount=2_000_000, known_on=NOW.date()
    )
    clock.move(minutes=2)
    assert passed(clock).work == 1
    assert (state(notice), notice.reason) == ("failed", UNCERTAIN)
    assert mails.ledger.offered[notice.reference] == 1


def test_nothing_goes_by_night_nor_on_a_provisional_close(texts, clock):
    notice = texted()
    with rewritten():
        Batch.objects.update(released_at=NOW - timedelta(hours=20), leaves_at=NOW - timedelta(hours=20))
    clock.move(hours=-9)  # three in the morning in Shanghai
    passed(clock)
    assert state(notice) == "released"
    assert Dispatch.objects.get(notice=notice).reason == "gate:hours"
    day = BusinessDay.objects.create(day=NOW.date(), started_at=NOW, closed_at=NOW)
    FeedDiscrepancy.objects.create(day=day, kind="payments", code="missing", expected=10, found=0)
    clock.move(hours=9)
    assert passed(clock).held_back == "provisional"
    assert state(notice) == "released"
    business_dates.release(day.day, Act(by="sam", at=NOW, note="seen"))
    passed(clock)
    assert state(notice) == "sent"


def test_a_hold_placed_meanwhile_stops_it(mails, clock):
    notice = mailed("cn-collection-first")
    Hold.objects.create(
        reference="H1", account=notice.account, kind="complaint", starts_on=NOW.date() - timedelta(days=1),
        known_on=NOW.date() - timedelta(days=1),
    )  # fmt: skip
    passed(clock)
    assert (state(notice), notice.reason) == ("suspended", "hold complaint")
    assert not mails.ledger.offered[notice.reference]


def test_what_uses_up_a_contact_is_logged_as_one(mails, clock):
    notice = mailed("cn-help")
    passed(clock)
    assert state(notice) == "sent", notice.reason
    event = ContactEvent.objects.get(customer=notice.recipient)
    assert (event.channel, event.direction, event.outcome, event.source) == (
        "email",
        "out",
        "message-sent",
        "post",
    )


def test_without_a_channel_notices_wait_and_it_is_said(settings, outbox, clock):
    settings.OUTBOX = ""
    notice = mailed()
    done = passed(clock)
    assert (done.held_back, done.waiting) == ("no-channel", 1)
    assert state(notice) == "released"
