"""The commands others rely on: names, columns, exit statuses (rules, section 11)."""

import csv
import sys
from datetime import UTC, datetime
from io import StringIO

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection, transaction

import manage
from tests.history import rewritten
from tests.stories.telling import read, write

pytestmark = pytest.mark.django_db

STORIES = read(
    """
misses two and pays one
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100
2026-03-01 statement 300 past-due 200
2026-03-02 pays 100 value 2026-02-27

pays in time
2026-01-01 statement 100 balance -5
2026-01-20 pays 100
2026-02-01 statement 50

is sold
2026-01-01 statement 100
2026-02-10 leaves sold
2026-02-01 statement 200 past-due 100

opens later
with opened_on 2026-02-15
2026-03-01 statement 0
2026-03-02 promises 200 on 2026-03-09 50.50 on 2026-03-16
2026-03-05 pays 120.00 value 2026-03-04
"""
)


def run(capsys, *command) -> tuple[list[dict[str, str]], str, int]:
    """Rows of standard output, standard error, and the exit status of a command."""
    capsys.readouterr()
    errors, status = StringIO(), 0
    try:
        call_command(*command, stderr=errors)
    except CommandError as error:
        errors.write(str(error))
        status = 1
    except SystemExit as end:
        status = end.code
    captured = capsys.readouterr()
    return list(csv.DictReader(StringIO(captured.out))), captured.err + errors.getvalue(), status


@pytest.fixture(scope="module")
def book(module_db, tmp_path_factory):
    with time_machine.travel(datetime(2026, 11, 1, tzinfo=UTC), tick=False):
        call_command("load", str(write(STORIES, tmp_path_factory.mktemp("book"))))
        yield


@pytest.fixture(scope="module")
def closed(book):
    call_command("close_day", "--through", "2026-03-10")


def test_load_fails_with_status_1_when_a_row_is_refused(tmp_path, capsys):
    (tmp_path / "payments.csv").write_text("payment,account,posted_on,amount\nP1,GONE,2026-01-01,5\n")
    rows, said, status = run(capsys, "load", str(tmp_path))
    assert status == 1
    assert rows == [
        {"file": "payments.csv", "kind": "payments", "loaded": "0", "unchanged": "0", "refused": "1", "conflicting": "0"}
    ]  # fmt: skip
    assert "payments.csv:2: account: unknown account" in said


def test_a_rehearsal_of_a_day_that_is_not_over_is_refused_like_its_close(book, capsys):
    rows, said, status = run(capsys, "close_day", "--through", "2026-11-01", "--dry-run")
    assert (rows, status) == ([], 1)
    assert "is not over yet" in said


def test_close_day_of_a_day_that_is_not_over_fails_with_status_1(book, capsys):
    _, said, status = run(capsys, "close_day", "--through", "2026-11-01")
    assert status == 1
    assert said.startswith("2026-11-01 is not over yet in every zone in use")


def test_a_dry_run_prints_moves_and_writes_nothing(book, capsys):
    rows, _, _ = run(capsys, "close_day", "--through", "2026-01-25", "--dry-run")
    assert {
        "account": "STORY0000",
        "day": "2026-01-25",
        "from_stage": "CURRENT",
        "to_stage": "M0",
        "why": "past-due",
    } in rows
    _, said, status = run(capsys, "close_day", "--through", "2026-01-02")
    assert (said, status) == ("2 days closed\n", 0)


def test_promises_are_listed_as_known_and_restated(closed, capsys):
    rows, _, status = run(capsys, "promises", "--on", "2026-03-04")
    assert status == 0
    assert [tuple(row.values()) for row in rows] == [
        ("STORY0003-P0", "STORY0003", "open", "2026-03-02", "0.00", "0.00"),
    ]
    assert list(rows[0]) == ["promise", "account", "state", "since", "expected", "paid"]
    rows, _, _ = run(capsys, "promises", "--on", "2026-03-04", "--basis", "restated")
    assert {row["paid"] for row in rows} == {"120.00"}
    rows, _, _ = run(capsys, "promises", "--on", "2026-03-10")
    assert {(row["state"], row["since"], row["expected"], row["paid"]) for row in rows} == {
        ("broken", "2026-03-10", "200.00", "120.00")
    }
    _, said, status = run(capsys, "promises", "--on", "2026-03-11")
    assert (said, status) == ("2026-03-11 is not closed; the last closed day is 2026-03-10", 1)


