"""Whole-book questions on any day, as known or restated (rules, sections 9 and 11)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import connection

from accounts.models import SetAside
from accounts.stages import STAGES
from accounts.standings import evaluation
from accounts.standings.tables import ACCOUNT_STANDING, EARLIER_ACCOUNT_STANDING

BANDS = ("0", "1-30", "31-60", "61-90", "91-120", "121-150", "151-180", "181+")
NEW, EXIT = "NEW", "EXIT"

_BAND = (
    "CASE WHEN t.days_past_due <= 0 THEN '0' WHEN t.days_past_due > 180 THEN '181+' ELSE"
    " (t.days_past_due - 1) / 30 * 30 + 1 || '-' || ((t.days_past_due - 1) / 30 + 1) * 30 END"
)
GROUPS = {
    "": "'all'",
    "product": "p.code",
    "branch": "a.branch",
    "jurisdiction": "p.jurisdiction",
    "days": _BAND,
}


@dataclass(frozen=True, slots=True)
class AccountStanding:
    """One line of ``standing``: amounts in minor units; no stage where it cannot be computed."""

    account: str
    currency: str
    stage: str | None
    stage_since: date | None
    days_past_due: int
    past_due: int
    statements_missed: int
    oldest_missed_statement: date | None


@dataclass(frozen=True, slots=True)
class AgingLine:
    group: str
    currency: str
    stage: str
    accounts: int
    balance: int
    past_due: int


@dataclass(frozen=True, slots=True)
class RollRate:
    currency: str
    from_stage: str
    to_stage: str
    accounts: int
    balance: int


def standing(day: date, basis: str, ids: list[int] | None = None) -> Iterator[AccountStanding]:
    """Every account in the book on the day, in code-point order. Raises DayNotClosed at once."""
    evaluation.horizon(day, basis)
    return _standing(day, basis, ids)


def _standing(day: date, basis: str, ids: list[int] | None) -> Iterator[AccountStanding]:
    for shard in [ids] if ids is not None else evaluation.pages():
        with evaluation.requesting() as cursor:
            evaluation.fill_standings(cursor, ACCOUNT_STANDING, day, basis, shard)
            cursor.execute(
                "SELECT a.reference, p.currency, t.stage, t.stage_since, t.days_past_due, t.past_due,"
                " t.statements_missed, t.oldest_missed_statement FROM account_standing t"
                " JOIN accounts_account a ON a.id = t.account_id"
                " JOIN accounts_product p ON p.id = a.product_id"
                " ORDER BY a.reference"
            )
            rows = cursor.fetchall()
        yield from (AccountStanding(*row) for row in rows)


def aging(day: date, basis: str, by: str = "") -> list[AgingLine]:
    """Accounts, balance and past-due amount by stage, in groups, every stage of each. Raises DayNotClosed.

    As known, what the products' tallies add up to is read from the tallies that the close wrote.
    """
    evaluation.horizon(day, basis)
    from_tallies = basis == "known" and GROUPS[by].startswith(("'all'", "p."))
    sums: dict[tuple[str, str], dict[str, list[int]]] = {}
    for group, currency, stage, *figures in _tallied(day, by) if from_tallies else _counted(day, basis, by):
        line = sums.setdefault((group, currency), {}).setdefault(stage, [0, 0, 0])
        line[:] = [total + int(figure) for total, figure in zip(line, figures, strict=True)]
    if by == "days":
        for currency in {currency for _, currency in sums}:
            for band in BANDS:
                sums.setdefault((band, currency), {})
    return [
        AgingLine(group, currency, stage, *sums[group, currency].get(stage, [0, 0, 0]))
        for group, currency in sorted(sums)
        for stage in STAGES
    ]


def roll_rates(start: date, end: date, basis: str) -> list[RollRate]:
    """Stage on the first day against stage on the last, by count and by the first day's balance.

    Accounts that were not in the book on the first day are NEW, those gone by the last EXIT.
    """
    evaluation.horizon(start, basis), evaluation.horizon(end, basis)
    accounts: Counter[tuple[str, str, str]] = Counter()
    balances: Counter[tuple[str, str, str]] = Counter()
    currencies = set()
    for shard in evaluation.pages():
        with evaluation.requesting() as cursor:
            evaluation.fill_standings(cursor, EARLIER_ACCOUNT_STANDING, start, basis, shard)
            evaluation.fill_standings(cursor, ACCOUNT_STANDING, end, basis, shard)
            for currency, before, after, count, balance in _crossed(cursor):
                currencies.add(currency)
                accounts[currency, before, after] += count
                balances[currency, before, after] += int(balance)
    return [
        RollRate(
            currency, before, after, accounts[currency, before, after], balances[currency, before, after]
        )
        for currency in sorted(currencies)
        for before in (*STAGES, NEW)
        for after in (*STAGES, EXIT)
    ]


def uncomputed(day: date, basis: str) -> list[str]:
    """References of accounts in the book on the day that have no stage, so that no report counts them."""
    if not SetAside.objects.exists():
        return []
    return [line.account for line in standing(day, basis) if line.stage is None]


def _tallied(day: date, by: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {GROUPS[by]}, p.currency, t.stage, sum(t.closing), sum(t.balance), sum(t.past_due)"
            " FROM accounts_daytally t JOIN accounts_product p ON p.id = t.product_id"
            " WHERE t.day_id = %s AND t.closing > 0 GROUP BY 1, 2, 3",
            [day],
        )
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def _counted(day: date, basis: str, by: str) -> Iterator[tuple[Any, ...]]:
    for page in evaluation.pages():
        with evaluation.requesting() as cursor:
            evaluation.fill_standings(cursor, ACCOUNT_STANDING, day, basis, page)
            cursor.execute(
                f"SELECT {GROUPS[by]}, p.currency, t.stage, count(*), sum(t.balance), sum(t.past_due)"
                " FROM account_standing t JOIN accounts_account a ON a.id = t.account_id"
                " JOIN accounts_product p ON p.id = a.product_id"
                " WHERE t.stage IS NOT NULL GROUP BY 1, 2, 3"
            )
            rows = cursor.fetchall()
        yield from rows


def _crossed(cursor: Any) -> list[tuple[Any, ...]]:
    cursor.execute(
        "SELECT p.currency, coalesce(b.stage, %s), coalesce(t.stage, %s), count(*),"
        " coalesce(sum(b.balance), 0)"
        " FROM earlier_account_standing b FULL JOIN account_standing t USING (account_id)"
        " JOIN accounts_account a ON a.id = account_id JOIN accounts_product p ON p.id = a.product_id"
        " WHERE (b.account_id IS NULL OR b.stage IS NOT NULL)"
        " AND (t.account_id IS NULL OR t.stage IS NOT NULL)"
        " GROUP BY 1, 2, 3",
        [NEW, EXIT],
    )
    rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows
