"""What no letter may say, in no words, language or disguise (rules, section 7).

``check`` reads a text as a person would: full width, hidden characters, letters of other alphabets that look
alike, traditional characters, words spaced out. What is refused stands in the lists beside this file. Every
text is held against all of them; only what is allowed belongs to one language.
"""

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from accounts.rules import card_numbers
from notices.content_rules import clauses, pardons, structure, visible_text
from notices.content_rules.phrases import Phrase, PhraseIndex
from notices.content_rules.visible_text import Seen

FOLDER = Path(__file__).parent
LANGUAGES = ("zh", "en", "es")

_ = str  # these are translated where they are shown
WHY = {
    "threat": _("It threatens, or exaggerates what may follow."),
    "others": _("It brings in other people: nobody but the person written to has a part in this."),
    "authority": _("It invokes police, courts or criminal law, or poses as an authority."),
    "blacklist": _("It speaks of a blacklist, or of a record that is for life."),
    "deadline": _("It sets a deadline that no law or agreement sets. Days come from the book."),
    "last-warning": _("It speaks of a last chance or warning. Later letters must not be harsher."),
    "announced": _("It announces a step that is no service. Say what is done, not what we are going to do."),
    "visit": _("It announces a visit. Nobody is visited."),
    "borrowing": _("It presses to borrow, sell or pawn in order to pay."),
    "charges": _("It speaks of a charge that does not exist."),
    "credit-repair": _("It promises what nobody can promise about a credit record."),
    "claim": _("It claims what nobody has shown to be so."),
    "urgency": _("It presses for haste."),
    "tone": _("It blames or shames, or raises its voice."),
    "premium-number": _("It names a number that costs more than an ordinary call."),
    "card-number": _("It looks like a card number."),
    "amount": _("It states an amount. Amounts come from the book."),
    "capitals": _("It shouts: words stand in capitals."),
    "our-part": _("It says of us what is no service. Say what we do for the reader."),
    "pressure": _("It tells the reader what they ought to do, or what will become of them."),
    "hours": _("It speaks of contact at night, or without end."),
    "number": _("It states a number or a day. Numbers and days come from the book."),
    "page": _("It names a page or an address on the web. Those come from the letterhead."),
    "person": _("It names a person. Names come from the book and the letterhead."),
    "symbol": _("It has signs, pictures or strokes that no plain sentence needs."),
    "pinyin": _("It writes Chinese in Latin letters."),
    "spaced": _("It sets the letters of a word apart."),
    "split-word": _("A placeholder stands inside a word."),
    "hidden": _("It has characters that cannot be seen."),
    "alphabet": _("It has letters of another alphabet that look like ours."),
}


@dataclass(frozen=True, slots=True, order=True)
class Finding:
    """``text[start:end]`` breaks a rule."""

    start: int
    end: int
    rule: str

    @property
    def why(self) -> str:
        return WHY[self.rule]


@dataclass(frozen=True, slots=True)
class WordList:
    refused: PhraseIndex
    allowed: tuple[Phrase, ...]
    announces: tuple[Phrase, ...]  # says that we are going to do something
    services: tuple[Phrase, ...]  # what that may be


def check(text: str, language: str) -> list[Finding]:
    """What may not stand there, in the order of the text. A placeholder such as ``{{ balance }}`` is no word.

    ``language`` is that of the text, as ``zh-Hans``; one without a list allows nothing.
    """
    reading = visible_text.read(text)
    plain = _without_allowed(reading.plain, language.split("-", maxsplit=1)[0].lower())
    findings = [*_of_lists(reading, plain)]
    for rule, of_plain in _OF_PLAIN.items():
        findings += [
            Finding(*reading.span(*span), rule)
            for span in of_plain(plain)
            if not pardons.pardoned(plain, span[0], rule)
        ]
    for rule, spans in _OTHERS.items():
        findings += [Finding(start, end, rule) for start, end in spans(reading)]
    for rule, of_text in _OF_TEXT.items():
        findings += [Finding(start, end, rule) for start, end in of_text(text)]
    return _outermost(sorted(set(findings)))


@cache
def words(language: str) -> WordList:
    tables = tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))
    return WordList(
        refused=PhraseIndex(
            Phrase(written, rule) for rule, listed in tables["refused"].items() for written in listed
        ),
        allowed=tuple(map(Phrase, tables["allowed"])),
        announces=tuple(map(Phrase, tables["announced"]["opens"])),
        services=tuple(map(Phrase, tables["announced"]["service"])),
    )


def _without_allowed(plain: str, language: str) -> str:
    """The text with what its language allows blanked out, and days that come from a placeholder."""
    plain = _FROM_THE_BOOK.sub(lambda match: visible_text.BLANK * len(match.group()), plain)
    if language in LANGUAGES:
        for allowed in words(language).allowed:
            plain = allowed.sub(lambda match: visible_text.BLANK * len(match.group()), plain)
    return plain


