"""What bodies and parameters are made of: days of the book's years, references, text without cards."""

from datetime import date, datetime
from typing import Any

from rest_framework import serializers

from accounts import money
from accounts.business_dates import last_closed
from accounts.intake.parsers import EARLIEST, LATEST, looks_like_a_card_number
from accounts.management.csv import BASES
from servicing.api.http.problems import Problem, invalid
from servicing.api.http.shapes import minor
from servicing.security.requests.bodies import UNSEEN


class Day(serializers.DateField):  # type: ignore[misc]  # no types are published
    """``2026-01-31``, within the years that the book takes."""

    def to_internal_value(self, value: Any) -> date:
        day: date = super().to_internal_value(value)
        if not EARLIEST <= day <= LATEST:
            raise serializers.ValidationError(f"A day is between {EARLIEST} and {LATEST}.")
        return day


class Moment(serializers.DateTimeField):  # type: ignore[misc]
    """``2026-01-31T10:15:00Z``, within the years that the book takes."""

    def to_internal_value(self, value: Any) -> datetime:
        moment: datetime = super().to_internal_value(value)
        if not EARLIEST.year <= moment.year <= LATEST.year:
            raise serializers.ValidationError(f"A day is between {EARLIEST} and {LATEST}.")
        return moment


class Text(serializers.CharField):  # type: ignore[misc]
    """Words of a person; no card number has a place in them, and nothing that cannot be seen."""

    def to_internal_value(self, value: Any) -> str:
        text: str = super().to_internal_value(value)
        if looks_like_a_card_number(text):
            raise serializers.ValidationError("This looks like a card number, which has no place here.")
        if UNSEEN.search(text):
            raise serializers.ValidationError("This holds a character that cannot be seen.")
        return text


class Reference(serializers.CharField):  # type: ignore[misc]
    """A reference of the issuer's, or of the book's own."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 64, **kwargs})


class StandingQuery(serializers.Serializer):  # type: ignore[misc]
    """A day and by which facts it is told."""

    on = Day(required=False, help_text="The day at whose end it stood so; the last closed one, if left out.")
    basis = serializers.ChoiceField(
        BASES, default="known", help_text="By what was known then, or by everything known now."
    )


def day_asked(asked: dict[str, Any]) -> date:
    """The day of a ``StandingQuery``. Raises Problem where none is closed yet."""
    day: date | None = asked.get("on") or last_closed()
    if day is None:
        raise Problem("day-not-closed", "No day is closed yet.", last_closed=None)
    return day


def minor_units(text: str, currency: str, field: str, *, least: int = 1) -> int:
    """Of an amount in a body. Raises Problem naming the field."""
    try:
        units = minor(text, currency)
    except money.MoneyError as bad:
        raise invalid(field, str(bad)) from None
    if units < least:
        raise invalid(field, "An amount is more than nothing." if least else "An amount is not below zero.")
    return units
