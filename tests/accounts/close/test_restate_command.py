"""The command that restates a day: what it prints, what it says, and its exit status."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.core.management import call_command

from accounts.acts import Act
from accounts.close import restatement as restatement_run
from accounts.models import Account, Payment
from tests.accounts.test_commands import run
from tests.stories.telling import read, write

pytestmark = pytest.mark.django_db

STORIES = read(
    """
misses two
2026-01-01 statement 100
2026-02-01 statement 200 past-due 100

pays in time
with currency JPY
2026-01-01 statement 100
2026-01-20 pays 100

is said to be sold only later
2026-01-01 statement 100
2026-02-02 leaves sold known 2026-02-12
"""
)


@pytest.fixture(scope="module")
def closed(module_db, tmp_path_factory):
    with time_machine.travel(datetime(2026, 11, 1, tzinfo=UTC), tick=False):
        call_command("load", str(write(STORIES, tmp_path_factory.mktemp("book"))))
        call_command("close_day", "--through", "2026-02-10")
        yield


def tells_late():
    Payment.objects.create(
        reference="LATE",
        account=Account.objects.get(reference="STORY0000"),
        posted_on=date(2026, 2, 3),
        value_on=date(2026, 2, 3),
        amount=10000,
        known_on=date(2026, 2, 11),
    )


def test_it_prints_known_against_restated_stages(closed, capsys):
    tells_late()
    rows, said, status = run(capsys, "restate", "--on", "2026-02-05")
    assert status == 0
    assert said.endswith("2 of 3 accounts stand differently\n")
    assert list(rows[0]) == ["currency", "known_stage", "restated_stage", "accounts", "balance", "past_due"]
    assert [tuple(row.values()) for row in rows] == [
        ("CNY", "M0", "", "1", "0.00", "0.00"),
        ("CNY", "M1", "CURRENT", "1", "1000.00", "0.00"),
        ("JPY", "CURRENT", "CURRENT", "1", "1000", "0"),
    ]


def test_the_accounts_that_stand_differently(closed, capsys):
    tells_late()
    rows, _, status = run(capsys, "restate", "--on", "2026-02-05", "--differences")
    assert status == 0
    assert [tuple(row.values()) for row in rows] == [
        ("STORY0000", "M1", "CURRENT", "100.00", "0.00"),
        ("STORY0002", "M0", "", "100.00", ""),
    ]


def test_a_finished_one_is_printed_again_and_made_anew_only_where_asked(closed, capsys):
    run(capsys, "restate", "--on", "2026-02-05")
    tells_late()
    rows, said, status = run(capsys, "restate", "--on", "2026-02-05")
    assert (status, rows[0]["known_stage"], rows[0]["restated_stage"]) == (0, "M0", "")
    assert said.startswith("2026-02-05 was restated at ")
    rows, _, _ = run(capsys, "restate", "--on", "2026-02-05", "--again")
    assert ("M1", "CURRENT") in {(row["known_stage"], row["restated_stage"]) for row in rows}


def test_a_day_that_is_not_closed_fails_with_status_1(closed, capsys):
    rows, said, status = run(capsys, "restate", "--on", "2026-02-11")
    assert (rows, status) == ([], 1)
    assert said == "2026-02-11 is not closed; the last closed day is 2026-02-10"


def test_a_hand_is_lent_to_whatever_is_at_work(closed, capsys):
    assert run(capsys, "restate", "--lend-a-hand")[1:] == ("0 shards done\n", 0)
    restatement = restatement_run.begin(
        date(2026, 2, 5), Act(by="anna", at=datetime(2026, 11, 1, tzinfo=UTC))
    )
    assert run(capsys, "restate", "--lend-a-hand")[1:] == ("1 shards done\n", 0)
    restatement.refresh_from_db()
    assert restatement.finished_at


def test_what_is_asked_for_must_be_said(closed, capsys):
    assert run(capsys, "restate")[2] == 1
