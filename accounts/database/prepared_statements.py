"""Statements whose plans a session keeps: to plan a long one takes longer than to carry it out for few rows.

A statement that comes a second time in a session is prepared, with its days, whole numbers and lists of them
as parameters; PostgreSQL decides whether a plan for any values will do or each wants its own. All other
values, names of packs or whether a close is the first, are part of the statement: they seldom change.

Plans live as long as their connection. That wants connections of one's own, or pooled by session.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date, datetime
from itertools import count
from typing import Any
from weakref import WeakKeyDictionary

from accounts.database import statements

_KEPT = 128  # statements that a session remembers
_VALUE = re.compile(r"%\((\w+)\)s|%%")
_INTEGERS = range(-(2**31), 2**31)

_sessions: WeakKeyDictionary[Any, dict[str, str]] = WeakKeyDictionary()  # by connection: plans by statement
_plan_numbers = count(1)  # of this process: a plan's name never comes back


def execute(cursor: Any, *names: str, **values: Any) -> None:
    """Carry out named statements one after the other with the same values."""
    for name in names:
        run(cursor, statements.text(name), values)


def run(
    cursor: Any,
    statement: str,
    values: Mapping[str, Any] | None = None,
    *,
    before_planning: Callable[[Any], object] = lambda cursor: None,
) -> None:
    """Carry out a statement, by its plan where it came before. Leaves the cursor with the count of its rows.

    ``before_planning`` is called with the cursor where the statement is new to the session.
    """
    text, types, parameters = _bound(cursor, statement, values)
    plans = _sessions.setdefault(cursor.connection, {})
    key = f"({', '.join(types)}) AS {text}"
    plan = plans.pop(key, None)
    if len(plans) == _KEPT:
        _forget_oldest(cursor, plans)
    if plan is None:
        before_planning(cursor)
        cursor.execute(statement, values)
        plan = ""
    else:
        plan = plan or _prepared(cursor, key)
        cursor.execute(f"EXECUTE {plan}{_places(parameters)}", parameters or None)
    plans[key] = plan  # the latest is the last


def _bound(cursor: Any, statement: str, values: Mapping[str, Any] | None) -> tuple[str, list[str], list[Any]]:
    """The statement with places for its parameters, the types of these, and the parameters."""
    if values is None:
        return statement, [], []
    places: dict[str, int] = {}

    def place(match: re.Match[str]) -> str:
        if not (name := match[1]):
            return "%"
        if not _is_parameter(values[name]):
            return str(cursor.mogrify("%s", [values[name]]).decode())
        return f"${places.setdefault(name, len(places) + 1)}"

    text = _VALUE.sub(place, statement)
    parameters = [values[name] for name in places]
    return text, [_type(value) for value in parameters], parameters


def _is_parameter(value: Any) -> bool:
    """What a list holds is told from its first, so of an empty one nobody can tell."""
    if isinstance(value, list):
        return bool(value) and all(isinstance(each, date | int) for each in value)
    return isinstance(value, date | int) and not isinstance(value, bool | datetime)


def _type(value: Any) -> str:
    """As PREPARE takes it."""
    if isinstance(value, list):
        return (
            "boolean[]" if isinstance(value[0], bool) else f"{_type(value[0])}[]".replace("integer", "bigint")
        )
    if isinstance(value, date):
        return "date"
    return "integer" if value in _INTEGERS else "bigint"


def _places(parameters: list[Any]) -> str:
    return f"({', '.join(['%s'] * len(parameters))})" if parameters else ""


def _prepared(cursor: Any, key: str) -> str:
    plan = f"plan_{next(_plan_numbers)}"
    types, text = key.split(" AS ", 1)
    cursor.execute(f"PREPARE {plan} {types if types != '()' else ''} AS {text}")
    return plan


def _forget_oldest(cursor: Any, plans: dict[str, str]) -> None:
    if plan := plans.pop(next(iter(plans))):
        cursor.execute(f"DEALLOCATE {plan}")
