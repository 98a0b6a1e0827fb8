"""From bytes to rows: encoding, header, shape, and the syntax of each value."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from accounts.intake.kinds import KINDS, Kind
from accounts.intake.values import BadValue, is_phone_number, looks_like_a_card_number

CARD_NUMBER = "looks like a card number, which has no place here"
NOT_UTF8 = "holds bytes that are not UTF-8"
RETURNED_COLUMNS = frozenset({"refused_line", "refused_field", "refused_reason"})


class FileRefused(ValueError):  # noqa: N818 -- named for what became of the file
    """A file that cannot be read at all, and why."""


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one row, for the person who mends it."""

    line: int
    field: str
    reason: str


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it stands in the file; ``values`` by column, staged text or None, where nothing is wrong."""

    line: int
    raw: list[str]
    values: list[str | None]
    faults: list[Fault]


class Reader:
    """A file of one kind, read row by row. Raises FileRefused where the file as a whole is wrong."""

    def __init__(self, path: Path, advanced: Callable[[int], None] = lambda size: None) -> None:
        self.path = path
        self._file = path.open(encoding="utf-8-sig", errors="surrogateescape", newline="")
        self._advanced = advanced
        self._text: list[str] = []  # of the row being read
        self._csv = csv.reader(self._lines(), strict=True)
        self.header = self._header()
        self.kind = _kind_of(self.header, path.stem)
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
        """Every row after the header; blank lines are no rows."""
        while True:
            line = self._csv.line_num + 1
            self._text.clear()
            try:
                raw = next(self._csv)
            except StopIteration:
                return
            except csv.Error as error:
                yield Row(line, ["".join(self._text)], [], [Fault(line, "", f"not a CSV row: {error}")])
                continue
            if raw:
                yield self._row(line, raw)

    def _lines(self) -> Iterator[str]:
        for line in self._file:
            self._advanced(len(line))
            self._text.append(line)
            yield line

    def _header(self) -> list[str]:
        with self.path.open("rb") as file:
            if file.read(2) in (b"\xff\xfe", b"\xfe\xff"):
                raise FileRefused("is UTF-16; files are UTF-8")
        try:
            header = [name.strip() for name in next(self._csv, [])]
        except csv.Error as error:
            raise FileRefused(f"its header is not a CSV row: {error}") from None
        if not header:
            raise FileRefused("is empty; it has no header")
        if doubled := sorted({name for name in header if header.count(name) > 1}):
            raise FileRefused(f"its header names {', '.join(doubled)} twice")
        return header

    def _row(self, line: int, raw: list[str]) -> Row:
        if len(raw) != len(self.header):
            reason = f"has {len(raw)} values where the header has {len(self.header)} columns"
            return Row(line, raw, [], [Fault(line, "", reason)])
        values: list[str | None] = []
        faults: list[Fault] = []
        for position, name, column in self._places:
            value = raw[position]
            if (
                len(value) > 12
                and looks_like_a_card_number(value)
                and not (name == "phone" and is_phone_number(value))
            ):
                faults.append(Fault(line, name, CARD_NUMBER))
            elif not value and (column.empty):
                values.append(None)
            else:
                try:
                    values.append(column.parse(value))
                except BadValue as bad:
                    faults.append(Fault(line, name, NOT_UTF8 if _is_foreign(value) else str(bad)))
        return Row(line, raw, values, faults)


def _is_foreign(value: str) -> bool:
    return any("\udc80" <= character <= "\udcff" for character in value)


def _kind_of(header: list[str], name: str) -> Kind:
    """The kind whose columns these are; where two fit, the one that the file is named after."""
    names = frozenset(header) - RETURNED_COLUMNS
    fitting = [kind for kind in KINDS if kind.required <= names <= frozenset(kind.columns)]
    if len(fitting) > 1:
        named = [kind for kind in fitting if name.lower().startswith(kind.name)]
        if len(named) != 1:
            raise FileRefused(
                f"its header fits {' and '.join(kind.name for kind in fitting)};"
                " begin its name with one of them"
            )
        return named[0]
    if not fitting:
        raise FileRefused(_nearest(names))
    return fitting[0]


def _nearest(names: frozenset[str]) -> str:
    nearest = max(KINDS, key=lambda kind: len(kind.required & names) - len(names - frozenset(kind.columns)))
    missing = sorted(nearest.required - names)
    unknown = sorted(repr(name) for name in names - frozenset(nearest.columns))
    if not nearest.required & names:
        return f"its header is that of no known file; known are {', '.join(kind.name for kind in KINDS)}"
    told = [f"lacks {', '.join(missing)}"] * bool(missing) + [f"has unknown {', '.join(unknown)}"] * bool(
        unknown
    )
    return f"its header is nearest to {nearest.name}, but {' and '.join(told)}"
