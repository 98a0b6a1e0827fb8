"""What proxies in front of us say: who came, each at the end of a header, and whether by HTTPS."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse

from servicing.security.requests.bodies import plain_answer

View = Callable[[HttpRequest], HttpResponse]


def encrypted(get_response: View) -> View:
    """Middleware: programs that ask unencrypted are refused, not led on: their token was told to all."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if settings.HTTPS and request.path.startswith("/api/") and not request.is_secure():
            return plain_answer("Ask by HTTPS.", 403)
        return get_response(request)

    return middleware


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
