"""Lists read a page at a time, by the key of the last row seen: rows that come and go shift nothing."""

from typing import Any

from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import HttpRequest

PAGE = 50


def last_seen(request: HttpRequest) -> int | None:
    """The key in ``?after=``."""
    after = request.GET.get("after", "")
    if not after:
        return None
    if not (after.isascii() and after.isdigit() and len(after) <= 18):
        raise BadRequest
    return int(after)


def page(rows: QuerySet[Any]) -> tuple[list[Any], bool]:
    """The first rows, and whether more follow."""
    found = list(rows[: PAGE + 1])
    return found[:PAGE], len(found) > PAGE
