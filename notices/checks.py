"""What is asked before any command runs."""

from typing import Any

from django.core.checks import CheckMessage, Error

from notices.kinds.catalogue import KINDS, PackError


def kinds_can_be_used(**asked: Any) -> list[CheckMessage]:
    """One error for everything that is wrong with the files of the catalogue."""
    try:
        KINDS.load()
    except PackError as problems:
        return [Error(problem, id="notices.E001") for problem in str(problems).splitlines()]
    return []
