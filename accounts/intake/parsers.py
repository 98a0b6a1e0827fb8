"""What one value of a file may be. A parser takes text and returns what the staging table takes, or says
why not; it knows nothing of other values or of the book."""

import re
import unicodedata
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from zoneinfo import available_timezones

import phonenumbers

from accounts import money
from accounts.models import DeliveryReport, Exit, Mandate, Party, Payment, PendingPayment
from accounts.rules import card_numbers

Parser = Callable[[str], str]
EARLIEST, LATEST = date(1950, 1, 1), date(2199, 12, 31)

_ISO_DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_ISO_MOMENT = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d{1,6})?)?(?:Z|[+-]\d{2}:?\d{2})?", re.ASCII
)
_WHOLE = re.compile(r"\d{1,4}", re.ASCII)
_COUNT = re.compile(r"\d{1,9}", re.ASCII)
_SUM = re.compile(r"-?\d{1,20}(?:\.\d{1,4}0*)?", re.ASCII)
_PERCENT = re.compile(r"\d{1,3}(?:\.\d{1,4})?%", re.ASCII)
_PHONE = re.compile(r"\+[\d ()./\-]{7,30}", re.ASCII)
_HARMLESS = re.compile(r"[\d.,:/ +\-eE%]{1,20}", re.ASCII)
_TOO_LARGE = re.compile(r"[-+]?\d{15,}(?:\.\d*)?", re.ASCII)
_QUOTED = 'take out the marks before and after it; only values with commas are quoted, by "'
# What spreadsheets and systems leave where a value is wanted, of whatever kind.
_NO_VALUE = (
    (re.compile(r"'[^']*"), "a spreadsheet's mark of text stands before it; take it out"),
    (re.compile(r"['‘“].*['’”]"), _QUOTED),
    (re.compile(r"[=@].*"), "a formula stands there, not its result"),
    (
        re.compile(r"(?:null|none|n/?a|nan|nil|-+|–|—)", re.IGNORECASE),
        "it says that there is none, but one is needed",
    ),
    (re.compile(r"(?=.*[^\x00-\x7f])[\d.,:/ +\-]+"), "write its figures as 0 to 9"),
)
_NO_DAY = (
    (
        re.compile(r"\d{5}(?:[.,]\d+)?", re.ASCII),
        "it is a spreadsheet's number of a day; show the column as dates",
    ),
    (re.compile(r"\d{1,2}[/.\-]\d{1,2}[/.\-]\d{2,4}", re.ASCII), "the year comes first, then month and day"),
    (re.compile(r"\d{4}[/.]\d{1,2}[/.]\d{1,2}|\d{8}", re.ASCII), "put hyphens between its parts"),
    (re.compile(r"\d{4}-\d{1,2}-\d{1,2}", re.ASCII), "month and day have two digits each"),
    (re.compile(r"\d{4}-\d{2}-\d{2}[T ].*", re.ASCII), "take out the time of the day behind it"),
    (re.compile(r"\d{4}[–—−‐‑]\d{2}[–—−‐‑]\d{2}"), "another kind of dash stands where hyphens belong"),
    (
        re.compile(r"(?=.*\d)[^\W\d_]*[\w ,./\-]*[^\W\d_]+[\w ,./\-]*"),
        "write the month in figures, with hyphens between",
    ),
)
_BETWEEN = ",'’\u00a0\u202f\u2009 "  # what stands between thousands here and there
_NO_AMOUNT = (
    (re.compile(r"[-+]?[\d.]+[eE][-+]?\d+", re.ASCII), "a spreadsheet has shortened it"),
    (re.compile(r"\(.*\)|.*\d-", re.ASCII), "put a minus before a negative one"),
    (
        re.compile(rf"[-+]?[\d.{_BETWEEN}]*[{_BETWEEN}][\d.{_BETWEEN}]*|[-+]?\d+\.\d*\.[\d.]*"),
        "put nothing between thousands, and a point before the decimals",
    ),
    (re.compile(r"-?(?:\.\d+|\d+\.)", re.ASCII), "put digits on both sides of the point"),
    (re.compile(r"\+.*", re.ASCII), "take out the plus"),
    (re.compile(r"[\d.,]+ ?%", re.ASCII), "it is a share, not an amount"),
    (re.compile(r"[−–—] ?[\d.,]+"), "another kind of dash stands where a minus belongs"),
    (re.compile(r"\D{1,4} ?-?[\d.,]+|-?[\d.,]+ ?\D{1,4}"), "take out the currency"),
    (re.compile(r"[\d.,]*[lIOoSB][\d.,lIOoSB]*", re.ASCII), "a letter stands among its figures"),
    (re.compile(r"[^\W\d_]+(?: [^\W\d_]+)*"), "it is a word"),
)
_SHORTENED = re.compile(r"\d(?:\.\d+)?[eE]\+\d{2,}", re.ASCII)  # of a reference
_MARGINS = "".join(c for c in map(chr, range(0x3001)) if c.isspace()) + "\u200b\u2060\ufeff"
HIDDEN = "•"


