"""Who does something, and when: what every change that a person makes carries."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """An act by a person (``by``: the username) at a moment, with what the person said of it.

    An empty ``by`` stands for a job: the program has done it by itself. ``seen``: what a page showed of the
    thing, as its module says it; None where no page was looked at.
    """

    at: datetime
    by: str = ""
    note: str = ""
    seen: str | None = None


class ActRefused(Exception):  # noqa: N818 -- named for what happened
    """An act that cannot be done, or not any more: somebody else was first. ``code`` says why.

    Nothing has changed. What people read of it is said by whoever shows it to them.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code
