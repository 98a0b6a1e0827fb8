"""holds.csv: what is taken in, what may still be filled in, and what is refused in which words."""

from datetime import date

import pytest

from accounts.close import run as nightly_close
from accounts.models import Hold
from tests.accounts.intake.offering import ACCOUNT_HEADER, ANNA, JANUARY, NOW, STATEMENT_HEADER, counts

pytestmark = pytest.mark.django_db

HEADER = "hold,account,kind,starts_on"
ALL = (
    "hold,account,customer,kind,starts_on,ends_on,review_on,channel,disputed_amount,statement_date,fresh_due_on,"
    "known_on,end_known_on,reason"
)


def row(**said: str) -> str:
    said = {"hold": "H1", "account": "A1", "kind": "dispute", "starts_on": "2026-01-10"} | said
    return f"{ALL}\n{','.join(said.get(column, '') for column in ALL.split(','))}\n"


def test_the_shortest_row_is_a_hold(desk):
    assert counts(desk.offer("h.csv", f"{HEADER}\nH1,A1,hardship-plan,2026-01-10\n")) == (1, 0, 0, 0)
    hold = Hold.objects.get()
    assert (hold.account.reference, hold.customer, hold.known_on, hold.last) == (
        "A1",
        None,
        hold.starts_on,
        None,
    )


def test_a_row_with_everything(desk):
    content = row(
        disputed_amount="40.00", statement_date="2026-01-01", ends_on="2026-02-10", fresh_due_on="2026-02-20",
        known_on="2026-01-12", end_known_on="2026-02-11", review_on="2026-01-25", reason="goods never came",
    )  # fmt: skip
    assert counts(desk.offer("h.csv", content)) == (1, 0, 0, 0)
    assert counts(desk.offer("h.csv", content)) == (0, 1, 0, 0)
    hold = Hold.objects.get()
    assert (hold.disputed_amount, hold.statement_date) == (4000, date(2026, 1, 1))
    assert (hold.ends_on, hold.fresh_due_on) == (date(2026, 2, 10), date(2026, 2, 20))
    assert (hold.known_on, hold.end_known_on) == (date(2026, 1, 12), date(2026, 2, 11))
    assert (hold.review_on, hold.reason) == (date(2026, 1, 25), "goods never came")


def test_on_a_person_by_the_customer(desk):
    desk.offer("h.csv", row(account="", customer="C2", kind="disaster"))
    hold = Hold.objects.get()
    assert (hold.account, hold.customer.reference) == (None, "C2")


def test_a_kind_that_binds_persons_binds_the_holder_of_the_account_named(desk):
    content = row(kind="deceased")
    assert counts(desk.offer("h.csv", content)) == (1, 0, 0, 0)
    assert counts(desk.offer("h.csv", content)) == (0, 1, 0, 0)
    hold = Hold.objects.get()
    assert (hold.account, hold.customer.reference) == (None, "C1")


def test_a_length_of_the_pack_is_fixed_with_the_hold(desk):
    desk.offer("p.csv", "product,jurisdiction,currency,grace_days,tolerance\nUK,GB,GBP,3,10.00\n")
    account = "A3,UK,GBP,GB,en,Europe/London,2025-01-01,,0003,,C3,,,,\n"
    header = (
        "account,product,currency,jurisdiction,language,time_zone,opened_on,credit_limit,last4,branch,"
        "customer,customer_name,email,phone,address\n"
    )
    desk.offer("a.csv", header + account)
    rows = "H1,A3,breathing-space,2026-01-20\nH2,A3,plan-preparation,2026-01-20\nH3,A1,breathing-space,2026-01-20\n"
    desk.offer("h.csv", f"{HEADER}\n{rows}")
    desk.offer(
        "i.csv", row(hold="H4", account="", customer="C3", kind="breathing-space", starts_on="2026-01-20")
    )
    lapses = dict(Hold.objects.values_list("reference", "lapses_on"))
    assert lapses == {
        "H1": date(2026, 3, 20),
        "H2": date(2026, 2, 18),
        "H3": None,
        "H4": date(2026, 3, 20),
    }


def test_an_empty_end_may_still_be_filled_and_is_a_fact_of_its_own(desk):
    desk.offer("statements.csv", STATEMENT_HEADER + JANUARY)
    desk.offer("h.csv", row())
    nightly_close.close_through(date(2026, 2, 20), now=NOW)
    assert counts(desk.offer("h.csv", row(ends_on="2026-02-10"))) == (1, 0, 0, 0)
    hold = Hold.objects.get()
    assert (hold.known_on, hold.ends_on, hold.end_known_on) == (
        date(2026, 1, 10),
        date(2026, 2, 10),
        date(2026, 2, 21),
    )
    assert counts(desk.offer("h.csv", row())) == (0, 1, 0, 0)
    assert counts(desk.offer("h.csv", row(ends_on="2026-02-11"))) == (0, 0, 0, 1)
    assert desk.said == ["2: ends_on: differs from the hold loaded before under this reference"]


