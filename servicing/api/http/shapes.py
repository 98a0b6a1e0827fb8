"""How rows look from outside: declared once, for the description as for what is sent.

A shape that only reads takes its values by the names of its fields. Amounts are decimal text with exactly the
decimals of the currency, which stands beside them; days and moments are ISO 8601.
"""

from collections.abc import Callable, Iterable
from functools import cached_property
from typing import Any

from drf_spectacular.utils import extend_schema_field
from rest_framework import serializers

from accounts import money

AMOUNT = {"type": "string", "pattern": r"^-?\d{1,14}(\.\d{1,4})?$", "examples": ["100.00"]}


@extend_schema_field(AMOUNT)
class Amount(serializers.CharField):  # type: ignore[misc]  # no types are published
    """Decimal text. Read into minor units by ``minor``, once the currency is known."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 20, **kwargs})


class Shape(serializers.Serializer):  # type: ignore[misc]
    """What is sent of a row. ``currency_from``: where the row has the currency of its amounts; a shape inside
    another takes that of the row around it."""

    currency_from = ""

    def to_representation(self, row: Any) -> dict[str, Any]:
        return self.shown(row)

    def many_shown(self, rows: Iterable[Any]) -> list[dict[str, Any]]:
        return [self.shown(row) for row in rows]

    def shown(self, row: Any, currency: str = "") -> dict[str, Any]:
        if self.currency_from:
            currency = _taken(row, self.currency_from)
        return self._named([_taken(row, source) for source in self._sources], currency)

    def columns(self) -> list[str]:
        """What to ask a query for, where all that is sent of a row are columns."""
        return [source.replace(".", "__") for source in self._sources]

    def columns_shown(self, values: tuple[Any, ...]) -> dict[str, Any]:
        """The same of the values of these columns, with the currency among them."""
        return self._named(values, values[self._sources.index(self.currency_from)])

    def _named(self, values: Iterable[Any], currency: str) -> dict[str, Any]:
        return {
            name: show(value, currency) if show and value is not None else value
            for (name, show), value in zip(self._parts, values, strict=True)
        }

    @cached_property
    def _parts(self) -> list[tuple[str, Any]]:
        return [(name, _showing(field)) for name, field in self.fields.items()]

    @cached_property
    def _sources(self) -> list[str]:
        return [field.source for field in self.fields.values()]


def minor(text: str, currency: str) -> int:
    """Minor units of a decimal text. Raises MoneyError."""
    return money.parse(text.strip(), currency)


def _taken(row: Any, source: str) -> Any:
    """A value of an object or a dictionary; nothing where there is none."""
    for name in source.split("."):
        row = row.get(name) if isinstance(row, dict) else getattr(row, name, None)
    return row


def _showing(field: Any) -> Callable[[Any, str], Any] | None:
    """How a value of the field is sent; None: as it is."""
    if isinstance(field, Amount):
        return money.text
    if isinstance(field, serializers.ListSerializer):
        return lambda rows, currency: [
            field.child.shown(row, currency) for row in (rows.all() if hasattr(rows, "all") else rows)
        ]
    if isinstance(field, Shape):
        return field.shown
    if type(field) in (serializers.CharField, serializers.BooleanField, serializers.IntegerField):
        return None
    if type(field) is serializers.DateField:
        return lambda value, currency: value if isinstance(value, str) else value.isoformat()
    return lambda value, currency: field.to_representation(value)
