"""Draws that depend on the seed and a number only, never on what was drawn for others."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

_T = TypeVar("_T")

PERSON, ACCOUNT, SECOND_ACCOUNT, PARTNER, DEBIT, PROMISE, HOLD, CONTACT = range(8)


def draws(seed: int, kind: int, number: int) -> Random:
    """The generator of one person or one account."""
    return Random(seed << 64 | kind << 60 | number)  # noqa: S311 -- nothing secret hangs on it


def pick(rng: Random, items: Sequence[_T]) -> _T:
    return items[int(rng.random() * len(items))]


def between(rng: Random, low: int, high: int) -> int:
    """A whole number from low to high, both included."""
    return low + int(rng.random() * (high - low + 1))
