"""Bad rows under --skip-bad: kept to be mended, never lost, never swallowed."""

import csv

import pytest

from accounts.intake.parsers import looks_like_a_card_number
from accounts.models import Payment
from tests.accounts.intake.offering import (
    ACCOUNT_HEADER,
    BEN,
    JANUARY,
    PAYMENT_HEADER,
    STATEMENT_HEADER,
    counts,
)

pytestmark = pytest.mark.django_db


def test_skip_bad_loads_the_rest_and_keeps_the_bad_rows_to_be_mended(desk):
    bad = "A1,2026-02-01,2026-02-01,900,100,0\n"
    outcome = desk.offer("statements.csv", STATEMENT_HEADER + bad + JANUARY, skip_bad=True)
    assert counts(outcome) == (1, 0, 1, 0)
    kept = outcome.kept_in.read_text()
    assert kept.splitlines()[1] == (
        "A1,2026-02-01,2026-02-01,900,100,0,2,due_date,not after the statement date,"
    )
    assert outcome.kept_in.stat().st_mode & 0o077 == 0
    mended = desk.offer("mended.csv", kept.replace("2026-02-01,900", "2026-02-21,900"))
    assert counts(mended) == (1, 0, 0, 0)


def test_a_kept_row_shows_no_card_number(desk):
    card = BEN.replace(",,,,", ",card 4111-1111-1111-1111 lost,,,").replace("A2", "A3")
    outcome = desk.offer("accounts.csv", ACCOUNT_HEADER + card, skip_bad=True)
    assert outcome.refused == 1
    assert "1111-1111" not in outcome.kept_in.read_text()


def test_a_quote_that_is_never_closed_refuses_the_file_so_no_row_is_swallowed(desk):
    rows = 'P1,A1,2026-01-01,5\n"P2,A1,2026-01-01,5\nP3,A1,2026-01-01,5\n'
    outcome = desk.offer("p.csv", PAYMENT_HEADER + rows, skip_bad=True)
    assert outcome.refusal == "line 3: a quotation mark opens a value that is never closed"
    assert not Payment.objects.exists()


def test_a_row_without_the_shape_of_the_header_is_kept_as_it_was_written(desk):
    outcome = desk.offer(
        "p.csv", PAYMENT_HEADER + 'P1,A1,2026-01-01,5,6\n"P2"x,A1,2026-01-01,5\n', skip_bad=True
    )
    kept = list(csv.DictReader(outcome.kept_in.open()))
    assert [row["refused_text"] for row in kept] == ["P1,A1,2026-01-01,5,6", '"P2"x,A1,2026-01-01,5']


def test_kept_rows_of_one_file_never_replace_those_of_another(desk):
    first = desk.offer("p.csv", PAYMENT_HEADER + "P1,GONE,2026-01-01,5\n", skip_bad=True).kept_in
    second = desk.offer("p.csv", PAYMENT_HEADER + "P2,GONE,2026-01-01,5\n", skip_bad=True).kept_in
    again = desk.offer(first.name, first.read_text(), skip_bad=True).kept_in
    assert len({first, second, again}) == 3
    assert "P1" in first.read_text()


def test_only_what_looks_like_a_card_number_is_hidden_in_kept_rows(desk):
    phone = next(f"+49151231{n:05d}" for n in range(99999) if looks_like_a_card_number(f"+49151231{n:05d}"))
    bad = BEN.replace("A2", "A3").replace("0002", "12").replace("C2,,,,", f"C2,,,{phone},")
    kept = desk.offer("accounts.csv", ACCOUNT_HEADER + bad, skip_bad=True).kept_in.read_text()
    assert phone in kept
    hidden = BEN.replace("A2", "A3").replace("C2,", "C2,card ••••1111")
    desk.offer("accounts.csv", ACCOUNT_HEADER + hidden)
    assert desk.said == ["2: customer_name: holds hidden digits; put in what belongs there"]
