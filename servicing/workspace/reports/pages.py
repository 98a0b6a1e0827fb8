"""The parts of every page of a report: what its address asks for, and the answer as a page or as a file."""

from collections.abc import Iterable
from datetime import date
from hashlib import sha256
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from accounts import business_dates, formatting
from accounts.close import restatement as restatement_run
from accounts.close.restatement import Progress
from accounts.models import Product, Restatement
from accounts.reports import snapshot
from accounts.reports.snapshot import View
from servicing.access import Capability, allowed, may
from servicing.exports import report_files as files
from servicing.exports import taking
from servicing.exports.report import Report
from servicing.exports.tables import Written
from servicing.workspace import actions
from servicing.workspace.close import closed_days
from servicing.workspace.fields import DayField
from servicing.workspace.navigation import MenuLink

BASES = [("known", gettext_lazy("As known then")), ("restated", gettext_lazy("As known now"))]
# The reports in the order of the day: label, route, and what else belongs to it.
REPORTS: tuple[tuple[Any, str, tuple[str, ...]], ...] = (
    (gettext_lazy("Aging"), "aging", ("report-accounts",)),
    (gettext_lazy("Roll rates"), "roll-rates", ("moved-accounts", "counted-accounts")),
    (gettext_lazy("Roll rates by month"), "roll-rates-by-month", ()),
    (gettext_lazy("Vintages"), "vintages", ()),
    (gettext_lazy("Help and conduct"), "conduct", ("conduct-accounts",)),
    (gettext_lazy("What if"), "what-if", ("supposed-accounts",)),
    (gettext_lazy("Month-end packs"), "month-packs", ("month-pack",)),
)


class Asked(forms.Form):
    """What every report is asked for. Nothing personal: it stands in the address."""

    basis = forms.ChoiceField(label=gettext_lazy("Basis"), required=False, choices=BASES)
    currency = forms.ChoiceField(label=gettext_lazy("Currency"), required=False)
    product = forms.ChoiceField(label=gettext_lazy("Product"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        products = list(Product.objects.order_by("code").values_list("code", "currency"))
        currencies = sorted({currency for _code, currency in products})
        if "currency" in self.fields:
            self.fields["currency"].choices = [(code, code) for code in currencies]  # type: ignore[attr-defined]
        if "product" in self.fields:
            listed = [("", _("All products")), *((code, code) for code, _currency in products)]
            self.fields["product"].choices = listed  # type: ignore[attr-defined]


class DayAsked(Asked):
    """With a closed day."""

    on = DayField(label=gettext_lazy("End of"), required=False)
    field_order: tuple[str, ...] = ("on",)


@allowed(Capability.SEE_REPORTS)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """The report of every morning."""
    return redirect("aging")


def asked(request: HttpRequest, form_class: type[forms.Form], **otherwise: Any) -> forms.Form:
    """The form as the address fills it; what it leaves out is as said here. Raises BadRequest."""
    given = {name: value for name, value in request.GET.items() if value}
    form = form_class({**{name: str(value) for name, value in otherwise.items() if value}, **given})
    if not form.is_valid():
        raise BadRequest
    return form


def first_currency() -> str:
    """The currency that is shown where none is asked for: that of most accounts' products, by code."""
    code = Product.objects.order_by("currency").values_list("currency", flat=True).first()
    return code or ""


MORE: tuple[tuple[Any, str, tuple[str, ...]], ...] = ((gettext_lazy("By e-mail"), "report-schedules", ()),)


def links(request: HttpRequest) -> list[MenuLink]:
    """The reports this person may open, for the row of links above each."""
    here = request.resolver_match.url_name if request.resolver_match else ""
    return [
        MenuLink(label, reverse(route), "page" if here == route else "true" if here in also else "")
        for label, route, also in (*REPORTS, *MORE)
        if may(request.user, Capability.SEE_REPORTS)
    ]


def to_restate(days: Iterable[date]) -> list[tuple[date, Restatement | None, Progress | None]]:
    """Days that no finished restatement tells of, each with the one at work and how far it is."""
    open_ = [(day, snapshot.at_work(day)) for day in days if snapshot.newest_restatement(day) is None]
    return [(day, work, restatement_run.progress_of(work) if work else None) for day, work in open_]


def view(day: date | None, basis: str) -> tuple[View | None, str]:
    """The day of the book, or why there is none to show."""
    if day is None or not business_dates.is_closed(day):
        return None, closed_days.why_not(day) or _("No day is closed yet, so there is nothing to report.")
    try:
        return snapshot.view(day, basis), ""
    except snapshot.NotRestated:
        return None, ""


def basis_label(seen: View) -> str:
    """On what basis, and for a restatement when its facts were taken."""
    if seen.restatement is None:
        return _("as known at the close of the day")
    at = formatting.moment(seen.restatement.finished_at)  # type: ignore[arg-type]
    return _("as known now (recalculated %(at)s)") % {"at": at}


def respond(request: HttpRequest, report: Report, **context: Any) -> HttpResponse:
    """The page, or the file that ``format`` of the address asks for."""
    if (wanted := request.GET.get("format")) in files.FORMATS:
        act = actions.act(request)
        answer = files.file(report, wanted, request.user.get_full_name(), act.at)  # type: ignore[union-attr]
        written = Written(sum(len(table.rows) for table in report.tables), sha256(answer.content).hexdigest())
        taking.record(report.code, wanted, written, act, filters=request.GET.urlencode())
        return answer
    addresses = (
        [(form.upper(), _with_format(request, form)) for form in files.FORMATS] if report.tables else []
    )
    shown = {
        "report": report,
        "files": addresses,
        "report_links": links(request),
        "by_mail": _by_mail(request),
    }
    return render(request, "servicing/reports/page.html", shown | context)


def _by_mail(request: HttpRequest) -> str:
    """Where one asks to be told of this report, narrowed as it is; none of a page that is of one month."""
    here = request.resolver_match.url_name if request.resolver_match else ""
    if here not in {route for _label, route, _also in REPORTS}:
        return ""
    return f"{reverse('report-schedules')}?{urlencode({**request.GET.dict(), 'report': here})}"


def _with_format(request: HttpRequest, form: str) -> str:
    query = request.GET.copy()
    query["format"] = form
    return f"?{query.urlencode()}"
