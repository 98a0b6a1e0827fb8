"""Setting up an authenticator app: while signing in, where it is asked, or later by one's own wish."""

from typing import Any

import segno
from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache

from servicing.access import Capability, StaffRequest, allowed, open_to_all
from servicing.models import SignInEvent, User
from servicing.security import second_factor, session_store, sign_ins
from servicing.workspace.signing_in import entry, halfway
from servicing.workspace.signing_in.entry import Code

_SECRET = "second_factor_secret"  # noqa: S105 -- its name in the session, until the app has shown that it has it


class Figures(forms.Form):
    code = forms.CharField(
        label=gettext_lazy("The six figures that the app shows now"),
        max_length=12,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "autofocus": True}
        ),
    )


@open_to_all
@never_cache
def set_up(request: HttpRequest) -> HttpResponse:
    """The last step of signing in for those who have no app yet."""
    half = halfway.read(request)
    if half is None or second_factor.is_set_up(half.person):
        return halfway.again(request) if half is None else redirect("sign-in-code")
    codes = _offered(request, half.person)
    if isinstance(codes, HttpResponse):
        return codes
    return halfway.let_in(request, _shown(request, codes, half.to), half.person, SignInEvent.Kind.SIGNED_IN)


@allowed(Capability.USE_DESK)
def change(request: StaffRequest) -> HttpResponse:
    """Another app, for whoever has shown the factor before, or the password, on the page that leads here."""
    if not request.session.get(_SECRET):
        return redirect("second-factor")
    codes = _offered(request, request.user)
    if isinstance(codes, HttpResponse):
        return codes
    session_store.end_all(request.user, but=request.session.session_key)
    request.session[second_factor.SHOWN_IN] = timezone.now().isoformat()
    return _shown(request, codes, reverse("second-factor"))


class Proof(Code):
    """The code of the app that is there, or the password where there is none, and what to do."""

    ACTS = ("app", "codes")

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person, self.has_app = person, second_factor.is_set_up(person)
        if not self.has_app:
            self.fields["code"] = forms.CharField(
                label=_("Your password"),
                widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
            )

    def is_shown(self) -> bool:
        shown = self.cleaned_data["code"]
        if self.has_app:
            return bool(second_factor.accept(self.person, shown, timezone.now()))
        return self.person.check_password(shown)


@allowed(Capability.USE_DESK)
@transaction.atomic
def page(request: StaffRequest) -> HttpResponse:
    """What the own second factor is; another app or other codes, for whoever shows it."""
    form = Proof(request.POST or None, person=request.user)
    if form.is_valid() and request.POST.get("act") in Proof.ACTS:
        answer = _proven(request, form)
        if answer:
            return answer
    context = {
        "form": form,
        "factor": getattr(request.user, "second_factor", None),
        "left": second_factor.codes_left(request.user),
        "is_required": second_factor.is_required(request.user),
    }
    return render(request, "servicing/signing_in/second_factor.html", context)


def _proven(request: StaffRequest, form: Proof) -> HttpResponse | None:
    tried, now = sign_ins.attempt(request, request.user.username), timezone.now()
    if answer := entry.refused_in_pause(request, tried, request.user):
        return answer
    if not form.is_shown():
        sign_ins.record(SignInEvent.Kind.WRONG_CODE, tried, now, request.user)
        form.add_error("code", _("This is not right, or was used already."))
        return entry.paused(request, tried, now)
    if request.POST["act"] == "codes" and form.has_app:
        messages.success(request, _("These codes are new. Those before are no good any more."))
        return _shown(request, second_factor.renew_codes(request.user, now), reverse("second-factor"))
    request.session[_SECRET] = second_factor.new_secret()
    return redirect("change-factor")


def _offered(request: HttpRequest, person: User) -> list[str] | HttpResponse:
    """Recovery codes, once the app has shown figures of the secret; the page that asks for them before."""
    secret = request.session.setdefault(_SECRET, second_factor.new_secret())
    form = Figures(request.POST or None)
    if form.is_valid():
        figures = "".join(form.cleaned_data["code"].split())
        if codes := second_factor.set_up(person, secret, figures, timezone.now()):
            del request.session[_SECRET]
            messages.success(request, _("Your authenticator app is set up."))
            return codes
        form.add_error("code", _("These are not the figures of this key now. Look again at the app."))
    context = {"form": form, "picture": _picture(person, secret), "key": _in_fours(secret), "person": person}
    return render(request, "servicing/signing_in/set_up.html", context)


def _shown(request: HttpRequest, codes: list[str], to: str) -> HttpResponse:
    """The codes, this once."""
    return render(request, "servicing/signing_in/codes.html", {"codes": codes, "to": to})


def _picture(person: User, secret: str) -> SafeString:
    """A QR code as part of the page: nobody else is asked to draw it."""
    code = segno.make(second_factor.address_for_app(person, secret), error="m", micro=False)
    return mark_safe(code.svg_inline(scale=4, border=4, svgclass="qr-code", omitsize=True))  # noqa: S308


def _in_fours(secret: str) -> str:
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))
