"""Days, amounts and numbers as the reader of a letter writes them, and the words around every letter.

A language is a code such as ``zh-Hans``; the jurisdiction tells English and Spanish of one country from those
of another. All countries we write to group thousands by commas and put a point before the cents.
"""

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from django.utils import translation
from django.utils.dates import MONTHS

from accounts import money

FAST = "\N{NO-BREAK SPACE}"
WORDS: Mapping[str, Mapping[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "letter_words.toml").read_text(encoding="utf-8")
)
# One line each, for readers in whose language we write no letters. Our fonts have all their characters.
OTHER_LANGUAGES: Mapping[str, str] = tomllib.loads(
    (Path(__file__).parent / "other_languages.toml").read_text(encoding="utf-8")
)
_OF_THE_COUNTRY = {"US": ("USD", "$"), "GB": ("GBP", "£")}  # there the sign says which currency is meant
_REGIONS = {"zh": "cn", "es": "us"}


def tongue(language: str) -> str:
    """The language alone: ``zh`` of ``zh-Hans``. English where we have no words of it."""
    spoken = language.split("-", maxsplit=1)[0].lower()
    return spoken if spoken in WORDS else "en"


def region(language: str, jurisdiction: str) -> str:
    """The country whose way of writing the language the letter follows."""
    return _REGIONS.get(tongue(language), "us" if jurisdiction == "US" else "gb")


def word(name: str, language: str) -> Any:
    return WORDS[tongue(language)][name]


def day(value: date, language: str, jurisdiction: str) -> str:
    """``2026年1月25日``, ``January 25, 2026`` in the US, ``25 January 2026``, ``25 de enero de 2026``.

    No line ends within it.
    """
    spoken = tongue(language)
    if spoken == "zh":
        return f"{value.year}年{value.month}月{value.day}日"
    month = _month(spoken, value.month)
    if spoken == "es":
        return f"{value.day}{FAST}de{FAST}{month}{FAST}de{FAST}{value.year}"
    if jurisdiction == "US":
        return f"{month}{FAST}{value.day},{FAST}{value.year}"
    return f"{value.day}{FAST}{month}{FAST}{value.year}"


def amount(minor: int, currency: str, language: str, jurisdiction: str) -> str:
    """``人民币1,234.50元``, ``$1,234.50`` in the US, ``£1,234.50`` in Britain, ``CNY 1,234.50`` elsewhere."""
    sign = "-" if minor < 0 else ""
    whole, point, cents = money.text(abs(minor), currency).partition(".")
    number = f"{int(whole):,}{point}{cents}"
    if tongue(language) == "zh" and currency == "CNY":
        return f"人民币{sign}{number}元"
    if _OF_THE_COUNTRY.get(jurisdiction, ("",))[0] == currency:
        return f"{sign}{_OF_THE_COUNTRY[jurisdiction][1]}{number}"
    return f"{currency}{FAST}{sign}{number}"


def whole(value: int) -> str:
    return f"{value:,}"


def lines(values: list[str]) -> str:
    return "\n".join(values)


@cache
def _month(language: str, number: int) -> str:
    with translation.override(language):
        return str(MONTHS[number])
