"""Breaks between what was printed and what we held unpaid, who looks into each, and what was found."""

from dataclasses import replace
from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_POST, require_safe

from accounts import business_dates, formatting
from accounts.acts import Act, ActRefused
from accounts.close import run as nightly_close
from accounts.dates import utc_day
from accounts.models import Break
from accounts.standings import reconciliation
from servicing import scope
from servicing.access import Capability, StaffRequest, allowed, may
from servicing.exports import tables
from servicing.models import User
from servicing.worklists import accounts as account_worklists
from servicing.workspace import actions, ownership, worklist
from servicing.workspace.fields import NoteField
from servicing.workspace.lists.listing import Choice, Column, List
from servicing.workspace.ownership import MINE, NOBODY
from servicing.workspace.people_names import name_people

OPEN, WITH_ISSUER, SETTLED = account_worklists.OPEN, account_worklists.WITH_ISSUER, account_worklists.SETTLED
AGES = {
    "week": gettext_lazy("Up to 7 days old"),
    "month": gettext_lazy("8 to 30 days"),
    "quarter": gettext_lazy("31 to 90 days"),
    "older": gettext_lazy("91 days and more"),
}


class Filters(worklist.Filters):
    state = forms.ChoiceField(
        required=False, choices=[(state, state) for state in (OPEN, WITH_ISSUER, SETTLED)]
    )
    owner = forms.ChoiceField(required=False, choices=[(MINE, MINE), (NOBODY, NOBODY)])
    cause = forms.ChoiceField(
        label=gettext_lazy("Likely cause"),
        required=False,
        choices=[("", gettext_lazy("every cause")), *Break.Cause.choices],
    )
    age = forms.ChoiceField(
        label=gettext_lazy("Age"), required=False, choices=[("", gettext_lazy("every age")), *AGES.items()]
    )


class Settling(forms.Form):
    """Whose mistake it is, or that it is explained, and what was found."""

    settled_as = forms.ChoiceField(
        label=gettext_lazy("settled as"),
        help_text=gettext_lazy("The issuer's mistake waits until the issuer has corrected it."),
        choices=[("", gettext_lazy("choose")), *Break.SettledAs.choices],
    )
    note = NoteField(label=gettext_lazy("what was found"))


class Reopening(forms.Form):
    """Nothing is asked."""


def _found(request: StaffRequest, wanted: worklist.Wanted) -> Any:
    owner = ownership.owner_of(wanted["owner"], request.user)
    found = account_worklists.found_at_age(wanted["age"], _today()) if wanted["age"] else None
    rows = account_worklists.breaks(wanted["state"] or OPEN, owner=owner, cause=wanted["cause"], found=found)
    return scope.narrow(rows, request.user)


def _today() -> date:
    """The day by which ages are counted: the last closed one."""
    return business_dates.last_closed() or utc_day(timezone.now())


def _settled(row: Break, terms: dict[str, Any], act: Act) -> None:
    on = nightly_close.current_day(act.at)
    reconciliation.settle(row, terms["settled_as"], on, replace(act, note=terms["note"]))


def _named(rows: list[Break], _user: User | None = None) -> list[Break]:
    return name_people(rows, "owner", "settled_by")


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
        Column(gettext_lazy("Settled as"), lambda row: str(row.get_settled_as_display())),
        Column(gettext_lazy("What was found"), lambda row: row.settled_note),
        Column(gettext_lazy("Owner"), lambda row: row.owner_name),
    ],
    chosen_by_chips=("state", "owner"),
    choices=[
        ownership.assigning(
            account_worklists.breaks,
            is_open=lambda row: row.is_open,
            taking=Capability.TAKE_BREAKS,
            capability=Capability.ASSIGN_BREAKS,
            settled=gettext_lazy("It is settled."),
        ),
        Choice(
            "settle",
            gettext_lazy("Settle"),
            Capability.TAKE_BREAKS,
            Settling,
            lambda row, _now: "" if row.is_open else _("It is settled."),
            _settled,
        ),
        Choice(
            "reopen",
            gettext_lazy("Open again"),
            Capability.TAKE_BREAKS,
            Reopening,
            lambda row, _now: "" if row.settled_by else _("Nobody has settled it."),
            lambda row, _terms, _act: reconciliation.reopen(row),
        ),
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
    state = wanted["state"] or OPEN
    page = worklist.page(_found(request, wanted), account_worklists.BREAKS_ORDER, wanted)
    context = {
        "page": page,
        "rows": _named(page.rows),
        "chips": _chips(wanted, request.user),
        "state": state,
        "owner": wanted["owner"],
        "ages": AGES,
        "by_cause": _by_cause(request.user) if state == OPEN else [],
        "closed": account_worklists.last_closed(),
        "list": LIST.shown(request, wanted),
        "back": request.get_full_path(),
    }
    return render(request, "servicing/breaks/list.html", context)


def _by_cause(user: User) -> list[dict[str, Any]]:
    """Each likely cause with how many are open, by age."""
    rows = list(account_worklists.breaks_by_cause(user, _today()))
    for row in rows:
        row["label"] = Break.Cause(row["cause"]).label
        row["counts"] = [(age, row[age]) for age in AGES]
    return rows


@allowed(Capability.TAKE_BREAKS)
@require_POST
def take(request: StaffRequest, pk: int) -> HttpResponse:
    """Take a break that nobody has."""
    scope.find(Break, request.user, pk=pk)
    try:
        ownership.take(account_worklists.breaks().filter(pk=pk), request.user)
    except ActRefused:
        return _answer(request, pk, _("Somebody else took this difference, or it is settled."))
    return _answer(request, pk)


@allowed(Capability.TAKE_BREAKS)
@require_POST
def release(request: StaffRequest, pk: int) -> HttpResponse:
    """Give back one's own break; a supervisor, anyone's."""
    scope.find(Break, request.user, pk=pk)
    rows = account_worklists.breaks().filter(pk=pk)
    try:
        ownership.give_back(rows, request.user, Capability.ASSIGN_BREAKS)
    except ActRefused:
        return _answer(request, pk, _("This difference is not yours to give back."))
    return _answer(request, pk)


def _chips(wanted: worklist.Wanted, user: User) -> list[worklist.Chip]:
    """Open ones, of them nobody's and one's own, and those that are settled."""
    counts = account_worklists.break_counts(user)
    labels = [("open", pgettext("state", "Open"), ""), ("unowned", _("Without an owner"), f"owner={NOBODY}")]
    if may(user, Capability.TAKE_BREAKS):
        labels.append(("mine", _("Yours"), f"owner={MINE}"))
    labels.append(("issuer", _("With the issuer"), f"state={WITH_ISSUER}"))
    labels.append(("settled", _("Settled"), f"state={SETTLED}"))
    chosen = wanted.query_with(cause="", age="")
    return [worklist.Chip(label, query, counts.get(name), query == chosen) for name, label, query in labels]


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
