"""Passwords that are guessed first: known ones with something before, behind or in place of letters.

Beside Django's list of twenty thousand known passwords, and asked without asking anybody else.
"""

import re
from functools import cache
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

_LIKE_LETTERS = str.maketrans("013457@$!|", "oleastasil")
_AROUND = re.compile(r"^[\W\d_]+|[\W\d_]+$")
_ROWS = (
    "abcdefghijklmnopqrstuvwxyz",
    "01234567890123456789",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "1qaz2wsx3edc4rfv",
)
_SHORTEST_PART = 4


class GuessedFirstValidator:
    """Refuses known passwords in disguise, repetitions and rows of keys."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ``ValidationError``."""
        if is_guessed_first(password):
            raise ValidationError(self.get_help_text(), code="password_guessed_first")

    def get_help_text(self) -> str:
        return _("No known password with figures or signs added, no repetition and no row of keys.")


def is_guessed_first(password: str) -> bool:
    lower = password.casefold()
    inner = _AROUND.sub("", lower)
    plain = {each.translate(_LIKE_LETTERS) for each in (lower, inner)}
    cores = {lower, inner, *plain, *(_AROUND.sub("", each) for each in plain)} - {""}
    return not inner or any(_is_known(core) or _repeats(core) or _is_a_row(core) for core in cores)


def _is_known(core: str) -> bool:
    """Known itself, or two known ones after one another."""
    known = _known()
    if core in known:
        return True
    cuts = range(_SHORTEST_PART, len(core) - _SHORTEST_PART + 1)
    return any(core[:cut] in known and core[cut:] in known for cut in cuts)


def _repeats(core: str) -> bool:
    """One part of up to four characters, again and again."""
    return any(core == (core[:size] * len(core))[: len(core)] for size in range(1, 5) if len(core) > size)


def _is_a_row(core: str) -> bool:
    rows = [row for each in _ROWS for row in (each, each[::-1])]
    return any(core in row * 2 for row in rows)


@cache
def _known() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)
