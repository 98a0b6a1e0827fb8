"""Phrases of the lists, made into patterns that see through spacing, doubling and look-alike digits.

A phrase is words with spaces between them. ``police*``: any ending. ``(a|b)``: one of these; ``(a|b)?``: or
nothing. ``#``: a number in digits. ``~``: up to five words, or ten characters of Chinese, in between. All in
lower case, without accents.

There are thousands, and patterns take long to make and to try. So a phrase is first looked for in the folded
text, where nothing of a disguise is left: only what may stand there is made a pattern.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache

_DISGUISED = {
    "a": "a4@",
    "b": "b8",
    "e": "e3",
    "g": "g9",
    "i": "i1!|l",
    "l": "l1|i",
    "o": "o0",
    "s": "s5$",
    "t": "t7+",
}
_GAP = r"(?:[^\w.。!?！？]+\w+){0,5}?"
_HAN_GAP = r"[^。！？；\n]{0,10}?"
_NOTHING = r"[\W_口〇丶丿丨亅乛]"  # strokes put between characters say nothing
_APART = rf"{_NOTHING}{{0,3}}"
_LONG = 5  # shorter words turn up by chance in others: those count only as a whole
_LATIN_PART, _HAN_PART = r"\([^)]*\)[*?]?|~|[^ ]+", r"\([^)]*\)\??|~|."
_ALIKE = str.maketrans(
    {shape: "i" if letter == "l" else letter for letter, shapes in _DISGUISED.items() for shape in shapes}
)
_MARK_OR_LETTER = re.compile(r"[!|@$+]")  # may stand for a letter or for nothing, so that folding cannot tell
_MOST_READINGS = 200
_FIRST_LETTERS = 4


@dataclass(frozen=True)
class Phrase:
    written: str
    rule: str = ""  # that it breaks, where it breaks one

    def finditer(self, text: str) -> Iterator[re.Match[str]]:
        return self.pattern.finditer(text) if self._may_stand_in(text) else iter(())

    def search(self, text: str) -> re.Match[str] | None:
        return self.pattern.search(text) if self._may_stand_in(text) else None

    def sub(self, replaced: Callable[[re.Match[str]], str], text: str) -> str:
        return self.pattern.sub(replaced, text) if self._may_stand_in(text) else text

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        return re.compile(_han(self.written) if _is_han(self.written) else _latin(self.written))

    @cached_property
    def cores(self) -> tuple[str, ...]:
        """Of its runs of words the longest, in each of its readings: one stands wherever the phrase does."""
        return max(_runs(self.written), key=lambda readings: min(map(len, readings)))

    def _may_stand_in(self, text: str) -> bool:
        if _MARK_OR_LETTER.search(text):
            return True
        seen = folded(text)
        return any(core in seen for core in self.cores)


class PhraseIndex:
    """Phrases by the first letters of their cores: of thousands a text is held against a few."""

    def __init__(self, phrases: Iterable[Phrase]) -> None:
        self._phrases = tuple(phrases)
        self._places: dict[str, set[int]] = {}
        for place, phrase in enumerate(self._phrases):
            for core in phrase.cores:
                self._places.setdefault(core[:_FIRST_LETTERS], set()).add(place)

    def __iter__(self) -> Iterator[Phrase]:
        return iter(self._phrases)

    def finditer(self, text: str) -> Iterator[tuple[Phrase, re.Match[str]]]:
        """What stands in the text of them, in their order."""
        for phrase in self._near(text):
            for match in phrase.finditer(text):
                yield phrase, match

    def _near(self, text: str) -> Iterable[Phrase]:
        if _MARK_OR_LETTER.search(text):
            return self._phrases
        seen = folded(text)
        beginnings = {seen[at : at + size] for size in range(_FIRST_LETTERS + 1) for at in range(len(seen))}
        places = set().union(*(self._places[each] for each in beginnings & self._places.keys()))
        return [self._phrases[place] for place in sorted(places)]


@lru_cache(maxsize=64)
def folded(text: str) -> str:
    """Letters and figures only, those that look alike as one, and none twice in a row."""
    return re.sub(r"(.)\1+", r"\1", re.sub(f"{_NOTHING}+", "", text).translate(_ALIKE))


def _runs(phrase: str) -> Iterator[tuple[str, ...]]:
    """What the phrase needs without anything in between, in all its readings, folded."""
    readings = [""]
    for part in _parts(phrase):
        words = part.rstrip("*?").strip("()").split("|")
        is_needed = not part.endswith("?") and part != "~" and "#" not in words
        if not is_needed or part.startswith("*") or len(readings) * len(words) > _MOST_READINGS:
            yield tuple(map(folded, readings))
            readings = [""]
        if is_needed:
            readings = [before + word.strip("*") for before in readings for word in words]
        if "*" in part.lstrip("*"):
            yield tuple(map(folded, readings))
            readings = [""]
    yield tuple(map(folded, readings))


def _parts(phrase: str) -> list[str]:
    if _is_han(phrase):
        return re.findall(_HAN_PART, phrase.replace(" ", ""))
    return re.findall(_LATIN_PART, phrase)


def _is_han(phrase: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in phrase)


def _han(phrase: str) -> str:
    """Character by character, with whatever is no character in between."""
    made, between = "", ""
    for part in _parts(phrase):
        if part == "~":
            between = _HAN_GAP
            continue
        choice = "|".join(_APART.join(map(re.escape, one)) for one in part.strip("()?").split("|"))
        made += f"(?:{between}(?:{choice})){'?' if part.endswith('?') else ''}"
        between = _APART
    return made


def _latin(phrase: str) -> str:
    made, between = r"(?<!\w)", ""
    for part in _parts(phrase):
        if part == "~":
            between = _GAP + r"[\W_]+"
            continue
        made += f"(?:{between}(?:{_choice(part)})){'?' if part.endswith('?') else ''}"
        between = r"[\W_]+"
    return made + r"(?!\w)"


def _choice(part: str) -> str:
    words = part.rstrip("*?").strip("()").split("|") if part[0] == "(" else [part]
    ending = r"\w*" if part.endswith(")*") else ""
    if "#" in words:
        return "|".join([r"\d+", *map(_word, (word for word in words if word != "#"))])
    if part.startswith("*"):
        return r"\w*" + _word(part[1:])
    return "|".join(_word(word.rstrip("*")) + (r"\w*" if word.endswith("*") else ending) for word in words)


def _word(word: str) -> str:
    if " " in word:
        return r"[\W_]+".join(map(_word, word.split()))
    if len(word) < _LONG:
        spaced = r"[\W_]{1,3}".join(map(re.escape, word))
        return f"(?:{re.escape(word)}|{spaced})" if len(word) > 2 else re.escape(word)
    return _APART.join(map(_letter, word))


def _letter(letter: str) -> str:
    """Once or up to three times: ``seen`` leaves no more of a letter in a row."""
    return f"[{re.escape(_DISGUISED.get(letter, letter))}]{{1,3}}"
