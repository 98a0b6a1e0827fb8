"""Files as spreadsheets, mail and haste leave them: each ends in words that name the cause, at once.

``dirty/expected.tsv`` is the table: file, exit status of ``load``, and what standard error says.
"""

import csv
import os
from pathlib import Path

import pytest
from django.core.management import call_command

from accounts.intake import Intake, load
from accounts.models import IntakeFile, Payment
from tests.accounts.intake.offering import ACCOUNT_HEADER, ANNA, BEN, PAYMENT_HEADER, PRODUCTS

DIRTY = Path(__file__).parent / "dirty"
TABLE = list(csv.DictReader((DIRTY / "expected.tsv").open(), delimiter="\t", quoting=csv.QUOTE_NONE))

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def book(module_db, tmp_path_factory):
    folder = tmp_path_factory.mktemp("book")
    (folder / "products.csv").write_text(PRODUCTS)
    (folder / "accounts.csv").write_text(ACCOUNT_HEADER + ANNA + BEN)
    assert all(outcome.clean for outcome in load(sorted(folder.iterdir()), Intake(folder / "refused")))


def offered(*paths) -> int:
    """The exit status of ``load``."""
    try:
        call_command("load", *map(str, paths))
    except SystemExit as exit_:
        return exit_.code
    return 0


@pytest.mark.parametrize("row", TABLE, ids=[row["file"] for row in TABLE])
def test_a_dirty_file_ends_in_words_that_name_the_cause(book, capsys, row):
    assert offered(DIRTY / row["file"]) == int(row["status"])
    told = capsys.readouterr().err
    assert row["message"] in told
    assert bool(row["message"]) == bool(told)
    assert "Error" not in told


def test_every_file_of_the_folder_is_in_the_table():
    assert {path.name for path in DIRTY.glob("*.csv")} == {row["file"] for row in TABLE}


def test_neither_a_pipe_nor_a_missing_or_locked_file_stops_the_others(book, tmp_path, capsys):
    os.mkfifo(tmp_path / "pipe.csv")
    (tmp_path / "folder.csv").mkdir()
    good = tmp_path / "payments.csv"
    good.write_text(PAYMENT_HEADER + "OTHERS,A1,2026-01-10,5.00\n")
    assert offered(tmp_path / "pipe.csv", tmp_path / "gone.csv", good) == 1
    told = capsys.readouterr().err
    assert "pipe.csv: refused: is not a file" in told
    assert "gone.csv: refused: there is no such file" in told
    assert Payment.objects.filter(reference="OTHERS").exists()


def test_what_a_folder_holds_beside_tables_is_passed_over_and_named(book, tmp_path, capsys):
    for name in ("._a.csv", "~$a.csv", ".hidden.csv", "notes.txt"):
        (tmp_path / name).write_bytes(b"\x00\x05\x16\x07")
    (tmp_path / "payments.csv").write_text(PAYMENT_HEADER + "BESIDE,A1,2026-01-10,5.00\n")
    assert offered(tmp_path) == 0
    told = capsys.readouterr().err
    assert [f"{name}: passed over" in told for name in ("._a.csv", "~$a.csv", ".hidden.csv", "notes.txt")]
    assert told.count("passed over") == 4


def test_white_space_around_a_reference_does_not_make_another_payment(book, tmp_path):
    path = tmp_path / "payments.csv"
    rows = ["SPACED,A1", " SPACED,A1", "SPACED\u00a0, A1 "]
    path.write_text(PAYMENT_HEADER + "".join(f"{row},2026-01-10,5.00\n" for row in rows))
    (outcome,) = load([path], Intake(tmp_path / "refused"))
    assert (outcome.loaded, outcome.unchanged) == (1, 2)


def test_a_file_that_is_changed_while_it_is_read_is_refused_and_the_others_go_on(book, tmp_path):
    path, other = tmp_path / "1-payments.csv", tmp_path / "2-payments.csv"
    bad = PAYMENT_HEADER + "CHANGED,A1,2026-01-10,5.00\nBAD,GONE,2026-01-10,5.00\n"
    path.write_text(bad)
    other.write_text(PAYMENT_HEADER + "AFTER,A1,2026-01-10,5.00\n")
    intake = Intake(tmp_path / "refused", skip_bad=True, complain=lambda *_: path.write_text(PAYMENT_HEADER))
    changed, after = load([path, other], intake)
    assert changed.refusal == "changed while it was read; load it again"
    assert (after.loaded, after.refused) == (1, 0)
    assert not Payment.objects.filter(reference="CHANGED").exists()
    assert not list((tmp_path / "refused").iterdir())


def test_what_is_hashed_is_what_was_read(book, tmp_path):
    import_path = tmp_path / "payments.csv"
    import_path.write_text(PAYMENT_HEADER + "HASHED,A1,2026-01-10,5.00\n")
    (outcome,) = load([import_path], Intake(tmp_path / "refused"))
    import_path.write_text("something else")
    assert IntakeFile.objects.latest("pk").sha256 == outcome.sha256
    assert len(outcome.sha256) == 64
