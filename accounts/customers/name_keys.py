"""Under which keys a person's name is found, however it is written. Pure.

    keys("María García-López")   maria, garcia, lopez, garcialopez, and how each sounds
    keys("王小明")                王小明, 小明, 明, wang, xiao, ming, wangxiaoming, xiaoming

A key is lower case, without accents. Those of how a word sounds begin with ``~``; Chinese is also found by
its pinyin, without tones, in every reading of the family name.
"""

import re
import unicodedata
from collections.abc import Iterator
from itertools import islice

from pypinyin import Style, pinyin

LONGEST = 40  # letters of a key
_HAN = re.compile(r"[\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003134f]+")
_WORD = re.compile(r"[^\W_]+")
_JOINED = re.compile(r"[^\W_]+(?:[-‐‑·・][^\W_]+)+")
_PLAIN = str.maketrans({"ø": "o", "æ": "ae", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_SILENT = re.compile(r"['’ʼ`´]")
_SOUNDS = (
    ("ph", "f"), ("ck", "k"), ("sch", "s"), ("ch", "k"), ("gh", ""), ("qu", "k"), ("dge", "j"), ("ts", "s"),
    ("c", "k"), ("q", "k"), ("x", "ks"), ("z", "s"), ("v", "f"), ("w", "u"), ("y", "i"), ("h", ""),
)  # fmt: skip
_READINGS = 4


def keys(name: str) -> set[str]:
    """Every key of a name; none of an empty one."""
    text = _lower(name)
    every: set[str] = set()
    for form in (text, text.translate(_UMLAUTS)):
        latin = _plain(_HAN.sub(" ", form))
        every.update(_WORD.findall(latin))
        every.update(re.sub(r"[\W_]", "", joined) for joined in _JOINED.findall(latin))
    every.update([_sound(word) for word in every])
    for han in _HAN.findall(text):
        every.update(han[place:] for place in range(len(han)))
        every.update(_spelled(han))
    return {key[:LONGEST] for key in every if key}


def words(term: str) -> list[str]:
    """The words of what somebody types, each the beginning of a key."""
    text = _lower(term)
    han = _HAN.findall(text)
    return [word[:LONGEST] for word in (*han, *_WORD.findall(_plain(_HAN.sub(" ", text))))]


def similar(term: str) -> list[str]:
    """The same as they sound: for what is found under no key as it is written. Of Chinese the pinyin."""
    text = _lower(term)
    spelled = ["".join(_syllables(han)) for han in _HAN.findall(text)]
    sounds = [_sound(word) for word in _WORD.findall(_plain(_HAN.sub(" ", text)))]
    return [word[:LONGEST] for word in (*spelled, *sounds) if word]


def _lower(text: str) -> str:
    return _SILENT.sub("", unicodedata.normalize("NFKC", text).casefold())


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFD", text.translate(_PLAIN))
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def _syllables(han: str) -> list[str]:
    return [readings[0] for readings in pinyin(han, style=Style.NORMAL)]


def _spelled(han: str) -> Iterator[str]:
    """Each syllable, and from each one on all that follow; the first in its other readings too."""
    first = pinyin(han[0], style=Style.NORMAL, heteronym=True)[0]
    rest = _syllables(han)[1:]
    for reading in islice(dict.fromkeys(first), _READINGS):
        syllables = [reading, *rest]
        yield from syllables
        yield from ("".join(syllables[place:]) for place in range(len(syllables) - 1))


def _sound(word: str) -> str:
    """``~`` and the sound of a Latin word: its beginning and the consonants after it, doubled ones once."""
    if len(word) < 3 or not (word.isascii() and word.isalpha()):
        return ""
    word = re.sub("c(?=[eiy])", "s", word)
    for spelling, sound in _SOUNDS:
        word = word.replace(spelling, sound)
    skeleton = word[:1] + re.sub(r"[aeiou]", "", word[1:])
    return "~" + re.sub(r"(.)\1+", r"\1", skeleton)
