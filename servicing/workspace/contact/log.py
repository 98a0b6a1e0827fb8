"""Contacts with the people of an account: what the gate says now, what was said, and what is written down."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import packs
from accounts.contact import gate, gate_messages
from accounts.contact import log as contact_log
from accounts.customers import preferences, reachability
from accounts.models import Account, ContactEvent, Customer, GateAnswer, Purpose
from servicing import scope
from servicing.access import CONTACT_PURPOSES, Capability, StaffRequest, allowed, may
from servicing.models import User
from servicing.worklists.order import Order
from servicing.workspace import actions, worklist
from servicing.workspace.contact.forms import CameOf, Correction, Incoming
from servicing.workspace.contact.panel import ASKED
from servicing.workspace.wordings import prompts

_RIGHT_PARTY = {True: "yes", False: "no", None: ""}  # as the form has it


@allowed(Capability.LOG_CONTACTS)
@require_POST
def ask(request: StaffRequest, pk: int) -> HttpResponse:
    """Ask the gate. A yes leads to where its outcome is written down, a no says why and from when."""
    account = _account(request, pk)
    channel, _space, purpose = request.POST.get("what", "").partition(" ")
    customer = request.POST.get("customer", "")
    if channel not in ASKED or purpose not in Purpose.values or not customer.isdecimal():
        raise BadRequest
    known = get_object_or_404(Customer, pk=customer, parties__account=account)
    answer = gate.ask(
        customer=known.pk,
        account=account.pk,
        channel=channel,
        purpose=purpose,
        now=timezone.now(),
        by=request.user.username,
        trained=may(request.user, Capability.CONTACT_VULNERABLE),
        purposes=CONTACT_PURPOSES[request.user.role],
    )
    if answer.allowed:
        return redirect(actions.with_next(request, reverse("contact-outcome", args=[pk, answer.pk])))
    messages.error(request, _no(answer, account))
    return actions.to_account(request, pk)


def _no(answer: gate.Answer, account: Account) -> str:
    why = gate_messages.why(answer.refusals[0], packs.of(account.product.jurisdiction))
    if not answer.from_when:
        return _("Not now. %(why)s") % {"why": why}
    when = gate_messages.when(answer.from_when, account.time_zone)
    return _("Not now. %(why)s From %(when)s, their time.") % {"why": why, "when": when}


@allowed(Capability.LOG_CONTACTS)
@require_http_methods(["GET", "HEAD", "POST"])
def outcome(request: StaffRequest, pk: int, answer: int) -> HttpResponse:
    """What came of a contact that the gate allowed."""
    account, reserved = _account(request, pk), _allowed_to(request.user, pk, answer)
    if reserved is None:
        messages.info(request, _("This contact is logged or cancelled already."))
        return actions.to_account(request, pk)
    form = CameOf(request.POST or None, channel=reserved.channel)
    if form.is_valid():
        event = form.instance
        event.account, event.customer, event.answer = account, reserved.customer, reserved
        event.channel, event.purpose = reserved.channel, reserved.purpose
        event.direction, event.agent = ContactEvent.Direction.OUT, request.user.username
        return _logged(request, event)
    context = {"account": account, "answer": reserved, "form": form, "until": _until(reserved, account)}
    context |= _guide(account, reserved.customer_id)
    return render(request, "servicing/contacts/outcome.html", context)


def _guide(account: Account, customer: int | None) -> dict[str, Any]:
    """What to say, in the language the person wishes, else that of the account."""
    wish = preferences.language(customer) if customer else ""
    return prompts.guide(wish or account.language, get_language() or "en")


@allowed(Capability.LOG_CONTACTS)
@require_POST
def give_back(request: StaffRequest, pk: int, answer: int) -> HttpResponse:
    """Nobody was contacted after all."""
    reserved = _allowed_to(request.user, pk, answer)
    refused = _("It has lapsed, or is logged already.")
    if reserved is None:
        messages.error(request, refused)
    else:
        actions.perform(
            request,
            lambda: gate.give_back(reserved.pk, timezone.now()),
            done=_("Cancelled: it does not count."),
            refused=refused,
        )
    return actions.to_account(request, pk)


@allowed(Capability.LOG_CONTACTS)
@require_http_methods(["GET", "HEAD", "POST"])
def incoming(request: StaffRequest, pk: int) -> HttpResponse:
    """They called, wrote or came to a branch."""
    account = _account(request, pk)
    form = Incoming(
        request.POST or None,
        customers=Customer.objects.filter(parties__account=account).distinct().order_by("pk"),
        zone=account.time_zone,
        now=timezone.now(),
    )
    if form.is_valid():
        event = form.instance
        event.account, event.agent = account, request.user.username
        event.direction = ContactEvent.Direction.IN
        return _logged(request, event)
    context = {"account": account, "form": form, **_guide(account, None)}
    return render(request, "servicing/contacts/incoming.html", context)


@allowed(Capability.LOG_CONTACTS)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: StaffRequest, pk: int, event: int) -> HttpResponse:
    """A second entry instead of one that is wrong. Both stay."""
    account = _account(request, pk)
    entry = get_object_or_404(contact_log.standing().select_related("customer"), pk=event, account=account)
    if entry.agent != request.user.username and not may(request.user, Capability.CORRECT_OTHERS_CONTACTS):
        raise PermissionDenied
    initial = {name: getattr(entry, name) for name in (*CameOf.Meta.fields, "number")}
    initial["right_party"] = _RIGHT_PARTY[entry.right_party]
    form = Correction(
        request.POST or None,
        instance=ContactEvent(at=entry.at),
        initial=initial,
        channel=entry.channel,
        zone=account.time_zone,
        now=timezone.now(),
        relation=entry.relation,
    )
    if form.is_valid():
        form.instance.account, form.instance.agent = account, request.user.username
        may_lift = may(request.user, Capability.LIFT_WRONG_NUMBERS)
        contact_log.correct(form.instance, of=entry, now=timezone.now(), may_lift=may_lift)
        messages.success(request, _("Saved. The earlier entry stays beside it."))
        if reachability.wrong(entry.number, account.product.jurisdiction) and not may_lift:
            messages.info(request, _("The number stays marked as wrong until a supervisor lifts it."))
        return redirect("contacts", pk)
    context = {"account": account, "event": entry, "form": form}
    return render(request, "servicing/contacts/correct.html", context)


@allowed(Capability.SEE_ACCOUNTS)
@require_safe
def listing(request: StaffRequest, pk: int) -> HttpResponse:
    """Every entry about the account in the order of entering, replaced ones among them."""
    account = _account(request, pk)
    entries = ContactEvent.objects.filter(account=account).select_related("customer")
    page = worklist.page(entries, Order("-pk"), worklist.wanted(request))
    rows = page.rows
    standing = set(
        contact_log.standing().filter(pk__in=[row.pk for row in rows]).values_list("pk", flat=True)
    )
    for row in rows:
        row.stands = row.pk in standing
    context = {"account": account, "page": page, "rows": rows}
    return render(request, "servicing/contacts/list.html", context)


def _logged(request: StaffRequest, event: ContactEvent) -> HttpResponse:
    try:
        contact_log.log(event, now=timezone.now())
    except contact_log.NotAllowed:
        messages.error(request, _("This contact was not allowed, or it is logged already."))
    else:
        messages.success(request, _("Logged."))
        if event.relation:
            text = _("Nothing was told to them. If they reported a death or an illness, place a hold.")
            messages.info(request, text)
    return actions.to_account(request, event.account_id)


def _account(request: StaffRequest, pk: int) -> Account:
    return scope.find(Account.objects.select_related("product"), request.user, pk=pk)


def _allowed_to(user: User, pk: int, answer: int) -> GateAnswer | None:
    """What the gate allowed this agent, lapsed or not; None once it is logged or cancelled."""
    own = GateAnswer.objects.filter(allowed=True, asked_by=user.username)
    reserved = scope.find(own.select_related("customer"), user, pk=answer, account=pk)
    is_used = reserved.given_back_at is not None or ContactEvent.objects.filter(answer=reserved).exists()
    return None if is_used else reserved


def _until(answer: GateAnswer, account: Account) -> str:
    return gate_messages.when(answer.reserved_until, account.time_zone)
