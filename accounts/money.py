"""Money as integer minor units with an ISO 4217 code; decimal text only at the edges.

Floats have no way in: a reader takes text, a writer takes an int.
"""

import re
from collections.abc import Sequence

# Minor-unit digits by ISO 4217; every code that is not listed has two.
_DECIMALS = {
    **dict.fromkeys(
        ("BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "UYI", "VND",
         "VUV", "XAF", "XOF", "XPF"),
        0,
    ),
    **dict.fromkeys(("BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"), 3),
    **dict.fromkeys(("CLF", "UYW"), 4),
}  # fmt: skip

_AMOUNT = re.compile(r"-?\d{1,14}(?:\.\d{1,30})?", re.ASCII)
_CURRENCY = re.compile(r"[A-Z]{3}", re.ASCII)


class MoneyError(ValueError):
    """Text that is not an amount of the currency asked for."""


def is_currency(code: str) -> bool:
    """Whether the code has the form of an ISO 4217 code."""
    return _CURRENCY.fullmatch(code) is not None


def decimals(currency: str) -> int:
    """Digits after the point in amounts of this currency (TWD 2, JPY 0, KWD 3)."""
    return _DECIMALS.get(currency, 2)


def is_amount(value: str) -> bool:
    """Whether the text is a plain decimal: digits, at most one point, an optional minus."""
    return _AMOUNT.fullmatch(value) is not None


def parse(value: str, currency: str) -> int:
    """Minor units of a decimal text. Zeros may be missing; more decimals than the currency has are refused.

    ``1.000`` of a currency with two may be a thousand; only ``.00`` of one without decimals is plain.
    """
    if not is_amount(value):
        raise MoneyError(f"{value!r} is not an amount")
    whole, _, fraction = value.partition(".")
    places = decimals(currency)
    if len(fraction) > places and (places, fraction) != (0, "00"):
        raise MoneyError(f"{value} has more decimals than {currency} has ({places})")
    return int(whole + fraction[:places].ljust(places, "0"))


def text(minor: int, currency: str) -> str:
    """Decimal text with exactly the currency's decimals: 1000 in CNY is ``10.00``."""
    if not isinstance(minor, int):
        raise MoneyError(f"{minor!r} is not a whole number of minor units")
    places = decimals(currency)
    digits = str(abs(minor)).rjust(places + 1, "0")
    sign = "-" if minor < 0 else ""
    return f"{sign}{digits[:-places]}.{digits[-places:]}" if places else f"{sign}{digits}"


def split(total: int, weights: Sequence[int]) -> list[int]:
    """Shares of a sum in proportion to weights, by largest remainder; of equals the first has more.

    They add up to the sum exactly. Where every weight is zero nothing is shared.
    """
    if total < 0 or any(weight < 0 for weight in weights):
        raise MoneyError("only what is not below zero is shared")
    whole = sum(weights)
    if not whole:
        return [0] * len(weights)
    shares = [total * weight // whole for weight in weights]
    remainders = [total * weight % whole for weight in weights]
    order = sorted(range(len(weights)), key=lambda place: (-remainders[place], place))
    for place in order[: total - sum(shares)]:
        shares[place] += 1
    return shares
