"""Call-backs: who is to be called when, by whom; missed ones are work."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import formatting
from accounts.contact import callbacks
from accounts.models import Account, CallBack, Customer
from accounts.rules.contact.terms import LATE
from servicing import scope
from servicing.access import Capability, StaffRequest, allowed, may, people_who_may
from servicing.models import User
from servicing.worklists.order import Order
from servicing.workspace import actions, ownership, worklist
from servicing.workspace.contact.forms import Agreement, Why
from servicing.workspace.lists.listing import Column, List
from servicing.workspace.ownership import MINE, NOBODY
from servicing.workspace.people_names import name_people

MISSED = "missed"
ORDER = Order("pk", first="at", read=datetime.fromisoformat)


class Filters(worklist.Filters):
    show = forms.ChoiceField(required=False, choices=[(each, each) for each in (MISSED, MINE, NOBODY)])


def _rows(request: StaffRequest, wanted: worklist.Wanted) -> QuerySet[CallBack]:
    return _found(wanted["show"], request.user, timezone.now())


LIST = List(
    "call-backs",
    Filters,
    rows=_rows,
    order=lambda _wanted: ORDER,
    title=gettext_lazy("Call-backs"),
    columns=[
        Column(gettext_lazy("When, their time"), lambda row: f"{row.day} {row.time:%H:%M} {row.zone}"),
        Column(gettext_lazy("Account"), lambda row: row.account.reference),
        Column(gettext_lazy("Who"), lambda row: row.customer.name or row.customer.reference),
        Column(gettext_lazy("Asked for it"), lambda row: str(row.get_asked_display())),
        Column(gettext_lazy("Note"), lambda row: row.note),
        Column(gettext_lazy("Owner"), lambda row: row.owner_name),
    ],
    chosen_by_chips=("show",),
    choices=[
        ownership.assigning(
            callbacks.open_,
            is_open=lambda row: not row.outcome,
            taking=Capability.LOG_CONTACTS,
            capability=Capability.ASSIGN_CALL_BACKS,
            settled=gettext_lazy("It is made, moved or cancelled."),
        )
    ],
    by_key=CallBack.objects.select_related("account", "customer").filter,
    row_label=lambda row: f"{row.account.reference} · {formatting.day(row.day)} {row.time:%H:%M}",
    row_address=lambda row: resolve_url("account", row.account_id),
    prepared=lambda rows, _user: name_people(rows, "owner"),
)


@allowed(Capability.SEE_ACCOUNTS)
@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    wanted, now = worklist.wanted(request, Filters), timezone.now()
    page = worklist.page(_rows(request, wanted), ORDER, wanted)
    context = {
        "page": page,
        "rows": _shown(page.rows, now),
        "show": wanted["show"],
        "chips": _chips(wanted, request.user, now),
        "list": LIST.shown(request, wanted),
        "back": request.get_full_path(),
    }
    return render(request, "servicing/call_backs/list.html", context)


def counts(user: User, now: datetime) -> dict[str, int]:
    """Open call-backs: in all, missed, those that nobody has, one's own."""
    return scope.narrow(callbacks.open_(), user).aggregate(
        open=Count("pk"),
        missed=Count("pk", filter=Q(at__lte=now - LATE)),
        unowned=Count("pk", filter=Q(owner="")),
        mine=Count("pk", filter=Q(owner=user.username)),
    )


def _chips(wanted: worklist.Wanted, user: User, now: datetime) -> list[worklist.Chip]:
    labels = {"": pgettext("state", "Open"), MISSED: _("Missed"), NOBODY: _("Without an owner")}
    if may(user, Capability.LOG_CONTACTS):
        labels[MINE] = _("Yours")
    numbers = counts(user, now)
    by_list = {
        "": numbers["open"],
        MISSED: numbers["missed"],
        NOBODY: numbers["unowned"],
        MINE: numbers["mine"],
    }
    return worklist.chips(wanted, "show", labels, by_list)


