"""Contacts with the people of an account: what the gate says now, what was said, and what is written down."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.core.exceptions import BadRequest
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import packs
from accounts.contact import callbacks, gate, gate_messages
from accounts.contact import log as contact_log
from accounts.models import Account, Channel, ContactEvent, Customer, GateAnswer, Party, Purpose
from accounts.rules.contact.hours import local_day
from accounts.rules.contact.terms import RECIPIENTS, Question
from servicing.access import Capability, allowed, may
from servicing.models import User
from servicing.worklists.order import Order
from servicing.workspace import worklist
from servicing.workspace.contact.forms import CameOf, Correction, Incoming

SHOWN = 8  # of the newest contacts
ASKED = ("call", "sms", "email")  # what the desk does by hand; letters have their own way
PURPOSES = ("collection", "service")


@dataclass(frozen=True)
class GateView:
    """What the gate says about one channel and purpose now: yes until a time, or why not and from when."""

    channel: str
    purpose: str
    answer: gate.Answer
    why: str
    when: str

    @property
    def what(self) -> str:
        return f"{self.channel} {self.purpose}"


@dataclass(frozen=True)
class Reach:
    """A person who may be contacted about the account, and what the gate says by channel."""

    customer: Customer
    role: str
    channels: list[tuple[str, list[GateView]]]


def panel(account: Account, user: User) -> dict[str, Any]:
    """What an agent sees beside the account: the gate now, calls agreed and allowed, the newest contacts."""
    now = timezone.now()
    open_ = callbacks.open_().filter(account=account).select_related("customer")
    return {
        "reaches": _reaches(account, user, now),
        "agreed_calls": [(call, call.at <= now - callbacks.LATE) for call in open_],
        "allowed_now": gate.reserved(now).filter(account=account, asked_by=user.username),
        "contacts": of_people(account).order_by("-at", "-pk")[:SHOWN],
    }


def conversations(account: Account) -> list[tuple[date, str]]:
    """Days, by the clock where the account is, and channels on which somebody of it was spoken to."""
    spoken = contact_log.standing().filter(account=account, outcome=ContactEvent.Outcome.CONVERSATION)
    zone = ZoneInfo(account.time_zone)
    return [(local_day(at, zone), channel) for at, channel in spoken.values_list("at", "channel")]


def of_people(account: Account) -> QuerySet[ContactEvent]:
    """Contacts about the account, and with its people about their other accounts, as they stand."""
    customers = Party.objects.filter(account=account).values("customer")
    found = contact_log.standing().filter(Q(account=account) | Q(customer__in=customers))
    return found.select_related("customer", "account").exclude(outcome=ContactEvent.Outcome.IN_ERROR)


def _reaches(account: Account, user: User, now: datetime) -> list[Reach]:
    people = _people(account)
    trained = may(user, Capability.CONTACT_VULNERABLE)
    questions = [Question(channel, purpose, trained=trained) for channel in ASKED for purpose in PURPOSES]
    found = gate.look([(party.customer_id, account.pk) for party in people], questions, now)
    pack = packs.of(account.product.jurisdiction)
    return [
        Reach(
            party.customer,
            party.get_role_display(),
            _by_channel(
                _said(question, answer, pack, account)
                for question, answer in zip(questions, found[party.customer_id, account.pk], strict=True)
            ),
        )
        for party in people
    ]


def _people(account: Account) -> list[Party]:
    """One row a person, by their first part in the account that lets them be contacted."""
    parties = Party.objects.filter(account=account, until=None).select_related("customer").order_by("-pk")
    fitting = [p for p in parties if p.role in RECIPIENTS or p.liable_by_contract]
    return list({party.customer_id: party for party in fitting}.values())[::-1]


def _said(question: Question, answer: gate.Answer, pack: packs.Pack, account: Account) -> GateView:
    why = "" if answer.allowed else gate_messages.why(answer.refusals[0], pack)
    when = gate_messages.when(answer.until if answer.allowed else answer.from_when, account.time_zone)
    return GateView(question.channel, question.purpose, answer, why, when)


def _by_channel(said: Iterable[GateView]) -> list[tuple[str, list[GateView]]]:
    channels: dict[str, list[GateView]] = {}
    for each in said:
        channels.setdefault(Channel(each.channel).label, []).append(each)
    return list(channels.items())


@allowed(Capability.LOG_CONTACTS)
@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the gate. A yes leads to where its outcome is written down, a no says why and from when."""
    account = _account(pk)
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
    )
    if answer.allowed:
        return redirect("contact-outcome", pk, answer.pk)
    messages.error(request, _no(answer, account))
    return redirect("account", pk)


