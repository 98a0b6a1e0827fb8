"""A statement as a file: an adviser's taken in as a draft of the form, and ours taken elsewhere."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.hardship import affordability as affordability_store
from accounts.hardship import standard_statement
from accounts.hardship.standard_statement import Line, NotAStatement
from accounts.models import Account, AffordabilityStatement
from accounts.rules.affordability import monthly
from notices.letters import letterheads
from servicing.access import Capability, StaffRequest, allowed
from servicing.workspace.actions import act, today_of
from servicing.workspace.hardship.forms import of_file
from servicing.workspace.hardship.statements import asked_account, cardholder, has_standard_form

LARGEST = 1_000_000  # bytes of a file


class AdvisersFile(forms.Form):
    file = forms.FileField(label=gettext_lazy("Standard Financial Statement (JSON)"), max_length=200)

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("This file is too large."))
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("This file is no text.")) from error


@allowed(Capability.OFFER_HELP)
@require_POST
def take_in(request: StaffRequest, pk: int) -> HttpResponse:
    """Fill the form with an adviser's file; nothing counts until somebody records it."""
    account = _account(request, pk)
    form = AdvisersFile(request.POST, request.FILES)
    if not form.is_valid():
        messages.error(request, " ".join(str(error) for errors in form.errors.values() for error in errors))
        return redirect("affordability", pk)
    try:
        read = standard_statement.read(form.cleaned_data["file"], _our_names(account))
    except NotAStatement as problem:
        text = _("This is no Standard Financial Statement that can be read: %(where)s.")
        messages.error(request, text % {"where": problem})
        return redirect("affordability", pk)
    fields = of_file(read, account.product.currency)
    affordability_store.save_draft(cardholder(account), fields, act(request))
    messages.success(request, _("Filled in from the adviser's file. Check it, then record it."))
    if read.left_out:
        text = _("Left out as our own debt: %(names)s")
        messages.info(request, text % {"names": ", ".join(read.left_out)})
    return redirect("affordability", pk)


@allowed(Capability.OFFER_HELP)
@require_POST
def take_out(request: StaffRequest, pk: int) -> HttpResponse:
    """The newest statement of the person as a file for an adviser; that it was looked at is recorded."""
    account = _account(request, pk)
    newest = affordability_store.newest(cardholder(account), account.product.currency, today_of(account))
    if newest is None:
        messages.error(request, _("There is no statement yet."))
        return redirect("affordability", pk)
    affordability_store.record_reading(newest, act(request))
    lines = [
        (Line(item.kind, item.name, item.amount, item.note, item.balance), monthly(item.amount, item.every))
        for item in newest.items.all()
    ]
    rules = affordability_store.rules_of(account)
    text = standard_statement.write(lines, _person(newest), rules, newest.note)
    name = f"statement-{newest.reference}.json"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(text, content_type="application/json", headers=headers)


def _account(request: StaffRequest, pk: int) -> Account:
    account = asked_account(request, pk)
    if not has_standard_form(account):
        raise Http404
    return account


def _person(statement: AffordabilityStatement) -> dict[str, Any]:
    """What is known of the person, under the form's own names. What nobody was asked is left out."""
    children = (statement.children_under_16 or 0) + (statement.children_16_18 or 0)
    client: dict[str, Any] = {"client-name": statement.customer.name, "is-joint-application": False}
    if statement.adults is not None:
        client |= {
            "dependent-children-under-16": statement.children_under_16 or 0,
            "dependent-children-16-18": statement.children_16_18 or 0,
            "total-number-in-household": statement.adults + children,
            "vehicles": statement.vehicles or 0,
        }
    return client


def _our_names(account: Account) -> set[str]:
    """How we may stand on an adviser's list of creditors."""
    jurisdiction = account.product.jurisdiction
    today = letterheads.today(jurisdiction, timezone.now())
    try:
        return {letterheads.in_force(jurisdiction, "en", today).name}
    except letterheads.NoLetterhead:
        return set()
