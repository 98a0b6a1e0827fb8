"""Amounts, days and kinds of files as people read them, in the language that is active."""

from datetime import UTC, date, datetime
from decimal import Decimal

from django.utils import formats
from django.utils.translation import gettext_lazy as _

from accounts import money

KINDS = {
    "products": _("Products"),
    "accounts": _("Accounts"),
    "statements": _("Statements"),
    "payments": _("Payments"),
    "reages": _("Re-ages"),
    "exits": _("Exits"),
    "parties": _("Parties"),
    "pending": _("Pending payments"),
    "mandates": _("Mandates"),
    "holds": _("Holds"),
    "promises": _("Payment promises"),
    "affordability": _("Affordability statements"),
    "plans": _("Hardship plans"),
    "contacts": _("Contacts"),
    "returns": _("Delivery reports"),
    "feeds": _("Expected feeds"),
}


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


def kind(name: str) -> str:
    """A kind of file in the reader's language."""
    return str(KINDS.get(name, name))


def total(value: Decimal) -> str:
    """A control sum, which has no currency: with two decimals, or as many as it needs."""
    places = max(2, -int(value.normalize().as_tuple().exponent))
    return formats.number_format(value, decimal_pos=places, use_l10n=True, force_grouping=True)


def whole(value: Decimal | int) -> str:
    """A number of rows or accounts."""
    return formats.number_format(int(value), use_l10n=True, force_grouping=True)