class BadValue(ValueError):  # noqa: N818 -- it is the value that is bad
    """Why a value is refused, in words for the person who mends the file."""


def without_margins(value: str) -> str:
    """The value without the white space around it, what cannot be seen included."""
    stripped = value.strip()
    return stripped if stripped.isascii() else stripped.strip(_MARGINS)


@lru_cache(maxsize=50_000)
def day(value: str) -> str:
    if not _ISO_DAY.fullmatch(value):
        raise BadValue(_in_words(value, "a date like 2026-01-31", _NO_DAY))
    try:
        parsed = date.fromisoformat(value)
    except ValueError:
        raise BadValue(f"{value} is not a day of the calendar") from None
    if not EARLIEST <= parsed <= LATEST:
        raise BadValue(f"{value} is not between {EARLIEST} and {LATEST}")
    return value


def moment(value: str) -> str:
    """In UTC with its offset where a zone is given; without one as it stands, a time of some clock."""
    if not _ISO_MOMENT.fullmatch(value):
        raise BadValue(f"{_shown(value)} is not a time like 2026-01-31T14:05 or 2026-01-31T14:05:00+08:00")
    day(value[:10])
    try:
        parsed = datetime.fromisoformat(value)
    except ValueError:
        raise BadValue(f"{_shown(value)} is no time of the day") from None
    return str(parsed.astimezone(UTC) if parsed.tzinfo else parsed)


def amount(value: str) -> str:
    if money.is_amount(value):
        return value
    if _TOO_LARGE.fullmatch(value):
        raise BadValue("is too large: an amount has 14 digits before the point at most")
    raise BadValue(_in_words(value, "an amount like 1234.50", _NO_AMOUNT))


def _in_words(value: str, wanted: str, likely: Iterable[tuple[re.Pattern[str], str]]) -> str:
    """Why a value is not what is wanted, with the mistake that it looks like."""
    if not value:
        return "is empty"
    if value.startswith("#"):
        sign = "a column too narrow to show it" if not value.strip("#") else "an error of its own"
        return f"is not {wanted}: a spreadsheet has put {sign} there"
    mistakes = (*_NO_VALUE, *likely)
    hint = next((f"; {sign}" for pattern, sign in mistakes if pattern.fullmatch(value)), "")
    return f"{_shown(value)} is not {wanted}{hint}"


def _shown(value: str) -> str:
    """The value itself where it holds figures only; anything else may be about a person."""
    return repr(value) if _HARMLESS.fullmatch(value) else "it"


def not_negative(value: str) -> str:
    if amount(value).startswith("-") and value.strip("-0."):
        raise BadValue(f"{value} is negative")
    return value


def positive(value: str) -> str:
    if not not_negative(value).strip("-0."):
        raise BadValue(f"{value} is not more than zero")
    return value


def tolerance(value: str) -> str:
    """An amount, or a share such as 5%."""
    if not value.endswith("%"):
        return not_negative(value)
    if not _PERCENT.fullmatch(value) or Decimal(value[:-1]) > 100:
        raise BadValue(f"{_shown(value)} is not a share from 0% to 100%")
    return value


def whole(value: str) -> str:
    if not _WHOLE.fullmatch(value) or int(value) > 3660:
        raise BadValue(f"{_shown(value)} is not a whole number of days" if value else "is empty")
    return value


