"""What a channel is given and what it answers, whichever it is."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol


class Result(StrEnum):
    """``ACCEPTED`` and ``REPEAT`` (the provider has this id already) are success. ``LATER``: it asks us to
    come back. ``AGAIN``: it failed, or did not answer. ``NEVER``: it will not take this."""

    ACCEPTED = "accepted"
    REPEAT = "repeat"
    LATER = "later"
    AGAIN = "again"
    NEVER = "never"


@dataclass(frozen=True, slots=True)
class Answer:
    """``code`` and ``text`` as they came. ``wait``: the seconds that the provider asked for. ``reason``: why
    never, as ``reasons.REASONS``. ``certain``: no for a failure after which it may have the notice all the
    same."""

    result: Result
    code: str = ""
    text: str = ""
    wait: float | None = None
    reason: str = ""
    certain: bool = True

    @property
    def is_success(self) -> bool:
        return self.result in (Result.ACCEPTED, Result.REPEAT)


@dataclass(frozen=True, slots=True)
class Message:
    """What one notice is to its provider. ``reference`` is the id, the same at every try; ``at`` the
    moment of this try, ``dispatch`` the key of its row."""

    reference: str
    to: str
    name: str
    content: bytes
    media_type: str
    at: datetime
    dispatch: int


class Channel(Protocol):
    """One way out. ``is_sent``: what is accepted has been sent; no: it waits to be taken. ``can_be_asked``:
    the provider tells whether it has an id."""

    is_sent: bool
    can_be_asked: bool

    def send(self, message: Message) -> Answer:
        """Hand it to the provider once. Never raises for what the provider or the network does."""

    def find(self, reference: str) -> bool | None:
        """Whether the provider has it; None where it does not answer."""
