"""A text as it looks to a person, with the place of every character in the text as it stands."""

import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

BLANK = "\N{WHITE SQUARE}"  # stands for what is not looked at
_FORMS = Path(__file__).parent / "characters.toml"
_UNSEEN = ("Mn", "Me", "Cf", "Cc")
_PLACEHOLDER = re.compile(r"\{\{[^{}]*\}\}")

# Letters that are taken for Latin ones: Cyrillic, Greek, small capitals.
_LOOKS_LIKE = dict(
    zip(
        "абвгеікмнорстухѕјԁһөɡαβεηικνορτυχγωᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ",
        "a6breikmhopctyxsjdhogabeniknoptuxywabcdefghijklmnoprstuvwyz",
        strict=True,
    )
)
_LOOKS_LIKE |= {"ı": "i", "ⅼ": "l", "ø": "o", "ł": "l", "đ": "d", "ь": "b", "п": "n", "и": "u"}
_SIMPLIFIED = dict(zip(*tomllib.loads(_FORMS.read_text(encoding="utf-8")).values(), strict=True))


@dataclass(frozen=True, slots=True)
class Seen:
    """``plain`` in lower case without accents, ``cased`` as it stands; both one character for each in ``at``.

    ``hidden`` and ``foreign`` are spans of the text: what cannot be seen, and what is no letter of ours.
    """

    plain: str
    cased: str
    at: tuple[int, ...]
    hidden: tuple[tuple[int, int], ...]
    foreign: tuple[tuple[int, int], ...]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The place in the text of a place in ``plain``."""
        return self.at[start], self.at[end - 1] + 1


def read(text: str) -> Seen:
    letters = [*_at_most_three(_letters(text))]
    return Seen(
        "".join(plain for plain, _, _ in letters),
        "".join(shown for _, shown, _ in letters),
        tuple(place for _, _, place in letters),
        tuple((i, i + 1) for i, one in enumerate(text) if _is_hidden(one)),
        tuple((i, i + 1) for i, one in enumerate(text) if _is_foreign(one)),
    )


def _letters(text: str) -> Iterator[tuple[str, str, int]]:
    """Each letter plain, as it stands, and its place."""
    for place, character in enumerate(_without_placeholders(text)):
        for shown in unicodedata.normalize("NFKD", character):
            if unicodedata.category(shown) in _UNSEEN and shown not in "\n\t":
                continue
            for letter in shown.lower():
                if unicodedata.category(letter) != "Mn":
                    yield _plain(letter), shown, place


def _at_most_three(letters: Iterable[tuple[str, str, int]]) -> Iterator[tuple[str, str, int]]:
    """A letter drawn out says no more than one, and a pattern need not follow it."""
    run = ""
    for plain, shown, place in letters:
        run = run + plain if run[-1:] == plain else plain
        if len(run) <= 3 or not plain.isalpha():
            yield plain, shown, place


def _without_placeholders(text: str) -> str:
    return _PLACEHOLDER.sub(lambda match: BLANK * len(match.group()), text)


def _plain(letter: str) -> str:
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    if unicodedata.category(letter) == "Pd":
        return "-"
    return _SIMPLIFIED.get(letter) or _LOOKS_LIKE.get(letter, letter)


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) in ("Cf", "Cc", "Co", "Me") and character not in "\n\t"


def _is_foreign(character: str) -> bool:
    if not character.isalpha() or character.isascii():
        return False
    name = unicodedata.name(character, "")
    if name.startswith("LATIN"):
        return "SMALL CAPITAL" in name or not _is_accented(character)
    return not name.startswith(("CJK UNIFIED", "CJK COMPATIBILITY IDEOGRAPH", "FULLWIDTH LATIN"))


def _is_accented(character: str) -> bool:
    return unicodedata.normalize("NFD", character)[0].isascii()
