"""Between the password and the second factor: who has shown the one, and not yet the other."""

from dataclasses import dataclass
from time import time

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _

from servicing.models import SignInEvent, User
from servicing.security import second_factor, session_store, sessions, sign_ins
from servicing.workspace import language

PATIENCE = 10 * 60  # seconds for the second step, and for setting up an app
_KEY = "halfway"


@dataclass(frozen=True, slots=True)
class Half:
    """Somebody who has shown their password, and where they were going."""

    person: User
    to: str


def begin(request: HttpRequest, person: User, to: str) -> HttpResponse:
    """Remember it in a new session, and go on to the second step."""
    request.session.flush()
    request.session[_KEY] = {
        "person": person.pk, "password": person.get_session_auth_hash(), "until": time() + PATIENCE, "to": to,
    }  # fmt: skip
    return redirect("sign-in-code" if second_factor.is_set_up(person) else "set-up-factor")


def read(request: HttpRequest) -> Half | None:
    """None where nobody is halfway, it took too long, or the password or the access ended meanwhile."""
    kept = request.session.get(_KEY)
    if not kept or kept["until"] < time():
        return None
    person = User.objects.filter(pk=kept["person"], is_active=True).first()
    if person is None or not constant_time_compare(person.get_session_auth_hash(), kept["password"]):
        return None
    return Half(person, kept["to"])


def again(request: HttpRequest) -> HttpResponse:
    """Back to the password."""
    if not request.user.is_authenticated:
        messages.info(request, _("That took too long. Sign in again."))
    return redirect("sign-in")


def enter(request: HttpRequest, person: User, to: str, how: SignInEvent.Kind) -> HttpResponse:
    """Begin the session, on record, and go where the person was going."""
    return let_in(request, redirect(to), person, how)


def let_in(request: HttpRequest, response: HttpResponse, person: User, how: SignInEvent.Kind) -> HttpResponse:
    """Begin the session with this answer."""
    request.session.pop(_KEY, None)
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    now, tried = timezone.now(), sign_ins.attempt(request, person.username)
    mark = tried.browser or sign_ins.new_mark()
    request.session[sessions.ENDS] = round(time() + settings.SESSION_COOKIE_AGE)
    request.session["since"], request.session["address"] = now.isoformat(), tried.address
    if second_factor.is_set_up(person):
        request.session[second_factor.SHOWN_IN] = now.isoformat()
    session_store.forget_expired(now)
    sign_ins.record(how, sign_ins.Attempt(tried.name_key, tried.address, mark), now, person)
    sign_ins.remember(response, person.username, mark)
    if person.language:
        language.remember(response, person.language)
    return response
