"""How much a request may bring, and in which characters: known before anything of it is read.

Of those who are not signed in too.
"""

import re
from collections.abc import Callable, Iterable
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

from django.conf import settings
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.http import parse_header_parameters

View = Callable[[HttpRequest], HttpResponse]

# Control characters but for line ends and tabs, and what turns the direction in which text runs: a name reads
# as another one. Marks that scripts need stay (U+200C to U+200F).
UNSEEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
_CHARACTERS = ("", "utf-8", "utf8", "us-ascii")  # of pages, forms and files; the last is part of the others
# Where more is brought: pictures of seals, and the API, whose intake is read as it comes.
_LARGER = (("/letterheads/", "LARGEST_UPLOAD"), ("/api/", "LARGEST_INTAKE"))


def plain_answer(text: str, status: int) -> HttpResponse:
    """What is answered before anything else adds to it, as others do to every page."""
    return HttpResponse(text, "text/plain", status=status, headers={"X-Content-Type-Options": "nosniff"})


def limited(get_response: View) -> View:
    """Middleware: bodies that are too long, or do not say how long they are, are refused unread."""

    def middleware(request: HttpRequest) -> HttpResponse:
        length = str(request.META.get("CONTENT_LENGTH") or "")
        is_streamed = "chunked" in request.headers.get("Transfer-Encoding", "").lower()
        if is_streamed and not request.path.startswith("/api/"):
            return plain_answer("Say how long the request is.", 411)
        if length and not (length.isascii() and length.isdecimal() and int(length) <= _most(request.path)):
            return plain_answer("The request is too large.", 413)
        return get_response(request)

    return middleware


def in_our_characters(application: WSGIApplication) -> WSGIApplication:
    """Refuse what says that it is written in other characters than pages of ours, before it is a request.

    Python knows character sets that are those of no text, and Django reads addresses by them too.
    """

    def guarded(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if _are_ours(environ.get("CONTENT_TYPE", "")):
            return application(environ, start_response)
        refused = plain_answer("Write in UTF-8.", 415)
        start_response(f"{refused.status_code} {refused.reason_phrase}", [*refused.items()])
        return refused

    return guarded


def _are_ours(content_type: str) -> bool:
    """Whether it can be read at all, and says UTF-8, if anything, of its characters."""
    try:
        _, parameters = parse_header_parameters(content_type)
    except (LookupError, ValueError):
        return False
    return parameters.get("charset", "").lower() in _CHARACTERS


def printable(get_response: View) -> View:
    """Middleware: forms and addresses bring text that shows what it is.

    The character that no text holds is refused, as the database does. What cannot be seen and comes along
    with what is pasted, as around a telephone number, is left out.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.path.startswith("/api/"):
            for data in ("GET", "POST"):
                setattr(request, data, _printable(getattr(request, data)))
        return get_response(request)

    return middleware


def _printable(data: QueryDict) -> QueryDict:
    text = "".join(part for name, values in data.lists() for part in (name, *values))
    if "\0" in text:
        raise BadRequest
    if not UNSEEN.search(text):
        return data
    plain = data.copy()
    for name, values in data.lists():
        plain.setlist(name, [UNSEEN.sub("", value) for value in values])
    return plain


def _most(path: str) -> int:
    name = next((name for begins, name in _LARGER if path.startswith(begins)), "LARGEST_BODY")
    most: int = getattr(settings, name)
    return most
