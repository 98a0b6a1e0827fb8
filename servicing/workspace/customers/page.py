"""The page of one person: how they are reached, what they wish, and what may be changed of it."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from accounts import holds
from accounts.customers import contact_points, postal_addresses, preferences, reachability
from accounts.models import (
    Account,
    Consent,
    ContactPoint,
    Customer,
    Party,
    PreferredTime,
    Wish,
    WrongNumber,
)
from servicing import scope
from servicing.access import Capability, StaffRequest, allowed
from servicing.models import User
from servicing.worklists import accounts as account_worklists
from servicing.workspace import actions
from servicing.workspace.customers import forms as person_forms
from servicing.workspace.customers import print_spellings
from servicing.workspace.customers.history import history
from servicing.workspace.hardship import plans as hardship_plans

FORMS: dict[str, type[forms.Form]] = {
    "detail": person_forms.Detail,
    "language": person_forms.Language,
    "zone": person_forms.Zone,
    "hours": person_forms.Hours,
}
WISHES = {"language": Wish.Kind.LANGUAGE, "zone": Wish.Kind.TIME_ZONE}  # by the form that says one
REMARKS = {
    "verified": contact_points.verify,
    "stopped": contact_points.stop,
    "resumed": contact_points.resume,
}
SHOWN = 50  # accounts of a person, the newest part first


@allowed(Capability.SEE_ACCOUNTS)
@require_safe
def page(request: StaffRequest, pk: int) -> HttpResponse:
    return _page(request, scope.find(Customer, request.user, pk=pk))


@allowed(Capability.CHANGE_CUSTOMERS)
@require_POST
def add_contact_point(request: StaffRequest, pk: int) -> HttpResponse:
    customer = scope.find(Customer, request.user, pk=pk)
    form = _posted(request, "detail")
    try:
        if form.is_valid():
            contact_points.add(
                pk, act=actions.act(request), jurisdiction=_jurisdiction(pk), **form.cleaned_data
            )
    except contact_points.CannotBeReached:
        form.add_error("value", _what_it_needs(form.cleaned_data["kind"]))
    except contact_points.KnownAlready:
        form.add_error("value", _("This is known already. Mark it as verified instead."))
    return _answer(request, customer, detail=form)


def _what_it_needs(kind: str) -> str:
    if kind == ContactPoint.Kind.ADDRESS:
        return _(
            "Enter street or box, town and postcode. For a person with no fixed abode enter another way to"
            " reach them instead."
        )
    return _("Enter a valid number or e-mail. A number needs its country, an e-mail its @.")


@allowed(Capability.CHANGE_CUSTOMERS)
@require_POST
def remark(request: StaffRequest, pk: int, point: int) -> HttpResponse:
    """One contact detail is verified, not to be used, to be used again, or a wrong number for everybody."""
    detail = scope.find(ContactPoint, request.user, pk=point, customer=pk)
    form = person_forms.Remark(request.POST)
    if not form.is_valid():
        messages.error(request, _("Enter what became known, and how or why."))
    elif form.cleaned_data["what"] == person_forms.WRONG:
        _mark_wrong(request, detail, form.cleaned_data["note"])
    else:
        say = REMARKS[form.cleaned_data["what"]]
        act = actions.act(request, form.cleaned_data["note"])
        say(detail, act, on=reachability.today(pk, act.at))
        messages.success(request, _("Saved."))
        _tell_of_use(request, detail, form.cleaned_data["what"])
    return redirect("customer", pk)


def _tell_of_use(request: StaffRequest, point: ContactPoint, what: str) -> None:
    """Say so where it stays in use, since the same person has entered what would be used instead."""
    if what == "stopped" and not reachability.contact_points([point.customer_id]).get(pk=point.pk).blocked:
        text = _("It stays in use until a colleague has verified the other one, which you entered.")
        messages.warning(request, text)


def _mark_wrong(request: StaffRequest, point: ContactPoint, why: str) -> None:
    if not point.normal or point.kind == ContactPoint.Kind.ADDRESS:
        messages.error(request, _("Only a number or an e-mail can be wrong for everybody."))
        return
    contact_points.mark_wrong(point.normal, actions.act(request, why))
    messages.success(request, _("From now on nobody is contacted there."))


@allowed(Capability.LIFT_WRONG_NUMBERS)
@require_POST
def lift(request: StaffRequest, pk: int, point: int) -> HttpResponse:
    """A number marked as wrong may be used again, for everybody who has it."""
    detail = scope.find(ContactPoint, request.user, pk=point, customer=pk)
    form = person_forms.Reason(request.POST)
    if form.is_valid():
        contact_points.lift(detail.normal, actions.act(request, form.cleaned_data["note"]))
        messages.success(request, _("Wrong-number flag removed."))
    else:
        messages.error(request, _("Enter why it is not a wrong number."))
    return redirect("customer", pk)


@allowed(Capability.CHANGE_CUSTOMERS)
@require_POST
def wish(request: StaffRequest, pk: int, name: str) -> HttpResponse:
    """A language or a time zone of the person's own, or none."""
    customer = scope.find(Customer, request.user, pk=pk)
    form = _posted(request, name)
    if form.is_valid():
        preferences.say(pk, WISHES[name], form.cleaned_data["value"], actions.act(request))
    return _answer(request, customer, **{name: form})


