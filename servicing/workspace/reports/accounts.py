"""The accounts behind a figure of a report, as they stood then: by the same statement that counted them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.reports import flows, rates, snapshot
from accounts.reports.flows import WantedFlow
from accounts.reports.snapshot import EVERY_DAY, View, Wanted
from accounts.stages import STAGES
from accounts.standings.evaluation import DayNotClosed
from servicing.access import Capability, allowed
from servicing.worklists.order import Order, number
from servicing.workspace import worklist
from servicing.workspace.fields import DayField
from servicing.workspace.reports import pages
from servicing.workspace.reports.aging import NO_BRANCH, days_of

_STAGES = [("", ""), *((stage, stage) for stage in STAGES)]
BY_ACCOUNT = Order("pk")


class Filters(worklist.Filters):
    """The figure whose accounts are wanted."""

    on = DayField()
    basis = forms.ChoiceField(choices=pages.BASES)
    currency = forms.CharField(required=False, max_length=3)
    product = forms.CharField(required=False, max_length=64)
    jurisdiction = forms.CharField(required=False, max_length=16)
    branch = forms.CharField(required=False, max_length=64)
    stage = forms.ChoiceField(required=False, choices=_STAGES)
    days = forms.CharField(required=False, max_length=8)


class FlowFilters(worklist.Filters):
    """The cell of a matrix whose accounts are wanted."""

    start = DayField()
    end = DayField()
    basis = forms.ChoiceField(choices=pages.BASES)
    currency = forms.CharField(required=False, max_length=3)
    product = forms.CharField(required=False, max_length=64)
    came = forms.ChoiceField(required=False, choices=[*_STAGES, (rates.NEW, rates.NEW)])
    went = forms.ChoiceField(required=False, choices=[*_STAGES, (rates.EXIT, rates.EXIT)])
    how = forms.ChoiceField(
        required=False, choices=[("", ""), *((way, way) for way in (rates.DUE, *rates.WAYS))]
    )


@allowed(Capability.SEE_REPORTS)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The accounts of a day that are counted in one figure."""
    wanted = worklist.wanted(request, Filters)
    seen = _seen(wanted["on"], wanted["basis"])
    branch = {"": None, NO_BRANCH: ""}.get(wanted["branch"], wanted["branch"])
    asked = Wanted(
        currency=wanted["currency"], product=wanted["product"], jurisdiction=wanted["jurisdiction"],
        branch=branch, stage=wanted["stage"], days=_days(wanted["days"]),
    )  # fmt: skip
    rows = snapshot.accounts(seen, asked, after=_after(wanted), size=worklist.PAGE + 1)
    title = _("Accounts as they stood on %(day)s") % {"day": seen.day.isoformat()}
    return _render(request, wanted, rows, title=title, basis=pages.basis_label(seen))


@allowed(Capability.SEE_REPORTS)
@require_safe
def moved(request: HttpRequest) -> HttpResponse:
    """The accounts that went from one stage to another between two days."""
    wanted = worklist.wanted(request, FlowFilters)
    start, end = _seen(wanted["start"], wanted["basis"]), _seen(wanted["end"], wanted["basis"])
    asked = WantedFlow(
        currency=wanted["currency"], product=wanted["product"], from_stage=wanted["came"],
        to_stage=wanted["went"], how=wanted["how"] or None,
    )  # fmt: skip
    rows = flows.accounts(start, end, asked, after=_after(wanted), size=worklist.PAGE + 1)
    days = {"start": start.day.isoformat(), "end": end.day.isoformat()}
    title = _("Accounts from %(start)s to %(end)s") % days
    return _render(request, wanted, rows, title=title, basis=pages.basis_label(end), flow=True)


def _render(
    request: HttpRequest, wanted: worklist.Wanted, rows: Sequence[Any], **context: Any
) -> HttpResponse:
    shown = list(rows[: worklist.PAGE])
    last = str(shown[-1].pk) if shown else ""
    context |= {
        "narrowed": [
            value for name, value in wanted.given.items() if name not in ("on", "basis", "start", "end")
        ],
        "page": worklist.Page(shown, len(rows) > worklist.PAGE, last, wanted),
        "rows": shown,
        "report_links": pages.links(request),
    }
    return render(request, "servicing/reports/accounts.html", context)


def _seen(day: Any, basis: str) -> View:
    try:
        return snapshot.view(day, basis)
    except (DayNotClosed, snapshot.NotRestated) as problem:
        raise Http404 from problem


def _days(code: str) -> tuple[int, int]:
    """A band, or a first and a last day as ``91..180``."""
    try:
        if ".." in code:
            first, last = code.split("..")
            return number(first), number(last)
        return days_of(code) if code else EVERY_DAY
    except ValueError as problem:
        raise BadRequest from problem


def _after(wanted: worklist.Wanted) -> int:
    try:
        return number(wanted.after) if wanted.after else 0
    except ValueError as problem:
        raise BadRequest from problem
