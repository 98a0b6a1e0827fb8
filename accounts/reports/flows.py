"""How the book went from one closed day to another: flows, cures that lasted, straight rollers, vintages.

The formulas are in ``rates``; here is what they are asked of, by product, in one statement each.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts.database import statements
from accounts.reports import kept_cells
from accounts.reports.kept_cells import Rows
from accounts.reports.roll_rate_formulas import NEW, Flow
from accounts.reports.snapshot import View
from accounts.standings import evaluation

COHORTS = ("by_opening", "by_first_lateness")
COUNTS = ("straight_rollers", "cures_since", *COHORTS)
NEVER_YET = "never"
STRAIGHT, OTHER = "straight", "other"
OUTCOMES = ("stayed", "past-due", "left")  # what became of those that became current


@dataclass(frozen=True, slots=True)
class ProductFlow:
    """A flow of one product."""

    product: str
    jurisdiction: str
    currency: str
    flow: Flow


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of accounts of one product that became current: ``stayed``, ``past-due`` or ``left``."""

    product: str
    jurisdiction: str
    currency: str
    how: str
    outcome: str
    accounts: int


@dataclass(frozen=True, slots=True)
class ReachedM3:
    """Accounts that reached M3, straight or not; balance of the last day, minor units."""

    product: str
    jurisdiction: str
    currency: str
    straight: bool
    accounts: int
    balance: int


@dataclass(frozen=True, slots=True)
class VintageCell:
    """Accounts of a cohort that reached M2 first in the month that is so many after its own; none: never yet.
    Balance of the first statement where cohorts are by opening, else at the end of the cohort's month; minor
    units."""

    product: str
    jurisdiction: str
    currency: str
    cohort: date
    month: int | None
    accounts: int
    balance: int


@dataclass(frozen=True, slots=True)
class Count:
    """What became of accounts from a day through another. ``of``: ``straight_rollers``, ``cures_since`` (of
    those that became current, through a later day) or a cohort, those of the month of ``start`` and later."""

    of: str
    start: date
    end: date
    through: date

    @property
    def parts(self) -> dict[str, str]:
        """What the statements are composed of."""
        if self.of in COHORTS:
            return {"counted": "reached_by_cohort", "cohort": self.of}
        days = {"before": "before_known", "after": "after_known"}
        return {"counted": self.of, "due": "whoever_was_current", **days}

    @property
    def values(self) -> dict[str, Any]:
        """What they bind: everything as known."""
        days = _days(View(self.start), View(self.end))
        return days | evaluation.pack_values() | {"through": self.through}


@dataclass(frozen=True, slots=True)
class CountedAccount:
    """One account behind such a count. Balance of the day by which it is weighed."""

    pk: int
    reference: str
    product: str
    currency: str
    branch: str
    what: str
    balance: int


@dataclass(frozen=True, slots=True)
class AccountFlow:
    """One account on both days. Balance of the first."""

    pk: int
    reference: str
    product: str
    currency: str
    branch: str
    from_stage: str
    to_stage: str
    how: str
    balance: int


@dataclass(frozen=True, slots=True)
class WantedFlow:
    """The accounts behind a cell or several; empty means all."""

    currency: str = ""
    product: str = ""
    from_stages: Sequence[str] = ()
    to_stages: Sequence[str] = ()
    hows: Sequence[str] = ()


def between(start: View, end: View) -> list[ProductFlow]:
    """Every account of either day, counted once. Both days on the same basis."""
    return [
        ProductFlow(product, jurisdiction, currency, Flow(before, after, how, count, int(balance)))
        for product, jurisdiction, currency, before, after, how, count, balance in _rows(
            "flow_cells", start, end
        )
    ]


