"""Payments on their way to an account, and the mandates that collect them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.dates import local_day
from accounts.models import Account, Mandate
from accounts.payments import mandates
from accounts.payments import pending as pending_payments
from servicing import scope
from servicing.access import Capability, StaffRequest, allowed
from servicing.workspace import actions
from servicing.workspace.fields import AmountField, DayField, field

SHOWN = 24  # pending payments, the newest first


class Grant(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("collects"), choices=Mandate.Kind.choices)
    amount = AmountField(
        label=gettext_lazy("amount"),
        help_text=gettext_lazy("Of a fixed amount only, such as 250.00."),
        required=False,
    )
    starts_on = DayField(label=gettext_lazy("first day"))

    def __init__(self, posted: Mapping[str, Any] | None, *, account: Account, today: date) -> None:
        super().__init__(posted, auto_id="mandate_%s", initial={"starts_on": today})
        field(self, "amount", AmountField).currency = account.product.currency

    def clean(self) -> None:
        super().clean()
        cleaned = self.cleaned_data
        fixed, amount = cleaned.get("kind") == Mandate.Kind.FIXED, cleaned.get("amount")
        if fixed and not amount and "amount" not in self.errors:
            self.add_error("amount", _("A fixed amount is more than zero, such as 250.00."))
        elif amount and not fixed:
            self.add_error("amount", _("Only a fixed amount is named."))


class LastDay(forms.Form):
    ends_on = DayField()


@allowed(Capability.CHANGE_CUSTOMERS)
@require_http_methods(["GET", "HEAD", "POST"])
def grant(request: StaffRequest, pk: int) -> HttpResponse:
    account = scope.find(Account.objects.select_related("product"), request.user, pk=pk)
    now = timezone.now()
    form = Grant(request.POST or None, account=account, today=local_day(now, account.time_zone))
    if not form.is_valid():
        return render(request, "servicing/pendings/grant.html", {"account": account, "form": form})
    mandates.grant(account, act=actions.act(request), **form.cleaned_data)
    messages.success(request, _("Saved."))
    return redirect("account", pk)


@allowed(Capability.CHANGE_CUSTOMERS)
@require_POST
def end(request: StaffRequest, pk: int, mandate: int) -> HttpResponse:
    row = scope.find(Mandate, request.user, pk=mandate, account=pk)
    if posted := actions.posted(request, LastDay, _("Enter a date such as 2026-01-31.")):
        actions.perform(
            request,
            lambda: mandates.end(row, actions.act(request), **posted),
            done=_("Saved."),
            refused=_("It has its last day already, or begins only later."),
        )
    return redirect("account", pk)


def panel(account: Account, today: date) -> dict[str, Any]:
    """What is on its way now, what became of what was, and who collects."""
    return {
        "expected": pending_payments.expected([account.pk], today)[account.pk],
        "pendings": list(account.pendings.select_related("presents").order_by("-due_on", "-pk")[:SHOWN]),
        "mandates": list(account.mandates.all()),
    }
