"""Re-ages: what the limits say before the button, the decision, and those that rest on returned payments."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts import reages
from accounts.dates import local_day
from accounts.models import Account, ReAge
from accounts.reages import Limit
from accounts.rules.standing import Facts
from servicing import scope
from servicing.access import Capability, StaffRequest, allowed, may
from servicing.models import User
from servicing.worklists import cases as case_worklists
from servicing.worklists.order import Order
from servicing.workspace import actions, seen, worklist
from servicing.workspace.fields import NoteField


class Reason(forms.Form):
    reason = NoteField(label=gettext_lazy("reason"), min_length=3)


@dataclass(frozen=True)
class PastReAge:
    """A re-age as the page of its account shows it; ``outside``: the limit it does not meet."""

    reage: ReAge
    outside: Limit | None

    @property
    def is_flagged(self) -> bool:
        """A payment that it rests on was returned, and nobody has looked at that yet."""
        return not self.reage.withdrawn_on and any(
            each.payment.returned_on and not each.reviewed_on for each in self.reage.rests_on.all()
        )

    @property
    def seen(self) -> str:
        return seen.stamp(*_shown(self.reage))


def _shown(reage: ReAge) -> list[object]:
    """What a decision on it rests on: its payments, with what became of each."""
    rests_on = sorted(reage.rests_on.all(), key=lambda each: each.pk)
    return [(each.pk, each.payment.returned_on, each.reviewed_on) for each in rests_on]


@allowed(Capability.SEE_ACCOUNTS)
@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    """Re-ages at which somebody should look again."""
    rows = scope.narrow(case_worklists.reages_to_review(), request.user)
    page = worklist.page(rows, Order(), worklist.wanted(request))
    return render(request, "servicing/reages/list.html", {"page": page, "rows": page.rows})


@allowed(Capability.RE_AGE)
@require_POST
def grant(request: StaffRequest, pk: int) -> HttpResponse:
    account = scope.find(Account.objects.select_related("product"), request.user, pk=pk)
    reason = _reason(request)
    if reason:
        on = actions.today_of(account)
        try:
            reages.grant(account, on, actions.act(request, reason))
            messages.success(request, _("Re-aged: from the next close on only newer statements count."))
        except reages.ReAgeRefused as refused:
            messages.error(request, _("Not re-aged. %(limit)s") % {"limit": refused})
    return redirect("account", pk)


@allowed(Capability.RE_AGE)
@require_POST
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    return _review(request, pk, reages.withdraw, _("Withdrawn: what was asked before counts again."))


@allowed(Capability.RE_AGE)
@require_POST
def uphold(request: StaffRequest, pk: int) -> HttpResponse:
    return _review(request, pk, reages.uphold, _("Noted: the re-age stands."))


def panel(account: Account, user: User, now: datetime, known: Facts) -> dict[str, Any]:
    """The re-ages of an account for its page; for those who may grant one also what the limits say."""
    granting = may(user, Capability.RE_AGE)
    return {
        "past_reages": _past(account, known),
        "verdict": reages.verdict(account, local_day(now, account.time_zone), known) if granting else None,
    }


def _past(account: Account, known: Facts) -> list[PastReAge]:
    """The newest first."""
    rows = list(account.reages.order_by("-on").prefetch_related("rests_on__payment"))
    outside = reages.outside(account, known) if rows else {}
    return [PastReAge(reage, outside.get(reage.pk)) for reage in rows]


def _review(request: StaffRequest, pk: int, verb: Any, done: str) -> HttpResponse:
    reage = scope.find(ReAge.objects.select_related("account"), request.user, pk=pk)
    if reage.withdrawn_on is None and not seen.is_as_shown(request, *_shown(reage)):
        messages.error(request, seen.CHANGED)
    elif reason := _reason(request):
        try:
            verb(reage, actions.today_of(reage.account), actions.act(request, reason))
            messages.success(request, done)
        except reages.NotInForce:
            messages.error(request, _("A colleague has already decided this."))
    return redirect("account", reage.account_id)


def _reason(request: StaffRequest) -> str:
    """What was typed as a reason; nothing where that will not do, and the reader is told."""
    form = Reason(request.POST)
    if form.is_valid():
        return str(form.cleaned_data["reason"])
    messages.error(request, _("Enter a reason of at most 200 characters, without a card number."))
    return ""
