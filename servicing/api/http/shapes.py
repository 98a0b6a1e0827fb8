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
            currency = self._currency(row)
        return {name: _shown(take(row), show, currency) for name, take, show in self._parts}

    @cached_property
    def _currency(self) -> Callable[[Any], Any]:
        return _taking(self.currency_from)

    @cached_property
    def _parts(self) -> list[tuple[str, Callable[[Any], Any], Any]]:
        return [(name, _taking(field.source), _showing(field)) for name, field in self.fields.items()]


def minor(text: str, currency: str) -> int:
    """Minor units of a decimal text. Raises MoneyError."""
    return money.parse(text.strip(), currency)


def _shown(value: Any, show: Any, currency: str) -> Any:
    if value is None:
        return None
    return show(value, currency) if show else value


def _taking(source: str) -> Callable[[Any], Any]:
    path = source.split(".")

    def take(row: Any) -> Any:
        for name in path:
            row = row.get(name) if isinstance(row, dict) else getattr(row, name, None)
        return row

    return take


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
    return lambda value, currency: field.to_representation(value)
