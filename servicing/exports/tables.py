"""Tables as CSV and XLSX. No cell is ever read as a formula.

    table = Table("breaks", ["account", "printed"], rows)
    written = write(table, "xlsx", file)

Text stays text: in XLSX by the type of its cell; in CSV what a spreadsheet would take for a formula begins
with an apostrophe. Amounts are ``Decimal``, shares ``Fraction``, days ``date``, moments carry their zone.
"""

import csv
import hashlib
import io
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import chain
from typing import IO, Any

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
_NARROWEST, _WIDEST = 12, 64  # columns of a sheet, in characters
_NOTE_COLUMNS, _NOTE_WIDTH = 7, 96  # what a table says of itself stands across so many
_A4 = 9  # as a sheet names paper
_PLACES = 6  # of a share in CSV
_SHEET_NAME = str.maketrans({":": ","} | dict.fromkeys("[]*?/\\'", "-"))
_LONGEST_SHEET_NAME = 31  # to Excel


@dataclass(frozen=True)
class Table:
    """A name, the heads of the columns, and rows as long as these.

    On a sheet of several ``title`` and ``note`` stand above it, and ``sums`` below.
    """

    name: str
    columns: Sequence[str]
    rows: Iterable[Sequence[Cell]]
    title: str = ""
    note: str = ""
    sums: Iterable[Sequence[Cell]] = ()


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
        return book.add_sheet(table, filters=True)


def _sheet_name(name: str) -> str:
    """As a workbook takes it; too long a name ends after a whole word, where its writing parts words."""
    name = name.translate(_SHEET_NAME)
    if len(name) <= _LONGEST_SHEET_NAME:
        return name
    words = name[: _LONGEST_SHEET_NAME + 1].rpartition(" ")[0].rstrip(",- ")
    return words if len(words) > _LONGEST_SHEET_NAME // 2 else name[:_LONGEST_SHEET_NAME]


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

    def add_sheet(self, table: Table, *, filters: bool = False) -> int:
        """A table with its head, below its title and what it says of itself; its sums stand out.

        Returns the count of its rows, sums too. Raises TooManyRows.
        """
        sheet = self.book.add_worksheet(_sheet_name(table.name))
        head = self._write_above(sheet, table.title, table.note)
        widths = [_width(str(column)) for column in table.columns]
        for column, label in enumerate(table.columns):
            sheet.write_string(head, column, str(label), self.formats.head)
        sheet.freeze_panes(head + 1, 1)
        last = head
        of_body, of_sums = self.formats, self.formats.of_sums()
        marked = chain(((of_body, row) for row in table.rows), ((of_sums, row) for row in table.sums))
        for last, (formats, row) in enumerate(marked, start=head + 1):
            if last >= MOST_ROWS:
                raise TooManyRows(table.name)
            for column, cell in enumerate(row):
                widths[column] = max(widths[column], _width(_write_cell(sheet, last, column, cell, formats)))
        for column, width in enumerate(widths):
            sheet.set_column(column, column, min(max(width + 2, _NARROWEST), _WIDEST))
        if filters:
            sheet.autofilter(head, 0, last, max(0, len(table.columns) - 1))
        _lay_out(sheet, head)
        return last - head

    def _write_above(self, sheet: Worksheet, title: str, note: str) -> int:
        """Above the table; the row of its head."""
        if not title:
            return 0
        sheet.write_string(0, 0, title, self.formats.title)
        if not note:
            return 2
        lines = -(-_width(note) // _NOTE_WIDTH)
        sheet.set_row(1, 15 * lines)
        sheet.merge_range(1, 0, 1, _NOTE_COLUMNS, note, self.formats.note)
        return 3


def _width(text: str) -> int:
    """How wide a text is in columns of a sheet: characters of East Asia are twice as wide."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def _lay_out(sheet: Worksheet, head: int) -> None:
    """Printed across on A4, as wide as a page, with its head on every page."""
    sheet.set_landscape()
    sheet.set_paper(_A4)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(head)
    sheet.set_footer("&L&A&R&P / &N")


class _Formats:
    """``shared``: what every cell has."""

    def __init__(self, book: xlsxwriter.Workbook, **shared: Any) -> None:
        self.book, self.shared = book, shared
        self.title: Format = book.add_format({"bold": True, "font_size": 14})
        self.note: Format = book.add_format({"text_wrap": True, "valign": "top", "font_color": "#4e585c"})
        self.head: Format = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        self.text: Format = book.add_format(shared)
        self.day: Format = book.add_format({"num_format": "yyyy-mm-dd", "align": "left", **shared})
        self.whole: Format = book.add_format({"num_format": "#,##0", **shared})
        self.share: Format = book.add_format({"num_format": "0.0%", **shared})
        self.amounts: dict[int, Format] = {}

    def of_sums(self) -> "_Formats":
        return _Formats(self.book, bold=True, top=1)

    def amount(self, decimals: int) -> Format:
        """Numbers with this many decimals, as a currency has them."""
        if decimals not in self.amounts:
            pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
            self.amounts[decimals] = self.book.add_format({"num_format": pattern, **self.shared})
        return self.amounts[decimals]


def _write_cell(sheet: Worksheet, row: int, column: int, cell: Cell, formats: _Formats) -> str:
    """Returns about what is read in it."""
    if cell is None:
        if formats.shared:
            sheet.write_blank(row, column, None, formats.text)
        return ""
    if isinstance(cell, Decimal):
        decimals = max(0, -int(cell.as_tuple().exponent))
        sheet.write_number(row, column, float(cell), formats.amount(decimals))
        return f"{cell:,}"
    if isinstance(cell, int):
        sheet.write_number(row, column, cell, formats.whole)
        return f"{cell:,}"
    if isinstance(cell, Fraction):
        sheet.write_number(row, column, float(cell), formats.share)
        return f"{float(cell):.1%}"
    if isinstance(cell, date) and not isinstance(cell, datetime):
        sheet.write_datetime(row, column, datetime(cell.year, cell.month, cell.day), formats.day)  # noqa: DTZ001
        return cell.isoformat()
    text = _moment(cell) if isinstance(cell, datetime) else cell
    sheet.write_string(row, column, text, formats.text)
    return text
