"""Who came, where proxies stand in front of us: each adds the address that it saw to the end of a header."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

View = Callable[[HttpRequest], HttpResponse]


def behind_proxies(get_response: View) -> View:
    """Middleware: ``REMOTE_ADDR`` is what the outermost of our proxies saw; others may say what they like."""

    def middleware(request: HttpRequest) -> HttpResponse:
        said = [
            part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",") if part.strip()
        ]
        if settings.PROXIES and len(said) >= settings.PROXIES:
            request.META["REMOTE_ADDR"] = said[-settings.PROXIES]
        return get_response(request)

    return middleware