@allowed(Capability.CHANGE_CUSTOMERS)
@require_POST
def prefer(request: StaffRequest, pk: int) -> HttpResponse:
    customer = scope.find(Customer, request.user, pk=pk)
    form = _posted(request, "hours")
    if form.is_valid():
        preferences.prefer(pk, act=actions.act(request), **form.cleaned_data)
    return _answer(request, customer, hours=form)


@allowed(Capability.CHANGE_CUSTOMERS)
@require_POST
def withdraw(request: StaffRequest, pk: int, hours: int) -> HttpResponse:
    """Hours that a person does not ask for any more."""
    preferred = scope.find(PreferredTime, request.user, pk=hours, customer=pk)
    preferences.withdraw(preferred.pk, actions.act(request))
    messages.success(request, _("Saved."))
    return redirect("customer", pk)


@allowed(Capability.CHANGE_CUSTOMERS)
@require_POST
def consent(request: StaffRequest, pk: int) -> HttpResponse:
    customer = scope.find(Customer, request.user, pk=pk)
    form = _consent_form(pk, request.POST)
    if form.is_valid():
        preferences.consent(pk, act=actions.act(request), **form.cleaned_data)
    return _answer(request, customer, consent=form)


def _consent_form(customer: int, posted: Any = None) -> forms.Form:
    """A yes or a no is dated by the day that it is where the person lives."""
    today = reachability.today(customer, timezone.now())
    return person_forms.ConsentForm(posted, today=today, auto_id="consent_%s")


def _posted(request: StaffRequest, name: str) -> forms.Form:
    return FORMS[name](request.POST, auto_id=f"{name}_%s")


def _answer(request: StaffRequest, customer: Customer, **posted: forms.Form) -> HttpResponse:
    """Back to the page; where something is wrong, the page with the form and what is wrong."""
    if not all(form.is_valid() for form in posted.values()):
        return _page(request, customer, **posted)
    messages.success(request, _("Saved."))
    return redirect("customer", customer.pk)


def _page(request: StaffRequest, customer: Customer, **posted: forms.Form) -> HttpResponse:
    wishes = _wishes(customer)
    unbound = {
        name: form(auto_id=f"{name}_%s", initial=_so_far(name, wishes)) for name, form in FORMS.items()
    }
    today = reachability.today(customer.pk, timezone.now())
    context = {
        **print_spellings.panel(customer, request.user),
        "customer": customer,
        "points": _points(customer),
        "consents": _consents(customer),
        "hours": reachability.preferred_times(customer.pk),
        "wishes": wishes,
        "held": _held(customer, request.user),
        "on_hold": list(scope.narrow(holds.of_person(customer), request.user)),
        "plans": hardship_plans.of_person(customer, today, request.user),
        "history": history(customer),
        "forms": unbound | {"consent": _consent_form(customer.pk)} | posted,
        "open": list(posted),
    }
    return render(request, "servicing/customers/page.html", context)


def _points(customer: Customer) -> list[ContactPoint]:
    """What is in force, in the order of the kinds; a wrong number with the newest entry about it."""
    points = list(reachability.contact_points([customer.pk]))
    jurisdiction = _jurisdiction(customer.pk)
    entries = WrongNumber.objects.filter(value__in=[point.normal for point in points if point.marked])
    marks = {mark.value: mark for mark in entries.order_by("value", "-pk").distinct("value")}
    for point in points:
        point.mark = marks.get(point.normal)
        point.lacks_postcode = (
            point.kind == ContactPoint.Kind.ADDRESS
            and not point.blocked
            and postal_addresses.lacks_postcode(point.value, jurisdiction)
        )
    return sorted(points, key=lambda point: point.place)


def _consents(customer: Customer) -> list[Consent]:
    """The last word of each channel, in the order of the channels; where nothing was said, none."""
    latest = customer.consents.order_by("channel", "-on", "-pk").distinct("channel")
    by_channel = {consent.channel: consent for consent in latest}
    return [by_channel.get(channel) or Consent(channel=channel) for channel in Consent.Channel.values]


def _wishes(customer: Customer) -> dict[str, Wish]:
    """The last word of each kind, by kind as a template can name it."""
    latest = customer.wishes.order_by("kind", "-pk").distinct("kind")
    return {wish.kind.replace("-", "_"): wish for wish in latest}


def _so_far(form: str, wishes: dict[str, Wish]) -> dict[str, str]:
    """What a form about a wish begins with."""
    kind = WISHES[form].replace("-", "_") if form in WISHES else ""
    return {"value": wishes[kind].value} if kind in wishes else {}


def _held(customer: Customer, user: User) -> list[tuple[Party, Account]]:
    """The accounts on which the person has or had a part, with their standing."""
    parties = list(scope.narrow(customer.parties.order_by("-pk"), user)[:SHOWN])
    accounts = account_worklists.accounts().in_bulk([party.account_id for party in parties])
    return [(party, accounts[party.account_id]) for party in parties]


def _jurisdiction(customer: int) -> str:
    """Where a number without its country's code belongs: to the country of the person's accounts."""
    places = Party.objects.filter(customer=customer).values_list("account__product__jurisdiction", flat=True)
    return places.first() or ""
