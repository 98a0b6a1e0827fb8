"""Loading against bare COPY: the same rows, into the same tables with all their indexes and constraints."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection, transaction

from accounts.customers import name_index
from accounts.intake import Intake, load
from tests.bench.book import settle

# The tenth statement of every account, and what is paid on it.
_FILES = {
    "statements.csv": """
        SELECT a.reference AS account, b.statement AS statement_date, b.statement + 20 AS due_date,
               b.statement AS sent_on,
               ((100000 + b.chance % 500000) / 100.0)::numeric(20, 2) AS statement_balance,
               ((b.minimum + b.past_due) / 100.0)::numeric(20, 2) AS minimum_due,
               (b.past_due / 100.0)::numeric(20, 2) AS past_due
        FROM bench_cycle b JOIN accounts_account a USING (id) WHERE b.c = 9 ORDER BY b.statement, b.chance
    """,
    "payments.csv": """
        SELECT 'P' || b.id || '-' || b.c AS payment, a.reference AS account, b.paid_on AS posted_on,
               (b.minimum / 100.0)::numeric(20, 2) AS amount
        FROM bench_payment b JOIN accounts_account a USING (id) WHERE b.c = 9 ORDER BY b.paid_on, b.id % 1009
    """,
}
_BARE = {
    "accounts_billingcycle (account_id, product_id, statement_date, due_date, balance, minimum_due, past_due, sent_on,"
    " known_on, stated_known_on)": """
        SELECT id, product_id, statement, statement + 20, 100000 + chance % 500000, minimum + past_due, past_due, statement,
               statement, statement
        FROM bench_cycle WHERE c = 9 ORDER BY statement, chance
    """,
    "accounts_payment (reference, account_id, posted_on, value_on, amount, kind, known_on)": """
        SELECT 'P' || id || '-' || c, id, paid_on, paid_on, minimum, 'payment', paid_on
        FROM bench_payment WHERE c = 9 ORDER BY paid_on, id % 1009
    """,
}


def measure() -> float:
    """Seconds of COPY by seconds of loading. The names of the book are in the index before, as in service."""
    name_index.index_waiting()
    with TemporaryDirectory() as name:
        folder = Path(name)
        copied = sum(_copied(folder, table, rows) for table, rows in _BARE.items())
        settle()
        return copied / _loaded(folder)


def _copied(folder: Path, table: str, rows: str) -> float:
    """COPY, foreign keys checked, and taken back."""
    path = folder / "bare"
    with connection.cursor() as cursor, path.open("w+") as file:
        cursor.copy_expert(f"COPY ({rows}) TO STDOUT", file)
        file.seek(0)
        with transaction.atomic():
            began = time.perf_counter()
            cursor.copy_expert(f"COPY {table} FROM STDIN", file)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            seconds = time.perf_counter() - began
            transaction.set_rollback(True)
    return seconds


def _loaded(folder: Path) -> float:
    for name, rows in _FILES.items():
        with connection.cursor() as cursor, (folder / name).open("w") as file:
            cursor.copy_expert(f"COPY ({rows}) TO STDOUT (FORMAT csv, HEADER)", file)
    began = time.perf_counter()
    outcomes = list(load([folder / name for name in _FILES], Intake(folder / "refused")))
    seconds = time.perf_counter() - began
    bad = [outcome for outcome in outcomes if not outcome.clean]
    assert not bad, bad
    return seconds
