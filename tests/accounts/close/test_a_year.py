"""A year of the demo book: however it is closed, and however its files come in, the same rows are written."""

import csv
from collections import defaultdict
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from django.db import transaction

from accounts.calendars import sync as calendar_sync
from accounts.close import run as nightly_close
from accounts.dates import each
from accounts.intake import Intake, load
from accounts.models import DayTally, PromiseStatusChange, StageChange, StageSpan
from servicing.demo.book import write_book

pytestmark = pytest.mark.django_db

LAST = date(2026, 10, 31)
NOW = datetime(2026, 11, 2, tzinfo=UTC)
# The day on which a row of each kind of file comes in, and what it says only later: by the day of that.
COMES = {
    "statements": "statement_date",
    "payments": "posted_on",
    "reages": "on",
    "exits": "on",
    "promises": "known_on",
    "holds": "known_on",
    "contacts": "at",
}
LATER = {
    "payments": ("returned_on", ["returned_on"]),
    "promises": ("cancelled_on", ["cancelled_on"]),
    "holds": ("end_known_on", ["ends_on", "end_known_on", "fresh_due_on"]),
}


@pytest.fixture(scope="module")
def book(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("book")
    write_book(folder, accounts=30, months=12, through=LAST)
    return folder


@pytest.fixture(scope="module")
def in_one_go(django_db_setup, django_db_blocker, book) -> list[tuple]:
    with django_db_blocker.unblock(), transaction.atomic():
        _load(sorted(book.glob("*.csv")))
        nightly_close.close_through(LAST, now=NOW)
        rows = _rows()
        transaction.set_rollback(True)
    return rows


def test_one_by_one_and_in_one_go_agree_row_for_row(book, in_one_go):
    _load(sorted(book.glob("*.csv")))
    days = nightly_close.open_days(LAST)
    assert len(days) >= 365
    for day in days:
        assert len(nightly_close.close_through(day, now=NOW)) == 1
    assert _rows() == in_one_go


@pytest.mark.django_db(transaction=True)  # hundreds of files, each with tables of its own
def test_loaded_whole_and_day_by_day_agree_row_for_row(book, in_one_go, tmp_path):
    _load([book / "products.csv", book / "accounts.csv"])
    files = _by_day(book)
    for day in each(min(files), LAST):
        _load([_written(tmp_path / name, rows) for name, rows in files.get(day, {}).items()])
        nightly_close.close_through(day, now=NOW)
    assert _rows() == in_one_go


def _by_day(book: Path) -> dict[date, dict[str, list[dict[str, str]]]]:
    """The rows of the book's files by the day they come in; again on the day on which they say more."""
    days: dict[date, dict[str, list[dict[str, str]]]] = defaultdict(lambda: defaultdict(list))
    for kind, column in COMES.items():
        told_on, told = LATER.get(kind, ("", []))
        with (book / f"{kind}.csv").open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                later = row.get(told_on)
                first = row | (dict.fromkeys(told, "") if later else {})
                days[date.fromisoformat(row[column][:10])][f"{kind}.csv"].append(first)
                if later:
                    days[date.fromisoformat(later)][f"{kind}.csv"].append(row)
    return days


def _written(path: Path, rows: list[dict[str, str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, rows[0])
        out.writeheader()
        out.writerows(rows)
    return path


def _load(paths: list[Path]) -> None:
    """Into a book whose calendars are known, as due dates roll by them."""
    calendar_sync.keep(date(2025, 1, 1))
    for outcome in load(paths, Intake(paths[0].parent / "refused")) if paths else []:
        assert outcome.clean, outcome


def _rows() -> list[tuple]:
    """Everything that the closes wrote, without the numbers that rows happen to have."""
    return [
        *StageChange.objects.order_by("account__reference", "on").values_list(
            "account__reference", "on", "from_stage", "to_stage", "why", "rule_version"
        ),
        *StageSpan.objects.order_by("account__reference", "starts_on").values_list(
            "account__reference", "starts_on", "ends_before", "stage", "stage_since", "past_due",
            "statements_missed", "oldest_missed_statement", "oldest_missed_due",
        ),
        *PromiseStatusChange.objects.order_by("promise__reference", "on").values_list(
            "promise__reference", "on", "from_state", "to_state", "replaced_by__reference"
        ),
        *DayTally.objects.order_by("day", "product__code", "stage").values_list(
            "day", "product__code", "stage", "opening", "entered", "moved_in", "moved_out", "departed",
            "closing", "balance", "past_due",
        ),
    ]  # fmt: skip
