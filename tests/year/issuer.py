"""The issuer of the year: its statements and payments day by day, and what people on plans pay instead."""

import csv
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from accounts.intake import Intake, load
from accounts.models import Plan
from tests.year.desk import lot

# How people on plans pay their second instalment: so many days late, or never again from then on.
SOON, LATE, NEVER_AGAIN = timedelta(days=6), timedelta(days=20), None
MANNERS = (timedelta(), timedelta(), timedelta(), SOON, LATE, NEVER_AGAIN)
STATEMENTS, PAYMENTS = "statements.csv", "payments.csv"
_COLUMNS = ("payment", "account", "posted_on", "amount")


@dataclass
class Issuer:
    """Feeds the book from its files. Who is on a plan pays that and nothing else, and the statements say so.

    ``extra``: what was paid on plans, less what the book's own files say was paid by people on plans.
    """

    folder: Path
    feeds: Path
    extra: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    coming: dict[date, list[tuple[str, int]]] = field(default_factory=lambda: defaultdict(list))
    on_plan: set[str] = field(default_factory=set)
    number: int = 0

    def begin(self, before: date) -> None:
        """Everything but the statements and the payments of the year."""
        self.feeds.mkdir()
        self.statements = self._held_back(STATEMENTS, "statement_date")
        self.payments = self._held_back(PAYMENTS, "posted_on")
        old = [
            self._written(
                name, [row for day in sorted(rows) if day < before.isoformat() for row in rows.pop(day)]
            )
            for name, rows in ((STATEMENTS, self.statements), (PAYMENTS, self.payments))
        ]
        self._load([*sorted(self.folder.glob("*.csv")), *old])

    def _held_back(self, name: str, column: str) -> dict[str, list[dict[str, str]]]:
        """The rows of a file by day, which is fed day by day."""
        rows: dict[str, list[dict[str, str]]] = defaultdict(list)
        with (self.folder / name).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                rows[row[column]].append(row)
        (self.folder / name).rename(self.feeds / f"all-{name}".removesuffix(".csv"))
        return rows

    def day(self, day: date) -> None:
        """The statements of a day, and what is paid on it, on plans and otherwise."""
        files = []
        if rows := self.statements.pop(day.isoformat(), []):
            files.append(self._written(STATEMENTS, [self._printed(row) for row in rows]))
        paid = [row for row in self.payments.pop(day.isoformat(), []) if not self._is_left_out(row)]
        if coming := [self._paid(day, *each) for each in self.coming.pop(day, [])]:
            files.append(self._written(f"plan-{PAYMENTS}", coming))
        if paid:
            files.append(self._written(PAYMENTS, paid))
        self._load(files)

    def _is_left_out(self, row: dict[str, str]) -> bool:
        """What somebody on a plan does not pay besides; the statements of the book think they did."""
        if row["account"] not in self.on_plan:
            return False
        if not row["returned_on"]:
            self.extra[row["account"]] -= _minor(row["amount"])
        return True

    def expect(self, plan: Plan) -> None:
        """How somebody pays a plan: half on the day, the others miss the second instalment, or the only one.

        Of those a third makes it up within the cure days, a third after them, and a third stops paying.
        """
        if plan.option != Plan.Option.CATCH_UP:  # who catches up goes on paying each statement
            self.on_plan.add(plan.account.reference)
        manner = MANNERS[lot(len(MANNERS), "manner", plan.reference)]
        parts = list(plan.instalments.order_by("due_on"))
        second = min(1, len(parts) - 1)
        for place, part in enumerate(parts):
            if place >= second and manner is NEVER_AGAIN:
                break
            late = manner if place == second and manner else timedelta()
            if part.amount:
                self.coming[part.due_on + late].append((plan.account.reference, part.amount))

    def forget(self, plan: Plan) -> None:
        """Of a plan that gave way nothing more is paid."""
        reference = plan.account.reference
        self.on_plan.discard(reference)
        for day, paid in self.coming.items():
            self.coming[day] = [each for each in paid if each[0] != reference]

    def _printed(self, row: dict[str, str]) -> dict[str, str]:
        """With what was paid on plans off, the past due first; with what was not paid besides, more of it."""
        extra = self.extra.get(row["account"], 0)
        if not extra:
            return row
        decimals = len(row["minimum_due"].partition(".")[2])
        amounts = {name: _minor(row[name]) for name in ("statement_balance", "minimum_due", "past_due")}
        instalment = amounts["minimum_due"] - amounts["past_due"]
        past_due = max(0, amounts["past_due"] - extra)
        printed = {
            "statement_balance": max(0, amounts["statement_balance"] - extra),
            "minimum_due": past_due + instalment, "past_due": past_due,
        }  # fmt: skip
        split = dict.fromkeys(("principal", "interest", "fees"), "")
        return {**row, **split, **{name: _text(value, decimals) for name, value in printed.items()}}

    def _paid(self, day: date, account: str, amount: int) -> dict[str, str]:
        self.number += 1
        self.extra[account] += amount
        return dict(
            zip(_COLUMNS, (f"PLAN{self.number:06d}", account, str(day), _text(amount, 2)), strict=True)
        )

    def _written(self, name: str, rows: list[dict[str, str]]) -> Path:
        path = self.feeds / name
        with path.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return path

    def _load(self, files: Iterable[Path]) -> None:
        for outcome in load(list(files), Intake(self.feeds / "refused")):
            if not outcome.clean:
                raise RuntimeError(f"{outcome.path.name} was refused: {outcome}")


def _minor(text: str) -> int:
    return int(text.replace(".", ""))


def _text(value: int, decimals: int) -> str:
    return f"{value // 10**decimals}.{value % 10**decimals:0{decimals}d}" if decimals else str(value)
