"""The book at the end of a closed day, as its close wrote it or as a finished restatement of it found.

What a report counts and the accounts behind it are read by the same statement, so they are always the same.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from accounts.close import restatement as restatement_run
from accounts.database import statements
from accounts.dates import NEVER
from accounts.models import Restatement
from accounts.reports import kept_cells
from accounts.standings import evaluation

NO_END = 1_000_000  # days past due that no account reaches
EVERY_DAY = (-NO_END, NO_END)


class NotRestated(ValueError):  # noqa: N818 -- named for what is wrong with the day
    """The day was not restated yet: that is asked for, and worked off with progress."""


@dataclass(frozen=True, slots=True)
class View:
    """A closed day of the book on a basis: known, or as this restatement found it."""

    day: date
    restatement: Restatement | None = None

    @property
    def basis(self) -> str:
        return "restated" if self.restatement else "known"

    @property
    def values(self) -> dict[str, Any]:
        """What statements bind."""
        return {
            "day": self.day,
            "horizon": NEVER if self.restatement else self.day,
            "restatement": self.restatement and self.restatement.pk,
        }

    def part(self, known: str = "stood_known", restated: str = "stood_restated") -> str:
        """The part of a statement that tells of this basis."""
        return restated if self.restatement else known


@dataclass(frozen=True, slots=True)
class Cell:
    """Accounts of one product and stage that are as many days past due; or of one branch, with no days."""

    product: str
    jurisdiction: str
    currency: str
    branch: str
    stage: str
    days: int
    accounts: int
    balance: int
    past_due: int


@dataclass(frozen=True, slots=True)
class Wanted:
    """The accounts behind a figure; empty means all. ``days``: the first and the last day past due."""

    currency: str = ""
    product: str = ""
    jurisdiction: str = ""
    branch: str | None = None
    stage: str = ""
    days: tuple[int, int] = EVERY_DAY


@dataclass(frozen=True, slots=True)
class AccountThen:
    """One account as it stood on the day. Minor units."""

    pk: int
    reference: str
    product: str
    currency: str
    branch: str
    stage: str
    days_past_due: int
    balance: int
    past_due: int


@dataclass(frozen=True, slots=True)
class Difference:
    """What the cells of a product and stage add up to, beside what the close or restatement counted."""

    product: str
    stage: str
    reported: tuple[int, int, int]
    counted: tuple[int, int, int]


def view(day: date, basis: str) -> View:
    """The day on a basis. Raises DayNotClosed, or NotRestated where no restatement of it is finished."""
    evaluation.horizon(day, "known")
    if basis == "known":
        return View(day)
    newest = newest_restatement(day)
    if newest is None:
        raise NotRestated(f"{day} was not restated yet")
    return View(day, newest)


def newest_restatement(day: date) -> Restatement | None:
    """The newest finished restatement of a day."""
    finished = Restatement.objects.filter(day=day, finished_at__isnull=False, withdrawn_at=None)
    return finished.order_by("pk").last()


def at_work(day: date) -> Restatement | None:
    """The restatement of the day that is being worked on."""
    return restatement_run.open_ones().filter(day=day).first()


def cells(seen: View) -> list[Cell]:
    """Every account of the book on the day, counted once, whatever its branch."""
    return _cells(seen, branch="no_branch", days="own_days")


def branch_cells(seen: View) -> list[Cell]:
    """The same by branch, whatever the days past due: by both they would be too many to read at once."""
    return _cells(seen, branch="own_branch", days="no_days")


def _cells(seen: View, **by: str) -> list[Cell]:
    query = statements.text("snapshot_cells", stood=seen.part(), **by)
    if seen.restatement:
        rows = kept_cells.fetched(query, seen.values)
    else:
        rows = kept_cells.counted(seen.day, query, seen.values, by_branch=by["branch"] == "own_branch")
    return [Cell(*row[:6], *map(int, row[6:])) for row in rows]


def accounts(seen: View, wanted: Wanted, *, after: int = 0, size: int = 50) -> list[AccountThen]:
    """The accounts behind a figure, by account, from after one of them on."""
    values = seen.values | {
        "after": after,
        "size": size,
        "currency": wanted.currency or None,
        "product": wanted.product or None,
        "jurisdiction": wanted.jurisdiction or None,
        "branch": wanted.branch,
        "stage": wanted.stage or None,
        "days_first": wanted.days[0],
        "days_last": wanted.days[1],
    }
    with connection.cursor() as cursor:
        cursor.execute(statements.text("snapshot_accounts", stood=seen.part()), values)
        return [AccountThen(*row) for row in cursor.fetchall()]


def differences(seen: View, cells: Iterable[Cell]) -> list[Difference]:
    """Where the cells do not add up to what the close, or the restatement, counted. Mostly nowhere."""
    reported: dict[tuple[str, str], Counter[str]] = {}
    for cell in cells:
        sums = reported.setdefault((cell.product, cell.stage), Counter())
        sums.update(accounts=cell.accounts, balance=cell.balance, past_due=cell.past_due)
    as_closed = counted(seen)
    return [
        Difference(*key, one, other)
        for key in sorted(reported.keys() | as_closed.keys())
        if (one := _figures(reported.get(key, Counter()))) != (other := as_closed.get(key, (0, 0, 0)))
    ]


def counted(seen: View) -> dict[tuple[str, str], tuple[int, int, int]]:
    """Accounts, balance and past due by product and stage, as the close or the restatement counted them."""
    query = statements.text("snapshot_as_closed", counted=seen.part("tallies_known", "tallies_restated"))
    with connection.cursor() as cursor:
        cursor.execute(query, seen.values)
        return {
            (product, stage): (int(count), int(balance), int(past_due))
            for product, stage, count, balance, past_due in cursor.fetchall()
        }


def _figures(sums: Counter[str]) -> tuple[int, int, int]:
    return sums["accounts"], sums["balance"], sums["past_due"]