def count(value: str) -> str:
    if not _COUNT.fullmatch(value):
        raise BadValue(f"{_shown(value)} is not a number of rows")
    return value


def control_sum(value: str) -> str:
    if not _SUM.fullmatch(value):
        raise BadValue(f"{_shown(value)} is not a sum like 1234567.50, with at most 4 decimals")
    return value


def text(longest: int) -> Parser:
    def parse(value: str) -> str:
        if len(value) > longest:
            raise BadValue(f"longer than {longest} characters")
        if HIDDEN in value:
            raise BadValue("holds hidden digits; put in what belongs there")
        if not value.isprintable() and any(map(_is_no_text, value)):
            raise BadValue("holds a control character")
        return value

    return parse


def _is_no_text(character: str) -> bool:
    """Control characters, line ends and tabs aside, and what is left of bytes that are not UTF-8."""
    return unicodedata.category(character) in ("Cc", "Cs") and character not in "\r\n\t"


def required(longest: int) -> Parser:
    parse_text = text(longest)

    def parse(value: str) -> str:
        if not value.strip():
            raise BadValue("is empty")
        if "+" in value and _SHORTENED.fullmatch(value):
            raise BadValue("a spreadsheet has shortened it to a number; export the column as text")
        if value.startswith(("'", "“")):
            raise BadValue("a mark of text or quotation stands before it; take it out")
        if not value.isascii() and any(unicodedata.category(character) == "Cf" for character in value):
            raise BadValue("holds a character that cannot be seen; type it anew")
        return parse_text(value)

    return parse


def one_of(*choices: str) -> Parser:
    def parse(value: str) -> str:
        code = value.strip().lower().replace("_", "-").replace(" ", "-")
        if code not in choices:
            raise BadValue(f"is none of {', '.join(choices)}" if code else "is empty")
        return code

    return parse


def currency(value: str) -> str:
    if not money.is_currency(value):
        raise BadValue("is not a currency code like EUR, in capitals")
    return value


def last4(value: str) -> str:
    if not (len(value) == 4 and value.isascii() and value.isdigit()):
        raise BadValue("is not four digits; a spreadsheet takes zeros at the beginning away")
    return value


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def time_zone(value: str) -> str:
    if value not in _zones():
        raise BadValue("is not a time zone like Europe/London")
    return value


payment_kind = one_of(*Payment.Kind.values)
exit_reason = one_of(*Exit.Reason.values)
party_role = one_of(*Party.Role.values)
pending_outcome = one_of(*PendingPayment.Outcome.values)
mandate_kind = one_of(*Mandate.Kind.values)
delivery_outcome = one_of(*DeliveryReport.Outcome.values)
yes_or_no = one_of("yes", "no")


def looks_like_a_card_number(value: str) -> bool:
    """Whether 13 to 19 digits that pass the Luhn check stand in the text, spaces and hyphens ignored."""
    if len(value) < card_numbers.SHORTEST:
        return False
    plain = value if value.isascii() else "".join(map(_plain, unicodedata.normalize("NFKC", value)))
    return any(card_numbers.holds_one(run.group()) for run in card_numbers.RUN.finditer(plain))


def _plain(character: str) -> str:
    """Every dash is a hyphen, and what cannot be seen is not there."""
    return {"Pd": "-", "Cf": ""}.get(unicodedata.category(character), character)


def is_phone_number(value: str) -> bool:
    """Whether the text is a valid international phone number and nothing else."""
    if not _PHONE.fullmatch(value) or sum(c.isdigit() for c in value) > 15:
        return False
    try:
        return phonenumbers.is_valid_number(phonenumbers.parse(value))
    except phonenumbers.NumberParseException:
        return False


def masked(value: str) -> str:
    """The text with the digits of every card number hidden, but for its last four."""
    shown = card_numbers.RUN.sub(lambda run: _hidden(run.group()), value)
    return _hidden(value) if looks_like_a_card_number(shown) else shown


def _hidden(value: str) -> str:
    if not looks_like_a_card_number(value):
        return value
    keep = len(value) - 4
    return "".join(HIDDEN if c.isdigit() and i < keep else c for i, c in enumerate(value))
