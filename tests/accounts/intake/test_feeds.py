"""Manifests: what a business date expects, said by the issuer's own file (rules, section 11, `feeds.csv`)."""

from datetime import date
from decimal import Decimal

import pytest

from accounts.close import run as nightly_close
from accounts.models import ExpectedFeed, IntakeFile
from tests.accounts.intake.offering import JANUARY, NOW, PAYMENT_HEADER, STATEMENT_HEADER, counts

pytestmark = pytest.mark.django_db

HEADER = "business_date,kind,rows,control_sum\n"


def expected() -> list[tuple]:
    return list(ExpectedFeed.objects.values_list("business_date", "kind", "source", "rows", "control_sum"))


def test_a_manifest_says_what_a_date_expects(desk):
    outcome = desk.offer("f.csv", HEADER + "2026-01-01,payments,3,150.50\n2026-01-01,statements,0,\n")
    assert (outcome.kind, counts(outcome)) == ("feeds", (2, 0, 0, 0))
    assert expected() == [
        (date(2026, 1, 1), "payments", "", 3, Decimal("150.50")),
        (date(2026, 1, 1), "statements", "", 0, None),
    ]


def test_the_control_sum_may_be_left_out_and_several_sources_stand_side_by_side(desk):
    rows = "2026-01-01,payments,3,north\n2026-01-01,payments,5,south\n2026-01-01,payments,1,\n"
    assert desk.offer("f.csv", "business_date,kind,rows,source\n" + rows).loaded == 3
    assert [row[2:4] for row in expected()] == [("", 1), ("north", 3), ("south", 5)]


BAD_ROWS = {
    "2026-01-01,cheques,3,": "kind: is none of products, accounts, statements, payments, reages, exits",
    "2026-01-01,feeds,3,": "kind: is none of",
    "2026-02-30,payments,3,": "business_date: 2026-02-30 is not a day of the calendar",
    "2026-01-01,payments,,": "rows: it is not a number of rows",
    "2026-01-01,payments,-3,": "rows: '-3' is not a number of rows",
    "2026-01-01,payments,3.0,": "rows: '3.0' is not a number of rows",
    "2026-01-01,payments,3,1e6": "control_sum: '1e6' is not a sum like 1234567.50, with at most 4 decimals",
    "2026-01-01,payments,3,0.00001": "control_sum: '0.00001' is not a sum",
    "2026-01-01,exits,3,5": "control_sum: only statements and payments have one",
}


@pytest.mark.parametrize(("row", "reason"), BAD_ROWS.items(), ids=BAD_ROWS)
def test_a_bad_row_is_named_with_field_and_reason_and_nothing_is_loaded(desk, row, reason):
    outcome = desk.offer("f.csv", HEADER + "2026-01-02,payments,3,\n" + row + "\n")
    assert (counts(outcome), outcome.held_back) == ((0, 0, 1, 0), 1)
    assert desk.said[0].startswith("3: ")
    assert reason in desk.said[0]
    assert expected() == []


def test_of_an_open_date_the_later_word_counts(desk):
    one, other = HEADER + "2026-01-01,payments,3,9.5\n", HEADER + "2026-01-01,payments,4,9.50\n"
    assert counts(desk.offer("f.csv", one)) == (1, 0, 0, 0)
    assert counts(desk.offer("f.csv", one.replace("9.5", "9.5000"))) == (0, 1, 0, 0)
    assert counts(desk.offer("f.csv", other)) == (1, 0, 0, 0)
    assert counts(desk.offer("f.csv", other + "2026-01-01,payments,5,9.50\n")) == (1, 1, 0, 0)
    assert [row[3] for row in expected()] == [5]


def test_of_a_date_whose_close_has_begun_nothing_changes_any_more(desk):
    desk.offer("s.csv", STATEMENT_HEADER + JANUARY)
    manifest = HEADER + "2026-01-01,statements,1,\n"
    desk.offer("f.csv", manifest)
    nightly_close.close_through(date(2026, 1, 1), now=NOW)
    assert counts(desk.offer("f.csv", manifest)) == (0, 1, 0, 0)
    assert counts(desk.offer("f.csv", HEADER + "2026-01-01,statements,2,\n")) == (0, 0, 0, 1)
    assert desk.said == ["2: rows: differs from what was expected when the close of this date began"]
    assert counts(desk.offer("f.csv", HEADER + "2026-01-01,payments,2,\n")) == (0, 0, 0, 1)
    assert desk.said == ["2: business_date: its close has begun: what it expects can no longer be said"]
    assert counts(desk.offer("f.csv", HEADER + "2026-01-02,statements,2,\n")) == (1, 0, 0, 0)


def test_a_manifest_takes_back_what_a_person_declared(desk):
    ExpectedFeed.objects.create(business_date="2026-01-01", kind="payments", rows=3, declared_by="ada")
    desk.offer("f.csv", HEADER + "2026-01-01,payments,3,\n")
    assert ExpectedFeed.objects.get().declared_by == "ada"
    desk.offer("f.csv", HEADER + "2026-01-01,payments,4,\n")
    assert ExpectedFeed.objects.get().declared_by == ""


def test_every_file_is_kept_with_its_date_its_rows_and_their_sum_as_printed(desk):
    def newest():
        file = IntakeFile.objects.order_by("-pk")[0]
        return file.business_date, file.rows, file.control_sum

    desk.offer("s.csv", STATEMENT_HEADER + JANUARY + "A2,2026-01-01,2026-01-21,-900.00,100,0\n")
    assert newest() == (None, 2, 0)
    nightly_close.close_through(date(2026, 1, 1), now=NOW)
    desk.offer(
        "p.csv", PAYMENT_HEADER + "P1,A1,2026-01-02,50.25\nP2,GONE,2026-01-02,10\nP3,A1,2026-01-02,x\n"
    )
    assert newest() == (date(2026, 1, 2), 3, Decimal("60.25"))
    desk.offer("f.csv", HEADER + "2026-01-02,payments,3,\n")
    assert newest() == (date(2026, 1, 2), 1, None)
    desk.offer("none.csv", "a,b\n1,2\n")
    assert newest() == (date(2026, 1, 2), 0, None)
