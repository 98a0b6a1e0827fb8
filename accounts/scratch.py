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
    _make(cursor, table, f"ON COMMIT DELETE ROWS AS {query} WITH NO DATA", values)


def answer(cursor: Any, table: str, query: str, questions: str) -> None:
    """Replace what the table holds by what the query, which takes no values, answers to a table of questions.

    To plan a long query takes longer than to answer few questions by it, so a session plans it once for each
    order of magnitude of them.
    """
    clear(cursor, table, query)
    cursor.execute(f"SELECT count(*) FROM {questions}")
    if count := cursor.fetchone()[0]:
        planned = f"{table}_{len(str(count))}"
        cursor.execute("SELECT EXISTS (SELECT FROM pg_prepared_statements WHERE name = %s)", [planned])
        if not cursor.fetchone()[0]:
            cursor.execute(f"ANALYZE {questions}")
            cursor.execute(f"PREPARE {planned} AS INSERT INTO {table} {query}")
        cursor.execute(f"EXECUTE {planned}")


def empty(cursor: Any, table: str, columns: str) -> None:
    """An empty table of these columns."""
    _make(cursor, table, f"({columns}) ON COMMIT DELETE ROWS")


def _make(cursor: Any, table: str, form: str, values: dict[str, Any] | None = None) -> None:
    """Whether the table stands already is asked first: only to read a long query once more takes its time."""
    cursor.execute("SELECT to_regclass(%s) IS NULL", [f"pg_temp.{table}"])
    if cursor.fetchone()[0]:
        cursor.execute(f"CREATE TEMP TABLE {table} {form}", values)
    else:
        cursor.execute(f"DELETE FROM {table}")
