"""Numbers and e-mail addresses of a file in their one form, which SQL cannot find."""

from typing import Any

from accounts.customers.phone_numbers import normal
from accounts.intake.copy_from import copy

CHUNK_ROWS = 50_000
_NEXT = """
    SELECT place, value, jurisdiction FROM to_come
    WHERE place > %s AND value <> '' AND kind IN ('phone', 'email') ORDER BY place LIMIT %s
"""


def find(cursor: Any) -> None:
    """Fill ``one_form`` for what is to come, a stretch at a time."""
    cursor.execute("DROP TABLE IF EXISTS one_form")
    cursor.execute("CREATE TEMP TABLE one_form (place bigint NOT NULL, normal text NOT NULL) ON COMMIT DROP")
    last = 0
    while rows := _stretch(cursor, last):
        copy(cursor, "one_form", ((place, normal(value, country)) for place, value, country in rows))
        last = rows[-1][0]
    cursor.execute("ANALYZE one_form")


def _stretch(cursor: Any, after: int) -> list[tuple[int, str, str]]:
    cursor.execute(_NEXT, [after, CHUNK_ROWS])
    return list(cursor.fetchall())
