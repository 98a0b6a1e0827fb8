"""Who is at work, told to the database with whatever a request changes."""

import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, tzinfo
from typing import Any
from uuid import uuid4
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.db import DatabaseError, connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

View = Callable[[HttpRequest], HttpResponse]

# For the session, not for each statement: the library would write this before every one of them, and what is
# prepared or composed beforehand takes no more values.
_TELL = """
    SELECT set_config('pghistory.context_id', %s, false), set_config('pghistory.context_metadata', %s, false)
"""


def by_whom(get_response: View) -> View:
    """Middleware: edits that a request makes name the person who is signed in, and no address."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD") or not request.user.is_authenticated:
            return get_response(request)
        with named({"by": request.user.get_username()}):
            return get_response(request)

    return middleware


@contextmanager
def named(about: Mapping[str, str]) -> Iterator[None]:
    """The session names who is at work in here, at least as ``by``, and nobody after it."""
    _tell(str(uuid4()), json.dumps(about))
    try:
        yield
    finally:
        try:
            _tell("", "")
        except DatabaseError:
            connection.close()  # the next request begins with a session of its own


def _tell(*values: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_TELL, values)


def in_own_zone(get_response: View) -> View:
    """Middleware: moments are written by the clock of whoever is signed in."""

    def middleware(request: HttpRequest) -> HttpResponse:
        with timezone.override(_zone_of(request.user)):
            return get_response(request)

    return middleware


def _zone_of(user: Any) -> tzinfo:
    """The zone that somebody has chosen; UTC without one, or where this machine does not know it."""
    zone = user.time_zone if user.is_authenticated else ""
    try:
        return ZoneInfo(zone) if zone else UTC
    except ZoneInfoNotFoundError:
        return UTC
