"""The language of the desk: chosen by anyone, kept with the person and in the browser."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from servicing.access import open_to_all

YEAR = 365 * 24 * 3600


@open_to_all
@require_POST
def choose(request: HttpRequest) -> HttpResponse:
    """Take the language from the form and go back to the page it was on, as it was last."""
    language = request.POST.get("language", "")
    response = HttpResponseRedirect(_back(request))
    if language in dict(settings.LANGUAGES):
        if request.user.is_authenticated:
            request.user.language = language
            request.user.save(update_fields=["language"])
        remember(response, language)
    return response


def remember(response: HttpResponse, language: str) -> None:
    """Keep the language in the browser, for this page and for the next signing in."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        max_age=YEAR,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _back(request: HttpRequest) -> str:
    """The browser names the page with the day chosen on it; a form could only name it as first shown."""
    target = request.headers.get("Referer", "")
    if url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure()):
        return target
    return resolve_url("home")
