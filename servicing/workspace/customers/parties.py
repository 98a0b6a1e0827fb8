"""Who has a part in an account, and who is entered at the desk as acting for somebody."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from accounts.acts import Act
from accounts.customers import contact_points, parties, reachability
from accounts.models import Account, ContactPoint, Customer, Party
from servicing import scope
from servicing.access import Capability, StaffRequest, allowed
from servicing.models import User
from servicing.worklists import accounts as account_worklists
from servicing.workspace import actions
from servicing.workspace.fields import DayField, NoteField

NEW = ("phone", "email", "address")


class Appointment(forms.Form):
    """A person of the book by reference, or a new one by name, with the role and what shows it."""

    role = forms.ChoiceField(
        label=gettext_lazy("role"), choices=[(role.value, role.label) for role in reachability.ACT_FOR_OTHERS]
    )
    evidence = NoteField(
        label=gettext_lazy("evidence"),
        help_text=gettext_lazy(
            "The document that shows it and where it is kept, such as a grant of probate."
        ),
    )
    customer = forms.CharField(
        label=gettext_lazy("customer reference"),
        help_text=gettext_lazy("Of somebody in the book. Empty for somebody new, who is named below."),
        max_length=64,
        required=False,
    )
    name = NoteField(label=pgettext_lazy("a person", "name"), required=False)
    phone = forms.CharField(label=gettext_lazy("telephone"), max_length=40, required=False)
    email = forms.EmailField(label=gettext_lazy("e-mail"), max_length=254, required=False)
    address = NoteField(label=gettext_lazy("address"), max_length=1000, required=False)

    def __init__(self, *args: Any, user: User) -> None:
        super().__init__(*args)
        self.user = user

    def clean_customer(self) -> Customer | None:
        reference = self.cleaned_data["customer"]
        if not reference:
            return None
        customer: Customer | None = scope.narrow(
            Customer.objects.filter(reference=reference), self.user
        ).first()
        if customer is None:
            raise ValidationError(_("Nobody in the book has this reference."))
        return customer

    def clean(self) -> None:
        super().clean()
        cleaned = self.cleaned_data
        if cleaned.get("customer"):
            if any(cleaned.get(field) for field in ("name", *NEW)):
                self.add_error("name", _("Either somebody in the book, or somebody new."))
        elif "customer" in cleaned and not cleaned.get("name"):
            self.add_error("name", _("Name the person, or give the reference of somebody in the book."))


class LastDay(forms.Form):
    until = DayField()


@dataclass(frozen=True)
class PartyRow:
    """Somebody who has a part in an account, as its page shows them."""

    party: Party
    points: list[ContactPoint]
    today: date

    @property
    def owes(self) -> bool:
        return self.party.role in reachability.OWE_BY_ROLE or self.party.liable_by_contract

    @property
    def is_over(self) -> bool:
        return self.party.until is not None and self.party.until < self.today

    @property
    def can_be_ended(self) -> bool:
        return self.party.role in reachability.ACT_FOR_OTHERS and self.party.until is None


@allowed(Capability.CHANGE_CUSTOMERS)
@require_http_methods(["GET", "HEAD", "POST"])
def appoint(request: StaffRequest, pk: int) -> HttpResponse:
    account = scope.find(Account.objects.select_related("product"), request.user, pk=pk)
    form = Appointment(request.POST or None, user=request.user)
    if form.is_valid() and _appointed(request, account, form):
        messages.success(request, _("Saved."))
        return redirect("account", pk)
    return render(request, "servicing/parties/new.html", {"account": account, "form": form})


def _appointed(request: StaffRequest, account: Account, form: Appointment) -> bool:
    """Whether all of it could be entered; otherwise nothing is, and the form says why."""
    cleaned, act = form.cleaned_data, actions.act(request)
    try:
        with transaction.atomic():
            person = cleaned["customer"] or _new(account, cleaned, act)
            parties.appoint(account, person, cleaned["role"], act, evidence=cleaned["evidence"])
    except parties.RoleAlreadyHeld:
        form.add_error("customer", _("This person has this role on the account already."))
    except contact_points.CannotBeReached:
        form.add_error("phone", _("Enter a valid number. It needs its country."))
    return form.is_valid()


def _new(account: Account, cleaned: dict[str, Any], act: Act) -> Customer:
    person = parties.introduce(cleaned["name"])
    jurisdiction = account.product.jurisdiction
    for kind in NEW:
        if value := cleaned[kind]:
            contact_points.add(
                person.pk, kind, value, act, source=ContactPoint.Source.STAFF, jurisdiction=jurisdiction
            )
    return person


@allowed(Capability.CHANGE_CUSTOMERS)
@require_POST
def dismiss(request: StaffRequest, pk: int, party: int) -> HttpResponse:
    """End the part of somebody who acts for others. Who owes stays as the issuer's files say."""
    row = scope.find(Party, request.user, pk=party, account=pk, role__in=reachability.ACT_FOR_OTHERS)
    form = LastDay(request.POST)
    if not form.is_valid():
        messages.error(request, _("Enter a date such as 2026-01-31."))
    else:
        actions.perform(
            request,
            lambda: parties.dismiss(row, actions.act(request), **form.cleaned_data),
            done=_("Saved."),
            refused=_("This part has its last day already."),
        )
    return redirect("account", pk)


def panel(account: Account, today: date, user: User) -> dict[str, Any]:
    """Who is on the account and how they are reached, and what else they hold."""
    people = list(account.parties.select_related("customer").order_by("pk"))
    reached = defaultdict(list)
    points = reachability.contact_points([party.customer_id for party in people])
    for point in sorted(points, key=lambda point: point.place):
        reached[point.customer_id].append(point)
    others = (
        scope.narrow(account_worklists.accounts(), user)
        .filter(parties__customer__parties__account=account)
        .exclude(pk=account.pk)
    )
    rows = [PartyRow(party, reached[party.customer_id], today) for party in people]
    return {"parties": rows, "others": others.distinct()[:20], "today": today}
