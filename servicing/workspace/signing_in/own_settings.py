"""What is one's own: the password, the clock, and the sessions that are open."""

from typing import Any
from zoneinfo import available_timezones

from django import forms
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.forms import PasswordChangeForm
from django.contrib.auth.views import PasswordResetConfirmView
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse_lazy
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from servicing.access import Capability, StaffRequest, allowed, open_to_all
from servicing.models import SignInEvent, User
from servicing.security import second_factor, session_store, sign_ins
from servicing.workspace.signing_in import entry

Kind = SignInEvent.Kind


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
@transaction.atomic
def password(request: StaffRequest) -> HttpResponse:
    """Change the own password. Other sessions of the person end; this one goes on."""
    tried = sign_ins.attempt(request, request.user.username)
    if request.method == "POST" and (answer := entry.refused_in_pause(request, tried, request.user)):
        return answer
    form, now = PasswordChangeForm(request.user, request.POST or None), timezone.now()
    if not form.is_valid():
        if form.has_error("old_password", "password_incorrect"):
            sign_ins.record(Kind.WRONG_PASSWORD, tried, now, request.user)
        context = {
            "form": form,
            "clock": OwnZone(initial={"time_zone": request.user.time_zone}),
            "has_app": second_factor.is_set_up(request.user),
            "sessions": _sessions(request),
        }
        return render(request, "servicing/signing_in/password.html", context)
    form.save()
    update_session_auth_hash(request, request.user)
    session_store.end_all(request.user, but=request.session.session_key)
    sign_ins.record_about(Kind.PASSWORD_CHANGED, request.user, now, where=tried.address)
    messages.success(request, _("Your password is changed."))
    return redirect("home")


@allowed(Capability.USE_DESK)
@require_POST
def end_sessions(request: StaffRequest) -> HttpResponse:
    """End all others of one's own."""
    session_store.end_all(request.user, but=request.session.session_key)
    messages.success(request, _("All your other sessions have ended."))
    return redirect("password")


def _sessions(request: StaffRequest) -> list[dict[str, Any]]:
    """Those of the person that are open, the newest first."""
    read = session_store.open_ones(request.user, timezone.now())
    rows = [
        {
            "since": parse_datetime(data.get("since", "")),
            "address": data.get("address", ""),
            "is_this": key == request.session.session_key,
        }
        for key, data in read.items()
    ]
    return sorted(rows, key=lambda row: str(row["since"]), reverse=True)


class ChoosePassword(PasswordResetConfirmView):
    """By the link that an administrator has made, which works once."""

    template_name = "servicing/signing_in/choose_password.html"
    success_url = reverse_lazy("sign-in")

    def form_valid(self, form: Any) -> HttpResponse:
        person: User = form.user
        now, where = timezone.now(), sign_ins.address(self.request)
        sign_ins.record_about(Kind.PASSWORD_CHANGED, person, now, where=where)
        messages.success(self.request, _("Your password is set. Sign in with it."))
        return super().form_valid(form)


choose_password = open_to_all(ChoosePassword.as_view())
