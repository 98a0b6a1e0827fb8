"""Past days restated for the whole book: asking for one, its progress, and what came out."""

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from accounts import business_dates, tasks
from accounts.acts import ActRefused
from accounts.close import restatement as restatement_run
from accounts.close.restatement import NO_STAGE
from accounts.models import RestatedAccount, Restatement
from accounts.reports import aging as aging_report
from accounts.stages import STAGES
from servicing import scope
from servicing.access import Capability, StaffRequest, allowed
from servicing.models import User
from servicing.worklists import accounts as account_worklists
from servicing.workspace import actions, worklist
from servicing.workspace.close import closed_days
from servicing.workspace.close.comparison import crossings
from servicing.workspace.fields import DayField
from servicing.workspace.people_names import name_people

PEOPLE = ("asked_by", "withdrawn_by")
NONE = "none"  # how an address names having no stage


class Question(forms.Form):
    """Which day to restate."""

    day = DayField(label=gettext_lazy("Recalculate the end of"))

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        if business_dates.is_closed(day):
            return day
        nothing = _("No day is closed yet, so there is nothing to compare a recalculation with.")
        raise ValidationError(closed_days.why_not(day) or nothing)


class Filters(worklist.Filters):
    """The figure whose accounts are wanted; without one, every account that stands differently."""

    _stages = [("", ""), *((stage, stage) for stage in STAGES), (NONE, NONE)]
    known = forms.ChoiceField(required=False, choices=_stages)
    stage = forms.ChoiceField(required=False, choices=_stages)
    currency = forms.CharField(required=False, max_length=3)


@allowed(Capability.SEE_BOOK)
@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    return _listing(request, Question())


@allowed(Capability.RESTATE)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: StaffRequest) -> HttpResponse:
    """Begin to restate a day, or come to the restatement of it that is at work."""
    form = Question(request.POST or None)
    if not form.is_valid():
        return _listing(request, form)
    restatement = restatement_run.begin(form.cleaned_data["day"], actions.act(request))
    tasks.wake_workers(restatement_run.progress_of(restatement).left)
    return actions.back(request, resolve_url("restatement", restatement.pk))


@allowed(Capability.SEE_BOOK)
@require_safe
def page(request: StaffRequest, pk: int) -> HttpResponse:
    """Progress, or what came out. When all is done, the part that watches the progress asks for the whole."""
    restatement = get_object_or_404(Restatement, pk=pk)
    context: dict[str, Any] = {"restatement": name_people([restatement], *PEOPLE)[0]}
    if restatement.is_open:
        context["far"] = restatement_run.progress_of(restatement)
    if request.htmx:
        over = not restatement.is_open
        return HttpResponseClientRefresh() if over else _render(request, "progress", context)
    if restatement.finished_at:
        context |= _outcome(restatement, request.user)
    return _render(request, "page", context)


@allowed(Capability.SEE_ACCOUNTS)
@require_safe
def accounts(request: StaffRequest, pk: int) -> HttpResponse:
    """The accounts behind one figure of a finished restatement."""
    restatement = get_object_or_404(Restatement, pk=pk, finished_at__isnull=False)
    wanted = worklist.wanted(request, Filters)
    rows = scope.narrow(account_worklists.restated_accounts(restatement), request.user)
    page = worklist.page(_narrowed(rows, wanted), account_worklists.BY_ACCOUNT, wanted)
    context = {"restatement": restatement, "wanted": wanted.chosen, "page": page, "rows": page.rows}
    return _render(request, "accounts", context)


@allowed(Capability.RESTATE)
@require_POST
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    restatement = get_object_or_404(Restatement, pk=pk)
    try:
        restatement_run.withdraw(restatement, actions.act(request))
    except ActRefused:
        messages.error(request, _("It was finished or withdrawn already."))
    return redirect("restatement", pk)


def _listing(request: StaffRequest, form: Question) -> HttpResponse:
    rows = account_worklists.restatements()
    page = worklist.page(rows, account_worklists.NEWEST_FIRST, worklist.wanted(request))
    context = {"page": page, "rows": name_people(page.rows, *PEOPLE), "form": form}
    return _render(request, "list", context | {"closed": account_worklists.last_closed()})


def _outcome(restatement: Restatement, user: User) -> dict[str, Any]:
    books = crossings(restatement_run.cells(restatement), aging_report.aging(restatement.day, "known"))
    first = scope.narrow(account_worklists.restated_accounts(restatement), user)
    page = worklist.page(first, account_worklists.BY_ACCOUNT, worklist.Wanted({}, {}))
    return {
        "books": books,
        "accounts": sum(book.accounts for book in books),
        "differing": sum(book.differing for book in books),
        "page": page,
        "rows": page.rows,
        "files_since": account_worklists.files_since(restatement.asked_at).count(),
    }


def _narrowed(rows: QuerySet[RestatedAccount], wanted: worklist.Wanted) -> QuerySet[RestatedAccount]:
    for field, name in (("known_stage", "known"), ("stage", "stage")):
        if stage := wanted[name]:
            rows = rows.filter(**{field: NO_STAGE if stage == NONE else stage})
    if wanted["currency"]:
        rows = rows.filter(account__product__currency=wanted["currency"])
    return rows


def _render(request: StaffRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, f"servicing/restatements/{template}.html", context)
