"""The issuer of the year: its statements day by day, and what people on plans pay."""

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
    """Feeds the book from its files. What is paid on a plan is off the next statement, as the issuer prints it."""

    folder: Path
    feeds: Path
    extra: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    coming: dict[date, list[tuple[str, int]]] = field(default_factory=lambda: defaultdict(list))
    number: int = 0

    def begin(self, before: date) -> None:
        """Everything but the statements of the year."""
        self.feeds.mkdir()
        self.statements: dict[str, list[dict[str, str]]] = defaultdict(list)
        with (self.folder / STATEMENTS).open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                self.statements[row["statement_date"]].append(row)
        (self.folder / STATEMENTS).rename(self.feeds / "all-statements")
        days = [day for day in self.statements if day < before.isoformat()]
        old = [row for day in sorted(days) for row in self.statements.pop(day)]
        self._load([*sorted(self.folder.glob("*.csv")), self._written(STATEMENTS, old)])

    def day(self, day: date) -> None:
        """The statements of a day and what is paid on plans that day."""
        files = []
        if rows := self.statements.pop(day.isoformat(), []):
            files.append(self._written(STATEMENTS, [self._printed(row) for row in rows]))
        if paid := self.coming.pop(day, []):
            files.append(self._written(PAYMENTS, [self._paid(day, *each) for each in paid]))
        self._load(files)

    def expect(self, plan: Plan) -> None:
        """How somebody pays a plan: half on the day, the others miss the second instalment.

        Of those a third makes it up within the cure days, a third after them, and a third stops paying.
        """
        manner = MANNERS[lot(len(MANNERS), "manner", plan.reference)]
        for place, part in enumerate(plan.instalments.order_by("due_on")):
            if place and manner is NEVER_AGAIN:
                break
            late = manner if place == 1 and manner else timedelta()
            if part.amount:
                self.coming[part.due_on + late].append((plan.account.reference, part.amount))

    def forget(self, plan: Plan) -> None:
        """Of a plan that gave way nothing more is paid."""
        reference = plan.account.reference
        for day, paid in self.coming.items():
            self.coming[day] = [each for each in paid if each[0] != reference]

    def _printed(self, row: dict[str, str]) -> dict[str, str]:
        """With what was paid on plans off, the past due first."""
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
