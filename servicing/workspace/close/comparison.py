"""A restatement as its page shows it: one currency at a time, known against restated."""

from dataclasses import dataclass

from accounts.close.restatement import NO_STAGE, Cell
from accounts.reports.aging import AgingLine
from accounts.stages import STAGES


@dataclass(frozen=True)
class Beside:
    """One stage: (as known, restated) of each figure."""

    stage: str
    figures: dict[str, tuple[int, int]]


@dataclass(frozen=True)
class Crossing:
    """Known stage against restated stage in one currency, and the aging that the close of the day wrote."""

    currency: str
    cells: list[Cell]
    known: dict[str, AgingLine]

    @property
    def stages(self) -> list[str]:
        """The stages; and having none, where any account has none."""
        none = any(NO_STAGE in (cell.known_stage, cell.stage) for cell in self.cells)
        return [*STAGES, NO_STAGE] if none else list(STAGES)

    @property
    def rows(self) -> list[tuple[str, list[tuple[str, Cell | None]], int]]:
        """Each known stage, the cell of each restated stage, and their sum."""
        by_stages = {(cell.known_stage, cell.stage): cell for cell in self.cells}
        return [
            (
                known,
                [(stage, by_stages.get((known, stage))) for stage in self.stages],
                self._sum(known_stage=known),
            )
            for known in self.stages
        ]

    @property
    def sums(self) -> list[int]:
        return [self._sum(stage=stage) for stage in self.stages]

    @property
    def accounts(self) -> int:
        return sum(cell.accounts for cell in self.cells)

    @property
    def differing(self) -> int:
        return sum(cell.differing for cell in self.cells)

    @property
    def less(self) -> int:
        """By how much less is past due than was known."""
        return sum(cell.known_past_due - cell.past_due for cell in self.cells)

    @property
    def more(self) -> int:
        return -self.less

    @property
    def beside(self) -> list[Beside]:
        return [
            Beside(stage, {name: self._beside(stage, name) for name in ("accounts", "balance", "past_due")})
            for stage in STAGES
        ]

    def _sum(self, figure: str = "accounts", **stages: str) -> int:
        return sum(
            getattr(cell, figure)
            for cell in self.cells
            if all(getattr(cell, name) == stage for name, stage in stages.items())
        )

    def _beside(self, stage: str, figure: str) -> tuple[int, int]:
        known = self.known.get(stage)
        return getattr(known, figure) if known else 0, self._sum(figure, stage=stage)


def crossings(cells: list[Cell], aging: list[AgingLine]) -> list[Crossing]:
    """One for each currency of the book, as known or restated."""
    return [
        Crossing(
            currency,
            [cell for cell in cells if cell.currency == currency],
            {line.stage: line for line in aging if line.currency == currency},
        )
        for currency in sorted({cell.currency for cell in cells} | {line.currency for line in aging})
    ]
