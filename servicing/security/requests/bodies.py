"""How much a request may bring, and in which characters: known before anything of it is read.

Of those who are not signed in too.
"""

from collections.abc import Callable, Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.http import parse_header_parameters

View = Callable[[HttpRequest], HttpResponse]

_CHARACTERS = ("", "utf-8", "utf8", "us-ascii")  # of pages, forms and files; the last is part of the others
# Where more is brought: pictures of seals, and the API, whose intake is read as it comes.
_LARGER = (("/letterheads/", "LARGEST_UPLOAD"), ("/api/", "LARGEST_INTAKE"))


def limited(get_response: View) -> View:
    """Middleware: bodies that are too long, or do not say how long they are, are refused unread."""

    def middleware(request: HttpRequest) -> HttpResponse:
        length = str(request.META.get("CONTENT_LENGTH") or "")
        is_streamed = "chunked" in request.headers.get("Transfer-Encoding", "").lower()
        if is_streamed and not request.path.startswith("/api/"):
            return HttpResponse("Say how long the request is.", "text/plain", status=411)
        if length and not (length.isascii() and length.isdecimal() and int(length) <= _most(request.path)):
            return HttpResponse("The request is too large.", "text/plain", status=413)
        return get_response(request)

    return middleware


def in_our_characters(application: WSGIApplication) -> WSGIApplication:
    """Refuse what says that it is written in other characters than pages of ours, before it is a request.

    Python knows character sets that are those of no text, and Django reads addresses by them too.
    """

    def guarded(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if _are_ours(environ.get("CONTENT_TYPE", "")):
            return application(environ, start_response)
        told = [("Content-Type", "text/plain"), ("X-Content-Type-Options", "nosniff")]
        start_response("415 Unsupported Media Type", told)
        return [b"Write in UTF-8."]

    return guarded


def _are_ours(content_type: str) -> bool:
    """Whether it can be read at all, and says UTF-8, if anything, of its characters."""
    try:
        _, parameters = parse_header_parameters(content_type)
    except (LookupError, ValueError):
        return False
    return parameters.get("charset", "").lower() in _CHARACTERS


def printable(get_response: View) -> View:
    """Middleware: no form and no address means the character that no text holds; the database refuses it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/api/") and any(_nul(data) for data in (request.GET, request.POST)):
            raise BadRequest
        return get_response(request)

    return middleware


def _nul(data: QueryDict) -> bool:
    return any("\0" in name or any("\0" in value for value in values) for name, values in data.lists())


def _most(path: str) -> int:
    name = next((name for begins, name in _LARGER if path.startswith(begins)), "LARGEST_BODY")
    most: int = getattr(settings, name)
    return most
