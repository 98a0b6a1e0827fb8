"""Phrases of the lists, made into patterns that see through spacing, doubling and look-alike digits.

A phrase is words with spaces between them. ``police*``: any ending. ``(a|b)``: one of these. ``~``: up to five
words, or ten characters of Chinese, in between. Written in lower case, without accents.
"""

import re

_DISGUISED = {"a": "a4@", "b": "b8", "e": "e3", "g": "g9", "i": "i1!|l", "l": "l1|i", "o": "o0", "s": "s5$", "t": "t7+"}
_GAP = r"(?:[^\w.。!?！？]+\w+){0,5}?"
_HAN_GAP = r"[^。！？；\n]{0,10}?"
_APART = r"[\W_]{0,3}"
_LONG = 5  # shorter words turn up by chance in others: those count only as a whole


def pattern(phrase: str) -> re.Pattern[str]:
    return re.compile(_han(phrase) if _is_han(phrase) else _latin(phrase))


def _is_han(phrase: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in phrase)


def _han(phrase: str) -> str:
    """Character by character, with whatever is no character in between."""
    parts = re.findall(r"\([^)]*\)|~|.", phrase.replace(" ", ""))
    made = ""
    for place, part in enumerate(parts):
        if part == "~":
            made += _HAN_GAP
            continue
        if place and parts[place - 1] != "~":
            made += _APART
        if part[0] == "(":
            made += "(?:" + "|".join(_APART.join(map(re.escape, one)) for one in part[1:-1].split("|")) + ")"
        else:
            made += re.escape(part)
    return made


def _latin(phrase: str) -> str:
    made, between = r"(?<!\w)", ""
    for part in re.findall(r"\([^)]*\)\*?|~|[^ ]+", phrase):
        if part == "~":
            between = _GAP + r"[\W_]+"
            continue
        words = part.strip("(*)").split("|") if part[0] == "(" else [part]
        ending = r"\w*" if part.endswith("*") else ""
        choice = "|".join(_word(word.rstrip("*")) + (r"\w*" if word.endswith("*") else ending) for word in words)
        made += between + f"(?:{choice})"
        between = r"[\W_]+"
    return made + r"(?!\w)"


def _word(word: str) -> str:
    if len(word) < _LONG:
        spaced = r"[\W_]{1,3}".join(map(re.escape, word))
        return f"(?:{re.escape(word)}|{spaced})" if len(word) > 2 else re.escape(word)
    return _APART.join(map(_letter, word))


def _letter(letter: str) -> str:
    return f"[{re.escape(_DISGUISED[letter])}]+" if letter in _DISGUISED else re.escape(letter) + "+"
