"""Scratch tables of a session: made once, filled again and again, empty when the transaction ends.

They are emptied by DELETE: it costs nothing where a table is empty already, as it mostly is, and leaves no
files behind in a long transaction, as TRUNCATE or a table made anew would.

Texts and sums of those that every close uses have a length: behind a table with values of any length stands
a second one for the long ones, which each commit empties too.

Which of them a session is known to have is remembered here, so that nobody has to ask for it. Like the tables
themselves that wants connections of one's own, or pooled by session.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any
from weakref import WeakKeyDictionary

from django.db import transaction
from psycopg2.extras import execute_values

from accounts.database import prepared_statements


@dataclass(frozen=True, slots=True)
class TempTable:
    """A scratch table: its name in statements, and its columns with their types, as CREATE TABLE wants them.

    It is declared in the module ``tables`` of a package, which whoever fills or reads it imports. A statement
    of the same name is the query that fills it.
    """

    name: str
    columns: str

    @property
    def column_names(self) -> list[str]:
        return [column.split()[0] for column in self.columns.split(",")]

    @property
    def definition(self) -> str:
        """The statement that makes the table."""
        return f"CREATE TEMP TABLE {self.name} ({self.columns}) ON COMMIT DELETE ROWS"

    def empty(self, cursor: Any) -> None:
        """Make the table, or empty it. Whether it stands already is known of most sessions."""
        if self.name in _tables_of(cursor) or _stands(cursor, self.name):
            cursor.execute(f"DELETE FROM {self.name}")
        else:
            cursor.execute(self.definition)

    def fill(self, cursor: Any, query: str, values: Mapping[str, Any] | None = None) -> None:
        """Replace what the table holds by what the query finds. Leaves the cursor with the count of rows."""
        self.empty(cursor)
        prepared_statements.run(cursor, self._insert(query), values)

    def insert(self, cursor: Any, rows: Iterable[Sequence[Any]]) -> None:
        """Add rows, the values of each in the order of the columns."""
        if lines := list(rows):
            execute_values(cursor, self._insert("VALUES %s"), lines)

    def evaluate(
        self, cursor: Any, query: str, requests: "TempTable", values: Mapping[str, Any] | None = None
    ) -> None:
        """Replace what the table holds by what the query makes of a table of requests.

        The query is planned for each order of magnitude of requests by itself.
        """
        self.empty(cursor)
        cursor.execute(f"SELECT count(*) FROM {requests.name}")
        if count := cursor.fetchone()[0]:
            magnitude = len(str(count))
            statement = f"{self._insert(query)} -- {magnitude}"
            prepared_statements.run(cursor, statement, values, before_planning=requests.analyze)

    def analyze(self, cursor: Any, *columns: str) -> None:
        """Tell the planner what the table holds, or these columns of it."""
        only = f" ({', '.join(columns)})" if columns else ""
        cursor.execute(f"ANALYZE {self.name}{only}")

    def _insert(self, query: str) -> str:
        return f"INSERT INTO {self.name} ({', '.join(self.column_names)}) {query}"


_sessions: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()  # by connection: tables made and committed


def _stands(cursor: Any, table: str) -> bool:
    cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f"pg_temp.{table}"])
    if stands := bool(cursor.fetchone()[0]):
        transaction.on_commit(partial(_tables_of(cursor).add, table))
    return stands


def _tables_of(cursor: Any) -> set[str]:
    return _sessions.setdefault(cursor.connection, set())
