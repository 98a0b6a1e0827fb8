"""What is asked before any command runs."""

from typing import Any

from django.core.checks import CheckMessage, Error

from accounts.packs import PACKS, PackError


def packs_can_be_used(**asked: Any) -> list[CheckMessage]:
    """One error for everything that is wrong with the files of the jurisdictions."""
    try:
        PACKS.load()
    except PackError as problems:
        return [Error(problem, id="accounts.E001") for problem in str(problems).splitlines()]
    return []