def _no(answer: gate.Answer, account: Account) -> str:
    why = gate_messages.why(answer.refusals[0], packs.of(account.product.jurisdiction))
    if not answer.from_when:
        return _("Not now. %(why)s") % {"why": why}
    when = gate_messages.when(answer.from_when, account.time_zone)
    return _("Not now. %(why)s From %(when)s, their time.") % {"why": why, "when": when}


@allowed(Capability.LOG_CONTACTS)
@require_http_methods(["GET", "HEAD", "POST"])
def outcome(request: HttpRequest, pk: int, answer: int) -> HttpResponse:
    """What came of a contact that the gate allowed."""
    account, found = _account(pk), _allowed_to(request.user, pk, answer)
    if found is None:
        messages.info(request, _("This contact is logged or cancelled already."))
        return redirect("account", pk)
    form = CameOf(request.POST or None, channel=found.channel)
    if form.is_valid():
        event = form.instance
        event.account, event.customer, event.answer = account, found.customer, found
        event.channel, event.purpose = found.channel, found.purpose
        event.direction, event.agent = ContactEvent.Direction.OUT, request.user.username
        return _logged(request, event)
    context = {"account": account, "answer": found, "form": form, "until": _until(found, account)}
    return render(request, "servicing/contacts/outcome.html", context)


@allowed(Capability.LOG_CONTACTS)
@require_POST
def give_back(request: HttpRequest, pk: int, answer: int) -> HttpResponse:
    """Nobody was contacted after all."""
    found = _allowed_to(request.user, pk, answer)
    if found and gate.give_back(found.pk, timezone.now()):
        messages.success(request, _("Cancelled: it does not count."))
    else:
        messages.error(request, _("It has lapsed, or is logged already."))
    return redirect("account", pk)


@allowed(Capability.LOG_CONTACTS)
@require_http_methods(["GET", "HEAD", "POST"])
def incoming(request: HttpRequest, pk: int) -> HttpResponse:
    """They called, wrote or came to a branch."""
    account = _account(pk)
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
    return render(request, "servicing/contacts/incoming.html", {"account": account, "form": form})


@allowed(Capability.LOG_CONTACTS)
@require_http_methods(["GET", "HEAD", "POST"])
def correct(request: HttpRequest, pk: int, event: int) -> HttpResponse:
    """A second entry instead of one that is wrong. Both stay."""
    account = _account(pk)
    found = get_object_or_404(contact_log.standing().select_related("customer"), pk=event, account=account)
    told = {name: getattr(found, name) for name in (*CameOf.Meta.fields, "number")}
    told["right_party"] = {True: "yes", False: "no"}.get(found.right_party, "")
    form = Correction(
        request.POST or None,
        instance=ContactEvent(at=found.at),
        initial=told,
        channel=found.channel,
        zone=account.time_zone,
        now=timezone.now(),
    )
    if form.is_valid():
        form.instance.account, form.instance.agent = account, request.user.username
        contact_log.correct(form.instance, of=found, now=timezone.now())
        messages.success(request, _("Saved. The earlier entry stays beside it."))
        return redirect("contacts", pk)
    context = {"account": account, "event": found, "form": form}
    return render(request, "servicing/contacts/correct.html", context)


@allowed(Capability.SEE_ACCOUNTS)
@require_safe
def listing(request: HttpRequest, pk: int) -> HttpResponse:
    """Every entry about the account in the order of entering, replaced ones among them."""
    account = _account(pk)
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


def _logged(request: HttpRequest, event: ContactEvent) -> HttpResponse:
    try:
        contact_log.log(event, now=timezone.now())
    except contact_log.NotAllowed:
        messages.error(request, _("The gate has not allowed this contact, or it is logged already."))
    else:
        messages.success(request, _("Logged."))
    return redirect("account", event.account_id)


def _account(pk: int) -> Account:
    return get_object_or_404(Account.objects.select_related("product"), pk=pk)


def _allowed_to(user: User, pk: int, answer: int) -> GateAnswer | None:
    """What the gate allowed this agent, lapsed or not; None once it is logged or cancelled."""
    own = GateAnswer.objects.filter(allowed=True, asked_by=user.username)
    found = get_object_or_404(own.select_related("customer"), pk=answer, account=pk)
    is_used = found.given_back_at is not None or ContactEvent.objects.filter(answer=found).exists()
    return None if is_used else found


def _until(answer: GateAnswer, account: Account) -> str:
    return gate_messages.when(answer.reserved_until, account.time_zone)
