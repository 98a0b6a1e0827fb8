"""Breaks between what was printed and what we held unpaid, and who looks into each."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Break
from servicing.access import Capability, allowed, may, people_who_may
from servicing.models import User
from servicing.worklists import accounts as account_worklists
from servicing.workspace.paging import page

OPEN, SETTLED = "open", "settled"
MINE, NOBODY = "mine", "nobody"


class Filters(forms.Form):
    state = forms.ChoiceField(required=False, choices=[(OPEN, OPEN), (SETTLED, SETTLED)])
    owner = forms.ChoiceField(required=False, choices=[(MINE, MINE), (NOBODY, NOBODY)])
    after = forms.CharField(required=False, max_length=40)

    def clean_after(self) -> tuple[date, int] | None:
        statement_date, _, account = self.cleaned_data["after"].partition("~")
        try:
            return (date.fromisoformat(statement_date), int(account)) if account else None
        except ValueError as error:
            raise ValidationError("not a key") from error


class Assignment(forms.Form):
    """Open breaks and the person they go to; without one, nobody's."""

    breaks = forms.ModelMultipleChoiceField(Break.objects.filter(settled_on__isnull=True))
    owner = forms.ModelChoiceField(User.objects.none(), to_field_name="username", required=False)

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.fields["owner"].queryset = people_who_may(Capability.TAKE_BREAKS)


@allowed(Capability.SEE_ACCOUNTS)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    form = Filters(request.GET)
    if not form.is_valid():
        raise BadRequest
    wanted = form.cleaned_data
    context = {"wanted": wanted, "closed": account_worklists.last_closed(), "people": _people(request)}
    context |= {
        "counts": account_worklists.break_counts(request.user.username),
        "back": request.get_full_path(),
    }
    return render(request, "servicing/breaks/list.html", context | _found(wanted, request.user))


@allowed(Capability.TAKE_BREAKS)
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a break that nobody has. Of two who try at once, one gets it and the other is told."""
    taken = Break.objects.filter(pk=pk, owner="", settled_on__isnull=True).update(owner=request.user.username)
    return _answer(request, pk, "" if taken else _("Somebody else took this break, or it is settled."))


@allowed(Capability.TAKE_BREAKS)
@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Let go of one's own break; a supervisor, of anyone's."""
    rows = Break.objects.filter(pk=pk, settled_on__isnull=True).exclude(owner="")
    if not may(request.user, Capability.ASSIGN_BREAKS):
        rows = rows.filter(owner=request.user.username)
    return _answer(request, pk, "" if rows.update(owner="") else _("This break is not yours to release."))


@allowed(Capability.ASSIGN_BREAKS)
@require_POST
def assign(request: HttpRequest) -> HttpResponse:
    """Give the chosen breaks to one person."""
    form = Assignment(request.POST)
    if form.is_valid():
        owner = form.cleaned_data["owner"]
        changed = form.cleaned_data["breaks"].update(owner=owner.username if owner else "")
        messages.success(request, ngettext("%d break assigned.", "%d breaks assigned.", changed) % changed)
    else:
        messages.error(request, _("Choose at least one open break, and who is to have it."))
    return redirect(_back(request))


def _found(wanted: dict[str, Any], user: User) -> dict[str, Any]:
    owner = {MINE: user.username, NOBODY: ""}.get(wanted["owner"])
    breaks = account_worklists.breaks(settled=wanted["state"] == SETTLED, owner=owner)
    if wanted["after"]:
        breaks = account_worklists.breaks_after(breaks, *wanted["after"])
    rows, more = page(breaks)
    query = urlencode({name: wanted[name] for name in ("state", "owner") if wanted[name]})
    return {"rows": _with_owners(rows), "more": more, "query": query, "next": _key(rows)}


def _key(rows: list[Break]) -> str:
    return f"{rows[-1].statement_date}~{rows[-1].account_id}" if rows else ""


def _with_owners(rows: list[Break]) -> list[Break]:
    """Owners are kept by username; people read names."""
    users = User.objects.filter(username__in={row.owner for row in rows})
    names = {user.username: user.get_full_name() for user in users}
    for row in rows:
        row.owner_name = names.get(row.owner, row.owner)
        row.difference = row.printed - (row.ours or 0)
    return rows


def _people(request: HttpRequest) -> Any:
    """Whom the reader may assign a break to."""
    assigning = may(request.user, Capability.ASSIGN_BREAKS)
    return list(people_who_may(Capability.TAKE_BREAKS)) if assigning else []


def _answer(request: HttpRequest, pk: int, problem: str) -> HttpResponse:
    """The row anew, or the list where there is no script."""
    if not request.htmx:
        if problem:
            messages.error(request, problem)
        return redirect(_back(request))
    row = get_object_or_404(Break.objects.select_related("account__product"), pk=pk)
    context = {"row": _with_owners([row])[0], "problem": problem, "closed": account_worklists.last_closed()}
    context["back"] = _back(request)
    return render(request, "servicing/breaks/row.html", context)


def _back(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    return target if url_has_allowed_host_and_scheme(target, {request.get_host()}) else "breaks"