def _found(show: str, user: User, now: datetime) -> QuerySet[CallBack]:
    rows = scope.narrow(callbacks.missed(now) if show == MISSED else callbacks.open_(), user)
    owner = ownership.owner_of(show, user)
    rows = rows if owner is None else rows.filter(owner=owner)
    return rows.select_related("account", "customer")


def _shown(rows: list[CallBack], now: datetime) -> list[tuple[CallBack, bool]]:
    """Each with whether its time has passed."""
    return [(row, row.at <= now - LATE) for row in name_people(rows, "owner")]


@allowed(Capability.LOG_CONTACTS)
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: StaffRequest, pk: int) -> HttpResponse:
    """Agree on a call-back about an account."""
    account = scope.find(Account, request.user, pk=pk)
    initial = {"asked": CallBack.Asked.CALL, "owner": request.user.username}
    form = _agreement(request, account, initial)
    if not form.is_valid():
        return render(request, "servicing/call_backs/new.html", {"account": account, "form": form})
    call = form.instance
    call.account, call.zone = account, account.time_zone
    callbacks.agree(call, actions.act(request))
    messages.success(request, _("Added to call-backs."))
    return actions.to_account(request, pk)


@allowed(Capability.LOG_CONTACTS)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: StaffRequest, pk: int) -> HttpResponse:
    """Agree on another time instead."""
    old = scope.find(callbacks.open_().select_related("account"), request.user, pk=pk)
    initial = {name: getattr(old, name) for name in ("customer", "day", "time", "asked", "owner", "note")}
    form = _agreement(request, old.account, initial)
    if not form.is_valid():
        return render(request, "servicing/call_backs/move.html", {"call": old, "form": form, "why": Why()})
    call = form.instance
    call.account, call.zone = old.account, old.account.time_zone
    act = actions.act(request)
    return _perform(request, lambda: callbacks.move(old, call, act), _("Moved."))


@allowed(Capability.LOG_CONTACTS)
@require_POST
def cancel(request: StaffRequest, pk: int) -> HttpResponse:
    """Nobody calls any more, for a reason."""
    call, form = scope.find(CallBack, request.user, pk=pk), Why(request.POST)
    if not form.is_valid():
        messages.error(request, _("Enter a reason for cancelling the call-back."))
        return redirect("move-call-back", pk)
    act = actions.act(request, form.cleaned_data["why"])
    return _perform(request, lambda: callbacks.cancel(call, act), _("Cancelled."))


@allowed(Capability.LOG_CONTACTS)
@require_POST
def take(request: StaffRequest, pk: int) -> HttpResponse:
    """Take one that nobody has."""
    rows = _open_one(request, pk)

    def take_it() -> None:
        ownership.take(rows, request.user)
        actions.offer_undo(request, "release-call-back", pk)

    return _perform(request, take_it, _("It is yours."))


@allowed(Capability.LOG_CONTACTS)
@require_POST
def release(request: StaffRequest, pk: int) -> HttpResponse:
    """Give back one's own; a supervisor, anyone's."""
    rows = _open_one(request, pk)
    user, assigning = request.user, Capability.ASSIGN_CALL_BACKS
    return _perform(request, lambda: ownership.give_back(rows, user, assigning), _("Nobody has it now."))


def _open_one(request: StaffRequest, pk: int) -> QuerySet[CallBack]:
    """The call-back as rows, none where it is settled. Raises Http404 where the person does not see it."""
    return callbacks.open_().filter(pk=scope.find(CallBack, request.user, pk=pk).pk)


def _agreement(request: StaffRequest, account: Account, initial: dict[str, Any]) -> Agreement:
    return Agreement(
        request.POST or None,
        initial=initial,
        customers=Customer.objects.filter(parties__account=account).distinct().order_by("pk"),
        owners=people_who_may(Capability.LOG_CONTACTS),
        account=account,
        now=timezone.now(),
    )


def _perform(request: StaffRequest, verb: Callable[[], None], done: str) -> HttpResponse:
    actions.perform(request, verb, done=done, refused=_("A colleague was first, or it is settled."))
    return actions.back(request, "call-backs")
