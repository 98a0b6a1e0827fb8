"""Rows into a table by COPY."""

from collections.abc import Iterable
from io import StringIO
from typing import Any

_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def copy(cursor: Any, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """``table`` may name its columns, as in ``incoming (line, account)``."""
    lines = StringIO()
    for row in rows:
        lines.write("\t".join(r"\N" if v is None else str(v).translate(_ESCAPES) for v in row))
        lines.write("\n")
    lines.seek(0)
    cursor.copy_expert(f"COPY {table} FROM STDIN", lines)
