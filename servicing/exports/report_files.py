"""A report as a file, CSV, XLSX or PDF: the same figures, whatever the form."""

import csv
import io
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from hashlib import sha256
from typing import Any

from django.http import HttpResponse
from django.utils import formats
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from accounts import formatting
from notices import typesetting
from servicing.exports import tables
from servicing.exports.report import Cell, Column, Fact, Picture, Report, Table
from servicing.exports.tables import plain as safe

FORMATS = ("csv", "xlsx", "pdf")


def file(report: Report, form: str, author: str, at: datetime) -> HttpResponse:
    """The report as a file, with what it was asked for, its author and its checksum."""
    content, kind = {
        "csv": (as_csv, tables.MEDIA_TYPES["csv"]),
        "xlsx": (as_xlsx, tables.MEDIA_TYPES["xlsx"]),
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


def about(report: Report, author: str, at: datetime) -> list[Fact]:
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
    writer.writerows([safe(line)] for line in (*(proof.text for proof in report.proofs), *report.notes))
    for table in report.tables:
        writer.writerow([])
        writer.writerows(_table_lines(table))
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(report: Report, author: str, at: datetime) -> bytes:
    """A sheet about the report, and one for each table. Nothing that is typed becomes a formula."""
    out = io.BytesIO()
    with tables.Book(out) as book:
        book.book.set_properties(
            {"title": report.title, "author": author, "created": at.replace(tzinfo=None)}
        )
        proofs = ((_("Check"), proof.text) for proof in report.proofs)
        notes = (("", note) for note in report.notes)
        lines = [*about(report, author, at), *proofs, *notes]
        book.add_sheet(tables.Table(_("About"), [report.title, ""], lines))
        for number, table in enumerate(report.tables, start=1):
            book.add_sheet(
                tables.Table(
                    f"{number} {table.title}",
                    [_head(column) for column in table.columns],
                    _in_sheet(table, table.rows),
                    title=table.title,
                    note=table.formula,
                    sums=_in_sheet(table, table.foot),
                )
            )
    return out.getvalue()


def as_pdf(report: Report, author: str, at: datetime) -> bytes:
    """Set by the house's own press, with the day, the checksum and the page on every page."""
    content = {
        "language": (get_language() or "en").partition("-")[0],
        "title": report.title,
        "about": [[label, fact(value)] for label, value in about(report, author, at)],
        "checks": [proof.text for proof in report.proofs],
        "notes": list(report.notes),
        "checksum": checksum(report)[:16],
        "tables": [_as_set(table) for table in report.tables],
    }
    return typesetting.report(content, at.replace(microsecond=0))


def text(cell: Cell, column: Column) -> str:
    """A cell as a file of plain text has it: dates ISO, amounts and shares with a point."""
    return tables.plain(_value(cell, column))


def _value(cell: Cell, column: Column) -> tables.Cell:
    """A cell as the writer of files takes it."""
    if column.currency:
        return tables.amount(cell.value, column.currency)
    value = cell.value
    return value if value is None or isinstance(value, int | Decimal | Fraction | date) else str(value)


def _in_sheet(table: Table, rows: Iterable[Sequence[Cell]]) -> Iterator[list[tables.Cell]]:
    """Rows as a sheet takes them: stages are named."""
    for row in rows:
        yield [
            stage_name(cell.value)
            if column.kind == "stage" and cell.value is not None
            else _value(cell, column)
            for cell, column in zip(row, table.columns, strict=True)
        ]


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
        "amount": _decimal,
        "share": percent,
        "stage": stage_name,
        "month": _month,
    }
    if column.kind in shown:
        return shown[column.kind](value)
    return fact(value)


def fact(value: Any) -> str:
    """What people read: a day as their language writes it, else the text."""
    return formatting.day(value) if isinstance(value, date) else str(value)


def signed(change: int, currency: str) -> str:
    """``+3`` or ``−2.50``; a dash where nothing changed."""
    if not change:
        return "–"
    plain = formatting.number(abs(change), currency) if currency else formatting.whole(abs(change))
    return f"{'+' if change > 0 else '−'}{plain}"


def _month(code: str) -> str:
    """A month, or the word that stands below them beside their sums."""
    return formatting.month(date.fromisoformat(f"{code}-01")) if code[:1].isdecimal() else code


def _decimal(amount: Decimal) -> str:
    """An amount with the decimals that it has, as its currency has them."""
    places = max(0, -int(amount.as_tuple().exponent))
    return formats.number_format(amount, places, force_grouping=True)


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
    lines = [[report.code, report.title], *([label, safe(value)] for label, value in report.facts)]
    for table in report.tables:
        lines += _table_lines(table)
    return lines


def _table_lines(table: Table) -> list[list[str]]:
    lines = [[safe(table.title)]]
    if table.formula:
        lines.append([safe(table.formula)])
    lines.append([safe(_head(column)) for column in table.columns])
    return lines + [[text(cell, column) for cell, column in line] for line in _all_rows(table)]


def _all_rows(table: Table) -> Iterator[list[tuple[Cell, Column]]]:
    for row in (*table.rows, *table.foot):
        yield list(zip(row, table.columns, strict=True))


def _head(column: Column) -> str:
    return f"{column.label} ({column.currency})" if column.currency else column.label


def _as_set(table: Table) -> dict[str, Any]:
    """``shades``: of each cell of the rows, as a heat table has them."""
    return {
        "title": table.title,
        "formula": table.formula,
        "columns": [{"label": _head(column), "number": column.is_number} for column in table.columns],
        "rows": [_read_row(row, table) for row in table.rows],
        "shades": [[cell.shade or 0 for cell in row] for row in table.rows],
        "foot": [_read_row(row, table) for row in table.foot],
        "empty": table.empty,
        "picture": _as_drawn(table.picture) if table.picture and not table.picture.is_empty else None,
    }


def _as_drawn(picture: Picture) -> dict[str, Any]:
    """Heights as parts of the greatest value."""
    series = [
        {
            "label": each.label,
            "style": each.style,
            "values": [None if value is None else value / picture.top for value in each.values],
        }
        for each in picture.series
    ]
    return {
        "shape": picture.shape,
        "text": f"{picture.title}. {picture.description}",
        "labels": list(picture.labels),
        "levels": [[value / picture.top, label] for value, label in picture.levels],
        "series": series,
    }


def _read_row(row: Any, table: Table) -> list[str]:
    return [read(cell, column) for cell, column in zip(row, table.columns, strict=True)]
