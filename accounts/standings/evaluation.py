"""Where many accounts stand at once: the set-based form of the plain rule.

Requests go into one temporary table, ``sql/standing.sql`` makes results of them in another; what is asked of
the results is the caller's SQL. Everything happens inside the caller's transaction.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from django.db import connection, transaction

from accounts import packs
from accounts.business_dates import first_closed, is_closed, last_closed
from accounts.database import statements
from accounts.database.temp_tables import TempTable
from accounts.dates import NEVER
from accounts.models import Account
from accounts.standings.tables import STANDING_REQUEST, STANDING_RESULT

PAGE = 5_000


class DayNotClosed(ValueError):  # noqa: N818 -- named for what is wrong with the day
    """What was known on a day can be told once the day is closed."""


def horizon(day: date, basis: str) -> date:
    """The day up to which facts count as known. Raises DayNotClosed for ``known`` on a day not closed."""
    if basis == "restated":
        return NEVER
    if is_closed(day):
        return day
    first = first_closed()
    if first and day < first:
        raise DayNotClosed(f"{day} is before the book began; its first closed day is {first}")
    raise DayNotClosed(f"{day} is not closed; the last closed day is {last_closed() or 'none yet'}")


def pages(size: int = PAGE) -> Iterator[list[int]]:
    """Ids of every account of the book, in code-point order of the reference."""
    after = ""
    while page := list(
        Account.objects.filter(reference__gt=after)
        .order_by("reference")
        .values_list("reference", "pk")[:size]
    ):
        yield [pk for _, pk in page]
        after = page[-1][0]


def pausing_anywhere() -> list[str]:
    """The kinds of holds that pause ageing by any pack."""
    return sorted({kind for _, kind in _pausing()})


@contextmanager
def requesting() -> Iterator[Any]:
    """A cursor inside a transaction with an empty table of requests."""
    with transaction.atomic(), connection.cursor() as cursor:
        STANDING_REQUEST.empty(cursor)
        yield cursor


def evaluate(cursor: Any, policies: str = "policies_in_force") -> None:
    """Find out where the accounts of ``standing_request`` stand, into ``standing_result``.

    ``supposed_policies``: as if what ``supposed_policy`` holds had been granted instead.
    """
    query = statements.text("standing_result", policies=policies)
    STANDING_RESULT.evaluate(cursor, query, STANDING_REQUEST, pack_values())


def fill_standings(cursor: Any, table: TempTable, day: date, basis: str, ids: list[int]) -> None:
    """Where these accounts stand on the day, into a table with the columns of ``ACCOUNT_STANDING``.

    As known it is what the closes wrote; restated it is evaluated afresh. An account that cannot be computed
    has no stage. Raises DayNotClosed.
    """
    values = {"day": day, "horizon": horizon(day, basis), "ids": ids}
    if basis == "restated":
        STANDING_REQUEST.empty(cursor)
        statements.execute(cursor, "request_standings", **values)
        evaluate(cursor)
    statement = "restated_standings" if basis == "restated" else "closed_standings"
    table.fill(cursor, statements.text("account_standing", told=statement), values)


def pack_values() -> dict[str, list[str]]:
    """What the statements ask of the packs, as rows: a list for each column. The base has an empty name."""
    pausing = _pausing()
    calendars = [(name, pack.calendar) for name, pack in packs.by_code()]
    return {
        "packs": list(packs.PACKS),
        "pausing_packs": [name for name, _ in pausing],
        "pausing_kinds": [kind for _, kind in pausing],
        "calendar_packs": [name for name, _ in calendars],
        "calendars": [calendar for _, calendar in calendars],
    }


def _pausing() -> list[tuple[str, str]]:
    """The kinds of holds that pause ageing, each after its pack."""
    return [
        (name, kind.name)
        for name, pack in packs.by_code()
        for kind in pack.holds.values()
        if kind.pauses_ageing
    ]
