"""Signing in and out: the password, and the second factor of those of whom it is asked."""

from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.contrib import messages
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import LoginView, LogoutView, redirect_to_login
from django.core.exceptions import NON_FIELD_ERRORS
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django_htmx.http import HttpResponseClientRedirect

from servicing.access import Capability, allowed, open_to_all
from servicing.models import ClaimRecord, SignInEvent, User
from servicing.queues import claims
from servicing.security import pauses, second_factor, sign_ins
from servicing.security.sign_ins import Attempt
from servicing.workspace import actions
from servicing.workspace.signing_in import halfway

Kind = SignInEvent.Kind
CLEARED = '"cache", "storage"'


class SignInFirst(LoginRequiredMiddleware):
    """After signing in the person is back on the page with the form, also where it is sent elsewhere."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseRedirect:
        page = urlsplit(request.headers.get("Referer", ""))
        if request.method == "POST" and page.netloc == request.get_host():
            return redirect_to_login(page.path, resolve_url("sign-in"))
        return super().handle_no_permission(request, view_func)


class SignIn(LoginView):
    template_name = "servicing/signing_in/sign_in.html"
    redirect_authenticated_user = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """A part of a page that asks after the session ended gets the whole page to sign in."""
        if htmx := getattr(request, "htmx", None):
            query = QueryDict(mutable=True)
            query["next"] = htmx.current_url_abs_path or resolve_url("home")
            return HttpResponseClientRedirect(f"{resolve_url('sign-in')}?{query.urlencode(safe='/')}")
        return super().dispatch(request, *args, **kwargs)

    @transaction.atomic
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        typed = request.POST.get("username", "")
        self.attempt = sign_ins.attempt(request, typed)
        answer = refused_in_pause(request, self.attempt, sign_ins.known_as(typed))
        return answer or super().post(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        person, to = form.get_user(), self.get_success_url()
        if not isinstance(person, User):
            raise TypeError(person)
        if second_factor.is_set_up(person) or second_factor.is_required(person):
            return halfway.begin(self.request, person, to)
        return halfway.enter(self.request, person, to, Kind.SIGNED_IN)

    def form_invalid(self, form: AuthenticationForm) -> HttpResponse:
        if not form.has_error(NON_FIELD_ERRORS, "invalid_login"):
            return super().form_invalid(form)
        now, person = timezone.now(), sign_ins.known_as(self.request.POST.get("username", ""))
        sign_ins.record(Kind.WRONG_PASSWORD, self.attempt, now, person)
        return paused(self.request, self.attempt, now) or super().form_invalid(form)


class SignOut(LogoutView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whomever the person has is free again, and the browser forgets what it has kept of us."""
        act = actions.act(request)
        claims.give_all_back(request.user.username, act, ClaimRecord.End.SIGNED_OUT)
        where = sign_ins.address(request)
        sign_ins.record_about(Kind.SIGNED_OUT, request.user, act.at, where=where)  # type: ignore[arg-type]
        response = super().post(request, *args, **kwargs)
        response["Clear-Site-Data"] = CLEARED
        return response


sign_in = open_to_all(SignIn.as_view())
sign_out = allowed(Capability.USE_DESK)(SignOut.as_view())


class Code(forms.Form):
    """Six figures of the app, or a recovery code."""

    code = forms.CharField(
        label=gettext_lazy("Code"),
        help_text=gettext_lazy("Six figures from your authenticator app, or one of your recovery codes."),
        max_length=60,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "autofocus": True, "spellcheck": "false"}
        ),
    )


@open_to_all
@never_cache
def code(request: HttpRequest) -> HttpResponse:
    """The second step of signing in."""
    half = halfway.read(request)
    if half is None:
        return halfway.again(request)
    if not second_factor.is_set_up(half.person):
        return redirect("set-up-factor")
    form = Code(request.POST or None)
    answer = _checked(request, half, form) if form.is_valid() else None
    return answer or render(request, "servicing/signing_in/code.html", {"form": form})


@transaction.atomic
def _checked(request: HttpRequest, half: halfway.Half, form: Code) -> HttpResponse | None:
    tried, now = sign_ins.attempt(request, half.person.username), timezone.now()
    if answer := refused_in_pause(request, tried, half.person):
        return answer
    how = second_factor.accept(half.person, form.cleaned_data["code"], now)
    if how is None:
        sign_ins.record(Kind.WRONG_CODE, tried, now, half.person)
        form.add_error("code", _("This code is not right, or was used already. Wait for the next one."))
        return paused(request, tried, now)
    if how == Kind.RECOVERED:
        messages.warning(request, _("That recovery code is used up. Make others before you run out."))
    return halfway.enter(request, half.person, half.to, how)


def refused_in_pause(request: HttpRequest, tried: Attempt, person: User | None) -> HttpResponse | None:
    """The answer to an attempt in a pause, which is not looked at; attempts wait for one another here."""
    pauses.hold(tried)
    now = timezone.now()
    answer = paused(request, tried, now)
    if answer and not pauses.is_noted(tried, now):
        sign_ins.record(Kind.PAUSED, tried, now, person)
    return answer


def paused(request: HttpRequest, tried: Attempt, now: datetime) -> HttpResponse | None:
    """The page that says how long to wait; None where there is no pause."""
    end = pauses.until(tried, now)
    if end is None:
        return None
    left = end - now
    minutes = -(-left // timedelta(minutes=1))
    response = render(request, "servicing/signing_in/paused.html", {"minutes": minutes}, status=429)
    response["Retry-After"] = str(-(-left // timedelta(seconds=1)))
    return never_cache(lambda _request: response)(request)
