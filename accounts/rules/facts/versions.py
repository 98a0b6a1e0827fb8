"""Facts that come in versions: which one a basis knows."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Protocol, TypeVar


class Versioned(Protocol):
    @property
    def known_on(self) -> date: ...


_V = TypeVar("_V", bound=Versioned)


def latest(versions: Iterable[_V], horizon: date, key: Callable[[_V], date]) -> tuple[_V, ...]:
    """The newest version per key that is known by the horizon, in order of the key."""
    newest: dict[date, _V] = {}
    for version in sorted(versions, key=lambda v: v.known_on):
        if version.known_on <= horizon:
            newest[key(version)] = version
    return tuple(newest[k] for k in sorted(newest))
