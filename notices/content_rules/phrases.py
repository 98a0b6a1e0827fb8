"""Phrases of the lists, made into patterns that see through spacing, doubling and look-alike digits.

A phrase is words with spaces between them. ``police*``: any ending. ``(a|b)``: one of these; ``(a|b)?``: or
nothing. ``#``: a number in digits. ``~``: up to five words, or ten characters of Chinese, in between. All in
lower case, without accents.
"""

import re

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
_APART = r"[\W_口〇丶丿丨亅乛]{0,3}"  # strokes put between characters say nothing
_LONG = 5  # shorter words turn up by chance in others: those count only as a whole


def pattern(phrase: str) -> re.Pattern[str]:
    return re.compile(_han(phrase) if _is_han(phrase) else _latin(phrase))


def _is_han(phrase: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in phrase)


def _han(phrase: str) -> str:
    """Character by character, with whatever is no character in between."""
    made, between = "", ""
    for part in re.findall(r"\([^)]*\)\??|~|.", phrase.replace(" ", "")):
        if part == "~":
            between = _HAN_GAP
            continue
        choice = "|".join(_APART.join(map(re.escape, one)) for one in part.strip("()?").split("|"))
        made += f"(?:{between}(?:{choice})){'?' if part.endswith('?') else ''}"
        between = _APART
    return made


def _latin(phrase: str) -> str:
    made, between = r"(?<!\w)", ""
    for part in re.findall(r"\([^)]*\)[*?]?|~|[^ ]+", phrase):
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
