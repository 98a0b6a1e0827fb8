"""`contacts.csv`: attempts and conversations of other systems (rules, sections 10 and 11)."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from accounts.acts import Act
from accounts.customers import contact_points, reachability
from accounts.models import Account, ContactEvent, Customer, Party, WrongNumber
from tests.accounts.intake.offering import ACCOUNT_HEADER, NOW, counts

pytestmark = pytest.mark.django_db

HEADER = "contact,account,at,channel,direction,outcome\n"
FULL = HEADER.strip() + ",number,agent,note,customer,purpose\n"
ROW = "K1,A1,2026-01-31T14:05,call,out,no-answer\n"


def logged(*fields: str) -> list[tuple]:
    return list(ContactEvent.objects.order_by("reference").values_list(*fields))


def test_a_contact_is_with_the_cardholder_about_the_debt(desk):
    outcome = desk.offer("contacts.csv", HEADER + ROW)
    assert (outcome.kind, counts(outcome)) == ("contacts", (1, 0, 0, 0))
    fields = (
        "reference",
        "customer__reference",
        "account__reference",
        "channel",
        "direction",
        "outcome",
        "purpose",
    )
    assert logged(*fields) == [("K1", "C1", "A1", "call", "out", "no-answer", "collection")]
    assert logged("source", "number", "agent", "note") == [("file", "", "", "")]


TIMES = {
    "2026-01-31T14:05": datetime(2026, 1, 31, 6, 5, tzinfo=UTC),  # by the clock of the account, in Shanghai
    "2026-01-31 14:05:30.5": datetime(2026, 1, 31, 6, 5, 30, 500_000, tzinfo=UTC),
    "2026-01-31T14:05:00Z": datetime(2026, 1, 31, 14, 5, tzinfo=UTC),
    "2026-01-31T14:05:00+08:00": datetime(2026, 1, 31, 6, 5, tzinfo=UTC),
    "2026-01-31T14:05-0500": datetime(2026, 1, 31, 19, 5, tzinfo=UTC),
}


@pytest.mark.parametrize(("text", "moment"), TIMES.items(), ids=TIMES)
def test_a_time_has_its_zone_or_is_that_of_the_accounts_clock(desk, text, moment):
    assert desk.offer("contacts.csv", HEADER + f"K1,A1,{text},call,out,busy\n").clean
    assert logged("at") == [(moment,)]


CLOCK_CHANGES = {
    "2026-10-25T00:30": "2026-10-24T23:30",
    "2026-10-25T01:30": "2026-10-25T01:30",  # comes twice: the later one
    "2026-03-29T01:30": "2026-03-29T01:30",  # never comes: an hour on, half past two
}


@pytest.mark.parametrize(("text", "moment"), CLOCK_CHANGES.items(), ids=CLOCK_CHANGES)
def test_on_the_nights_of_the_clock_change(desk, text, moment):
    desk.offer("products.csv", "product,jurisdiction,currency,grace_days,tolerance\nUK,GB,GBP,0,0\n")
    london = "A3,UK,GBP,GB,en,Europe/London,2025-01-01,,0003,,C3,,,,\n"
    desk.offer("accounts.csv", ACCOUNT_HEADER + london)
    assert desk.offer("contacts.csv", HEADER + f"K1,A3,{text},call,out,busy\n").clean
    assert logged("at") == [(datetime.fromisoformat(moment + "+00:00"),)]


def test_the_same_again_changes_nothing_however_it_is_written(desk):
    desk.offer("contacts.csv", HEADER + ROW)
    again = FULL + "K1,A1,2026-01-31T06:05:00Z,CALL,out,no answer,,,,C1,collection\n"
    assert counts(desk.offer("contacts.csv", again)) == (0, 1, 0, 0)
    assert ContactEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("row", "field"),
    [
        ("K1,A2,2026-01-31T14:05+08:00,call,out,no-answer", "account"),
        ("K1,A1,2026-01-31T14:06,call,out,no-answer", "at"),
        ("K1,A1,2026-01-31T14:05,call,in,no-answer", "direction"),
        ("K1,A1,2026-01-31T14:05,call,out,busy", "outcome"),
    ],
)
def test_another_word_for_the_same_contact_is_a_conflict(desk, row, field):
    desk.offer("contacts.csv", HEADER + ROW)
    assert counts(desk.offer("contacts.csv", HEADER + row + "\n")) == (0, 0, 0, 1)
    assert desk.said[0].startswith(f"2: {field}: differs from the contact loaded before")


BAD_ROWS = {
    "K1,A9,2026-01-31T14:05,call,out,busy,,,,,": "account: unknown account",
    "K1,A1,2026-01-31,call,out,busy,,,,,": "at: '2026-01-31' is not a time like 2026-01-31T14:05",
    "K1,A1,2026-01-31T25:00,call,out,busy,,,,,": "at: it is no time of the day",
    "K1,A1,2026-02-30T14:00,call,out,busy,,,,,": "at: 2026-02-30 is not a day of the calendar",
    "K1,A1,2026-01-31T14:05,fax,out,busy,,,,,": "channel: is none of call, sms, email, app, letter, visit",
    "K1,A1,2026-01-31T14:05,call,up,busy,,,,,": "direction: is none of out, in",
    "K1,A1,2026-01-31T14:05,call,out,maybe,,,,,": "outcome: is none of conversation, answered, refused, no-answer,",
    "K1,A1,2026-01-31T14:05,sms,out,busy,,,,,": "outcome: of channel sms it is one of message-sent,",
    "K1,A1,2026-01-31T14:05,visit,out,conversation,,,,,": "direction: nobody visits a customer",
    "K1,A1,2026-01-31T14:05,call,out,entered-in-error,,,,,": "outcome: is none of",
    "K1,A1,2026-01-31T14:05,call,out,busy,,,,C9,": "customer: unknown customer",
    "K1,A1,2026-01-31T14:05,call,out,busy,,,,C2,": "customer: has no part in this account",
    "K1,A1,2026-01-31T14:05,call,out,busy,,,,,threat": "purpose: is none of collection, service, call-back, statutory",
    "K1,A1,2026-01-31T14:05,call,out,busy,,,paid with 4111 1111 1111 1111,,": "note: looks like a card number",
    ",A1,2026-01-31T14:05,call,out,busy,,,,,": "contact: is empty",
}


@pytest.mark.parametrize(("row", "reason"), BAD_ROWS.items(), ids=BAD_ROWS)
def test_a_bad_row_is_named_with_field_and_reason(desk, row, reason):
    outcome = desk.offer("contacts.csv", FULL + row + "\n" + "K2,A1,2026-01-31T14:05,call,out,busy,,,,,\n")
    assert (counts(outcome), outcome.held_back) == ((0, 0, 1, 0), 1)
    assert desk.said[0].startswith("2: ")
    assert reason in desk.said[0]


def test_a_telephone_number_is_no_card_number(desk):
    """Though it may pass for one."""
    row = "K1,A1,2026-01-31T14:05,call,out,busy,+43 676 6000 00008,anna,rang twice,,\n"
    assert desk.offer("contacts.csv", FULL + row).clean
    assert logged("number", "agent", "note") == [("+43 676 6000 00008", "anna", "rang twice")]


def test_with_somebody_else_who_has_a_part_in_the_account(desk):
    joint = Customer.objects.get(reference="C2")
    account = Account.objects.get(reference="A1")
    Party.objects.create(account=account, customer=joint, role="joint-holder")
    desk.offer("contacts.csv", FULL + "K1,A1,2026-01-31T14:05,call,in,conversation,,,,C2,service\n")
    assert logged("customer__reference", "purpose", "right_party") == [("C2", "service", True)]


def test_what_is_in_the_log_stays_as_it_is(desk):
    desk.offer("contacts.csv", HEADER + ROW)
    for change in (
        lambda: ContactEvent.objects.update(outcome="busy"),
        lambda: ContactEvent.objects.all().delete(),
    ):
        with pytest.raises(IntegrityError, match="only added to"), transaction.atomic():
            change()
    assert logged("outcome") == [("no-answer",)]


class TestWrongNumbers:
    def test_is_blocked_for_everybody_however_it_is_written(self, desk):
        row = "K1,A1,2026-01-31T14:05,call,out,wrong-number,020 7946 0000,anna,,,\n"
        desk.offer("contacts.csv", FULL + row.replace("020", "+44 20"))
        assert reachability.wrong("+442079460000")
        assert WrongNumber.objects.get().marked_by == "anna"

    def test_is_the_number_they_are_reached_by_where_none_is_named(self, desk):
        desk.offer("contacts.csv", HEADER + "K1,A1,2026-01-31T14:05,sms,out,wrong-number\n")
        desk.offer("contacts.csv", HEADER + "K2,A1,2026-01-31T14:06,email,out,wrong-number\n")
        assert reachability.wrong("+442079460000")
        assert reachability.wrong("a@example.org")

    def test_once_lifted_the_same_file_does_not_mark_it_again(self, desk):
        row = HEADER + "K1,A1,2026-01-31T14:05,call,out,wrong-number\n"
        desk.offer("contacts.csv", row)
        contact_points.lift("+442079460000", Act(by="anna", at=NOW, note="asked"))
        desk.offer("contacts.csv", row)
        assert not reachability.wrong("+442079460000")
