"""Sentences by who acts: what we say of ourselves is a service, and nobody is told what they ought to do.

The lists stand in ``clauses.toml``. A word that is in none of them is refused: it is easier to say what we do
than to foresee every threat.
"""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

_LISTS = tomllib.loads((Path(__file__).parent / "clauses.toml").read_text(encoding="utf-8"))
_SENTENCE = re.compile(r"[^.。!?！？;；\n]+")
_WORD = re.compile(r"[^\W\d_]+")
Span = tuple[int, int]


def of_us(plain: str) -> Iterator[Span]:
    """Where we say of ourselves what is no service."""
    for sentence in _SENTENCE.finditer(plain):
        yield from _english(sentence)
        yield from _spanish(sentence)
        yield from _chinese(sentence)


def of_the_reader(plain: str) -> Iterator[Span]:
    """Where the reader is told what they should do or what will become of them."""
    for name in ("en", "es", "zh"):
        for pattern in _ought(name):
            yield from (match.span() for match in pattern.finditer(plain))


def _english(sentence: re.Match[str]) -> Iterator[Span]:
    words = list(_WORD.finditer(sentence.group()))
    skipped, services = set(_LISTS["en"]["skipped"]), tuple(_LISTS["en"]["services"])
    for place, word in enumerate(words):
        if word.group() != "we":
            continue
        verb = next((each for each in words[place + 1 :] if each.group() not in skipped), None)
        if verb and not verb.group().startswith(services):
            yield sentence.start() + word.start(), sentence.start() + verb.end()


def _spanish(sentence: re.Match[str]) -> Iterator[Span]:
    lists = _LISTS["es"]
    services, nouns = tuple(lists["services"]), set(lists["nouns"])
    for word in _WORD.finditer(sentence.group()):
        verb = word.group()
        if verb.endswith("mos") and len(verb) > 4 and verb not in nouns and not verb.startswith(services):
            yield sentence.start() + word.start(), sentence.start() + word.end()


def _chinese(sentence: re.Match[str]) -> Iterator[Span]:
    subject, services = _chinese_patterns()
    for match in subject.finditer(sentence.group()):
        if not services.search(sentence.group()):
            yield sentence.start() + match.start(), sentence.end()


@cache
def _chinese_patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    lists = _LISTS["zh"]
    return re.compile("|".join(lists["subjects"])), re.compile("|".join(lists["services"]))


@cache
def _ought(language: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(each) for each in _LISTS[language]["ought"])
