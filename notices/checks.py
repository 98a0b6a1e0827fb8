"""What is asked before any command runs."""

from typing import Any

from django.core.checks import CheckMessage, Error

from notices.kinds.catalogue import KINDS, PackError
from notices.wordings import money_requests
from notices.wordings.shipped import name_of, shipped


def kinds_can_be_used(**asked: Any) -> list[CheckMessage]:
    """One error for everything that is wrong with the files of the catalogue."""
    try:
        KINDS.load()
    except PackError as problems:
        return [Error(problem, id="notices.E001") for problem in str(problems).splitlines()]
    return []


def services_ask_for_nothing(**asked: Any) -> list[CheckMessage]:
    """One error for every kind that is called a service and asks for money in the words it comes with."""
    try:
        services = [kind for kind in KINDS.values() if kind.nature == "service"]
    except PackError:
        return []
    return [
        Error(f"{kind.code} ({language}) is a service and asks for money: {words}", id="notices.E002")
        for kind in services
        for language in kind.languages
        if (words := money_requests.found(shipped(name_of(kind), language), kind))
    ]
