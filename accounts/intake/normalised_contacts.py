"""Numbers, e-mail and postal addresses of a file in their one form, which SQL cannot find."""

from typing import Any

from accounts.customers import postal_addresses
from accounts.customers.phone_numbers import normal
from accounts.database import statements
from accounts.intake.copy_from import copy
from accounts.intake.tables import NORMALISED_DETAIL

CHUNK_ROWS = 50_000


def find(cursor: Any) -> None:
    """Fill ``normalised_detail`` for the details that change, a stretch at a time."""
    NORMALISED_DETAIL.empty(cursor)
    last = 0
    while rows := _stretch(cursor, last):
        copy(
            cursor,
            NORMALISED_DETAIL.name,
            ((place, _one_form(kind, value, country)) for place, kind, value, country in rows),
        )
        last = rows[-1][0]
    NORMALISED_DETAIL.analyze(cursor)


def _one_form(kind: str, value: str, country: str) -> str:
    if kind == "address":
        return postal_addresses.one_form(value, country)
    return normal(value, country)


def _stretch(cursor: Any, after: int) -> list[tuple[int, str, str, str]]:
    statements.execute(cursor, "details_to_normalise", after=after, size=CHUNK_ROWS)
    return list(cursor.fetchall())
