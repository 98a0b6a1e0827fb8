"""From bytes to rows: encoding, header, shape, and the syntax of each value."""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from accounts.intake.file_types.file_type import Kind
from accounts.intake.file_types.registry import EXITS, KINDS
from accounts.intake.parsers import BadValue, is_phone_number, looks_like_a_card_number
from accounts.models import Exit

CARD_NUMBER = "looks like a card number, which has no place here"
NOT_UTF8 = "holds bytes that are not UTF-8"
# Columns of a file of bad rows, which comes back mended.
RETURNED = ("refused_line", "refused_field", "refused_reason", "refused_text")

_NUMBERS = ("phone", "number")  # columns that may hold a telephone number
_COLUMN_NAME = re.compile(r"[a-z_]{1,30}", re.ASCII)

csv.field_size_limit(1_000_000)


class FileRefused(ValueError):  # noqa: N818 -- named for what became of the file
    """A file that cannot be read as a whole, and why."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one row, for the person who mends it."""

    line: int
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it stands in the file; ``values`` by column, staged text or None, where nothing is wrong.

    ``text`` is the row as it was written where it has not the shape of the header.
    """

    line: int
    raw: list[str]
    values: list[str | None]
    faults: list[Fault]
    text: str = ""


class Reader:
    """A file of one kind, read row by row. Raises FileRefused where the file as a whole is wrong."""

    def __init__(self, path: Path, advanced: Callable[[int], object] = lambda size: None) -> None:
        if path.exists() and not path.is_file():
            raise FileRefused("is not a file")
        self._file = path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")
        self._advanced = advanced
        self._text: list[str] = []  # of the row being read
        self._csv = csv.reader(self._lines(), strict=True)
        self.header = _header(path, self._csv)
        self.kind = _kind_of(path, self.header)
        self._places = [
            (position, name, self.kind.columns[name])
            for position, name in enumerate(self.header)
            if name in self.kind.columns
        ]
        self.columns = [name for _, name, _ in self._places]

    def __enter__(self) -> "Reader":
        return self

    def __exit__(self, *_: object) -> None:
        self._file.close()

    def rows(self) -> Iterator[Row]:
        """Every row after the header; blank lines are no rows.

        Raises FileRefused where a quote that is never closed makes rows and text one.
        """
        while True:
            line = self._csv.line_num + 1
            self._text.clear()
            try:
                raw = next(self._csv)
            except StopIteration:
                return
            except csv.Error as error:
                if len(self._text) > 1 or "unexpected end" in str(error) or "field limit" in str(error):
                    raise FileRefused(f"line {line} begins a quoted value that does not end") from None
                yield self._shapeless(line, [], f"not a CSV row: {error}")
                continue
            if len(raw) == len(self.header):
                yield self._row(line, raw)
            elif raw:
                reason = f"has {len(raw)} values where the header has {len(self.header)} columns"
                yield self._shapeless(line, raw, reason)

    def _lines(self) -> Iterator[str]:
        for line in self._file:
            self._advanced(len(line))
            self._text.append(line)
            yield line

    def _shapeless(self, line: int, raw: list[str], reason: str) -> Row:
        return Row(line, raw, [], [Fault(line, "", reason)], "".join(self._text).rstrip("\r\n"))

    def _row(self, line: int, raw: list[str]) -> Row:
        values: list[str | None] = []
        faults: list[Fault] = []
        for position, name, column in self._places:
            value = raw[position]
            if _holds_a_card_number(name, value):
                faults.append(Fault(line, name, CARD_NUMBER))
            elif not value and column.empty:
                values.append(None)
            else:
                try:
                    values.append(column.parse(value))
                except BadValue as bad:
                    faults.append(Fault(line, name, NOT_UTF8 if _is_foreign(value) else str(bad)))
        return Row(line, raw, values, faults)


def _holds_a_card_number(name: str, value: str) -> bool:
    if len(value) < 13 or not looks_like_a_card_number(value):
        return False
    return not (name in _NUMBERS and is_phone_number(value))


def _is_foreign(value: str) -> bool:
    return any("\udc80" <= character <= "\udcff" for character in value)


def _header(path: Path, rows: Iterator[list[str]]) -> list[str]:
    with path.open("rb") as file:
        if file.read(2) in (b"\xff\xfe", b"\xfe\xff"):
            raise FileRefused("is UTF-16; files are UTF-8")
    try:
        header = [name.strip() for name in next(rows, [])]
    except csv.Error:
        raise FileRefused("its header is not a CSV row") from None
    if not header:
        raise FileRefused("is empty; it has no header")
    if doubled := {name for name in header if header.count(name) > 1}:
        raise FileRefused(f"its header names {_named(doubled)} twice")
    return header


def _kind_of(path: Path, header: list[str]) -> Kind:
    """The kind whose columns these are; where two fit, by the file's name, or by what only one allows."""
    names = frozenset(header) - set(RETURNED)
    fitting = [kind for kind in KINDS if kind.required <= names <= frozenset(kind.columns)]
    if not fitting:
        raise FileRefused(_nearest(names))
    if len(fitting) == 1:
        return fitting[0]
    named = [kind for kind in fitting if kind.name in path.stem.lower()]
    if len(named) == 1:
        return named[0]
    if EXITS in fitting and _all_leave(path, header.index("reason")):
        return EXITS
    choices = " and ".join(kind.name for kind in fitting)
    raise FileRefused(f"its header fits {choices}; name it after one of them")


def _all_leave(path: Path, place: int) -> bool:
    """Whether every row gives a reason that only an exit can have."""
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
        rows = csv.reader(file)
        next(rows)
        reasons = {row[place] for row in rows if len(row) > place}
    return bool(reasons) and reasons <= set(Exit.Reason.values)


def _nearest(names: frozenset[str]) -> str:
    nearest = max(KINDS, key=lambda kind: len(kind.required & names) - len(names - frozenset(kind.columns)))
    if not nearest.required & names:
        return f"its header is that of no known file; known are {', '.join(kind.name for kind in KINDS)}"
    missing, unknown = nearest.required - names, names - frozenset(nearest.columns)
    differences = [f"lacks {_named(missing)}"] * bool(missing) + [f"has unknown {_named(unknown)}"] * bool(
        unknown
    )
    return f"its header is nearest to {nearest.name}, but {' and '.join(differences)}"


def _named(names: frozenset[str] | set[str]) -> str:
    """Names of columns; what is none may be a customer's data in a file without a header."""
    shown = sorted(name for name in names if _COLUMN_NAME.fullmatch(name))
    others = len(names) - len(shown)
    return ", ".join(shown + [f"{others} that are no names of columns"] * bool(others))
