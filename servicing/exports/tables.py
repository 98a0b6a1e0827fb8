"""Tables as CSV and XLSX. No cell is ever read as a formula.

    table = Table("breaks", ["account", "printed"], rows)
    written = write(table, "xlsx", file)

Text stays text: in XLSX by the type of its cell; in CSV what a spreadsheet would take for a formula begins
with an apostrophe. Amounts are ``Decimal``, shares ``Fraction``, days ``date``, moments carry their zone.
"""

import csv
import hashlib
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import IO

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from accounts import money
from accounts.intake import csv_cells

Cell = str | int | Decimal | Fraction | date | datetime | None

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MOST_ROWS = 1_048_576  # what a sheet holds
_PLACES = 6  # of a share in CSV
_SHEET_NAME = str.maketrans(dict.fromkeys("[]:*?/\\'", "-"))


@dataclass(frozen=True)
class Table:
    """A name, the heads of the columns, and rows as long as these."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]


@dataclass(frozen=True)
class Written:
    """A file as it was written: its rows without the head, and its hash."""

    rows: int
    sha256: str


def amount(minor: int | None, currency: str) -> Decimal | None:
    """Minor units as a cell, with exactly the currency's decimals."""
    return None if minor is None else Decimal(money.text(minor, currency))


class TooManyRows(ValueError):  # noqa: N818 -- named for what happened
    """The table is longer than a sheet."""


def write(table: Table, form: str, file: IO[bytes]) -> Written:
    """Write into a file that is open for reading too, and leave it at its beginning. Raises TooManyRows."""
    rows = {"csv": _write_csv, "xlsx": _write_xlsx}[form](table, file)
    file.seek(0)
    digest = hashlib.sha256()
    while chunk := file.read(1 << 16):
        digest.update(chunk)
    file.seek(0)
    return Written(rows, digest.hexdigest())


def _write_csv(table: Table, file: IO[bytes]) -> int:
    text = io.TextIOWrapper(file, encoding="utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow([plain(head) for head in table.columns])
    count = 0
    for row in table.rows:
        writer.writerow([plain(cell) for cell in row])
        count += 1
    text.detach()
    return count


def plain(cell: Cell) -> str:
    """A cell of CSV; numbers keep their sign."""
    if isinstance(cell, str):
        return csv_cells.as_text(cell)
    if isinstance(cell, datetime):
        return _moment(cell)
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, Fraction):
        return f"{Decimal(cell.numerator) / Decimal(cell.denominator):.{_PLACES}f}"
    return "" if cell is None else format(cell, "f") if isinstance(cell, Decimal) else str(cell)


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")


def _write_xlsx(table: Table, file: IO[bytes]) -> int:
    with Book(file) as book:
        return book.add_sheet(table.name, table.columns, table.rows, filters=True)


class Book:
    """A workbook that is being written, sheet after sheet; it is complete when the block ends."""

    def __init__(self, file: IO[bytes]) -> None:
        options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        self.book = xlsxwriter.Workbook(file, options)
        self.formats = _Formats(self.book)

    def __enter__(self) -> "Book":
        return self

    def __exit__(self, kind: object, *problem: object) -> None:
        if kind is None:
            self.book.close()

    def add_sheet(
        self,
        name: str,
        columns: Sequence[str],
        rows: Iterable[Sequence[Cell]],
        *,
        above: Sequence[str] = (),
        filters: bool = False,
    ) -> int:
        """A table with its head, below lines of text. Returns the count of its rows. Raises TooManyRows."""
        sheet = self.book.add_worksheet(name.translate(_SHEET_NAME)[:31])
        for number, line in enumerate(above):
            sheet.write_string(number, 0, line)
        head = len(above)
        for column, title in enumerate(columns):
            sheet.write_string(head, column, str(title), self.formats.head)
            sheet.set_column(column, column, max(12, len(str(title)) + 2))
        sheet.freeze_panes(head + 1, 1)
        last = head
        for last, row in enumerate(rows, start=head + 1):
            if last >= MOST_ROWS:
                raise TooManyRows(name)
            for column, cell in enumerate(row):
                _write_cell(sheet, last, column, cell, self.formats)
        if filters:
            sheet.autofilter(head, 0, last, max(0, len(columns) - 1))
        return last - head


class _Formats:
    def __init__(self, book: xlsxwriter.Workbook) -> None:
        self.book = book
        self.head: Format = book.add_format({"bold": True, "bottom": 1})
        self.day: Format = book.add_format({"num_format": "yyyy-mm-dd"})
        self.whole: Format = book.add_format({"num_format": "#,##0"})
        self.share: Format = book.add_format({"num_format": "0.0%"})
        self.amounts: dict[int, Format] = {}

    def amount(self, decimals: int) -> Format:
        """Numbers with this many decimals, as a currency has them."""
        if decimals not in self.amounts:
            pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
            self.amounts[decimals] = self.book.add_format({"num_format": pattern})
        return self.amounts[decimals]


def _write_cell(sheet: Worksheet, row: int, column: int, cell: Cell, formats: _Formats) -> None:
    if cell is None:
        return
    if isinstance(cell, Decimal):
        decimals = max(0, -int(cell.as_tuple().exponent))
        sheet.write_number(row, column, float(cell), formats.amount(decimals))
    elif isinstance(cell, int):
        sheet.write_number(row, column, cell, formats.whole)
    elif isinstance(cell, Fraction):
        sheet.write_number(row, column, float(cell), formats.share)
    elif isinstance(cell, date) and not isinstance(cell, datetime):
        sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), formats.day)  # noqa: DTZ001
    else:
        sheet.write_string(row, column, _moment(cell) if isinstance(cell, datetime) else cell)
