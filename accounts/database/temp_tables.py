"""Scratch tables of a session: made once, filled again and again, empty when the transaction ends.

They are emptied by DELETE: it costs nothing where a table is empty already, as it mostly is, and leaves no
files behind in a long transaction, as TRUNCATE or a table made anew would.

What a session is known to have, tables and plans, is remembered here, so that nobody has to ask for it.
Like the tables themselves that wants connections of one's own, or pooled by session.
"""

from dataclasses import dataclass, field
from functools import partial
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from django.db import transaction

_KEPT = 64  # statements that a session remembers


@dataclass
class _Session:
    """``tables`` made and committed; ``statements`` carried out lately, the latest last, with their plan."""

    tables: set[str] = field(default_factory=set)
    statements: dict[str, str] = field(default_factory=dict)


_sessions: WeakKeyDictionary[Any, _Session] = WeakKeyDictionary()  # by connection
_plan_numbers = count(1)  # of this process: a plan's name never comes back


def fill(cursor: Any, table: str, query: str, values: dict[str, Any] | None = None) -> None:
    """Replace what the table holds by what the query finds. The table takes its columns from the query."""
    clear(cursor, table, query, values)
    run(cursor, f"INSERT INTO {table} {query}", values)


def clear(cursor: Any, table: str, query: str, values: dict[str, Any] | None = None) -> None:
    """An empty table with the columns of the query."""
    _make(cursor, table, f"ON COMMIT DELETE ROWS AS {query} WITH NO DATA", values)


def empty(cursor: Any, table: str, columns: str) -> None:
    """An empty table of these columns."""
    _make(cursor, table, f"({columns}) ON COMMIT DELETE ROWS")


def answer(cursor: Any, table: str, query: str, questions: str) -> None:
    """Replace what the table holds by what the query, which takes no values, answers to a table of questions.

    Planned for each order of magnitude of questions by itself.
    """
    clear(cursor, table, query)
    cursor.execute(f"SELECT count(*) FROM {questions}")
    if asked := cursor.fetchone()[0]:
        magnitude = len(str(asked))
        run(cursor, f"INSERT INTO {table} {query} -- {magnitude}", planned_by=questions)


def run(
    cursor: Any, statement: str, values: dict[str, Any] | None = None, planned_by: str | None = None
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
        cursor.execute(f"ANALYZE {planned_by}")
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


def _make(cursor: Any, table: str, form: str, values: dict[str, Any] | None = None) -> None:
    """Whether the table stands already is asked first: only to read a long query once more takes its time."""
    if table in _session(cursor).tables or _stands(cursor, table):
        cursor.execute(f"DELETE FROM {table}")
    else:
        cursor.execute(f"CREATE TEMP TABLE {table} {form}", values)


def _stands(cursor: Any, table: str) -> bool:
    cursor.execute("SELECT to_regclass(%s) IS NOT NULL", [f"pg_temp.{table}"])
    if stands := cursor.fetchone()[0]:
        transaction.on_commit(partial(_session(cursor).tables.add, table))
    return stands


def _session(cursor: Any) -> _Session:
    return _sessions.setdefault(cursor.connection, _Session())
