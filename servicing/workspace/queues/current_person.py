"""The person whom the reader works on, noted in the session: every page leads back, and keeps their lease."""

from typing import Any

from django.http import HttpRequest

_KEPT = "at_hand"


def note(request: HttpRequest, customer: int | None) -> None:
    """The reader is at work on this person now; None: on nobody."""
    if request.session.get(_KEPT) != customer:
        request.session[_KEPT] = customer


def leave(request: HttpRequest, customer: int) -> None:
    """The reader has left the person, if they were at hand."""
    if request.session.get(_KEPT) == customer:
        request.session[_KEPT] = None


def at_hand(request: HttpRequest) -> dict[str, Any]:
    """Context processor: ``at_hand``, the key of the person, or None. Asks nothing of the database."""
    return {"at_hand": request.session.get(_KEPT) if hasattr(request, "session") else None}
