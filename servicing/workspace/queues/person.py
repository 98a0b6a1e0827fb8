"""The person at hand as one screen: who, what is so now, what to do, and what happened."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import BadRequest
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import formatting
from accounts import holds as book_holds
from accounts.business_dates import last_closed
from accounts.dates import local_day
from accounts.models import Account, Customer, Party, StageSpan
from accounts.standings import facts
from servicing import scope
from servicing.access import Capability, StaffRequest, allowed, may, people_who_may
from servicing.models import Claim, Presence, User
from servicing.queues import claims, deferrals
from servicing.queues.catalogue import QUEUES
from servicing.workspace.account.standing_now import standing_now
from servicing.workspace.cases import cases
from servicing.workspace.contact import panel as contacts
from servicing.workspace.hardship import plans as hardship_plans
from servicing.workspace.people_names import names_of
from servicing.workspace.promises import promises
from servicing.workspace.queues import current_person as at_work
from servicing.workspace.queues import offered_acts, promise_form, state, timeline

LOOKING = timedelta(minutes=2)  # for so long after the last sign somebody is taken to look at a person
PAYMENTS, CYCLES = 6, 6


class About(forms.Form):
    """Which of the person's accounts is at hand."""

    account = forms.IntegerField(required=False, min_value=1)


@dataclass(frozen=True)
class Held:
    """An account of the person with its standing as closed last."""

    account: Account
    span: StageSpan | None
    at_hand: bool


@allowed(Capability.WORK_QUEUES)
@require_safe
def page(request: StaffRequest, pk: int) -> HttpResponse:
    """Everything about a person for whoever works on them; looking claims nobody."""
    customer, now = scope.find(Customer, request.user, pk=pk), timezone.now()
    form, claim = About(request.GET), claims.holder_of(pk, now)
    if not form.is_valid():
        raise BadRequest
    wanted = form.cleaned_data["account"] or (claim.account_id if claim else None)
    held = _held(customer, request.user, wanted)
    at_hand = next((each for each in held if each.at_hand), None)
    context = {"customer": customer, "held": held, "now": now, **_claim(request.user, customer, claim, now)}
    if context["mine"]:
        at_work.note(request, pk)
    else:
        at_work.leave(request, pk)
    if at_hand:
        context |= _account(request, customer, at_hand, claim, now)
    return render(request, "servicing/queues/person.html", context)


def _held(customer: Customer, user: User, wanted: int | None) -> list[Held]:
    """The person's accounts, the furthest past due first; the one that is wanted is at hand, or the first."""
    owed = Party.objects.filter(customer=customer, until=None).values("account")
    accounts = scope.narrow(Account.objects.filter(pk__in=owed).select_related("product"), user)
    spans = {span.account_id: span for span in StageSpan.objects.filter(account__in=owed, ends_before=None)}
    ordered = sorted(accounts, key=lambda account: _urgency(spans.get(account.pk)), reverse=True)
    at_hand = wanted if wanted in {account.pk for account in ordered} else ordered[0].pk if ordered else None
    return [Held(account, spans.get(account.pk), account.pk == at_hand) for account in ordered]


def _urgency(span: StageSpan | None) -> tuple[str, int]:
    return (span.stage.replace("CURRENT", ""), span.past_due) if span else ("", 0)


def _claim(user: User, customer: Customer, claim: Claim | None, now: datetime) -> dict[str, Any]:
    """Who has the person, and what the reader may do about that."""
    mine = claim if claim and claim.holder == user.username else None
    queue = QUEUES.get(claim.queue) if claim else None
    colleagues = people_who_may(queue.working) if mine and queue else User.objects.none()
    return {
        "claim": claim,
        "mine": mine,
        "queue": queue,
        "holder": names_of([claim.holder])[claim.holder] if claim else "",
        "looking": looking(customer, user, now),
        "skips": deferrals.SKIPS,
        "snoozes": deferrals.SNOOZES,
        "again": _again(mine, now) if mine else None,
        "colleagues": colleagues.exclude(pk=user.pk) if mine else colleagues,
        "may_take_over": claim is not None and mine is None and may(user, Capability.MANAGE_CLAIMS),
    }


def _again(mine: Claim, now: datetime) -> dict[str, str] | None:
    """The last snooze of the person, to be made once more: until as it would be typed and as it is shown,
    reason and note."""
    zone = mine.account.time_zone
    last = deferrals.same_time_again(mine.customer_id, now, zone)
    if last is None:
        return None
    at = last.until.astimezone(ZoneInfo(zone))
    until = {"until": f"{at:%Y-%m-%d %H:%M}", "shown": formatting.moment_there(last.until, zone)}
    return until | {"reason": last.reason, "note": last.note}


def looking(customer: Customer, user: User, now: datetime) -> list[str]:
    """Who else has the page of the person open; that the reader has is kept for the others."""
    Presence.objects.bulk_create(
        [Presence(customer=customer, who=user.username, seen_at=now)],
        update_conflicts=True, unique_fields=["customer", "who"], update_fields=["seen_at"],
    )  # fmt: skip
    others = Presence.objects.filter(customer=customer, seen_at__gt=now - LOOKING).exclude(who=user.username)
    return sorted(names_of(others.values_list("who", flat=True)).values())


def _account(
    request: StaffRequest, customer: Customer, held: Held, claim: Claim | None, now: datetime
) -> dict[str, Any]:
    """What is so of the account at hand, what may be done about it, and what happened."""
    account, today = held.account, local_day(now, held.account.time_zone)
    known, currency = facts.of_account(account), held.account.product.currency
    closed = last_closed()
    standing = standing_now(known, held.span, closed, today, currency)
    context: dict[str, Any] = {
        "account": account,
        "span": held.span,
        "closed": closed,
        "currency": currency,
        "today": today,
        "standing": standing,
        "on_hold": book_holds.in_force([account.pk], today)[account.pk],
        "payments": list(account.payments.order_by("-posted_on", "-pk")[:PAYMENTS]),
        "cycles": _cycles(account)[:CYCLES],
        "tries": state.tries(customer, now),
        "back": f"{reverse('work', args=[customer.pk])}?account={account.pk}",
    }
    context |= contacts.panel(account, request.user) | promises.panel(account, known, request.user)
    context |= hardship_plans.panel(account)
    context |= cases.panel(account, list(account.cases.filter(state="open").order_by("resolve_by")), now)
    context["state"] = state.sentences(customer, context)
    acts = offered_acts.of(request.user, customer, claim, context)
    context |= {"acts": acts[: offered_acts.MOST], "more_acts": acts[offered_acts.MOST :]}
    context["promise"] = promise_form.proposed(request.user, account, today)
    context["timeline"] = timeline.of(customer, account)
    return context


def _cycles(account: Account) -> QuerySet[Any]:
    """The newest version of each statement, the newest statement first."""
    versions = account.cycles.order_by("-statement_date", "-known_on")
    return versions.distinct("statement_date")
