"""What the invented people and we have to do with each other: promises, holds and contacts, from the files."""

from collections import Counter, defaultdict
from datetime import date, datetime
from itertools import combinations, pairwise
from operator import itemgetter

import pytest

from accounts import packs
from servicing.demo.book import write_book
from tests.servicing.demo.invented import ACCOUNTS, NAMES, THROUGH, minor, read


@pytest.fixture(scope="module")
def book(tmp_path_factory):
    folder = tmp_path_factory.mktemp("book")
    write_book(folder, accounts=ACCOUNTS, through=THROUGH)
    return {name: read(folder / f"{name}.csv") for name in NAMES}


@pytest.fixture(scope="module")
def payments(book):
    """By account."""
    found = defaultdict(list)
    for row in book["payments"]:
        found[row["account"]].append(row)
    return found


def days_between(earlier, later):
    return (date.fromisoformat(later[:10]) - date.fromisoformat(earlier[:10])).days


def test_promises_are_kept_by_payments_broken_or_wait_for_their_day(book, payments):
    whole = defaultdict(list)
    for row in book["promises"]:
        whole[row["promise"]].append(row)
    came = Counter(_came_to(rows, payments) for rows in whole.values())
    assert all(came[state] > 0.04 * len(whole) for state in ("kept", "broken"))
    assert came["open"] > 10
    assert any(len(rows) == 2 for rows in whole.values())
    assert any(row["due_on"] == THROUGH.isoformat() for row in book["promises"])
    assert any(row["cancelled_on"] for row in book["promises"])
    assert any(row["known_on"] > row["made_on"] for row in book["promises"])


def _came_to(rows, payments):
    """Roughly: whether the whole was paid by the last of its days."""
    due_on = max(row["due_on"] for row in rows)
    if due_on >= THROUGH.isoformat():
        return "open"
    paid = sum(
        minor(payment["amount"])
        for payment in payments[rows[0]["account"]]
        if rows[0]["made_on"] <= payment["value_on"] <= due_on and not payment["returned_on"]
    )
    return "kept" if paid >= sum(minor(row["amount"]) for row in rows) else "broken"


def test_some_promises_are_replaced_before_they_are_due(book):
    one = [row for row in book["promises"] if not row["cancelled_on"]]
    assert any(
        earlier["account"] == later["account"] and earlier["made_on"] < later["made_on"] < earlier["due_on"]
        for earlier, later in pairwise(one)
    )


def test_holds_are_of_many_kinds_and_bind_what_their_pack_says(book):
    products = {row["account"]: row["jurisdiction"] for row in book["accounts"]}
    holders = {row["customer"]: row["jurisdiction"] for row in book["accounts"]}
    kinds = Counter(row["kind"] for row in book["holds"])
    assert len(kinds) >= 13
    assert 0.02 * ACCOUNTS < kinds.total() < 0.1 * ACCOUNTS
    for row in book["holds"]:
        assert (row["account"] == "") != (row["customer"] == "")
        code = products.get(row["account"]) or holders[row["customer"]]
        assert ("account" if row["account"] else "person") in packs.of(code).holds[row["kind"]].binds
        assert row["kind"] != "breathing-space" or code == "GB"


def test_holds_are_learned_of_late_and_ended_now_and_then_and_wait_for_their_review(book):
    rows, last = book["holds"], THROUGH.isoformat()
    assert any(row["known_on"] > row["starts_on"] for row in rows)
    assert any(row["end_known_on"] > row["ends_on"] for row in rows if row["end_known_on"])
    assert any(row["review_on"] <= last for row in rows if not row["ends_on"])
    assert {row["channel"] for row in rows if row["kind"] == "cease-contact"} > {"call", ""}
    held = Counter(row["customer"] for row in book["accounts"])
    assert any(held[row["customer"]] == 2 for row in rows if row["kind"] == "deceased")


def test_disputes_name_a_part_of_a_statement_and_a_fresh_day_once_turned_down(book):
    statements = {(row["account"], row["statement_date"]): row for row in book["statements"]}
    disputed = [row for row in book["holds"] if row["disputed_amount"]]
    for row in disputed:
        statement = statements[row["account"], row["statement_date"]]
        assert minor(row["disputed_amount"]) <= max(1_00, minor(statement["minimum_due"]))
        assert row["statement_date"] <= row["starts_on"]
    fresh = [days_between(row["ends_on"], row["fresh_due_on"]) for row in disputed if row["fresh_due_on"]]
    assert min(fresh) >= 10


def test_people_are_contacted_as_often_as_their_pack_lets_us(book):
    accounts = {row["account"]: row for row in book["accounts"]}
    by_person = defaultdict(list)
    for row in book["contacts"]:
        by_person[accounts[row["account"]]["customer"]].append(row)
    for found in by_person.values():
        rows = sorted(found, key=itemgetter("at"))
        rules = packs.of(accounts[rows[0]["account"]]["jurisdiction"]).contact
        out = [row for row in rows if row["direction"] == "out"]
        for row in out:
            at = datetime.fromisoformat(row["at"])
            assert at.weekday() in rules.weekdays
            assert rules.opens <= at.time() < rules.closes
            assert row["number"]
        assert all(days_between(one["at"], other["at"]) >= 4 for one, other in pairwise(out))
        assert not any(_rests(one, other, rules) for one, other in combinations(rows, 2))


def _rests(spoken, after, rules):
    collects = after["direction"] == "out" and after["purpose"] == "collection"
    rest = rules.rest_days_after_conversation
    return collects and spoken["outcome"] == "conversation" and days_between(spoken["at"], after["at"]) < rest


def test_contacts_are_of_late_and_come_to_what_they_come_to(book):
    assert {row["outcome"] for row in book["contacts"]} >= {
        "conversation", "no-answer", "busy", "voicemail-left", "wrong-number", "message-delivered", "bounced",
    }  # fmt: skip
    assert max(row["at"] for row in book["contacts"]) < THROUGH.isoformat()
    assert {row["purpose"] for row in book["contacts"]} == {"collection", "service"}


def test_nobody_is_tried_again_where_somebody_else_answered(book):
    wrong = {}
    for row in book["contacts"]:
        number = (row["account"][2:], row["number"])
        assert number not in wrong
        if row["outcome"] == "wrong-number":
            wrong[number] = row
