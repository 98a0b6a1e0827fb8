"""What is offered to do about a person, each act with its key: three as buttons, the rest beside them."""

from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from accounts.models import Account, Customer
from servicing.access import Capability, may
from servicing.models import Claim, User

MOST = 3  # acts that the page puts first


@dataclass(frozen=True)
class Offered:
    """An act with its key: a link, or a form of these fields that is posted."""

    key: str
    label: str
    address: str
    fields: dict[str, Any] = field(default_factory=dict)
    opens: bool = False  # a part of this page

    @property
    def shown_key(self) -> str:
        return "↵" if self.key == "Enter" else self.key.upper()


def of(user: User, customer: Customer, claim: Claim | None, context: dict[str, Any]) -> list[Offered]:
    """What the queue asks for, then a contact, a promise, help: what the role may and the gate allows."""
    account = context["account"]
    first = _of_queue(claim.queue if claim else "", user, customer, context)
    offered = [first] if first else []
    if may(user, Capability.LOG_CONTACTS):
        offered.append(_contact(customer, context))
    if may(user, Capability.TAKE_PROMISES) and _owes(context):
        offered.append(Offered("p", _("Record a promise"), "#record-promise", opens=True))
    if may(user, Capability.OFFER_HELP):
        offered.append(_help(account, context))
    return offered


def _of_queue(queue: str, user: User, customer: Customer, context: dict[str, Any]) -> Offered | None:
    """What the person is in the queue for, where that is not a call."""
    account = context["account"]
    page = reverse("account", args=[account.pk])
    if queue == "cases" and context["cases"]:
        return Offered("Enter", _("Open the case"), reverse("case", args=[context["cases"][0][0].pk]))
    if queue == "hold-reviews":
        return Offered("Enter", _("Review the hold"), f"{page}#holds")
    if queue == "missed-plans":
        label = _("Decide on the plan") if may(user, Capability.DECIDE_PLANS) else _("Look at the plan")
        return Offered("Enter", label, f"{page}#hardship")
    if queue == "returned-mail":
        return Offered("Enter", _("Update the contact details"), reverse("customer", args=[customer.pk]))
    return None


def _contact(customer: Customer, context: dict[str, Any]) -> Offered:
    """The call that the gate allows; where it allows none, what came in from them can be logged."""
    account = context["account"]
    for waiting in context["allowed_now"]:
        address = reverse("contact-outcome", args=[account.pk, waiting.pk])
        return Offered("l", _("Log the result of the call"), back(address, context))
    call = _allowed_call(customer, context)
    if call:
        fields = {"customer": customer.pk, "what": call, "next": context["back"]}
        return Offered("l", _("Start a call, then log it"), reverse("ask-contact", args=[account.pk]), fields)
    return Offered("l", _("Log a contact"), back(reverse("log-incoming", args=[account.pk]), context))


def _allowed_call(customer: Customer, context: dict[str, Any]) -> str:
    for call, _missed in context["agreed_calls"]:
        if call.customer_id == customer.pk and call.asked != "no":
            return "call call-back"
    for reach in context["reaches"]:
        for _name, views in reach.channels:
            for view in views:
                if reach.customer.pk == customer.pk and view.channel == "call" and view.answer.allowed:
                    return str(view.what)
    return ""


def _help(account: Account, context: dict[str, Any]) -> Offered:
    if context["help_request"]:
        return Offered("h", _("Go on with the request for help"), reverse("affordability", args=[account.pk]))
    address = reverse("ask-help", args=[account.pk])
    return Offered("h", _("Start help: collection stops"), address, {"next": context["back"]})


def _owes(context: dict[str, Any]) -> bool:
    return context["standing"] is not None and context["standing"].standing.past_due > 0


def back(address: str, context: dict[str, Any]) -> str:
    """The address of a form that leads back to the person."""
    return f"{address}?{urlencode({'next': context['back']})}"
