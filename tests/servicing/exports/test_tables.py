"""CSV and XLSX as a spreadsheet reads them: no cell is a formula."""

import csv
import io
import zipfile
from datetime import UTC, date, datetime
from decimal import Decimal
from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.acts import Act
from servicing.exports import tables, taking
from servicing.exports.tables import Table
from servicing.models import Export

AT = datetime(2026, 11, 28, 9, 30, tzinfo=UTC)
ROW = ("=1+1", "李娜", Decimal("-12.50"), 7, date(2026, 1, 31), AT, None)
HEADS = ("text", "name", "amount", "count", "day", "moment", "nothing")
NAMES = {"x": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}


def written(rows, form, heads=HEADS):
    file = io.BytesIO()
    done = tables.write(Table("breaks", heads, rows), form, file)
    assert file.tell() == 0
    return done, file.getvalue()


def test_csv_marks_what_would_be_a_formula_and_nothing_else():
    done, content = written([ROW], "csv")
    head, row = csv.reader(io.StringIO(content.decode("utf-8-sig")))
    assert done.rows == 1
    assert tuple(head) == HEADS
    assert row == ["'=1+1", "李娜", "-12.50", "7", "2026-01-31", "2026-11-28T09:30:00Z", ""]


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=8))
def test_no_text_of_csv_begins_a_formula(text):
    _, content = written([(text,)], "csv", ["text"])
    [_, *rows] = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))
    assert all(not cell.strip(" ").startswith(tuple("=+-@\t\r\n")) for row in rows for cell in row)


def test_xlsx_holds_texts_numbers_and_days_and_no_formula():
    done, content = written([ROW], "xlsx")
    sheet = zipfile.ZipFile(io.BytesIO(content)).read("xl/worksheets/sheet1.xml").decode()
    cells = ElementTree.fromstring(sheet).findall(".//x:row[@r='2']/x:c", NAMES)  # noqa: S314 -- our own
    assert done.rows == 1
    assert "<f>" not in sheet
    assert [(cell.get("t"), "".join(cell.itertext())) for cell in cells] == [
        ("inlineStr", "=1+1"),
        ("inlineStr", "李娜"),
        (None, "-12.5"),
        (None, "7"),
        (None, "46053"),
        ("inlineStr", "2026-11-28T09:30:00Z"),
    ]


@pytest.mark.parametrize(
    ("name", "sheet"),
    [
        ("3 Lasting cures, straight rollers and net flow", "3 Lasting cures, straight"),
        ("6 30 days past due or more: both dates of first delinquency", "6 30 days past due or more"),
        ("6 逾期30天及以上：两种首次逾期日", "6 逾期30天及以上：两种首次逾期日"),
        ("6 " + "逾期" * 20, "6 " + "逾期" * 14 + "逾"),
    ],
)
def test_a_sheet_has_no_more_of_a_name_than_excel_takes_and_ends_after_a_word(name, sheet):
    file = io.BytesIO()
    with tables.Book(file) as book:
        book.add_sheet(Table(name, HEADS, [ROW]))
    inside = zipfile.ZipFile(file).read("xl/workbook.xml").decode()
    assert f'<sheet name="{sheet}"' in inside


@pytest.mark.django_db
def test_what_is_taken_away_is_on_record_without_what_was_searched_for():
    table = Table("accounts", HEADS, [ROW, ROW])
    response = taking.download(
        table, "xlsx", Act(by="supervisor", at=AT), filters="stage=M2&search=abc&after=7"
    )
    assert response["Content-Disposition"] == 'attachment; filename="accounts.xlsx"'
    assert b"".join(response.streaming_content)[:2] == b"PK"
    kept = Export.objects.get()
    assert (kept.list, kept.format, kept.rows, kept.filters) == ("accounts", "xlsx", 2, "stage=M2")
    assert (kept.by, kept.at, len(kept.sha256)) == ("supervisor", AT, 64)
