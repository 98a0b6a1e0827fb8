"""What is so of a person now, in one sentence whose parts lead to where each is proved."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import formatting
from accounts.contact import log as contact_log
from accounts.models import Channel, ContactEvent, Customer
from accounts.rules.contact.outcomes import TAKEN_UP
from servicing.templatetags.desk import label

WINDOW = timedelta(days=7)


@dataclass(frozen=True)
class Clause:
    """A part of the sentence, and the address of its proof."""

    text: str
    proof: str


@dataclass(frozen=True)
class Tries:
    """Contacts from us in the last seven days by one channel, and how many of them were answered."""

    channel: str
    made: int
    answered: int


def sentences(customer: Customer, context: dict[str, Any]) -> list[Clause]:
    """What is owed, what was paid since the close, what is promised, and whether they may be called."""
    clauses = [_owed(context), _paid(context), _promised(context), _called(customer, context)]
    return [clause for clause in clauses if clause]


def _owed(context: dict[str, Any]) -> Clause | None:
    now, account = context["standing"], context["account"]
    proof = reverse("account", args=[account.pk]) + "#through-time"
    if now is None:
        return Clause(_("What is past due cannot be computed"), proof)
    standing = now.standing
    if not standing.past_due:
        return Clause(_("Nothing is past due now"), proof)
    values = {
        "amount": formatting.amount(standing.past_due, context["currency"]),
        "day": formatting.day(standing.oldest_missed.effective_due),
        "days": standing.days_past_due,
        "stage": label(standing.stage),
    }
    text = ngettext(
        "%(amount)s past due since %(day)s (%(stage)s, %(days)s day)",
        "%(amount)s past due since %(day)s (%(stage)s, %(days)s days)",
        standing.days_past_due,
    )
    return Clause(text % values, proof)


def _paid(context: dict[str, Any]) -> Clause | None:
    now = context["standing"]
    if now is None or now.payment is None:
        return None
    values = {
        "amount": formatting.amount(now.payment.amount, context["currency"]),
        "day": formatting.day(now.payment.posted_on),
    }
    return Clause(_("%(amount)s paid on %(day)s, after the last close") % values, "#payments")


def _promised(context: dict[str, Any]) -> Clause | None:
    promise = next((each for each in context["promises"] if each.open), None)
    if promise is None:
        return None
    left = [each for each in promise.instalments if each.due_on >= context["today"]] or promise.instalments[
        -1:
    ]
    values = {
        "amount": formatting.amount(left[0].amount, context["currency"]),
        "day": formatting.day(left[0].due_on),
    }
    return Clause(_("%(amount)s promised by %(day)s") % values, "#promises")


def _called(customer: Customer, context: dict[str, Any]) -> Clause | None:
    reach = next((each for each in context["reaches"] if each.customer.pk == customer.pk), None)
    if reach is None:
        return Clause(_("this person may not be contacted about the account"), "#allowed")
    call = next(view for _name, views in reach.channels for view in views if view.what == "call collection")
    if call.answer.allowed:
        return Clause(_("may be called until %(when)s, their time") % {"when": call.when}, "#allowed")
    why = call.why.rstrip(".。")
    if not call.when:
        return Clause(_("no calls about the debt: %(why)s") % {"why": why}, "#allowed")
    values = {"why": why, "when": call.when}
    return Clause(_("no calls about the debt before %(when)s: %(why)s") % values, "#allowed")


def tries(customer: Customer, now: datetime) -> list[Tries]:
    """How often we tried to reach the person in the last seven days, over all their accounts."""
    ours = contact_log.standing().filter(
        customer=customer, at__gt=now - WINDOW, direction=ContactEvent.Direction.OUT
    )
    ours = ours.exclude(outcome=ContactEvent.Outcome.IN_ERROR).order_by()
    counted = ours.values_list("channel").annotate(
        made=Count("pk"), answered=Count("pk", filter=Q(outcome__in=TAKEN_UP))
    )
    return [Tries(str(Channel(channel).label), made, answered) for channel, made, answered in counted]