def test_a_hold_and_its_end_in_one_file(desk):
    rows = "H1,A1,dispute,2026-01-10,\nH1,A1,dispute,2026-01-10,2026-01-20\n"
    assert counts(desk.offer("h.csv", f"{HEADER},ends_on\n{rows}")) == (2, 0, 0, 0)
    assert Hold.objects.get().ends_on == date(2026, 1, 20)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"account": "A2"}, "account"),
        ({"account": "", "customer": "C1"}, "account"),
        ({"kind": "complaint"}, "kind"),
        ({"starts_on": "2026-01-09"}, "starts_on"),
        ({"review_on": "2026-03-01"}, "review_on"),
        ({"reason": "other"}, "reason"),
        ({"disputed_amount": "1", "statement_date": "2026-01-01"}, "disputed_amount"),
    ],
)
def test_what_was_said_is_not_changed(desk, changed, field):
    desk.offer("h.csv", row(reason="said"))
    assert counts(desk.offer("h.csv", row(**changed))) == (0, 0, 0, 1)
    assert desk.said == [f"2: {field}: differs from the hold loaded before under this reference"]


def test_a_fresh_due_date_comes_with_the_end_of_a_disputed_amount(desk):
    desk.offer("h.csv", row(disputed_amount="40", statement_date="2026-01-01"))
    assert counts(desk.offer("h.csv", row(ends_on="2026-02-01", fresh_due_on="2026-02-11"))) == (1, 0, 0, 0)
    assert counts(desk.offer("h.csv", row(ends_on="2026-02-01", fresh_due_on="2026-02-12"))) == (0, 0, 0, 1)
    assert (
        counts(desk.offer("h.csv", row(hold="H2", ends_on="2026-02-01", fresh_due_on="2026-02-11")))[3] == 1
    )
    assert desk.said == ["2: disputed_amount: a fresh due date needs one"]


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"account": ""}, "account: neither an account nor a customer is named"),
        ({"customer": "C1"}, "customer: named beside an account; a hold is on one of them"),
        ({"account": "A9"}, "account: unknown account"),
        ({"account": "", "customer": "C9"}, "customer: unknown customer"),
        ({"ends_on": "2026-01-09"}, "ends_on: before the first day"),
        ({"review_on": "2026-01-09"}, "review_on: before the first day"),
        ({"end_known_on": "2026-01-20"}, "end_known_on: given without ends_on"),
        ({"fresh_due_on": "2026-01-20"}, "fresh_due_on: given without ends_on"),
        ({"channel": "sms"}, "channel: only cease-contact can name one"),
        ({"channel": "carrier pigeon"}, "channel: is none of call, sms, email, app, letter, visit"),
        ({"disputed_amount": "40"}, "statement_date: missing beside disputed_amount"),
        ({"statement_date": "2026-01-01"}, "disputed_amount: missing beside statement_date"),
        (
            {"kind": "complaint", "disputed_amount": "4", "statement_date": "2026-01-01"},
            "disputed_amount: only dispute and fraud-claim can name one",
        ),
        (
            {"account": "", "customer": "C1", "disputed_amount": "4", "statement_date": "2026-01-01"},
            "disputed_amount: given without an account",
        ),
        (
            {"account": "A2", "disputed_amount": "0.5", "statement_date": "2026-01-01"},
            "disputed_amount: has more decimals than JPY has (0)",
        ),
    ],
)
def test_what_is_refused_and_how_it_is_said(desk, said, complaint):
    assert counts(desk.offer("h.csv", row(**said))) == (0, 0, 1, 0)
    assert desk.said == [f"2: {complaint}"]


def test_an_unknown_kind_is_refused_naming_those_there_are(desk):
    assert counts(desk.offer("h.csv", row(kind="strike"))) == (0, 0, 1, 0)
    assert desk.said[0].startswith("2: kind: is none of hardship-plan, plan-preparation, dispute, ")


def test_kinds_are_those_of_the_packs(desk):
    for place, kind in enumerate(Hold.Kind.values):
        assert counts(desk.offer("h.csv", row(hold=f"H{place}", kind=kind))) == (1, 0, 0, 0), kind


def test_a_tail_follows_the_day_on_which_the_cause_ended(desk):
    desk.offer("products.csv", "product,jurisdiction,currency,grace_days,tolerance\nBRIT,GB,GBP,0,0.00\n")
    account = ANNA.replace("A1,CLASSIC,CNY,CN,zh-hans", "A3,BRIT,GBP,GB,en").replace("C1,", "C3,")
    desk.offer("accounts.csv", ACCOUNT_HEADER + account)
    content = row(account="", customer="C3", kind="mental-health-crisis", ends_on="2026-02-20")
    assert counts(desk.offer("h.csv", content)) == (1, 0, 0, 0)
    assert counts(desk.offer("h.csv", content)) == (0, 1, 0, 0)
    hold = Hold.objects.get()
    assert (hold.cause_ended_on, hold.ends_on) == (date(2026, 2, 20), date(2026, 3, 22))
    assert desk.offer("h.csv", content.replace("2026-02-20", "2026-02-21")).conflicting == 1
