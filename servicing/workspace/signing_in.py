"""Signing in and out, and the own password."""

from time import time
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import LoginView, LogoutView, redirect_to_login
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect, QueryDict
from django.shortcuts import redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST
from django_htmx.http import HttpResponseClientRedirect

from servicing.access import Capability, StaffRequest, allowed, open_to_all
from servicing.models import ClaimRecord
from servicing.queues import claims
from servicing.workspace import actions, language


class SignInFirst(LoginRequiredMiddleware):
    """After signing in the person is back on the page with the form, also where it is sent elsewhere."""

    def handle_no_permission(self, request: HttpRequest, view_func: Any) -> HttpResponseRedirect:
        page = urlsplit(request.headers.get("Referer", ""))
        if request.method == "POST" and page.netloc == request.get_host():
            return redirect_to_login(page.path, resolve_url("sign-in"))
        return super().handle_no_permission(request, view_func)


class SignIn(LoginView):
    template_name = "servicing/sign_in.html"
    redirect_authenticated_user = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """A part of a page that asks after the session ended gets the whole page to sign in."""
        if htmx := getattr(request, "htmx", None):
            query = QueryDict(mutable=True)
            query["next"] = htmx.current_url_abs_path or resolve_url("home")
            return HttpResponseClientRedirect(f"{resolve_url('sign-in')}?{query.urlencode(safe='/')}")
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: Any) -> HttpResponse:
        response = super().form_valid(form)
        self.request.session["ends"] = round(time() + settings.SESSION_COOKIE_AGE)
        if chosen := form.get_user().language:
            language.remember(response, chosen)
        return response


class SignOut(LogoutView):
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Whomever the person has is free again."""
        claims.give_all_back(request.user.username, actions.act(request), ClaimRecord.End.SIGNED_OUT)
        return super().post(request, *args, **kwargs)


sign_in = open_to_all(SignIn.as_view())
sign_out = allowed(Capability.USE_DESK)(SignOut.as_view())


@never_cache
def locked_out(request: HttpRequest, *_args: Any) -> HttpResponse:
    """What django-axes shows after too many failures."""
    minutes = round(settings.AXES_COOLOFF_TIME * 60)
    return render(request, "servicing/locked_out.html", {"minutes": minutes}, status=429)


class OwnZone(forms.Form):
    """By which clock the pages write moments."""

    time_zone = forms.ChoiceField(
        label=gettext_lazy("Your time zone"),
        choices=[("", "UTC"), *((zone, zone) for zone in sorted(available_timezones()) if "/" in zone)],
        required=False,
    )


@allowed(Capability.USE_DESK)
@require_POST
def zone(request: StaffRequest) -> HttpResponse:
    form = OwnZone(request.POST)
    if form.is_valid():
        request.user.time_zone = form.cleaned_data["time_zone"]
        request.user.save(update_fields=["time_zone"])
        messages.success(request, _("Saved."))
    return redirect("password")


@allowed(Capability.USE_DESK)
def password(request: StaffRequest) -> HttpResponse:
    """Change the own password. Other sessions of the person end; this one goes on."""
    form = PasswordChangeForm(request.user, request.POST or None)
    if not form.is_valid():
        clock = OwnZone(initial={"time_zone": request.user.time_zone})
        return render(request, "servicing/password.html", {"form": form, "clock": clock})
    form.save()
    update_session_auth_hash(request, form.user)
    messages.success(request, _("Your password is changed."))
    return redirect("home")
