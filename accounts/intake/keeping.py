"""Bad rows, kept beside the book until somebody mends them; the mended file loads like any other."""

import csv
import os
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path

from accounts.intake.reading import Fault, Reader
from accounts.intake.values import masked

ADDED = ("refused_line", "refused_field", "refused_reason")


def keep(path: Path, faults: Iterable[Fault], folder: Path) -> Path:
    """Write the bad rows of a file, with line, fields and reasons, where only the owner can read them."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = folder / path.name
    with (
        Reader(path) as reader,
        os.fdopen(
            os.open(kept, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600),
            "w",
            newline="",
            encoding="utf-8",
            errors="replace",
        ) as file,
    ):
        out = csv.writer(file)
        out.writerow([*(name for name in reader.header if name not in ADDED), *ADDED])
        places = [i for i, name in enumerate(reader.header) if name not in ADDED]
        for raw, found in _bad_rows(reader, faults):
            shown = [masked(raw[i]) if i < len(raw) else "" for i in places]
            fields = " ".join(fault.field for fault in found if fault.field)
            out.writerow([*shown, found[0].line, fields, "; ".join(fault.reason for fault in found)])
    return kept


def _bad_rows(reader: Reader, faults: Iterable[Fault]) -> Iterator[tuple[list[str], list[Fault]]]:
    rows = reader.rows()
    for line, found in groupby(faults, key=lambda fault: fault.line):
        row = next(row for row in rows if row.line == line)
        yield row.raw, list(found)
