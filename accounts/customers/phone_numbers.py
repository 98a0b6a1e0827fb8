"""Telephone numbers and e-mail addresses in one form each, by which they are found and blocked."""

import re
import unicodedata

import phonenumbers

# Numbers that stand in their one form already: most of a book, and reading a number is slow.
_PLAIN = re.compile(r"\+(?:1[2-9]\d{2}[2-9]\d{6}|861[3-9]\d{9}|44[1-9]\d{9})", re.ASCII)


def normal(value: str, jurisdiction: str = "") -> str:
    """``+442079460000``, or ``li.na@example.com``; "" where there is neither.

    A number without its country's code is one of the jurisdiction's. One that is possible in no country known
    keeps its digits alone: it is found and blocked by them, but cannot be dialled.
    """
    if _PLAIN.fullmatch(value):
        return value
    plain = unicodedata.normalize("NFKC", value).strip()
    return plain.lower() if "@" in plain else _telephone(plain, jurisdiction)


def can_be_dialled(number: str) -> bool:
    """Whether a number in its one form has its country's code."""
    return number.startswith("+")


def _telephone(value: str, jurisdiction: str) -> str:
    try:
        parsed = phonenumbers.parse(value, _region(jurisdiction))
    except phonenumbers.NumberParseException:
        return _digits(value)
    if phonenumbers.is_possible_number_with_reason(parsed) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return _digits(value)
    return str(phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164))


def _region(jurisdiction: str) -> str | None:
    """A jurisdiction is a country, or begins with one, as US-NY does."""
    country = jurisdiction[:2].upper()
    return country if country in phonenumbers.SUPPORTED_REGIONS else None


def _digits(value: str) -> str:
    return "".join(character for character in value if character.isdecimal())
