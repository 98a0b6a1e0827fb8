"""How commands answer: CSV on standard output, words on standard error, plain dates in."""

import csv
import sys
from argparse import ArgumentParser
from collections.abc import Iterable
from datetime import date

BASES = ("known", "restated")


def ask_for_day(parser: ArgumentParser) -> None:
    """The arguments ``--on DATE`` and ``--basis known|restated``."""
    parser.add_argument("--on", type=date.fromisoformat, required=True, metavar="DATE")
    ask_for_basis(parser)


def ask_for_basis(parser: ArgumentParser) -> None:
    parser.add_argument("--basis", choices=BASES, default="known")


def write(header: str, rows: Iterable[Iterable[object]]) -> None:
    """RFC 4180 rows under a header of comma-separated names; None is empty."""
    out = csv.writer(sys.stdout)
    out.writerow(header.split(","))
    out.writerows(rows)
