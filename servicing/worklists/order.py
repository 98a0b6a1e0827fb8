"""The order of a list. Its pages are read by it: the key of the last row seen says where the next begins."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

LONGEST_NUMBER = 18  # digits: whatever is longer is no key


def number(text: str) -> int:
    """A whole number from an address. Raises ``ValueError``."""
    if not (text.isascii() and text.isdigit() and len(text) <= LONGEST_NUMBER):
        raise ValueError(text)
    return int(text)


@dataclass(frozen=True)
class Order:
    """By a unique column, or by a ``first`` one that repeats and then by the unique one.

    A leading ``-`` means descending. ``read`` reads the value of the first column from an address, or of the
    unique one where there is no first; a unique column after a first one is a whole number.
    """

    unique: str = "pk"
    first: str = ""
    read: Callable[[str], Any] = number

    def key(self, row: Any) -> str:
        """The key of a row as an address holds it: ``2026-01-31~17`` or ``17``."""
        values = [getattr(row, column.lstrip("-")) for column in (self.first, self.unique) if column]
        return "~".join(value.isoformat() if isinstance(value, date) else str(value) for value in values)

    def sort(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        return rows.order_by(*filter(None, (self.first, self.unique)))

    def after(self, rows: QuerySet[Any], key: str) -> QuerySet[Any]:
        """What follows the row of this key. Raises ``ValueError`` where the text is no key."""
        if not self.first:
            return rows.filter(_beyond(self.unique, self.read(key)))
        text, tilde, last = key.rpartition("~")
        if not tilde:
            raise ValueError(key)
        value = self.read(text)
        beyond = _beyond(self.first, value) | _beyond(self.unique, number(last))
        return rows.filter(beyond, _beyond(self.first, value, "e"))


def _beyond(column: str, value: Any, or_equal: str = "") -> Q:
    side = "lt" if column.startswith("-") else "gt"
    return Q(**{f"{column.lstrip('-')}__{side}{or_equal}": value})
