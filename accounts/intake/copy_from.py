"""Rows into a table by COPY."""

from collections.abc import Iterable
from io import StringIO
from typing import Any

_NULL = r"\N"
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def copy(cursor: Any, table: str, rows: Iterable[tuple[Any, ...]]) -> None:
    """``table`` may name its columns, as in ``incoming (line, account)``."""
    lines = StringIO()
    lines.writelines(map(_line, rows))
    lines.seek(0)
    cursor.copy_expert(f"COPY {table} FROM STDIN", lines)


def _line(row: tuple[Any, ...]) -> str:
    """Most rows hold nothing to escape, which a look at the whole line tells sooner than at each value."""
    values = [_NULL if value is None else str(value) for value in row]
    line = "\t".join(values)
    has_escapes = line.count("\\") > row.count(None) or line.count("\t") >= len(row)
    if has_escapes or "\n" in line or "\r" in line:
        line = "\t".join(_NULL if value is None else str(value).translate(_ESCAPES) for value in row)
    return f"{line}\n"