def test_standing_lists_the_book_in_code_point_order(closed, capsys):
    rows, _, status = run(capsys, "standing", "--on", "2026-03-01")
    assert status == 0
    assert [tuple(row.values()) for row in rows] == [
        ("STORY0000", "M2", "2026-03-01", "39", "200.00", "2", "2026-01-01"),
        ("STORY0001", "M0", "2026-02-25", "8", "50.00", "1", "2026-02-01"),
        ("STORY0003", "CURRENT", "", "0", "0.00", "0", ""),
    ]
    assert list(rows[0]) == [
        "account",
        "stage",
        "stage_since",
        "days_past_due",
        "past_due",
        "statements_missed",
        "oldest_missed_statement",
    ]


def test_standing_restated_knows_what_came_later(closed, capsys):
    known, _, _ = run(capsys, "standing", "--on", "2026-02-28", "--account", "STORY0000")
    restated, _, _ = run(
        capsys, "standing", "--on", "2026-02-28", "--account", "STORY0000", "--basis", "restated"
    )
    assert (known[0]["stage"], known[0]["past_due"]) == ("M1", "200.00")
    assert (restated[0]["stage"], restated[0]["past_due"]) == ("M0", "100.00")


def test_as_known_is_refused_for_a_day_not_closed(closed, capsys):
    rows, said, status = run(capsys, "standing", "--on", "2026-03-11")
    assert (rows, status) == ([], 1)
    assert said == "2026-03-11 is not closed; the last closed day is 2026-03-10"


def test_aging_prints_every_stage_and_reconciles_with_the_book(closed, capsys):
    rows, _, _ = run(capsys, "aging", "--on", "2026-03-01")
    assert [
        (r["group"], r["currency"], r["stage"], r["accounts"], r["balance"], r["past_due"]) for r in rows
    ] == [
        ("all", "CNY", "CURRENT", "1", "1000.00", "0.00"),
        ("all", "CNY", "M0", "1", "1000.00", "50.00"),
        ("all", "CNY", "M1", "0", "0.00", "0.00"),
        ("all", "CNY", "M2", "1", "1000.00", "200.00"),
        ("all", "CNY", "M3", "0", "0.00", "0.00"),
    ]


@pytest.mark.parametrize("by", ["product", "branch", "jurisdiction", "days"])
@pytest.mark.parametrize("basis", ["known", "restated"])
def test_aging_by_any_group_adds_up_to_the_whole(closed, capsys, by, basis):
    whole, _, _ = run(capsys, "aging", "--on", "2026-03-05", "--basis", basis)
    parts, _, _ = run(capsys, "aging", "--on", "2026-03-05", "--basis", basis, "--by", by)
    assert parts == sorted(parts, key=lambda row: (row["group"], row["currency"]))
    for column in ("accounts", "balance", "past_due"):
        for stage in ("CURRENT", "M0", "M1", "M2", "M3"):
            assert sum(float(r[column]) for r in parts if r["stage"] == stage) == sum(
                float(r[column]) for r in whole if r["stage"] == stage
            )


def test_days_past_due_fall_into_their_bands(closed, capsys):
    rows, _, _ = run(capsys, "aging", "--on", "2026-03-01", "--by", "days")
    assert {r["group"]: r["stage"] for r in rows if r["accounts"] == "1"} == {
        "0": "CURRENT",
        "1-30": "M0",
        "31-60": "M2",
    }
    assert {r["group"] for r in rows} == {
        "0",
        "1-30",
        "31-60",
        "61-90",
        "91-120",
        "121-150",
        "151-180",
        "181+",
    }


def test_roll_rates_cross_two_days_with_accounts_new_and_gone(closed, capsys):
    rows, _, _ = run(capsys, "rollrates", "--from", "2026-02-01", "--to", "2026-03-01")
    assert len(rows) == 36
    assert {
        (r["from_stage"], r["to_stage"]): (r["accounts"], r["balance"]) for r in rows if r["accounts"] != "0"
    } == {
        ("M1", "M2"): ("1", "1000.00"),
        ("CURRENT", "M0"): ("1", "1000.00"),
        ("M1", "EXIT"): ("1", "1000.00"),
        ("NEW", "CURRENT"): ("1", "0.00"),
    }


def test_breaks_name_cause_and_first_of_all_a_payment_on_the_statement_day(closed, capsys):
    rows, _, status = run(capsys, "breaks")
    assert status == 0
    assert rows == [
        {"account": "STORY0000", "statement_date": "2026-03-01", "printed": "200.00", "ours": "100.00",
         "cause": "backdated-payment", "owner": ""},
    ]  # fmt: skip


