"""Past days restated for the whole book: asking for one, its progress, and what came out."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from django_htmx.http import HttpResponseClientRefresh

from accounts import business_dates, formatting, tasks
from accounts.close import restatement as restatement_run
from accounts.close.restatement import NO_STAGE
from accounts.models import RestatedAccount, Restatement
from accounts.reports import aging as aging_report
from accounts.stages import STAGES
from servicing.access import Capability, allowed
from servicing.models import User
from servicing.worklists import accounts as account_worklists
from servicing.workspace import paging
from servicing.workspace.close.crossing import crossings

NONE = "none"  # how an address names having no stage


class Question(forms.Form):
    """Which day to restate."""

    day = forms.DateField(
        label=gettext_lazy("Restate the end of"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d")
    )

    def clean_day(self) -> Any:
        day, last = self.cleaned_data["day"], business_dates.last_closed()
        if business_dates.is_closed(day):
            return day
        if last is None:
            raise ValidationError(
                _("No day is closed yet, so there is nothing to hold a restatement against.")
            )
        raise ValidationError(
            _("%(day)s is not closed; the last closed day is %(last)s.")
            % {"day": formatting.day(day), "last": formatting.day(last)}
        )


class Filters(forms.Form):
    """The figure whose accounts are wanted; without one, every account that stands differently."""

    _stages = [("", ""), *((stage, stage) for stage in STAGES), (NONE, NONE)]
    known = forms.ChoiceField(required=False, choices=_stages)
    stage = forms.ChoiceField(required=False, choices=_stages)
    currency = forms.CharField(required=False, max_length=3)


@allowed(Capability.SEE_BOOK)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    return _listing(request, Question())


@allowed(Capability.RESTATE)
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Begin to restate a day, or come to the restatement of it that is at work."""
    form = Question(request.POST or None)
    if not form.is_valid():
        return _listing(request, form)
    restatement = restatement_run.begin(form.cleaned_data["day"], request.user.username, timezone.now())
    tasks.wake_workers(restatement_run.progress_of(restatement).left)
    return redirect("restatement", restatement.pk)


@allowed(Capability.SEE_BOOK)
@require_safe
def page(request: HttpRequest, pk: int) -> HttpResponse:
    """Progress, or what came out. When all is done, the part that watches the progress asks for the whole."""
    restatement = get_object_or_404(Restatement, pk=pk)
    context: dict[str, Any] = {"restatement": _named([restatement])[0]}
    if restatement.is_open:
        context["far"] = restatement_run.progress_of(restatement)
    if request.htmx:
        over = not restatement.is_open
        return HttpResponseClientRefresh() if over else _render(request, "progress", context)
    if restatement.finished_at:
        context |= _outcome(restatement)
    return _render(request, "page", context)


@allowed(Capability.SEE_ACCOUNTS)
@require_safe
def accounts(request: HttpRequest, pk: int) -> HttpResponse:
    """The accounts behind one figure of a finished restatement."""
    restatement = get_object_or_404(Restatement, pk=pk, finished_at__isnull=False)
    form = Filters(request.GET)
    if not form.is_valid():
        raise BadRequest
    wanted = form.cleaned_data
    found = _narrowed(account_worklists.restated_accounts(restatement), wanted)
    if after := paging.last_seen(request):
        found = found.filter(account__gt=after)
    rows, more = paging.page(found)
    context = {"restatement": restatement, "wanted": wanted, "rows": rows, "more": more, "after": after}
    context["query"] = urlencode({name: value for name, value in wanted.items() if value})
    context["last"] = rows[-1].account_id if rows else None
    return _render(request, "accounts", context)


@allowed(Capability.RESTATE)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    restatement = get_object_or_404(Restatement, pk=pk)
    if not restatement_run.withdraw(restatement, request.user.username, timezone.now()):
        messages.error(request, _("It was finished or withdrawn already."))
    return redirect("restatement", pk)


def _listing(request: HttpRequest, form: Question) -> HttpResponse:
    found = account_worklists.restatements()
    if after := paging.last_seen(request):
        found = found.filter(pk__lt=after)
    rows, more = paging.page(found)
    context = {"rows": _named(rows), "more": more, "after": after, "last": rows[-1].pk if rows else None}
    return _render(request, "list", context | {"form": form, "closed": account_worklists.last_closed()})


def _outcome(restatement: Restatement) -> dict[str, Any]:
    books = crossings(restatement_run.cells(restatement), aging_report.aging(restatement.day, "known"))
    rows, more = paging.page(account_worklists.restated_accounts(restatement))
    return {
        "books": books,
        "accounts": sum(book.accounts for book in books),
        "differing": sum(book.differing for book in books),
        "rows": rows,
        "more": more,
        "last": rows[-1].account_id if rows else None,
        "files_since": account_worklists.files_since(restatement.asked_at).count(),
    }


def _narrowed(found: QuerySet[RestatedAccount], wanted: dict[str, str]) -> QuerySet[RestatedAccount]:
    for field, name in (("known_stage", "known"), ("stage", "stage")):
        if stage := wanted[name]:
            found = found.filter(**{field: NO_STAGE if stage == NONE else stage})
    if wanted["currency"]:
        found = found.filter(account__product__currency=wanted["currency"])
    return found


def _named(rows: list[Restatement]) -> list[Restatement]:
    """Who asked and who withdrew are kept by username; people read names."""
    usernames = {name for row in rows for name in (row.asked_by, row.withdrawn_by) if name}
    users = User.objects.filter(username__in=usernames)
    names = {user.username: user.get_full_name() for user in users}
    for row in rows:
        row.asked_by_name = names.get(row.asked_by, row.asked_by)
        row.withdrawn_by_name = names.get(row.withdrawn_by, row.withdrawn_by)
    return rows


def _render(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    return render(request, f"servicing/restatements/{template}.html", context)
