"""A report as a file, CSV, XLSX or PDF: the same figures, whatever the form."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from hashlib import sha256
from typing import Any

import xlsxwriter
from django.http import HttpResponse
from django.utils import formats
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from accounts import formatting, money
from notices import typesetting
from servicing.exports.report import Cell, Column, Report, Table
from servicing.exports.tables import plain as safe

FORMATS = ("csv", "xlsx", "pdf")
_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")


def file(report: Report, form: str, author: str, at: datetime) -> HttpResponse:
    """The report as a file, with what it was asked for, its author and its checksum."""
    content, kind = {
        "csv": (as_csv, "text/csv; charset=utf-8"),
        "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        "pdf": (as_pdf, "application/pdf"),
    }[form]
    name = f"{report.code}-{at:%Y%m%d-%H%M}.{form}"
    response = HttpResponse(content(report, author, at), content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def checksum(report: Report) -> str:
    """SHA-256 of the figures and of what was asked for, whatever the form and the author."""
    out = io.StringIO()
    csv.writer(out).writerows(_lines(report))
    return sha256(out.getvalue().encode()).hexdigest()


def about(report: Report, author: str, at: datetime) -> list[tuple[str, str]]:
    """What every form of the report carries beside its figures."""
    return [
        *report.facts,
        (_("Made by"), author),
        (_("Made at"), formatting.moment(at)),
        (_("Checksum (SHA-256)"), checksum(report)),
    ]


def as_csv(report: Report, author: str, at: datetime) -> bytes:
    """What it is about, then each table under its title, with an empty row between."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([safe(report.title)])
    writer.writerows([safe(label), safe(value)] for label, value in about(report, author, at))
    writer.writerows([safe(proof.text)] for proof in report.proofs)
    for table in report.tables:
        writer.writerow([])
        writer.writerows(_table_lines(table))
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(report: Report, author: str, at: datetime) -> bytes:
    """A sheet about the report, and one for each table. Nothing that is typed becomes a formula."""
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"title": report.title, "author": author, "created": at.replace(tzinfo=None)})
        bold, wrap = book.add_format({"bold": True}), book.add_format({"text_wrap": True, "valign": "top"})
        first = book.add_worksheet(_("About"))
        first.set_column(0, 0, 24)
        first.set_column(1, 1, 90, wrap)
        first.write_string(0, 0, report.title, bold)
        lines = [*about(report, author, at), *((_("Check"), proof.text) for proof in report.proofs)]
        for row, (label, value) in enumerate(lines, start=1):
            first.write_string(row, 0, label)
            first.write_string(row, 1, value)
        for number, table in enumerate(report.tables, start=1):
            _write_sheet(book, table, number, bold)
    return out.getvalue()


def as_pdf(report: Report, author: str, at: datetime) -> bytes:
    """Set by the house's own press, with the day, the checksum and the page on every page."""
    content = {
        "language": (get_language() or "en").partition("-")[0],
        "title": report.title,
        "about": [list(pair) for pair in about(report, author, at)],
        "checks": [proof.text for proof in report.proofs],
        "notes": list(report.notes),
        "checksum": checksum(report)[:16],
        "tables": [_as_set(table) for table in report.tables],
    }
    return typesetting.report(content, at.replace(microsecond=0))


def text(cell: Cell, column: Column) -> str:
    """A cell as a file of plain text has it: dates ISO, amounts and shares with a point."""
    value = cell.value
    if value is None:
        return ""
    if column.currency:
        return money.text(int(value), column.currency)
    if column.kind == "share":
        return f"{Decimal(value.numerator) / Decimal(value.denominator):.6f}"
    return str(value) if column.is_number else safe(value)


def read(cell: Cell, column: Column) -> str:
    """A cell as people read it, without marks."""
    value = cell.value
    if value is None:
        return "–"
    shown: dict[str, Callable[[Any], str]] = {
        "count": formatting.whole,
        "days": formatting.whole,
        "change": lambda change: signed(change, column.currency),
        "money": lambda minor: formatting.number(int(minor), column.currency),
        "share": percent,
        "stage": stage_name,
    }
    if column.kind in shown:
        return shown[column.kind](value)
    return value.isoformat() if isinstance(value, date) else str(value)


