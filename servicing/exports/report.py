"""What every report is: tables with their formulas, on a day and a basis; pages and files show the same."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any, Literal
from urllib.parse import urlencode

Kind = Literal["text", "stage", "count", "money", "amount", "share", "days", "day", "month", "change"]
Fact = tuple[str, str | date]
SHADES = 5


@dataclass(frozen=True)
class Column:
    """``currency`` where it holds amounts in minor units; ``amount`` where each is a Decimal of its own.

    A ``month`` is text as 2026-01, as files have it.
    """

    label: str
    kind: Kind = "text"
    currency: str = ""

    @property
    def is_number(self) -> bool:
        """Whether it holds numbers, which stand to the right."""
        return self.kind in ("count", "money", "amount", "share", "days", "change")


@dataclass(frozen=True)
class Cell:
    """A value as it is counted (minor units, whole numbers, fractions, days, codes). None: there is none.

    ``link``: the address of the accounts behind it. ``shade``: 0 to SHADES, in a heat table.
    """

    value: Any = None
    link: str = ""
    shade: int | None = None


@dataclass(frozen=True)
class Series:
    """A line of a picture, or one colour of its bars. ``style``: the name of a stage, or a number."""

    label: str
    values: Sequence[float | None]
    style: str


@dataclass(frozen=True)
class Picture:
    """``bars`` are stacked; the table that it belongs to is its data. ``unit``: what the numbers are."""

    shape: Literal["bars", "lines"]
    title: str
    description: str
    labels: Sequence[str]
    series: Sequence[Series]
    unit: str = ""

    @property
    def top(self) -> float:
        """The greatest value that is drawn: of bars, which are stacked, the greatest sum."""
        if self.shape == "bars":
            heights = [
                sum(each.values[place] or 0 for each in self.series) for place in range(len(self.labels))
            ]
        else:
            heights = [value for each in self.series for value in each.values if value is not None]
        return max(heights, default=0) or 1

    @property
    def levels(self) -> list[tuple[float, str]]:
        """Where its axis has lines, and what stands beside each."""
        return [(self.top * part, self._short(self.top * part)) for part in (0, 0.5, 1)]

    def _short(self, value: float) -> str:
        if self.unit == "%":
            return f"{value:.0%}" if value >= 0.1 or not value else f"{value:.1%}"
        for size, letter in ((1e9, "G"), (1e6, "M"), (1e3, "k")):
            if value >= size:
                return f"{value / size:.3g}{letter}"
        return f"{value:.3g}"

    @property
    def is_empty(self) -> bool:
        return not any(value for each in self.series for value in each.values)


@dataclass(frozen=True)
class Table:
    """``formula``: what the figures are, in words. ``foot``: sums."""

    code: str
    title: str
    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]
    foot: Sequence[Sequence[Cell]] = ()
    formula: str = ""
    picture: Picture | None = None
    heat: bool = False
    empty: str = ""


@dataclass(frozen=True)
class Proof:
    """What the report says of itself, and whether it holds."""

    text: str
    holds: bool = True


@dataclass(frozen=True)
class Report:
    """``facts``: what it was asked for, label and value: day, basis, filters. What is no day is text."""

    code: str
    title: str
    facts: Sequence[Fact]
    tables: Sequence[Table]
    proofs: Sequence[Proof] = ()
    notes: Sequence[str] = field(default_factory=tuple)


def share(part: int, whole: int) -> Fraction | None:
    """A part of a whole; none without a whole."""
    return Fraction(part, whole) if whole else None


def shade(value: Fraction | None) -> int:
    """How dark a share is in a heat table: 0 is nothing, SHADES is all or nearly so."""
    return 0 if not value else min(SHADES, 1 + int(value * SHADES))


def address(path: str, **asked: Any) -> str:
    """An address with what it asks for; what is empty is left out."""
    plain = {name: str(value) for name, value in asked.items() if value not in ("", None)}
    return f"{path}?{urlencode(plain)}" if plain else path


def iso(day: date | None) -> str:
    return day.isoformat() if day else ""
