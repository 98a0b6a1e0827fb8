"""Every form carries a key. The same form with the same content, sent again, leads to what came of the first.

The key stands beside the token against forgery, in every form of every page (``templatetags.form_key``). A
form that was refused, or answered in place, was not used: it can be sent again. A form without a key is not
taken: its page is older than this version of the program, or it was made by something else. Systems use the
API, which asks for keys of its own.
"""

import hashlib
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TypeVar

from django.contrib import messages
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import Resolver404, resolve
from django.utils import timezone
from django.utils.translation import gettext as _
from django_htmx.http import HttpResponseClientRedirect

from servicing.models import SentForm

View = Callable[[HttpRequest], HttpResponse]
Guarded = TypeVar("Guarded", bound=Callable[..., HttpResponseBase])
FIELD = "form_key"
MARK = "may_be_repeated"
KEPT = timedelta(days=1)
_NOT_CONTENT = {"csrfmiddlewaretoken"}
_CLAIM = "INSERT INTO servicing_sentform (digest, at, led_to) VALUES (%s, %s, '') ON CONFLICT DO NOTHING"


def may_be_repeated(view: Guarded) -> Guarded:
    """Mark a view that only answers, or to which it is all one how often it is asked: it needs no key."""
    setattr(view, MARK, True)
    return view


def once(get_response: View) -> View:
    """Middleware: what is sent twice is done once, and what carries no key not at all."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method != "POST" or not request.user.is_authenticated or _needs_no_key(request.path_info):
            return get_response(request)
        if not request.POST.get(FIELD):
            return render(request, "400_key.html", status=400)
        return _once(request, get_response)

    return middleware


def _needs_no_key(path: str) -> bool:
    """The API, addresses that there are not, and what may be repeated."""
    try:
        return path.startswith("/api/") or getattr(resolve(path).func, MARK, False)
    except Resolver404:
        return True


def _once(request: HttpRequest, get_response: View) -> HttpResponse:
    digest, now = _digest(request), timezone.now()
    if not _claimed(digest, now):
        return _again(request, digest)
    used = SentForm.objects.filter(digest=digest)
    try:
        response = get_response(request)
    except BaseException:
        used.delete()
        raise
    if response.status_code in (301, 302, 303):
        used.update(led_to=response["Location"][:500])
    else:
        used.delete()
    return response


def _claimed(digest: str, now: datetime) -> bool:
    """Of two who send it at the same moment one gets it."""
    SentForm.objects.filter(at__lt=now - KEPT).delete()
    with connection.cursor() as cursor:
        cursor.execute(_CLAIM, [digest, now])
        return bool(cursor.rowcount == 1)


def _again(request: HttpRequest, digest: str) -> HttpResponse:
    first = SentForm.objects.filter(digest=digest).values_list("led_to", flat=True).first()
    if first:
        messages.info(request, _("This form was sent already and done once. This is the result."))
        return HttpResponseClientRedirect(first) if _is_in_place(request) else redirect(first)
    if _is_in_place(request):
        return HttpResponse(status=204)  # the page is told by the answer to the first
    messages.warning(request, _("This was sent already, and is at work."))
    return redirect("home")


def _is_in_place(request: HttpRequest) -> bool:
    """Whether a script puts the answer into the page."""
    return "HX-Request" in request.headers


def _digest(request: HttpRequest) -> str:
    content = sorted((name, values) for name, values in request.POST.lists() if name not in _NOT_CONTENT)
    files = [(name, file.name, file.size) for name in request.FILES for file in request.FILES.getlist(name)]
    whole = repr((request.user.pk, request.path, content, files))
    return hashlib.sha256(whole.encode()).hexdigest()
