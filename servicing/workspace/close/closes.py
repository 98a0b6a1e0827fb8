"""Closes: which are provisional and why, and the supervisor who lets one go on."""

from datetime import date

from django import forms
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts import business_dates
from accounts.close import feed_gate
from accounts.models import BusinessDay, ExpectedFeed
from servicing.access import Capability, StaffRequest, allowed
from servicing.worklists import accounts as account_worklists
from servicing.workspace import actions, worklist
from servicing.workspace.close.expectations import expectations
from servicing.workspace.fields import NoteField
from servicing.workspace.people_names import names_of


class Release(forms.Form):
    note = NoteField(label=gettext_lazy("Reason"), rows=3, max_length=1000)


@allowed(Capability.SEE_BOOK)
@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    page = worklist.page(account_worklists.closes(), account_worklists.CLOSES_ORDER, worklist.wanted(request))
    return render(request, "servicing/closes/list.html", {"page": page, "closes": page.rows})


@allowed(Capability.SEE_BOOK)
@require_safe
def page(request: StaffRequest, day: date) -> HttpResponse:
    return _page(request, get_object_or_404(account_worklists.closes(), day=day), Release())


@allowed(Capability.RELEASE_CLOSES)
@require_POST
def release(request: StaffRequest, day: date) -> HttpResponse:
    """Of two supervisors at once the first stands, and the other is told."""
    close = get_object_or_404(account_worklists.closes(), day=day)
    form = Release(request.POST)
    if not form.is_valid():
        return _page(request, close, form)
    note = form.cleaned_data["note"]
    actions.perform(
        request,
        lambda: business_dates.release(day, actions.act(request, note)),
        done=_("Released."),
        refused=_("This close is not provisional, or a colleague has released it."),
    )
    return redirect("close", day)


def _page(request: StaffRequest, close: BusinessDay, form: Release) -> HttpResponse:
    context = {
        "close": close,
        "discrepancies": list(close.discrepancies.all()),
        "arrived": feed_gate.came_since(close),
        "brought": close.feeds.all(),
        "expected": expectations(ExpectedFeed.objects.filter(business_date=close.day)),
        "cleared": business_dates.cleared_through(),
        "form": form,
        "released_by": names_of([close.released_by]).get(close.released_by, ""),
    }
    return render(request, "servicing/closes/page.html", context)