def signed(change: int, currency: str) -> str:
    """``+3`` or ``−2.50``; a dash where nothing changed."""
    if not change:
        return "–"
    plain = formatting.number(abs(change), currency) if currency else formatting.whole(abs(change))
    return f"{'+' if change > 0 else '−'}{plain}"


def percent(value: Fraction) -> str:
    """``12.5 %``: a share with one decimal, rounded half up."""
    exact = Decimal(value.numerator * 100) / Decimal(value.denominator)
    return f"{formats.number_format(exact.quantize(Decimal('0.1'), ROUND_HALF_UP), 1, force_grouping=True)} %"


def stage_name(code: str) -> str:
    """A stage, or what stands in its place where there is none."""
    names = {
        "CURRENT": pgettext("stage", "Current"),
        "NEW": pgettext("accounts", "New"),
        "EXIT": pgettext("accounts", "Left"),
        "": _("No stage"),
    }
    return names.get(code, code)


def _lines(report: Report) -> list[list[str]]:
    """What the checksum adds up: what was asked for, and every table."""
    lines = [[report.code, report.title], *([label, value] for label, value in report.facts)]
    for table in report.tables:
        lines += _table_lines(table)
    return lines


def _table_lines(table: Table) -> list[list[str]]:
    lines = [[safe(table.title)]]
    if table.formula:
        lines.append([safe(table.formula)])
    lines.append([safe(_head(column)) for column in table.columns])
    return lines + [
        [text(cell, column) for cell, column in zip(row, table.columns, strict=True)]
        for row in (*table.rows, *table.foot)
    ]


def _head(column: Column) -> str:
    return f"{column.label} ({column.currency})" if column.currency else column.label


def _write_sheet(book: Any, table: Table, number: int, bold: Any) -> None:
    sheet = book.add_worksheet(f"{number} {_SHEET_NAME.sub(' ', table.title)}"[:31])
    sheet.write_string(0, 0, table.title, bold)
    sheet.write_string(1, 0, table.formula)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, 18)
        sheet.write_string(3, place, _head(column), bold)
    formats = [_number_format(book, column) for column in table.columns]
    for row, cells in enumerate((*table.rows, *table.foot), start=4):
        for place, (cell, column) in enumerate(zip(cells, table.columns, strict=True)):
            _write_cell(sheet, (row, place), cell, column, formats[place])
    sheet.freeze_panes(4, 1)


def _write_cell(sheet: Any, at: tuple[int, int], cell: Cell, column: Column, form: Any) -> None:
    if cell.value is None:
        return
    if isinstance(cell.value, date):
        sheet.write_datetime(*at, cell.value, form)
    elif column.is_number:
        sheet.write_number(*at, Decimal(text(cell, column)), form)
    else:
        sheet.write_string(*at, stage_name(cell.value) if column.kind == "stage" else str(cell.value))


def _number_format(book: Any, column: Column) -> Any:
    places = money.decimals(column.currency)
    amount = "#,##0" + ("." + "0" * places if places else "")
    shape = {
        "money": amount,
        "share": "0.0%",
        "day": "yyyy-mm-dd",
        "count": "#,##0",
        "change": "+#,##0;-#,##0;0",
    }
    return book.add_format({"num_format": shape.get(column.kind, "General")})


def _as_set(table: Table) -> dict[str, Any]:
    return {
        "title": table.title,
        "formula": table.formula,
        "columns": [{"label": _head(column), "number": column.is_right} for column in table.columns],
        "rows": [_read_row(row, table) for row in table.rows],
        "foot": [_read_row(row, table) for row in table.foot],
        "empty": table.empty,
    }


def _read_row(row: Any, table: Table) -> list[str]:
    return [read(cell, column) for cell, column in zip(row, table.columns, strict=True)]
