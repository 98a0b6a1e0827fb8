"""Reconciling: where the printed past due and our own sums differ (rules, section 3, "Reconciling")."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from accounts.business_dates import last_closed
from accounts.database import temp_tables
from accounts.dates import NEVER
from accounts.standings import evaluation

SQL = Path(__file__).parent / "sql"
_STATED = (SQL / "stated.sql").read_text()
_OF_PAGE = _STATED.format(accounts="page", statements="c.statement_date <= %(through)s")
_EARLIER = _STATED.format(
    accounts="(SELECT * FROM looked_at WHERE counts_from < %(day)s)",
    statements="c.statement_date BETWEEN a.counts_from AND %(day)s",
)
_OF_NIGHT = f"""
    SELECT id AS account_id, product_id, %(day)s::date AS statement_date, printed, before, minimum_before
    FROM looked_at
    WHERE counts_from = %(day)s AND printed IS NOT NULL
    UNION ALL
    ({_EARLIER})
"""
_RECONCILED = (SQL / "reconciling.sql").read_text()
_FOUND = (SQL / "breaks.sql").read_text()
_ASK = """
    INSERT INTO question (account_id, product_id, day, horizon, before)
    SELECT account_id, product_id, statement_date, %s, statement_date FROM reconciled WHERE whole
"""


@dataclass(frozen=True, slots=True)
class BreakLine:
    """A break as computed. Minor units; ours is None where nothing before the statement could confirm it."""

    account: str
    statement_date: date
    currency: str
    printed: int
    ours: int | None
    cause: str
    owner: str


def of_book() -> Iterator[BreakLine]:
    """Every break up to the last closed day, restated and computed afresh, with its owner on the list."""
    through = last_closed() or NEVER
    for ids in evaluation.pages():
        with evaluation.asking() as cursor:
            temp_tables.fill(cursor, "page", f"SELECT id FROM {evaluation.OF_IDS} a", {"ids": ids})
            _ask(cursor, _OF_PAGE, {"through": through})
            evaluation.answer(cursor)
            temp_tables.fill(cursor, "found", _FOUND)
            cursor.execute(
                "SELECT a.reference, f.statement_date, p.currency, f.printed, f.ours, f.cause,"
                " coalesce(b.owner, '') FROM found f JOIN accounts_account a ON a.id = f.account_id"
                " JOIN accounts_product p ON p.id = a.product_id"
                " LEFT JOIN accounts_break b USING (account_id, statement_date)"
                " ORDER BY a.reference, f.statement_date"
            )
            rows = cursor.fetchall()
        yield from (BreakLine(*row) for row in rows)


def ask(cursor: Any, day: date) -> None:
    """At the close: reconcile what new facts of ``looked_at`` bear on, and ask for what that needs."""
    _ask(cursor, _OF_NIGHT, {"day": day})


def reconcile(cursor: Any, day: date) -> None:
    """At the close, answered: bring the list up to date."""
    temp_tables.fill(cursor, "found", _FOUND)
    temp_tables.run(
        cursor,
        "UPDATE accounts_break b SET settled_on = %(day)s FROM reconciled r LEFT JOIN found f"
        " USING (account_id, statement_date)"
        " WHERE b.account_id = r.account_id AND b.statement_date = r.statement_date"
        " AND b.settled_on IS NULL AND f.account_id IS NULL",
        {"day": day},
    )
    temp_tables.run(
        cursor,
        "INSERT INTO accounts_break AS b (account_id, statement_date, printed, ours, cause, owner, found_on)"
        " SELECT account_id, statement_date, printed, ours, cause, '', %(day)s FROM found"
        " ON CONFLICT ON CONSTRAINT break_once_per_statement DO UPDATE"
        " SET printed = excluded.printed, ours = excluded.ours, cause = excluded.cause, settled_on = NULL",
        {"day": day},
    )


def _ask(cursor: Any, stated: str, values: dict[str, Any]) -> None:
    """Reconcile the statements that a query finds; where sums do not do, ask the whole rule."""
    temp_tables.fill(cursor, "reconciled", _RECONCILED.format(stated=stated), values)
    cursor.execute(_ASK, [NEVER])
