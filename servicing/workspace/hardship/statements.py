"""The affordability statement of a person: filled in, worked out as one types, kept as a draft, recorded."""

from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from accounts.hardship import affordability as affordability_store
from accounts.hardship import requests as help_requests
from accounts.hardship import standard_statement, trigger_sets
from accounts.models import Account, AffordabilityDraft, AffordabilityStatement, Customer, Party, TriggerSet
from accounts.rules.affordability import ABOVE, LOW
from servicing import scope
from servicing.access import Capability, StaffRequest, allowed
from servicing.queues import picking
from servicing.security.sent_forms import may_be_repeated
from servicing.workspace.actions import act, today_of
from servicing.workspace.drafts import stale
from servicing.workspace.hardship.forms import StatementForm, draft_fields, known


def asked_account(request: StaffRequest, pk: int) -> Account:
    return scope.find(Account.objects.select_related("product"), request.user, pk=pk)


def cardholder(account: Account) -> Customer:
    return get_object_or_404(Customer, parties__account=account, parties__role=Party.Role.CARDHOLDER)


@allowed(Capability.OFFER_HELP)
@require_POST
def ask(request: StaffRequest, pk: int) -> HttpResponse:
    """The person asks for help: collecting stops while a plan is prepared, and the statement comes first."""
    account = asked_account(request, pk)
    asked = act(request)
    with transaction.atomic():
        help_requests.take(account, asked, on=today_of(account))
        picking.keep_agreed_calls([pk], asked)
    messages.success(request, _("Help requested. Contact about the debt stops while a plan is prepared."))
    return redirect("affordability", pk)


@allowed(Capability.OFFER_HELP)
@require_http_methods(["GET", "HEAD", "POST"])
def statement(request: StaffRequest, pk: int) -> HttpResponse:
    account = asked_account(request, pk)
    customer, currency, today = (
        cardholder(account),
        account.product.currency,
        today_of(account),
    )
    newest = affordability_store.newest(customer, currency, today)
    form = _form(request, account, customer, newest)
    newer = _meanwhile(request, form, newest) if newest else None
    if request.method == "POST":
        affordability_store.save_draft(customer, draft_fields(request.POST), act(request))
        if form.is_valid() and "record" in request.POST and not newer:
            if form.items():
                recorded = act(request, form.cleaned_data["note"])
                affordability_store.record(
                    customer, currency, form.items(), recorded, on=today,
                    household=form.counts(), triggers=form.triggers,
                )  # fmt: skip
                return redirect("hardship-options", pk)
            form.add_error(None, _("Enter at least one amount."))
    elif newest:
        affordability_store.record_reading(newest, act(request))
    context = {
        "account": account, "customer": customer, "currency": currency, "form": form, "newest": newest,
        "has_standard_form": has_standard_form(account), "newer": newer,
        "seen": stale.stamp(newest.pk if newest else 0),
    }  # fmt: skip
    return render(request, "servicing/hardship/statement.html", context | _figures(account, customer, form))


def _meanwhile(
    request: StaffRequest, form: StatementForm, newest: AffordabilityStatement
) -> stale.Newer | None:
    """What somebody else recorded since this form was opened, line by line where it differs."""
    if not stale.is_stale(request, newest.pk):
        return None
    theirs, ours = known(newest), draft_fields(request.POST)
    shown = [name for name in form.fields if name.endswith(".amount") or name == "note"]
    sides = [
        {name: f"{form.fields[name].label}: {side[name]}" for name in shown if side.get(name)}
        for side in (theirs, ours)
    ]
    return stale.newer(newest.entered_by, newest.entered_at, *sides)


@allowed(Capability.OFFER_HELP)
@require_POST
@may_be_repeated
def figures(request: StaffRequest, pk: int) -> HttpResponse:
    """While one types: the sums of what stands there, which is kept as a draft."""
    account = asked_account(request, pk)
    customer = cardholder(account)
    affordability_store.save_draft(customer, draft_fields(request.POST), act(request))
    form = _form(request, account, customer, None)
    form.is_valid()
    context = {"currency": account.product.currency, "saved_at": timezone.now()}
    return render(request, "servicing/hardship/figures.html", context | _figures(account, customer, form))


def _form(
    request: StaffRequest, account: Account, customer: Customer, newest: AffordabilityStatement | None
) -> StatementForm:
    """As posted, else as the draft has it, else as the newest statement of the person."""
    rules = affordability_store.rules_of(account)
    drafted = AffordabilityDraft.objects.filter(customer=customer).values_list("fields", flat=True).first()
    posted = request.POST if request.method == "POST" else None
    initial = known(newest) if drafted is None else drafted
    return StatementForm(
        posted,
        initial=initial,
        rules=rules,
        currency=account.product.currency,
        triggers=_triggers(account),
    )


def has_standard_form(account: Account) -> bool:
    """Whether the form of the pack is that of the Standard Financial Statement."""
    rules = affordability_store.rules_of(account)
    is_theirs = "client-salary-or-wages" in rules.names("income")
    return is_theirs and account.product.currency == standard_statement.CURRENCY


def _triggers(account: Account) -> TriggerSet | None:
    product = account.product
    return trigger_sets.in_force(product.jurisdiction, product.currency, today_of(account))


def _figures(account: Account, customer: Customer, form: StatementForm) -> dict[str, Any]:
    """What the form comes to: of what was posted, else of what it was filled with."""
    rules, currency = affordability_store.rules_of(account), account.product.currency
    shown = (
        form
        if form.is_bound
        else StatementForm(form.initial, rules=rules, currency=currency, triggers=form.triggers)
    )
    shown.is_valid()
    items = shown.plain_items()
    affordability = affordability_store.of_items(items, customer, currency, today_of(account), rules)
    findings = shown.findings()
    return {
        "found": affordability,
        "others_share": affordability.available - affordability.our_share,
        "has_items": bool(items),
        "low": [finding for finding in findings if finding.what == LOW],
        "above": [finding for finding in findings if finding.what == ABOVE],
    }
