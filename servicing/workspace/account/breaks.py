"""Breaks between what was printed and what we held unpaid, and who looks into each."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render, resolve_url
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts import formatting
from accounts.acts import ActRefused
from accounts.models import Break
from servicing import scope
from servicing.access import Capability, StaffRequest, allowed, may
from servicing.exports import tables
from servicing.models import User
from servicing.worklists import accounts as account_worklists
from servicing.workspace import actions, ownership, worklist
from servicing.workspace.lists.listing import Column, List
from servicing.workspace.ownership import MINE, NOBODY
from servicing.workspace.people_names import name_people

OPEN, SETTLED = "open", "settled"


class Filters(worklist.Filters):
    state = forms.ChoiceField(required=False, choices=[(OPEN, OPEN), (SETTLED, SETTLED)])
    owner = forms.ChoiceField(required=False, choices=[(MINE, MINE), (NOBODY, NOBODY)])


def _found(request: StaffRequest, wanted: worklist.Wanted) -> Any:
    owner = ownership.owner_of(wanted["owner"], request.user)
    rows = account_worklists.breaks(settled=wanted["state"] == SETTLED, owner=owner)
    return scope.narrow(rows, request.user)


def _named(rows: list[Break], _user: User | None = None) -> list[Break]:
    return name_people(rows, "owner")


LIST = List(
    "breaks",
    Filters,
    rows=_found,
    order=lambda _wanted: account_worklists.BREAKS_ORDER,
    title=gettext_lazy("Statement differences"),
    columns=[
        Column(gettext_lazy("Account"), lambda row: row.account.reference),
        Column(gettext_lazy("Statement date"), lambda row: row.statement_date),
        Column(gettext_lazy("Currency"), lambda row: row.account.product.currency),
        Column(gettext_lazy("Printed"), lambda row: tables.amount(row.printed, row.account.product.currency)),
        Column(gettext_lazy("Ours"), lambda row: tables.amount(row.ours, row.account.product.currency)),
        Column(gettext_lazy("Likely cause"), lambda row: str(row.get_cause_display())),
        Column(gettext_lazy("Found on"), lambda row: row.found_on),
        Column(gettext_lazy("Settled"), lambda row: row.settled_on),
        Column(gettext_lazy("Owner"), lambda row: row.owner_name),
    ],
    chosen_by_chips=("state", "owner"),
    choices=[
        ownership.assigning(
            lambda: Break.objects.filter(settled_on=None),
            is_open=lambda row: row.settled_on is None,
            taking=Capability.TAKE_BREAKS,
            capability=Capability.ASSIGN_BREAKS,
            settled=gettext_lazy("It is settled."),
        )
    ],
    by_key=Break.objects.select_related("account__product").filter,
    row_label=lambda row: f"{row.account.reference} · {formatting.day(row.statement_date)}",
    row_address=lambda row: resolve_url("account", row.account_id),
    prepared=_named,
)


@allowed(Capability.SEE_ACCOUNTS)
@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    wanted = worklist.wanted(request, Filters)
    settled = wanted["state"] == SETTLED
    page = worklist.page(_found(request, wanted), account_worklists.BREAKS_ORDER, wanted)
    context = {
        "page": page,
        "rows": _named(page.rows),
        "chips": _chips(wanted, request.user),
        "settled": settled,
        "owner": wanted["owner"],
        "closed": account_worklists.last_closed(),
        "list": LIST.shown(request, wanted),
        "back": request.get_full_path(),
    }
    return render(request, "servicing/breaks/list.html", context)


@allowed(Capability.TAKE_BREAKS)
@require_POST
def take(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a break that nobody has."""
    scope.find(Break, request.user, pk=pk)
    try:
        ownership.take(Break.objects.filter(pk=pk, settled_on=None), request.user)
    except ActRefused:
        return _answer(request, pk, _("Somebody else took this difference, or it is settled."))
    return _answer(request, pk)


@allowed(Capability.TAKE_BREAKS)
@require_POST
def release(request: StaffRequest, pk: int) -> HttpResponse:
    """Give back one's own break; a supervisor, anyone's."""
    scope.find(Break, request.user, pk=pk)
    rows = Break.objects.filter(pk=pk, settled_on=None)
    try:
        ownership.give_back(rows, request.user, Capability.ASSIGN_BREAKS)
    except ActRefused:
        return _answer(request, pk, _("This difference is not yours to give back."))
    return _answer(request, pk)


def _chips(wanted: worklist.Wanted, user: User) -> list[worklist.Chip]:
    """Open ones, of them nobody's and one's own, and those that are settled."""
    counts = account_worklists.break_counts(user)
    labels = [("open", _("Open"), ""), ("unowned", _("Without an owner"), f"owner={NOBODY}")]
    if may(user, Capability.TAKE_BREAKS):
        labels.append(("mine", _("Yours"), f"owner={MINE}"))
    labels.append(("settled", _("Settled"), f"state={SETTLED}"))
    return [
        worklist.Chip(label, query, counts.get(name), query == wanted.query) for name, label, query in labels
    ]


def _answer(request: StaffRequest, pk: int, problem: str = "") -> HttpResponse:
    """The row anew, or the list where there is no script."""
    if not request.htmx:
        if problem:
            messages.error(request, problem)
        return actions.back(request, "breaks")
    row = scope.find(Break.objects.select_related("account__product"), request.user, pk=pk)
    context = {"row": _named([row])[0], "problem": problem, "closed": account_worklists.last_closed()}
    context |= {"back": actions.back_to(request, "breaks"), "list": LIST.shown(request, worklist.NOTHING)}
    return render(request, "servicing/breaks/row.html", context)
