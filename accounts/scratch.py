"""Scratch tables of a session: made once, filled again and again, empty when the transaction ends.

They are emptied by DELETE: it costs nothing where a table is empty already, as it mostly is, and leaves no
files behind in a long transaction, as TRUNCATE or a table made anew would.
"""

from typing import Any


def fill(cursor: Any, table: str, query: str, values: dict[str, Any] | None = None) -> None:
    """Replace what the table holds by what the query finds. The table takes its columns from the query."""
    clear(cursor, table, query, values)
    cursor.execute(f"INSERT INTO {table} {query}", values)


def clear(cursor: Any, table: str, query: str, values: dict[str, Any] | None = None) -> None:
    """An empty table with the columns of the query."""
    cursor.execute(
        f"CREATE TEMP TABLE IF NOT EXISTS {table} ON COMMIT DELETE ROWS AS {query} WITH NO DATA", values
    )
    cursor.execute(f"DELETE FROM {table}")


def empty(cursor: Any, table: str, columns: str) -> None:
    """An empty table of these columns."""
    cursor.execute(f"CREATE TEMP TABLE IF NOT EXISTS {table} ({columns}) ON COMMIT DELETE ROWS")
    cursor.execute(f"DELETE FROM {table}")
