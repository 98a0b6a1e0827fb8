"""Amounts and days as people read them, in the language that is active."""

from datetime import UTC, date, datetime
from decimal import Decimal

from django.utils import formats

from accounts import money


def amount(minor: int, currency: str) -> str:
    """``1,234.50 CNY``, by the reader's locale, with exactly the currency's decimals."""
    plain = Decimal(money.text(minor, currency))
    number = formats.number_format(
        plain, decimal_pos=money.decimals(currency), use_l10n=True, force_grouping=True
    )
    return f"{number} {currency}"


def day(value: date) -> str:
    """``Jan. 25, 2026`` or ``2026年1月25日`` or ``25 de enero de 2026``."""
    return formats.date_format(value, "DATE_FORMAT")


def moment(value: datetime) -> str:
    """``2026-01-31 07:40 UTC``: the same in every language."""
    return f"{value.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
