"""Columns of the book that are not Django's own."""

from decimal import Decimal
from typing import Any

from django.db import models


class MinorUnitsSum(models.DecimalField):  # type: ignore[type-arg]
    """A sum over accounts, in minor units: exact whatever its size, and an int in Python.

    One amount fits a bigint, a dozen of the largest do not.
    """

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **{**options, "max_digits": 60, "decimal_places": 0})

    def deconstruct(self) -> Any:
        """In migrations it is a plain numeric column."""
        name, _path, args, options = super().deconstruct()
        return name, "django.db.models.DecimalField", args, options

    def from_db_value(self, value: Decimal | None, *_: object) -> int | None:
        return None if value is None else int(value)
