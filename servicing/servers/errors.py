from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")


class ServerError(Exception):
    """One sentence that tells the person at the keyboard what is wrong and what to do."""


def in_one_sentence(function: Callable[P, R]) -> Callable[P, R]:
    """What the system refuses (a full disk, a folder without permission) is no reason for a traceback."""

    @wraps(function)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except OSError as error:
            reason = error.strerror or str(error)
            place = f" ({error.filename})" if error.filename else ""
            raise ServerError(f"The local servers cannot be used: {reason}{place}.") from error

    return wrapped
