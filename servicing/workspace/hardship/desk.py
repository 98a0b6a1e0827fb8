"""The hardship desk: everything that waits for a person, list by list."""

from collections.abc import Callable
from datetime import date

from django import forms
from django.core.exceptions import BadRequest
from django.db.models import F, FilteredRelation, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts import holds
from accounts.close import run as nightly_close
from accounts.hardship import offers as hardship_offers
from accounts.hardship import requests as help_requests
from accounts.models import Plan
from accounts.plans import lifecycle as plan_lifecycle
from servicing import scope
from servicing.access import Capability, allowed
from servicing.models import User
from servicing.workspace.hardship import plans

SHOWN = 100
REQUESTS, DRAFTS, TO_SEND, AWAITED, REVIEWS = "requests", "drafts", "to-send", "awaited", "reviews"
MISSED, LAPSED, COMPLETE, KEPT = "missed", "lapsed", "complete", "kept"
LISTS = {
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


class Filters(forms.Form):
    show = forms.ChoiceField(required=False, choices=list(LISTS.items()))


@allowed(Capability.SEE_ACCOUNTS)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    form = Filters(request.GET)
    if not form.is_valid():
        raise BadRequest
    show, today = form.cleaned_data["show"] or REQUESTS, nightly_close.current_day(timezone.now())
    lists = _lists(today, request.user)
    rows = list(with_cardholder(lists[show]())[:SHOWN])
    context = {
        "show": show,
        "lists": [(name, str(label), lists[name]().count()) for name, label in LISTS.items()],
        "rows": rows,
        "plans": plans.shown(rows, today) if show in (REVIEWS, MISSED, LAPSED, COMPLETE, KEPT) else [],
        "today": today,
    }
    return render(request, "servicing/hardship/desk.html", context)


def with_cardholder(rows: QuerySet) -> QuerySet:
    """The same rows with the cardholder's name."""
    holder = FilteredRelation("account__parties", condition=Q(account__parties__role="cardholder"))
    return rows.annotate(holder=holder).annotate(cardholder=F("holder__customer__name"))


def _lists(today: date, user: User) -> dict[str, Callable[[], QuerySet]]:
    due = holds.due_for_review(today).filter(kind="hardship-plan").values("pk")
    every: dict[str, Callable[[], QuerySet]] = {
        REQUESTS: lambda: help_requests.open_requests().select_related("account__product"),
        DRAFTS: hardship_offers.drafts,
        TO_SEND: hardship_offers.to_send,
        AWAITED: lambda: hardship_offers.awaited(today),
        REVIEWS: lambda: (
            Plan.objects.filter(hold__in=due).select_related("account__product").order_by("agreed_on", "pk")
        ),
        MISSED: lambda: plan_lifecycle.in_state(MISSED),
        LAPSED: lambda: plan_lifecycle.in_state(LAPSED),
        COMPLETE: lambda: plan_lifecycle.in_state(COMPLETE),
        KEPT: lambda: plan_lifecycle.in_state(KEPT),
    }
    return {name: lambda rows=rows: scope.narrow(rows(), user) for name, rows in every.items()}
