"""Who is at work, told to the database with whatever a request changes."""

from collections.abc import Callable

import pghistory
from django.http import HttpRequest, HttpResponse

View = Callable[[HttpRequest], HttpResponse]


def by_whom(get_response: View) -> View:
    """Middleware: edits that a request makes name the person who is signed in, and no address."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method in ("GET", "HEAD") or not request.user.is_authenticated:
            return get_response(request)
        with pghistory.context(by=request.user.get_username()):
            return get_response(request)

    return middleware
