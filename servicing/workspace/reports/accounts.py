"""The accounts behind a figure of a report, as they stood then: by the same statement that counted them."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts import formatting
from accounts.reports import flows, roll_rate_formulas, snapshot
from accounts.reports.flows import Count, WantedFlow
from accounts.reports.snapshot import EVERY_DAY, View, Wanted
from accounts.stages import STAGES
from accounts.standings.evaluation import DayNotClosed
from servicing.access import Capability, allowed
from servicing.exports import report_files as files
from servicing.worklists.order import Order, number
from servicing.workspace import worklist
from servicing.workspace.fields import DayField
from servicing.workspace.reports import pages, roll_rates
from servicing.workspace.reports.aging import NO_BRANCH, days_of

_STAGES = [("", ""), *((stage, stage) for stage in STAGES)]
BY_ACCOUNT = Order("pk")
_SHOWN = ("currency", "product", "jurisdiction", "branch", "stage", "days", "came", "went", "how")
_OF_STAGES = ("stage", "came", "went")
HOW = {
    roll_rate_formulas.DUE: gettext_lazy("with a statement to pay in between"),
    roll_rate_formulas.NOT_DUE: gettext_lazy("without a statement to pay in between"),
    **roll_rates.WAYS,
}


class Filters(worklist.Filters):
    """The figure whose accounts are wanted."""

    on = DayField()
    basis = forms.ChoiceField(choices=pages.BASES)
    currency = forms.CharField(required=False, max_length=3)
    product = forms.CharField(required=False, max_length=64)
    jurisdiction = forms.CharField(required=False, max_length=16)
    branch = forms.CharField(required=False, max_length=64)
    stage = forms.ChoiceField(required=False, choices=_STAGES)
    days = forms.CharField(required=False, max_length=12)


class CodesField(forms.CharField):
    """Some codes of a list, with commas between; what is not in it is refused."""

    def __init__(self, listed: Sequence[str]) -> None:
        super().__init__(required=False, max_length=64)
        self.listed = listed

    def to_python(self, value: Any) -> list[str]:  # type: ignore[override]
        codes = [code for code in str(value or "").split(",") if code]
        if not set(codes) <= set(self.listed):
            raise forms.ValidationError("")
        return codes


class FlowFilters(worklist.Filters):
    """The cells of a matrix whose accounts are wanted."""

    start = DayField()
    end = DayField()
    basis = forms.ChoiceField(choices=pages.BASES)
    currency = forms.CharField(required=False, max_length=3)
    product = forms.CharField(required=False, max_length=64)
    came = CodesField([*STAGES, roll_rate_formulas.NEW])
    went = CodesField([*STAGES, roll_rate_formulas.EXIT])
    how = CodesField([roll_rate_formulas.DUE, roll_rate_formulas.NOT_DUE, *roll_rate_formulas.WAYS])


class CountFilters(worklist.Filters):
    """The cells of a count of what became of accounts; ``what``: their codes, with commas between."""

    of = forms.ChoiceField(choices=[(code, code) for code in flows.COUNTS])
    start = DayField()
    end = DayField()
    through = DayField()
    currency = forms.CharField(required=False, max_length=3)
    product = forms.CharField(required=False, max_length=64)
    what = forms.CharField(max_length=300)


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
    title = _("Accounts as they stood on %(day)s") % {"day": formatting.day(seen.day)}
    return _render(request, wanted, rows, title=title, basis=pages.basis_label(seen), shape="day")


@allowed(Capability.SEE_REPORTS)
@require_safe
def moved(request: HttpRequest) -> HttpResponse:
    """The accounts that went from one stage to another between two days."""
    wanted = worklist.wanted(request, FlowFilters)
    start, end = _seen(wanted["start"], wanted["basis"]), _seen(wanted["end"], wanted["basis"])
    asked = WantedFlow(
        currency=wanted["currency"], product=wanted["product"], from_stages=wanted["came"],
        to_stages=wanted["went"],
        hows=["" if how == roll_rate_formulas.NOT_DUE else how for how in wanted["how"]],
    )  # fmt: skip
    rows = flows.accounts(start, end, asked, after=_after(wanted), size=worklist.PAGE + 1)
    days = {"start": formatting.day(start.day), "end": formatting.day(end.day)}
    title = _("Accounts from %(start)s to %(end)s") % days
    return _render(request, wanted, rows, title=title, basis=pages.basis_label(end), shape="flow")


@allowed(Capability.SEE_REPORTS)
@require_safe
def counted(request: HttpRequest) -> HttpResponse:
    """The accounts behind straight rollers, cures that lasted and vintages."""
    wanted = worklist.wanted(request, CountFilters)
    for day in (wanted["through"], *((wanted["start"],) if wanted["of"] not in flows.COHORTS else ())):
        _seen(day, "known")
    count = Count(wanted["of"], wanted["start"], wanted["end"], wanted["through"])
    rows = flows.counted_accounts(
        count,
        wanted["what"].split(","),
        WantedFlow(currency=wanted["currency"], product=wanted["product"]),
        after=_after(wanted),
        size=worklist.PAGE + 1,
    )
    title = _("Accounts from %(start)s to %(end)s") % {
        "start": formatting.day(count.start),
        "end": formatting.day(count.through),
    }
    return _render(
        request, wanted, rows, title=title, basis=_("as known at the close of each day"), shape="count"
    )


def _render(
    request: HttpRequest, wanted: worklist.Wanted, rows: Sequence[Any], **context: Any
) -> HttpResponse:
    shown = list(rows[: worklist.PAGE])
    last = str(shown[-1].pk) if shown else ""
    context |= {
        "narrowed": [_said(name, value) for name, value in wanted.given.items() if name in _SHOWN],
        "page": worklist.Page(shown, len(rows) > worklist.PAGE, last, wanted),
        "rows": shown,
        "report_links": pages.links(request),
    }
    return render(request, "servicing/reports/accounts.html", context)


def _said(name: str, value: str) -> str:
    """One of the filters of a figure in words."""
    if name in _OF_STAGES:
        return ", ".join(files.stage_name(code) for code in value.split(","))
    if name == "how":
        return ", ".join(str(HOW[code]) for code in value.split(",") if code)
    return _("%(days)s days past due") % {"days": value} if name == "days" else value


def _seen(day: Any, basis: str) -> View:
    try:
        return snapshot.view(day, basis)
    except (DayNotClosed, snapshot.NotRestated) as problem:
        raise Http404 from problem


def _days(code: str) -> tuple[int, int]:
    """A band, or a first and a last day as ``91..180``; one left out is any."""
    try:
        if ".." in code:
            first, last = code.split("..")
            return number(first) if first else EVERY_DAY[0], number(last) if last else EVERY_DAY[1]
        return days_of(code) if code else EVERY_DAY
    except ValueError as problem:
        raise BadRequest from problem


def _after(wanted: worklist.Wanted) -> int:
    try:
        return number(wanted.after) if wanted.after else 0
    except ValueError as problem:
        raise BadRequest from problem
