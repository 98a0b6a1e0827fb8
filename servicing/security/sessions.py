"""A session ends when nobody has used it for a while, and in any case after a working day.

It ends too where it has shown no second factor and the person's role asks for one by now.

When it was used last stands in a signed cookie of its own, good for this session only: no page costs a write.
"""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _

from servicing.models import SignInEvent
from servicing.security import second_factor, sign_ins

View = Callable[[HttpRequest], HttpResponse]
ENDS = "ends"  # in the session, since signing in: its last moment
_NOTED_EVERY = 60  # seconds


def idle_limit(get_response: View) -> View:
    """Middleware: whoever comes back too late signs in again. What a page asks by itself is no use of it."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return get_response(request)
        now = timezone.now().timestamp()
        began = request.session.get(ENDS, now + settings.SESSION_COOKIE_AGE) - settings.SESSION_COOKIE_AGE
        used = _last_used(request, began)
        if now - used > settings.IDLE_MINUTES * 60 or now - began > settings.SESSION_COOKIE_AGE:
            sign_ins.record_about(SignInEvent.Kind.ENDED, request.user, timezone.now())
            return _signed_out(request, get_response, _("You were signed out after a while without use."))
        if second_factor.is_missing(request):
            sign_ins.record_about(SignInEvent.Kind.ENDED, request.user, timezone.now())
            return _signed_out(request, get_response, _("Your role asks for a second factor: sign in again."))
        response = get_response(request)
        if now - used > _NOTED_EVERY and "said" not in request.GET:
            _note(request, response, now)
        return response

    return middleware


def _signed_out(request: HttpRequest, get_response: View, why: str) -> HttpResponse:
    """Whatever was asked is asked by nobody now, and leads to signing in."""
    logout(request)
    messages.info(request, why)
    return get_response(request)


def _last_used(request: HttpRequest, began: float) -> float:
    kept = request.get_signed_cookie(settings.USED_COOKIE_NAME, "", salt=_salt(request))
    return float(kept) if kept else began


def _note(request: HttpRequest, response: HttpResponse, now: float) -> None:
    response.set_signed_cookie(
        settings.USED_COOKIE_NAME,
        str(now),
        salt=_salt(request),
        secure=settings.HTTPS,
        httponly=True,
        samesite="Lax",
    )


def _salt(request: HttpRequest) -> str:
    return f"{settings.USED_COOKIE_NAME}-{request.session.session_key}"
