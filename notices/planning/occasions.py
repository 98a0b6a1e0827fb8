"""Occasions: what the close of a day brought that calls for a notice, by the facts known on the day."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
from typing import Any, NamedTuple

from accounts import packs
from accounts.calendars import due_date_rolling
from accounts.calendars import store as calendar_store
from accounts.database import temp_tables
from accounts.models import Policy
from accounts.standings import evaluation
from notices.kinds import catalogue
from notices.kinds.rows import BY_STATEMENT
from notices.planning.context import SQL

_FALLING = (SQL / "falling.sql").read_text()
_FINDING = (SQL / "finding.sql").read_text()
_DEPARTED = """
    SELECT a.id AS account_id, a.product_id, e."on"
    FROM accounts_exit e
    JOIN accounts_account a ON a.id = e.account_id
    WHERE e.reason = 'closed' AND greatest(e."on", e.known_on) = %(day)s
      AND (e."on" = %(day)s OR e.known_on = %(day)s)
      AND (%(ids)s::bigint[] IS NULL OR a.id = ANY(%(ids)s::bigint[]))
"""
_ASK = """
    INSERT INTO question (account_id, product_id, day, horizon, before)
    SELECT account_id, product_id, %(day)s, %(day)s, %(day)s::date + 1 FROM falling
    UNION
    SELECT account_id, product_id, %(day)s, %(day)s, %(day)s::date + 1 FROM departed
"""
_TOLERATED = """
    coalesce((SELECT y.tolerance FROM accounts_policy y
              WHERE y.product_id = f.product_id AND y.effective_from <= %(day)s AND y.known_on <= %(day)s
              ORDER BY y.effective_from DESC, y.known_on DESC
              LIMIT 1), 0)
"""
_FALLEN = f"""
    SELECT f.account_id, f.type, f.days, f.statement_date FROM falling f
    JOIN answer w ON w.account_id = f.account_id
    WHERE w.problem IS NULL AND w.unpaid > {_TOLERATED}
"""
_PAID_UP = f"""
    SELECT f.account_id, f."on" FROM departed f
    JOIN answer w ON w.account_id = f.account_id
    WHERE w.problem IS NULL AND w.unpaid <= {_TOLERATED}
"""


class _Occurrence(NamedTuple):
    """Statements due on this day before rolling, and what that calls for."""

    product: int
    least_days: int
    rolls: bool
    due: date
    type: str
    days: int


def find(cursor: Any, day: date, ids: list[int] | None = None) -> None:
    """Into ``called_for``: what the day brought to the book, or to these accounts; not to those set aside."""
    values = {"day": day, "ids": ids}
    columns = list(zip(*_falls(day), strict=True)) or [[]] * len(_Occurrence._fields)
    falls = dict(
        zip(("products", "least", "rolls", "dues", "types", "days"), map(list, columns), strict=True)
    )
    temp_tables.fill(cursor, "falling", _FALLING, {**values, **falls})
    temp_tables.fill(cursor, "departed", _DEPARTED, values)
    evaluation.open_questions(cursor)
    cursor.execute(_ASK, values)
    evaluation.answer(cursor)
    temp_tables.fill(cursor, "fallen", _FALLEN, values)
    temp_tables.fill(cursor, "paid_up", _PAID_UP, values)
    cursor.execute(_FINDING, values)
    cursor.execute(
        "DELETE FROM called_for f USING accounts_setaside s WHERE s.account_id = f.account_id"
        " AND s.since <= %s",
        [day],
    )


def _falls(day: date) -> list[_Occurrence]:
    """What falls due some days from now, or fell due so many days ago, by product."""
    calendar = cache(lambda jurisdiction: calendar_store.of(packs.of(jurisdiction).calendar, day))
    asked = Policy.objects.order_by().values_list("product", "product__jurisdiction", "least_days", "rolls")
    return sorted(
        {
            _Occurrence(product, least_days, rolls, due, type_, days)
            for product, jurisdiction, least_days, rolls in asked.distinct()
            for type_, days, end in _ends(jurisdiction, day)
            for due in (due_date_rolling.rolling_to(calendar(jurisdiction), end) if rolls else [end])
        }
    )


def _ends(jurisdiction: str, day: date) -> Iterator[tuple[str, int, date]]:
    """Effective due dates that the kinds of a jurisdiction count from, by type and days."""
    for kind in catalogue.of(jurisdiction).values():
        days = kind.occasion.days
        if kind.occasion.type == BY_STATEMENT[0]:
            yield kind.occasion.type, days, day + timedelta(days=days)
        elif kind.occasion.type == BY_STATEMENT[1]:
            yield kind.occasion.type, max(days, 1), day - timedelta(days=max(days, 1))