def accounts(
    start: View, end: View, wanted: WantedFlow, *, after: int = 0, size: int = 50
) -> list[AccountFlow]:
    """The accounts behind a cell, by account, from after one of them on."""
    asked = {
        "after_account": after,
        "size": size,
        "currency": wanted.currency or None,
        "product": wanted.product or None,
        "from_stages": list(wanted.from_stages) or None,
        "to_stages": list(wanted.to_stages) or None,
        "hows": list(wanted.hows) or None,
    }
    return [AccountFlow(*row) for row in _rows("flow_accounts", start, end, **asked)]


def cured_since(start: View, end: View, through: date) -> list[Outcome]:
    """What became, through a later closed day, of those that became current between two days. As known."""
    found = []
    for product, jurisdiction, currency, what, count, _balance in _counted(cures(start, end, through)):
        how, outcome = what.split(".")
        found.append(Outcome(product, jurisdiction, currency, how, outcome, count))
    return found


def reached_m3(start: View, end: View) -> list[ReachedM3]:
    """Those that reached M3 between two days, straight or not. As known."""
    return [
        ReachedM3(product, jurisdiction, currency, what == STRAIGHT, count, int(balance))
        for product, jurisdiction, currency, what, count, balance in _counted(rollers(start, end))
    ]


def vintages(through: date, cohort: str, since: date) -> list[VintageCell]:
    """Cohorts by month of opening (``by_opening``) or of first lateness (``by_first_lateness``), through the
    end of a closed month, those of one month and later. As known."""
    cells = []
    for product, jurisdiction, currency, what, count, balance in _counted(
        Count(cohort, since, through, through)
    ):
        month, later = what.split(".")
        first = date.fromisoformat(f"{month}-01")
        reached = None if later == NEVER_YET else int(later)
        cells.append(VintageCell(product, jurisdiction, currency, first, reached, count, int(balance)))
    return cells


def cures(start: View, end: View, through: date) -> Count:
    return Count("cures_since", start.day, end.day, through)


def rollers(start: View, end: View) -> Count:
    return Count("straight_rollers", start.day, end.day, end.day)


def counted_accounts(
    count: Count, what: Iterable[str], wanted: WantedFlow, *, after: int = 0, size: int = 50
) -> list[CountedAccount]:
    """The accounts behind some of the cells of a count, by account, from after one of them on."""
    asked = {
        "what": list(what),
        "currency": wanted.currency or None,
        "product": wanted.product or None,
        "after_account": after,
        "size": size,
    }
    query = statements.text("counted_accounts", **count.parts)
    return [CountedAccount(*row) for row in kept_cells.fetched(query, count.values | asked)]


def _counted(count: Count) -> Rows:
    return kept_cells.counted(count.through, statements.text("counted_cells", **count.parts), count.values)


def uneven(start_counts: dict[tuple[str, str], int], flows: Iterable[ProductFlow]) -> list[str]:
    """Products and stages whose rows do not add up to the opening counts. Mostly none."""
    sums: dict[tuple[str, str], int] = {}
    for each in flows:
        if each.flow.from_stage != NEW:
            key = each.product, each.flow.from_stage
            sums[key] = sums.get(key, 0) + each.flow.accounts
    return [
        " ".join(key)
        for key in sorted(sums.keys() | start_counts.keys())
        if sums.get(key, 0) != start_counts.get(key, 0)
    ]


def _rows(name: str, start: View, end: View, **values: Any) -> Rows:
    parts = {
        "before": start.part("before_known", "before_restated"),
        "after": end.part("after_known", "after_restated"),
        "due": "with_a_statement_due",
    }
    query = statements.text(name, **parts)
    values |= _days(start, end) | evaluation.pack_values()
    if name == "flow_accounts" or start.restatement or end.restatement:
        return kept_cells.fetched(query, values)
    return kept_cells.counted(end.day, query, values)


def _days(start: View, end: View) -> dict[str, Any]:
    return {
        "start": start.day,
        "end": end.day,
        "first_horizon": start.values["horizon"],
        "horizon": end.values["horizon"],
        "restated_start": start.values["restatement"],
        "restated_end": end.values["restatement"],
    }
