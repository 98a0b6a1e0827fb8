"""Where many accounts stand at once: the set-based form of the plain rule.

Questions go into a temporary table, ``sql/standing.sql`` answers them into another; what is asked of the
answers is the caller's SQL. Everything happens inside the caller's transaction.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from django.db import connection, transaction

from accounts import packs
from accounts.business_dates import is_closed, last_closed
from accounts.database import temp_tables
from accounts.dates import NEVER
from accounts.models import Account

SQL = Path(__file__).parent / "sql"
NO_PACK = ""  # stands for every jurisdiction without one


def _pausing(pack: packs.Pack) -> list[str]:
    return [kind.name for kind in pack.holds.values() if kind.pauses_ageing]


def of_product(says: Callable[[packs.Pack], str]) -> str:
    """SQL: what the pack says of the jurisdiction of a product ``p``."""
    by_pack = " ".join(f"WHEN '{code}' THEN {says(pack)}" for code, pack in packs.PACKS.items())
    return f"CASE p.jurisdiction {by_pack} ELSE {says(packs.of(NO_PACK))} END"


def _standing() -> str:
    pauses = of_product(lambda pack: f"h.kind = ANY('{{{','.join(_pausing(pack))}}}')")
    calendar = of_product(lambda pack: f"'{pack.calendar}'")
    rolled = (SQL / "rolled.sql").read_text().replace("{calendar}", calendar)
    rule = (SQL / "standing.sql").read_text()
    return rule.replace("{pausing}", pauses).replace("{rolled}", rolled.strip())


PAUSING = sorted({kind for code in (*packs.PACKS, NO_PACK) for kind in _pausing(packs.of(code))})  # anywhere
STANDING = _standing()
IN_BOOK = (SQL / "in_book.sql").read_text()
OF_IDS = "(SELECT * FROM accounts_account WHERE id = ANY(%(ids)s))"
PAGE = 5_000

_ASK = f"""
    INSERT INTO question (account_id, product_id, day, horizon, before)
    SELECT a.id, a.product_id, %(day)s, %(horizon)s, %(day)s::date + 1 FROM {{accounts}} a WHERE {IN_BOOK}
"""
_RESTATED = """
    SELECT account_id, CASE WHEN problem IS NULL THEN stage END AS stage, NULL::date AS stage_since,
           coalesce(day - oldest_missed_due, 0) AS days_past_due, past_due, statements_missed,
           oldest_missed_statement, balance
    FROM answer
"""
_AS_CLOSED = f"""
    SELECT a.id AS account_id, s.stage, s.stage_since,
           coalesce(%(day)s - s.oldest_missed_due, 0) AS days_past_due,
           coalesce(s.past_due, 0) AS past_due, coalesce(s.statements_missed, 0) AS statements_missed,
           s.oldest_missed_statement, coalesce(c.balance, 0) AS balance
    FROM accounts_account a
    LEFT JOIN accounts_stagespan s
      ON s.account_id = a.id AND s.starts_on <= %(day)s AND (s.ends_before IS NULL OR s.ends_before > %(day)s)
    LEFT JOIN LATERAL (
        SELECT c.balance FROM accounts_billingcycle c
        WHERE c.account_id = a.id AND c.statement_date <= %(day)s AND c.known_on <= %(horizon)s
        ORDER BY c.statement_date DESC, c.known_on DESC, c.stated_known_on DESC
        LIMIT 1
    ) c ON true
    WHERE a.id = ANY(%(ids)s) AND {IN_BOOK}
"""


class DayNotClosed(ValueError):  # noqa: N818 -- named for what is wrong with the day
    """What was known on a day can be told once the day is closed."""


def horizon(day: date, basis: str) -> date:
    """The day up to which facts count as known. Raises DayNotClosed for ``known`` on a day not closed."""
    if basis == "restated":
        return NEVER
    if not is_closed(day):
        raise DayNotClosed(f"{day} is not closed; the last closed day is {last_closed() or 'none yet'}")
    return day


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


@contextmanager
def asking() -> Iterator[Any]:
    """A cursor inside a transaction with an empty table of questions."""
    with transaction.atomic(), connection.cursor() as cursor:
        open_questions(cursor)
        yield cursor


def open_questions(cursor: Any) -> None:
    """An empty table ``question``; what was asked and answered before is gone."""
    temp_tables.empty(
        cursor,
        "question",
        "id bigint GENERATED ALWAYS AS IDENTITY,"
        " account_id bigint, product_id bigint, day date, horizon date, before date",
    )


def ask(cursor: Any, day: date, horizon: date, accounts: str, values: dict[str, Any] | None = None) -> None:
    """Ask for the accounts of a table, or of a query in brackets, that are in the book on the day."""
    cursor.execute(_ASK.format(accounts=accounts), {"day": day, "horizon": horizon, **(values or {})})


def answer(cursor: Any) -> None:
    """Answer all questions into the table ``answer``."""
    temp_tables.answer(cursor, "answer", STANDING, "question")


def tell(cursor: Any, table: str, day: date, basis: str, ids: list[int]) -> None:
    """Where these accounts stand on the day, as rows of a scratch table.

    Columns: account_id, stage, stage_since, days_past_due, past_due, statements_missed,
    oldest_missed_statement, balance. As known it is what the closes wrote; restated it is asked afresh.
    An account that cannot be computed has no stage. Raises DayNotClosed.
    """
    until = horizon(day, basis)
    if basis == "restated":
        open_questions(cursor)
        ask(cursor, day, until, OF_IDS, {"ids": ids})
        answer(cursor)
    query = _RESTATED if basis == "restated" else _AS_CLOSED
    temp_tables.fill(cursor, table, query, {"day": day, "horizon": until, "ids": ids})