def _of_lists(reading: Seen, plain: str) -> Iterator[Finding]:
    for each in map(words, LANGUAGES):
        for phrase, match in each.refused.finditer(plain):
            if not pardons.pardoned(plain, match.start(), phrase.rule):
                yield Finding(*reading.span(*match.span()), phrase.rule)
        for start, end in _announced(each, plain):
            if not pardons.pardoned(plain, start, "announced"):
                yield Finding(*reading.span(start, end), "announced")


def _announced(listed: WordList, plain: str) -> Iterator[tuple[int, int]]:
    """Where we say that we are going to do what is none of the services listed."""
    for phrase in listed.announces:
        for match in phrase.finditer(plain):
            sentence = _SENTENCE.match(plain, match.start())
            if sentence and not any(service.search(sentence.group()) for service in listed.services):
                yield match.start(), sentence.end()


_SENTENCE = re.compile(r"[^.。!?！？;；:：\n]+")
# "by {{ day }}": the day comes from the book, so no deadline is invented.
_FROM_THE_BOOK = re.compile(
    r"(?<!\w)(?:you have until|until|no later than|by|before|within|a mas tardar(?: el)?"
    r"|hasta(?: el)?|antes del?)"
    rf"\s+{visible_text.BLANK}+|{visible_text.BLANK}+(?:（含）)?(?:之前|以前|前)"
)
_CAPITALS = re.compile(r"\b[A-ZÁÉÍÓÚÑÜ]{3,}(?:\W+[A-ZÁÉÍÓÚÑÜ]{2,})+\b")
_SHOUT = re.compile(r"[!！¡]")
_AMOUNT = re.compile(
    r"[$£€¥]\s*\d|\d[\d,.]*\s*(?:元|人民币|美元|dollars?|pounds?|euros?|yuan|pesos|d[oó]lares|usd|cny|rmb|gbp|eur)"
    r"|\b(?:usd|cny|rmb|gbp|eur)\s*\d",
    re.IGNORECASE,
)
_POINTS = re.compile(r"[._/·•]")
_PREMIUM = re.compile(
    r"(?<!\d)(?:\+?44[ -]?|0)(?:9[018]\d|87[123])[ -]?\d(?:[ -]?\d){5,7}(?!\d)"
    r"|(?<!\d)1?[ -]?\(?900\)?[ -]?\d{3}[ -]?\d{4}(?!\d)|(?<!\d)80[367][ -]?\d(?:[ -]?\d){5}(?!\d)"
)


def _matches(pattern: re.Pattern[str], *, cased: bool = False) -> Callable[[Seen], Iterator[tuple[int, int]]]:
    def spans(reading: Seen) -> Iterator[tuple[int, int]]:
        for match in pattern.finditer(reading.cased if cased else reading.plain):
            yield reading.span(*match.span())

    return spans


def _card_numbers(reading: Seen) -> Iterator[tuple[int, int]]:
    for match in card_numbers.RUN.finditer(_POINTS.sub("-", reading.plain)):
        if card_numbers.holds_one(match.group()):
            yield reading.span(*match.span())


# By the text as the lists read it, by its reading, and by the text as it stands.
_OF_PLAIN: dict[str, Callable[[str], Iterator[tuple[int, int]]]] = {
    "our-part": clauses.of_us,
    "pressure": clauses.of_the_reader,
    "number": structure.numbers,
    "page": structure.pages,
    "person": structure.people,
    "spaced": structure.spaced,
}
_OF_TEXT: dict[str, Callable[[str], Iterator[tuple[int, int]]]] = {
    "symbol": structure.symbols,
    "split-word": structure.split_words,
}
# What people write in their own words, and letters quote, may name figures, days and people.
STRUCTURAL = frozenset({"amount", "number", "person", "our-part"})
# Rules that are about templates: numbers, pages and days may stand in what people say of themselves.
OF_TEMPLATES = STRUCTURAL - {"person"} | {"page", "symbol", "alphabet"}
_OTHERS: dict[str, Callable[[Seen], Iterator[tuple[int, int]]]] = {
    "capitals": _matches(_CAPITALS, cased=True),
    "tone": _matches(_SHOUT),
    "amount": _matches(_AMOUNT),
    "premium-number": _matches(_PREMIUM),
    "card-number": _card_numbers,
    "pinyin": structure.pinyin,
    "hidden": lambda reading: iter(reading.hidden),
    "alphabet": lambda reading: iter(reading.foreign),
}


def _outermost(findings: list[Finding]) -> list[Finding]:
    """Of findings of one rule inside one another the widest."""
    return [
        one
        for one in findings
        if not any(
            other.rule == one.rule and other != one and other.start <= one.start and one.end <= other.end
            for other in findings
        )
    ]
