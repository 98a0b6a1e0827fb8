"""Closes: which are provisional and why, and the supervisor who lets one go on."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts import business_dates
from accounts.models import BusinessDay, ExpectedFeed
from servicing.access import Capability, allowed
from servicing.models import User
from servicing.worklists import accounts as account_worklists
from servicing.workspace import paging
from servicing.workspace.close.expectations import expectations
from servicing.workspace.fields import refuse_card_numbers


class Filters(forms.Form):
    after = forms.DateField(required=False)


class Release(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("Why it may go on"),
        widget=forms.Textarea(attrs={"rows": 3}),
        max_length=1000,
        validators=[refuse_card_numbers],
    )


@allowed(Capability.SEE_BOOK)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    form = Filters(request.GET)
    if not form.is_valid():
        raise BadRequest
    closes = account_worklists.closes()
    if after := form.cleaned_data["after"]:
        closes = closes.filter(day__lt=after)
    rows, more = paging.page(closes)
    last = rows[-1].day.isoformat() if rows else None
    context = {"closes": rows, "more": more, "after": after, "last": last}
    return render(request, "servicing/closes/list.html", context)


@allowed(Capability.SEE_BOOK)
@require_safe
def page(request: HttpRequest, day: date) -> HttpResponse:
    return _page(request, get_object_or_404(account_worklists.closes(), day=day), Release())


@allowed(Capability.RELEASE_CLOSES)
@require_POST
def release(request: HttpRequest, day: date) -> HttpResponse:
    """Of two supervisors at once the first stands, and the other is told."""
    close = get_object_or_404(account_worklists.closes(), day=day)
    form = Release(request.POST)
    if not form.is_valid():
        return _page(request, close, form)
    note = form.cleaned_data["note"]
    if business_dates.release(day, by=request.user.username, note=note, at=timezone.now()):
        messages.success(request, _("Released."))
    else:
        messages.error(request, _("This close is not provisional, or somebody else has released it."))
    return redirect("close", day)


def _page(request: HttpRequest, close: BusinessDay, form: Release) -> HttpResponse:
    context = {
        "close": close,
        "doubts": list(close.doubts.all()),
        "brought": close.feeds.all(),
        "expected": expectations(ExpectedFeed.objects.filter(business_date=close.day)),
        "cleared": business_dates.cleared_through(),
        "form": form,
        **_released(close),
    }
    return render(request, "servicing/closes/page.html", context)


def _released(close: BusinessDay) -> dict[str, Any]:
    """By whom: kept by username; people read names."""
    if not close.released_by:
        return {}
    person = User.objects.filter(username=close.released_by).first()
    return {"released_by": person.get_full_name() if person else close.released_by}
