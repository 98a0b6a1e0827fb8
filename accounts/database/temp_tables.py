"""Scratch tables of a session: made once, filled again and again, empty when the transaction ends.

They are emptied by DELETE: it costs nothing where a table is empty already, as it mostly is, and leaves no
files behind in a long transaction, as TRUNCATE or a table made anew would.

What a session is known to have, tables and plans, is remembered here, so that nobody has to ask for it.
Like the tables themselves that wants connections of one's own, or pooled by session.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.db import transaction
from psycopg2.extras import execute_values

_KEPT = 64  # statements that a session remembers


@dataclass
class _Session:
    """``tables`` made and committed; ``statements`` carried out lately, the latest last, with their plan."""

    tables: set[str] = field(default_factory=set)
    statements: dict[str, str] = field(default_factory=dict)


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
        if self.name in _session(cursor).tables or _stands(cursor, self.name):
            cursor.execute(f"DELETE FROM {self.name}")
        else:
            cursor.execute(self.definition)

    def fill(self, cursor: Any, query: str, values: Mapping[str, Any] | None = None) -> None:
        """Replace what the table holds by what the query finds. Leaves the cursor with the count of rows."""
        self.empty(cursor)
        run(cursor, self._insert(query), values)

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
            run(cursor, f"{self._insert(query)} -- {magnitude}", values, planned_by=requests)

    def analyze(self, cursor: Any) -> None:
        """Tell the planner what the table holds."""
        cursor.execute(f"ANALYZE {self.name}")

    def _insert(self, query: str) -> str:
        return f"INSERT INTO {self.name} ({', '.join(self.column_names)}) {query}"


_sessions: WeakKeyDictionary[Any, _Session] = WeakKeyDictionary()  # by connection
_plan_numbers = count(1)  # of this process: a plan's name never comes back


def run(
    cursor: Any,
    statement: str,
    values: Mapping[str, Any] | None = None,
    planned_by: TempTable | None = None,
) -> None:
    """Carry out a statement. One that comes a second time in a session, its values too, is planned for good.

    To plan a long statement takes longer than to carry it out for a few accounts. ``planned_by`` is a scratch
    table whose size the plan hangs on. Leaves the cursor with the count of the statement's rows.
    """
    session = _session(cursor)
    text = cursor.mogrify(statement, values).decode()
    plan = session.statements.pop(text, None)
    if len(session.statements) == _KEPT:
        _forget_oldest(cursor, session)
    if not plan and planned_by:
        planned_by.analyze(cursor)
    if plan is None:
        cursor.execute(text)
        plan = ""
    else:
        plan = plan or _planned(cursor, text)
        cursor.execute(f"EXECUTE {plan}")
    session.statements[text] = plan  # the latest is the last


def _planned(cursor: Any, text: str) -> str:
    plan = f"plan_{next(_plan_numbers)}"
    cursor.execute(f"PREPARE {plan} AS {text}")
    return plan


def _forget_oldest(cursor: Any, session: _Session) -> None:
    if plan := session.statements.pop(next(iter(session.statements))):
        cursor.execute(f"DEALLOCATE {plan}")


def _stands(cursor: Any, table: str) -> bool:
    cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f"pg_temp.{table}"])
    if stands := bool(cursor.fetchone()[0]):
        transaction.on_commit(partial(_session(cursor).tables.add, table))
    return stands


def _session(cursor: Any) -> _Session:
    return _sessions.setdefault(cursor.connection, _Session())
