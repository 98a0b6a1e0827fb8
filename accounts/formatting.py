"""Amounts, days and kinds of files as people read and type them, in the language that is active."""

import re
import unicodedata
from datetime import date, datetime
from decimal import Decimal

from django.utils import formats, timezone
from django.utils.translation import gettext_lazy as _

from accounts import money
from accounts.dates import by_clock

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

SIGNS = {
    "US$": "USD", "NT$": "TWD", "HK$": "HKD", "€": "EUR", "£": "GBP", "¥": "CNY JPY", "元": "CNY TWD HKD",
    "$": "USD TWD HKD CAD AUD NZD SGD MXN CLP COP ARS",
}  # fmt: skip
_WHOLE = re.compile(r"\d+|\d{1,3}([ ,.'])\d{3}(?:\1\d{3})*", re.ASCII)
_LAST_SEPARATOR = re.compile(r"(.*)([.,])(\d*)", re.ASCII)


def amount(minor: int, currency: str) -> str:
    """``1,234.50 CNY``, by the reader's locale, with exactly the currency's decimals."""
    return f"{number(minor, currency)} {currency}"


def number(minor: int, currency: str) -> str:
    """``1,234.50``: an amount without its currency, as ``typed_amount`` reads it back."""
    plain = Decimal(money.text(minor, currency))
    return formats.number_format(
        plain, decimal_pos=money.decimals(currency), use_l10n=True, force_grouping=True
    )


def typed_amount(typed: str, currency: str) -> int:
    """Minor units of an amount as a person types or pastes it: ``1,000.00``, ``81,38``, ``¥ 1 200``.

    The currency's code or sign may stand beside it. Raises ``money.MoneyError`` for the sign of another
    currency, for more decimals than the currency has, and for what is no amount.
    """
    plain = plain_number(_without_sign(typed, currency))
    if len(plain.partition(".")[2]) > money.decimals(currency):
        raise money.MoneyError(f"{typed!r} has more decimals than {currency} has")
    return money.parse(plain, currency)


def plain_number(typed: str) -> str:
    """A number as it is printed or typed, as plain digits with a point: ``1.234,5`` is ``1234.5``.

    A separator that stands once before exactly three digits means what it means in the active language:
    ``1,234`` is a thousand and more in English and Chinese, and ``1.234`` in Spanish. Any other last
    separator is the decimal one, whatever the language. Raises ``money.MoneyError`` for what is no number.
    """
    text = " ".join(unicodedata.normalize("NFKC", typed).replace("’", "'").split())
    whole, fraction = _parts(text)
    if not _WHOLE.fullmatch(whole):
        raise money.MoneyError(f"{typed!r} is not a number")
    digits = re.sub(r"\D", "", whole)
    return f"{digits}.{fraction}" if fraction else digits


def _parts(text: str) -> tuple[str, str]:
    """What stands before and after the decimal separator, if there is one."""
    match = _LAST_SEPARATOR.fullmatch(text)
    if match is None:
        return text, ""
    before, separator, after = match.groups()
    repeated = separator in before
    alone = not re.search(r"[.,]", before)
    grouping = separator != formats.get_format("DECIMAL_SEPARATOR") and len(after) == 3
    if repeated or (alone and grouping and before != "0"):
        return text, ""
    return before, after


def _without_sign(typed: str, currency: str) -> str:
    """The text without the sign or code of this currency; another currency's stays, and is no number."""
    text = unicodedata.normalize("NFKC", typed).strip()
    for sign in (currency, *(sign for sign, codes in SIGNS.items() if currency in codes.split())):
        if text.upper().startswith(sign):
            return text[len(sign) :].strip()
        if text.upper().endswith(sign):
            return text[: -len(sign)].strip()
    return text


def day(value: date) -> str:
    """``25 Jan 2026``, ``2026年1月25日`` or ``25 ene 2026``."""
    return formats.date_format(value, "DATE_FORMAT")


def month(value: date) -> str:
    """``Jan 2026``, ``2026年1月`` or ``ene 2026``: the month of a day."""
    return formats.date_format(value, "YEAR_MONTH_FORMAT")


def moment(value: datetime) -> str:
    """``31 Jan 2026 07:40 UTC``: by the clock of whoever reads it, which is named."""
    local = by_clock(value, timezone.get_current_timezone())
    day = formats.date_format(local, "DATE_FORMAT")
    return f"{day} {local:%H:%M} {zone_name(str(local.tzinfo))}"


def moment_there(value: datetime, zone: str) -> str:
    """``31 Jan 2026 07:40``, by the clock of a zone that stands beside it or goes without saying."""
    local = by_clock(value, zone)
    return f"{day(local)} {local:%H:%M}"


def zone_name(zone: str) -> str:
    """``Shanghai`` of ``Asia/Shanghai``."""
    return zone.rpartition("/")[2].replace("_", " ")


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
