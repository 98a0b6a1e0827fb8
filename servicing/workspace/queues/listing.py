"""The queues with their counts, one queue in its order, and the next person of them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.close import run as nightly_close
from accounts.models import Account, Customer
from servicing.access import Capability, StaffRequest, allowed, may
from servicing.models import Claim
from servicing.queues import catalogue, claims, offering, picking
from servicing.queues.catalogue import QUEUES, Queue
from servicing.queues.entries import Asking, Entry
from servicing.workspace import actions, worklist
from servicing.workspace.queues import bulk, current_person, sentences


class Place(forms.Form):
    after = forms.CharField(required=False, max_length=80)


class Leaving(forms.Form):
    """The person whom somebody leaves for the next one."""

    leaving = forms.IntegerField(required=False, min_value=1)


@dataclass(frozen=True)
class Row:
    """A person of a queue as its page lists them."""

    entry: Entry
    customer: Customer
    account: Account
    why: str
    claim: Claim | None


@allowed(Capability.WORK_QUEUES)
@require_safe
def queues(request: StaffRequest) -> HttpResponse:
    """Every queue that the reader works in: how many wait, since when, how many somebody has."""
    asked = asking(request)
    figures = offering.figures(catalogue.of(request.user), asked)
    mine = claims.held_by(asked.name, asked.now).select_related("customer", "account")
    context = {"figures": figures, "mine": list(mine), "most": offering.COUNTED, "queues": QUEUES}
    return render(request, "servicing/queues/list.html", context)


@allowed(Capability.WORK_QUEUES)
@require_safe
def queue(request: StaffRequest, queue: str) -> HttpResponse:
    """One queue in its order: whom it offers now, and why."""
    shown, form = of_code(request, queue), Place(request.GET)
    if not form.is_valid():
        raise BadRequest
    asked, after = asking(request), form.cleaned_data["after"]
    try:
        page = offering.page(shown, asked, after)
    except ValueError as error:
        raise BadRequest from error
    rows = _rows(shown, page.entries, asked.today)
    wanted = worklist.NOTHING.having(queue=queue)
    people = bulk.LIST.shown(request, wanted)
    context = {"queue": shown, "rows": rows, "page": page, "after": after, "list": people}
    return render(request, "servicing/queues/queue.html", context)


@allowed(Capability.WORK_QUEUES)
@require_POST
def next_person(request: StaffRequest, queue: str = "") -> HttpResponse:
    """Claim the next person and go to their page; whoever is at hand is left first."""
    searched = [of_code(request, queue)] if queue else catalogue.of(request.user)
    form = Leaving(request.POST)
    if form.is_valid() and (leaving := form.cleaned_data["leaving"]):
        _leave(request, leaving)
    if claim := picking.next_person(searched, asking(request)):
        return redirect("work", claim.pk)
    messages.info(request, _("Nobody waits who may be worked on now."))
    return redirect("queue", queue) if queue else redirect("queues")


@allowed(Capability.WORK_QUEUES)
@require_POST
def give_all_back(request: StaffRequest) -> HttpResponse:
    """Give back everybody: the shift ends."""
    number = claims.give_all_back(request.user.username, actions.act(request))
    current_person.note(request, None)
    text = ngettext("%(number)s person given back.", "%(number)s people given back.", number)
    messages.success(request, text % {"number": number})
    return redirect("queues")


def asking(request: StaffRequest) -> Asking:
    now = timezone.now()
    return Asking(request.user, now, nightly_close.current_day(now))


def of_code(request: StaffRequest, code: str) -> Queue:
    """The queue of this code, if the reader works in it. Raises ``Http404`` or ``PermissionDenied``."""
    if code not in QUEUES:
        raise Http404
    if not may(request.user, QUEUES[code].working):
        raise PermissionDenied
    return QUEUES[code]


def _leave(request: StaffRequest, customer: int) -> None:
    act = actions.act(request)
    current_person.leave(request, customer)
    held = claims.holder_of(customer, act.at)
    if held and held.holder == act.by:
        picking.finish(held, act)


def _rows(queue: Queue, entries: list[Entry], today: date) -> list[Row]:
    customers = Customer.objects.in_bulk([entry.customer for entry in entries])
    accounts = Account.objects.select_related("product").in_bulk([entry.account for entry in entries])
    mine: dict[int, Any] = claims.held(timezone.now()).in_bulk(list(customers))
    return [
        Row(
            entry,
            customers[entry.customer],
            accounts[entry.account],
            sentences.why(queue, entry, today),
            mine.get(entry.customer),
        )
        for entry in entries
    ]
