"""Bad rows, kept beside the book until somebody mends them; the mended file loads like any other.

A spreadsheet takes none of their values for a formula; what is added to that end is taken off again.
"""

import csv
import os
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any, TextIO

from accounts.intake import csv_cells
from accounts.intake.parsers import masked
from accounts.intake.reading.headers import RETURNED
from accounts.intake.reading.reader import CARD_NUMBER, Fault, Reader, Row
from accounts.intake.reading.source import FileRefused, Source

CHANGED = "changed while it was read; load it again"


def keep(source: Source, faults: Iterable[Fault], folder: Path) -> Path:
    """Write the bad rows of a file, with line, fields, reasons, where only the owner can read them.

    The name is the file's, with the first digits of its checksum: no other file's rows are ever replaced.
    Raises FileRefused where the file is no longer what was read.
    """
    sha256 = source.sha256()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    kept = folder / f"{source.path.stem}-{sha256[:8]}.csv"
    draft = kept.with_suffix(".draft")
    try:
        with _private(draft) as file:
            _write(source, faults, csv.writer(file))
        if source.sha256() != sha256:
            raise FileRefused(CHANGED)
        draft.rename(kept)
    finally:
        draft.unlink(missing_ok=True)
    return kept


def _write(source: Source, faults: Iterable[Fault], out: Any) -> None:
    reader = Reader(source)
    places = [place for place, name in enumerate(reader.header) if name not in RETURNED]
    out.writerow([*(reader.header[place] for place in places), *RETURNED])
    for row, row_faults in _bad_rows(reader, faults):
        out.writerow(_kept(row, row_faults, places, reader.header))


def _kept(row: Row, row_faults: list[Fault], places: list[int], header: list[str]) -> list[object]:
    cards = {fault.field for fault in row_faults if fault.reason == CARD_NUMBER}
    shown = ["" if row.text else masked(row.raw[p]) if header[p] in cards else row.raw[p] for p in places]
    fields = " ".join(fault.field for fault in row_faults if fault.field)
    reasons = "; ".join(fault.reason for fault in row_faults)
    return [*map(csv_cells.as_text, shown), row.line, fields, reasons, csv_cells.as_text(masked(row.text))]


def _private(path: Path) -> TextIO:
    descriptor = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600)
    return os.fdopen(descriptor, "w", newline="", encoding="utf-8", errors="replace")


def _bad_rows(reader: Reader, faults: Iterable[Fault]) -> Iterator[tuple[Row, list[Fault]]]:
    rows = reader.rows()
    for line, row_faults in groupby(faults, key=lambda fault: fault.line):
        row = next((row for row in rows if row.line == line), None)
        if row is None:
            raise FileRefused(CHANGED)
        yield row, list(row_faults)
