"""The hardship desk: everything that waits for a person, list by list."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.db.models import F, FilteredRelation, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts import holds
from accounts.close import run as nightly_close
from accounts.dates import months_later
from accounts.hardship import offers as hardship_offers
from accounts.hardship import requests as help_requests
from accounts.models import Plan
from accounts.plans import keep_rates as plan_rates
from accounts.plans import lifecycle as plan_lifecycle
from servicing import scope
from servicing.access import Capability, StaffRequest, allowed
from servicing.worklists.order import Order
from servicing.workspace import worklist
from servicing.workspace.hardship import plans
from servicing.workspace.people_names import name_people

REQUESTS, DRAFTS, TO_SEND, AWAITED, REVIEWS = "requests", "drafts", "to-send", "awaited", "reviews"
MISSED, LAPSED, COMPLETE, KEPT = "missed", "lapsed", "complete", "kept"
OF_PLANS = (REVIEWS, MISSED, LAPSED, COMPLETE, KEPT)
LABELS = {
    REQUESTS: gettext_lazy("Requests"),
    DRAFTS: gettext_lazy("Offers to approve"),
    TO_SEND: gettext_lazy("Offers to send"),
    AWAITED: gettext_lazy("Answers awaited"),
    REVIEWS: gettext_lazy("Plans to review"),
    MISSED: gettext_lazy("Missed"),
    LAPSED: gettext_lazy("Lapsed"),
    COMPLETE: gettext_lazy("Complete"),
    KEPT: gettext_lazy("Kept"),
}
RATED_MONTHS = 12


@dataclass(frozen=True)
class Worked:
    """One list of the desk: its rows, and the order in which they are worked."""

    rows: Callable[[date], QuerySet[Any]]
    order: Order


class Filters(worklist.Filters):
    show = forms.ChoiceField(required=False, choices=list(LABELS.items()))


@allowed(Capability.SEE_ACCOUNTS)
@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    wanted, today = worklist.wanted(request, Filters), nightly_close.current_day(timezone.now())
    show = wanted["show"] or REQUESTS
    rows = {name: scope.narrow(of.rows(today), request.user) for name, of in LISTS.items()}
    page = worklist.page(with_cardholder(rows[show]), LISTS[show].order, wanted)
    if show == REQUESTS:
        name_people(page.rows, "taken_by")
    counts = {name: each.count() for name, each in rows.items()}
    context = {
        "show": show,
        "chips": worklist.chips(wanted, "show", LABELS, counts, default=REQUESTS),
        "page": page,
        "rows": page.rows,
        "plans": plans.shown(page.rows, today) if show in OF_PLANS else [],
        "rates": plan_rates.of_days(
            months_later(today, -RATED_MONTHS), today, scope.narrow(Plan.objects.all(), request.user)
        ),
    }
    return render(request, "servicing/hardship/desk.html", context)


def with_cardholder(rows: QuerySet[Any]) -> QuerySet[Any]:
    """The same rows with the cardholder's name."""
    holder = FilteredRelation("account__parties", condition=Q(account__parties__role="cardholder"))
    named: QuerySet[Any] = rows.annotate(holder=holder).annotate(cardholder=F("holder__customer__name"))
    return named


def _reviewed(today: date) -> QuerySet[Plan]:
    due = holds.due_for_review(today).filter(kind="hardship-plan").values("pk")
    return Plan.objects.filter(hold__in=due).select_related("account__product")


def _in_state(state: str) -> Worked:
    return Worked(lambda today: plan_lifecycle.in_state(state), Order("pk", "since", date.fromisoformat))


def _dated(rows: Callable[[date], QuerySet[Any]], column: str) -> Worked:
    return Worked(rows, Order("pk", column, date.fromisoformat))


LISTS = {
    REQUESTS: _dated(
        lambda today: help_requests.open_requests().select_related("account__product"), "asked_on"
    ),
    DRAFTS: _dated(lambda today: hardship_offers.drafts(), "drafted_on"),
    TO_SEND: _dated(lambda today: hardship_offers.to_send(), "approved_on"),
    AWAITED: _dated(hardship_offers.awaited, "open_through"),
    REVIEWS: _dated(_reviewed, "agreed_on"),
    MISSED: _in_state(MISSED),
    LAPSED: _in_state(LAPSED),
    COMPLETE: _in_state(COMPLETE),
    KEPT: _in_state(KEPT),
}