def test_explain_says_what_was_asked_what_came_in_what_is_open_and_what_changes_next(closed, capsys):
    said = StringIO()
    call_command("explain", "STORY0000", "--on", "2026-03-05", stdout=said)
    assert said.getvalue().splitlines() == [
        "At the end of 5 Mar 2026 account STORY0000 is in stage M1.",
        "100.00 CNY is past due, for 12 days, with 1 statement missed.",
        "It has been behind without a break since 21 Jan 2026, the date of first delinquency.",
        "The last statement, of 1 Mar 2026, asked for at least 300.00 CNY by 21 Mar 2026.",
        "Of that, 200.00 CNY was carried over from earlier statements and 100.00 CNY was new.",
        "100.00 CNY came in on 2 Mar 2026 and counts from 27 Feb 2026.",
        "Of the statement of 1 Feb 2026, due 21 Feb 2026, 100.00 CNY is open and past due since 25 Feb 2026.",
        "Of the statement of 1 Mar 2026, due 21 Mar 2026, 100.00 CNY is open; it is past due only from"
        " 25 Mar 2026 on.",
        "The oldest missed statement is that of 1 Feb 2026.",
        "1 statement (1 Mar 2026) came after it became past due on 25 Feb 2026, which makes it M1.",
        "Once 100.00 CNY more is credited, the account is current again.",
        "If nothing more comes in, the next statement, expected about 1 Apr 2026, makes it M2.",
    ]


TAMPERING = {
    "a stage row": "UPDATE accounts_stagechange SET to_stage = 'M3' WHERE to_stage = 'M2' AND account_id = %s",
    "a span": "UPDATE accounts_stagespan SET past_due = past_due + 1 WHERE stage = 'M1' AND account_id = %s",
    "the end of a span": "UPDATE accounts_stagespan SET ends_before = ends_before - 1"
    " WHERE stage = 'M0' AND account_id = %s",
    "a stage since": "UPDATE accounts_stagespan SET stage_since = '2026-01-02' WHERE stage = 'M2' AND account_id = %s",
    "a lost span": "DELETE FROM accounts_stagespan WHERE ends_before IS NULL AND account_id = %s",
    "a lost change": "DELETE FROM accounts_stagechange WHERE to_stage = 'M1' AND account_id = %s",
    "a fact": "UPDATE accounts_billingcycle SET minimum_due = 150 WHERE statement_date = '2026-01-01' AND account_id = %s",
}  # fmt: skip


def test_verify_is_clean_after_the_closes(closed, capsys):
    rows, words, status = run(capsys, "verify")
    assert (rows, words.splitlines()[0], status) == ([], "every invariant holds", 0)


@pytest.mark.parametrize("tampering", TAMPERING.values(), ids=TAMPERING)
def test_verify_names_the_account_of_a_row_altered_by_sql(closed, capsys, tampering):
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM accounts_account WHERE reference = 'STORY0000'")
        account = cursor.fetchone()
        with rewritten():
            cursor.execute(tampering, account)
            assert cursor.rowcount
    rows, _, status = run(capsys, "verify")
    assert status == 1
    assert "STORY0000" in {row["account"] for row in rows}
    assert {row["account"] for row in rows} <= {"STORY0000", ""}


def test_explain_says_when_an_account_is_not_in_the_book(closed):
    def said(account, day, *more):
        out = StringIO()
        call_command("explain", account, "--on", day, *more, stdout=out)
        return out.getvalue().strip()

    assert said("STORY0002", "2026-02-10") == (
        "At the end of 10 Feb 2026 account STORY0002 is not in the book; it left on 10 Feb 2026 (sold)."
    )
    assert said("STORY0003", "2026-02-14", "--basis", "restated") == (
        "At the end of 14 Feb 2026 account STORY0003 is not in the book; it opens on 15 Feb 2026."
    )


def test_a_database_without_tables_says_what_to_run(closed, monkeypatch):
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)  # which it sets
    monkeypatch.setattr(manage, "execute_from_command_line", lambda words: call_command(*words[1:]))
    with pytest.raises(SystemExit, match="run `make setup`"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL search_path TO pg_temp")
        manage.execute(["manage.py", "standing", "--on", "2026-03-01"])


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("standing", "--on", "2026-03-01", "--account", "NOBODY"), "there is no account NOBODY"),
        (("explain", "NOBODY", "--on", "2026-03-01"), "there is no account NOBODY"),
        (("standing", "--on", "1/3/2026"), "'1/3/2026' is not a date like 2026-01-31"),
        (("load", "no-such-file.csv"), "no-such-file.csv: refused"),
        (("standing", "--on", "2020-01-01"), "2020-01-01 is before the book began; its first closed day is "),
    ],
)
def test_what_was_asked_wrongly_is_said_in_a_sentence(closed, capsys, arguments, problem):
    _, said, status = run(capsys, *arguments)
    assert status == 1
    assert problem in said
