"""From bytes to rows: header, shape, and the syntax of each value."""

import csv
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from accounts.intake import csv_cells
from accounts.intake.parsers import (
    BadValue,
    is_phone_number,
    looks_like_a_card_number,
    without_margins,
)
from accounts.intake.reading.headers import NOT_UTF8, RETURNED, is_foreign, kind_of, read_header
from accounts.intake.reading.source import LONGEST_LINE, FileRefused, Source
from accounts.rules import card_numbers

CARD_NUMBER = "looks like a card number, which has no place here"

_NUMBERS = ("phone", "number")  # columns that may hold a telephone number

csv.field_size_limit(LONGEST_LINE)


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong with one row, for the person who mends it."""

    line: int
    field: str
    reason: str


class Row(NamedTuple):
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

    def __init__(self, source: Source, advanced: Callable[[int], object] = lambda size: None) -> None:
        self._text: list[str] = []  # of the row being read
        self.header = read_header(source, csv.reader(source.lines(), strict=True))
        self.kind = kind_of(source, self.header)
        self._source, self._advanced = source, advanced
        self._csv = csv.reader(self._lines(), strict=True)
        next(self._csv)
        self._places = [
            (position, name, column.parse, column.empty)
            for position, name in enumerate(self.header)
            if (column := self.kind.columns.get(name))
        ]
        self.columns = [name for _, name, _, _ in self._places]
        self._is_returned = not set(RETURNED).isdisjoint(self.header)  # kept rows, mended

    def rows(self) -> Iterator[Row]:
        """Every row after the header; blank lines are no rows.

        Raises FileRefused where a quotation mark makes one value of several lines by mistake.
        """
        while True:
            line = self._csv.line_num + 1
            self._text.clear()
            try:
                raw = next(self._csv)
            except StopIteration:
                return
            except csv.Error as error:
                yield self._misquoted(line, str(error))
                continue
            if self._is_returned:
                raw = [*map(csv_cells.original, raw)]
            if len(raw) == len(self.header) and any(raw) and not self._is_header(raw):
                yield self._row(line, raw)
            elif raw:
                yield self._shapeless(line, raw, self._misshapen(raw))

    def _lines(self) -> Iterator[str]:
        for line in self._source.lines(self._advanced):
            self._text.append(line)
            yield line

    def _misquoted(self, line: int, error: str) -> Row:
        """The row at fault; where it took other lines in, the file is refused, so that none is swallowed."""
        if "unexpected end" in error or "field larger" in error:
            raise FileRefused(f"line {line}: a quotation mark opens a value that is never closed")
        if len(self._text) > 1:
            last = line + len(self._text) - 1
            raise FileRefused(
                f"line {line}: a quotation mark opens a value, and the next one, in line {last}, does not"
                " close it; within a value quotation marks are doubled"
            )
        return self._shapeless(line, [], "a quotation mark stands within a value; it must be doubled there")

    def _misshapen(self, raw: list[str]) -> str:
        if not any(map(without_margins, raw)):
            return "is an empty row, as a spreadsheet leaves them; take it out"
        if self._is_header(raw):
            return "is the header once more; take it out"
        if raw[0].startswith("#"):
            return "is a remark; a file has rows only"
        more = raw[len(self.header) :]
        if more and not any(map(without_margins, more)):
            return f"ends in {len(more)} empty values that no column has: take out the commas at its end"
        return f"has {len(raw)} values where the header has {len(self.header)} columns"

    def _is_header(self, raw: list[str]) -> bool:
        return without_margins(raw[0]) == self.header[0] and [*map(without_margins, raw)] == self.header

    def _shapeless(self, line: int, raw: list[str], reason: str) -> Row:
        return Row(line, raw, [], [Fault(line, "", reason)], "".join(self._text).rstrip("\r\n"))

    def _row(self, line: int, raw: list[str]) -> Row:
        values: list[str | None] = []
        faults: list[Fault] = []
        for position, name, parse, may_be_empty in self._places:
            value = without_margins(raw[position])
            if len(value) >= card_numbers.SHORTEST and _holds_a_card_number(name, value):
                faults.append(Fault(line, name, CARD_NUMBER))
            elif not value and may_be_empty:
                values.append(None)
            else:
                try:
                    values.append(parse(value))
                except BadValue as bad:
                    faults.append(Fault(line, name, NOT_UTF8 if is_foreign(value) else str(bad)))
        return Row(line, raw, values, faults)


def _holds_a_card_number(name: str, value: str) -> bool:
    return looks_like_a_card_number(value) and not (name in _NUMBERS and is_phone_number(value))
