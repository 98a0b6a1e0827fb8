"""Reconciling: where the printed past due and our own sums differ (rules, section 3, "Reconciling")."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from accounts import standings
from accounts.business_days import last_closed
from accounts.days import NEVER
from accounts.scratch import fill

_FOUND = (standings.SQL / "breaks.sql").read_text()

_ASK = """
    INSERT INTO question (account_id, product_id, day, horizon, before)
    SELECT DISTINCT c.account_id, s.product_id, c.statement_date, %(horizon)s::date, c.statement_date
    FROM accounts_billingcycle c
    JOIN {accounts} s ON s.id = c.account_id
    WHERE {statements}
"""


@dataclass(frozen=True, slots=True)
class Found:
    """A break as computed. Minor units; ours is None where nothing before the statement could confirm it."""

    account: str
    statement_date: date
    currency: str
    printed: int
    ours: int | None
    cause: str
    owner: str


def of_book() -> Iterator[Found]:
    """Every break up to the last closed day, restated and computed afresh, with its owner on the list."""
    for ids in standings.pages():
        with standings.asking() as cursor:
            fill(
                cursor,
                "shard",
                "SELECT id, product_id FROM accounts_account WHERE id = ANY(%(ids)s)",
                {"ids": ids},
            )
            _find(cursor, "shard", f"c.statement_date <= '{last_closed() or NEVER}'")
            cursor.execute(
                "SELECT a.reference, f.statement_date, p.currency, f.printed, f.ours, f.cause,"
                " coalesce(b.owner, '') FROM found f JOIN accounts_account a ON a.id = f.account_id"
                " JOIN accounts_product p ON p.id = a.product_id"
                " LEFT JOIN accounts_break b USING (account_id, statement_date)"
                " ORDER BY a.reference, f.statement_date"
            )
            rows = cursor.fetchall()
        yield from (Found(*row) for row in rows)


def reconcile(cursor: Any, day: date) -> None:
    """At the close: bring the list up to date for statements that new facts of ``looked_at`` bear on."""
    standings.open_questions(cursor)
    _find(cursor, "looked_at", f"c.statement_date BETWEEN s.counts_from AND '{day}'")
    cursor.execute(
        "UPDATE accounts_break b SET settled_on = %s FROM question q LEFT JOIN found f"
        " ON f.account_id = q.account_id AND f.statement_date = q.day"
        " WHERE b.account_id = q.account_id AND b.statement_date = q.day AND b.settled_on IS NULL"
        " AND f.account_id IS NULL",
        [day],
    )
    cursor.execute(
        "INSERT INTO accounts_break AS b (account_id, statement_date, printed, ours, cause, owner, found_on)"
        " SELECT account_id, statement_date, printed, ours, cause, '', %s FROM found"
        " ON CONFLICT ON CONSTRAINT break_once_per_statement DO UPDATE"
        " SET printed = excluded.printed, ours = excluded.ours, cause = excluded.cause, settled_on = NULL",
        [day],
    )


def _find(cursor: Any, accounts: str, statements: str) -> None:
    cursor.execute(_ASK.format(accounts=accounts, statements=statements), {"horizon": NEVER})
    standings.answer(cursor)
    fill(cursor, "found", _FOUND)
