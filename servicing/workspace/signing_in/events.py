"""The record of signing in: who came in, who was refused, and what became of passwords and second factors."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from servicing.access import Capability, StaffRequest, allowed
from servicing.models import SignInEvent, User
from servicing.worklists.order import Order
from servicing.workspace import worklist
from servicing.workspace.people_names import name_people

Kind = SignInEvent.Kind
NEWEST_FIRST = Order("-pk")
SHOWN = {
    "refused": (Kind.WRONG_PASSWORD, Kind.WRONG_CODE, Kind.PAUSED),
    "came-in": (Kind.SIGNED_IN, Kind.RECOVERED),
    "changed": (
        Kind.LINK_MADE,
        Kind.PASSWORD_CHANGED,
        Kind.FACTOR_SET_UP,
        Kind.FACTOR_ENDED,
        Kind.CODES_MADE,
    ),
}
LABELS = {
    "": _("Everything"),
    "refused": _("Refused"),
    "came-in": _("Signed in"),
    "changed": _("Passwords and second factors"),
}


class Filters(worklist.Filters):
    show = forms.ChoiceField(required=False, choices=LABELS.items())
    person = forms.ModelChoiceField(User.objects, required=False)


@allowed(Capability.SEE_SIGN_INS)
@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    """Newest first, of everybody or of one person."""
    wanted = worklist.wanted(request, Filters)
    page = worklist.page(_events(wanted["show"], wanted["person"]), NEWEST_FIRST, wanted)
    context: dict[str, Any] = {
        "page": page,
        "rows": name_people(page.rows, "by"),
        "person": wanted["person"],
        "chips": worklist.chips(wanted, "show", LABELS, {}),
    }
    return render(request, "servicing/signing_in/events.html", context)


def _events(show: str, person: User | None) -> QuerySet[SignInEvent]:
    events = SignInEvent.objects.select_related("person")
    if show:
        events = events.filter(kind__in=SHOWN[show])
    return events.filter(person=person) if person else events
