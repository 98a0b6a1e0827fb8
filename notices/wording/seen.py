"""A text as it looks to a person, with the place of every character in the text as it stands."""

import re
import tomllib
import unicodedata
from dataclasses import dataclass
from pathlib import Path

BLANK = "\N{WHITE SQUARE}"  # stands for what is not looked at
_FORMS = Path(__file__).parent / "characters.toml"
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
    plain, cased, at = [], [], []
    for place, character in enumerate(_without_placeholders(text)):
        for shown in unicodedata.normalize("NFKD", character):
            if unicodedata.category(shown) in ("Mn", "Me", "Cf", "Cc") and shown not in "\n\t":
                continue
            for letter in shown.lower():
                if unicodedata.category(letter) != "Mn":
                    plain.append(_plain(letter))
                    cased.append(shown)
                    at.append(place)
    return Seen(
        "".join(plain),
        "".join(cased),
        tuple(at),
        tuple((i, i + 1) for i, one in enumerate(text) if _is_hidden(one)),
        tuple((i, i + 1) for i, one in enumerate(text) if _is_foreign(one)),
    )


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
    return name.startswith(("CYRILLIC", "GREEK")) or "SMALL CAPITAL" in name or "MATHEMATICAL" in name
