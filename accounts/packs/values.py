"""Turns what stands in a TOML file into what a field of a section holds."""

from datetime import date, time
from fractions import Fraction
from types import NoneType
from typing import Any, Literal, get_args, get_origin

from accounts import money
from accounts.packs.schema import Band

_SAID = {
    bool: "true or false",
    date: "a date",
    int: "a whole number",
    str: "text",
    time: "a time of day",
}


def parse(hint: Any, raw: Any) -> Any:
    """The value as the field's hint wants it. Raises ValueError with the reason."""
    args = get_args(hint)
    if NoneType in args:
        return parse(next(arg for arg in args if arg is not NoneType), raw)
    if get_origin(hint) is Literal:
        return _listed(args, raw)
    if get_origin(hint) in (frozenset, tuple):
        return get_origin(hint)(parse(args[0], each) for each in _list(raw))
    if hint is Fraction:
        return _share(raw)
    return _plain(hint, raw)


def amount(currency: str, raw: Any) -> int:
    """Minor units of a decimal text."""
    if not money.is_currency(currency):
        raise ValueError(f"{currency!r} is no currency code")
    return money.parse(_plain(str, raw), currency)


def band(code: str, raw: Any) -> Band:
    """``[1, 30]``, or ``[181]`` without an end."""
    days = [_plain(int, each) for each in _list(raw)]
    if len(days) not in (1, 2):
        raise ValueError(f"{raw!r} is not a first and a last day, or a first alone")
    return Band(code=code, first=days[0], last=days[1] if len(days) == 2 else None)


def _plain(hint: Any, raw: Any) -> Any:
    if type(raw) is not hint:
        raise ValueError(f"{raw!r} is not {_SAID[hint]}")
    if hint is int and raw < 0:
        raise ValueError(f"{raw} is below zero")
    return raw


def _listed(args: tuple[str, ...], raw: Any) -> Any:
    if raw not in args:
        raise ValueError(f"{raw!r} is not one of {', '.join(args)}")
    return raw


def _list(raw: Any) -> list[Any]:
    if not isinstance(raw, list):
        raise ValueError(f"{raw!r} is not a list")
    return raw


def _share(raw: Any) -> Fraction:
    try:
        share = Fraction(_plain(str, raw))
    except (ValueError, ZeroDivisionError):
        share = Fraction(-1)
    if not 0 <= share <= 1:
        raise ValueError(f"{raw!r} is not a share such as '1/2'")
    return share
