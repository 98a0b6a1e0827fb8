"""How commands answer: CSV on standard output, words on standard error, plain dates in."""

import csv
import io
import os
import sys
from argparse import ArgumentParser, ArgumentTypeError
from collections.abc import Iterable
from datetime import date
from typing import TextIO

from django.core.management.base import OutputWrapper

from accounts.intake import csv_cells, parsers
from accounts.reports import aging as aging_report

BASES = ("known", "restated")


def a_day(text: str) -> date:
    """A date of an argument, within the dates that the book takes."""
    try:
        return date.fromisoformat(parsers.day(text))
    except parsers.BadValue as bad:
        raise ArgumentTypeError(str(bad)) from None


def ask_for_day(parser: ArgumentParser) -> None:
    """The arguments ``--on DATE`` and ``--basis known|restated``."""
    parser.add_argument("--on", type=a_day, required=True, metavar="DATE")
    ask_for_basis(parser)


def ask_for_basis(parser: ArgumentParser) -> None:
    parser.add_argument("--basis", choices=BASES, default="known")


def write(header: str, rows: Iterable[Iterable[object]]) -> None:
    """RFC 4180 rows in UTF-8 under a header of comma-separated names; None is empty, no text a formula."""
    if hasattr(sys.stdout, "reconfigure"):
        sys.stdout.reconfigure(encoding="utf-8")
    try:
        _write(sys.stdout, header, rows)
        sys.stdout.flush()
    except BrokenPipeError:  # whoever read has seen enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def text(header: str, rows: Iterable[Iterable[object]]) -> str:
    """What ``write`` would write."""
    out = io.StringIO(newline="")
    _write(out, header, rows)
    return out.getvalue()


def _write(file: TextIO, header: str, rows: Iterable[Iterable[object]]) -> None:
    out = csv.writer(file)
    out.writerow(header.split(","))
    out.writerows(map(_safe, rows))


def _safe(row: Iterable[object]) -> list[object]:
    return [csv_cells.as_text(cell) if isinstance(cell, str) else cell for cell in row]


def tell_uncomputed(errors: OutputWrapper, day: date, basis: str) -> None:
    """Say how many accounts a report leaves out because they cannot be computed."""
    if missing := len(aging_report.uncomputed(day, basis)):
        errors.write(f"{missing} accounts of the book cannot be computed on {day} and are not counted")
