"""Payment promises: the lists, the panel of an account, and taking, cancelling and approving one."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from functools import partial
from typing import Any

from django import forms
from django.contrib import messages
from django.db import transaction
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.close import run as nightly_close
from accounts.models import (
    Account,
    BusinessDay,
    Party,
    Promise,
    PromiseStatusChange,
)
from accounts.promises import lifecycle as promise_lifecycle
from accounts.promises import limits as promise_limits
from accounts.promises import silence
from accounts.rules.standing import Facts
from servicing import scope
from servicing.access import Capability, StaffRequest, allowed
from servicing.exports import tables
from servicing.models import User
from servicing.queues import picking
from servicing.worklists import accounts as account_worklists
from servicing.workspace import actions, seen, worklist
from servicing.workspace.fields import NoteField
from servicing.workspace.lists.listing import Column, List
from servicing.workspace.plausibility.questions import ANYWAY, times
from servicing.workspace.promises.forms import Instalments, Terms
from servicing.workspace.promises.shown import BEYOND, Shown, shown

SHOWN = 24  # on the page of an account, the newest first
DUE, TOMORROW, WAITING, NEW, REPLACED = "due", "tomorrow", "waiting", "new", "replaced"
State = PromiseStatusChange.State
LISTS = {
    DUE: gettext_lazy("Due today"),
    TOMORROW: gettext_lazy("Due tomorrow"),
    WAITING: gettext_lazy("Waiting for a supervisor"),
    NEW: gettext_lazy("New since the last close"),
    State.OPEN: pgettext_lazy("state", "Open"),
    State.BROKEN: gettext_lazy("Broken"),
    State.KEPT: gettext_lazy("Kept"),
    State.CANCELLED: gettext_lazy("Cancelled"),
    REPLACED: gettext_lazy("Replaced by a later one"),
}


class Filters(worklist.Filters):
    show = forms.ChoiceField(required=False, choices=list(LISTS.items()))


class Reason(forms.Form):
    reason = NoteField()


def _rows(request: StaffRequest, wanted: worklist.Wanted) -> QuerySet[Any]:
    today = nightly_close.current_day(timezone.now())
    return _lists(today, account_worklists.last_closed(), request.user)[wanted["show"] or DUE]()


def _shown(rows: list[Any], user: User) -> list[Shown]:
    promised = [row.promise if isinstance(row, PromiseStatusChange) else row for row in rows]
    return shown(promised, nightly_close.current_day(timezone.now()), user)


LIST = List(
    "promises",
    Filters,
    rows=_rows,
    order=lambda _wanted: account_worklists.NEWEST_FIRST,
    title=gettext_lazy("Payment promises"),
    columns=[
        Column(gettext_lazy("Account"), lambda each: " ".join(one.account.reference for one in each.covered)),
        Column(gettext_lazy("Promised on"), lambda each: each.promise.made_on),
        Column(gettext_lazy("Due on"), lambda each: " ".join(str(one.due_on) for one in each.instalments)),
        Column(gettext_lazy("Currency"), lambda each: each.currency),
        Column(gettext_lazy("Promised"), lambda each: tables.amount(each.total, each.currency)),
        Column(
            gettext_lazy("Paid so far"),
            lambda each: tables.amount(each.status.paid if each.status else None, each.currency),
        ),
        Column(gettext_lazy("State"), lambda each: each.state),
        Column(gettext_lazy("Recorded by"), lambda each: each.taken_by),
    ],
    chosen_by_chips=("show",),
    prepared=_shown,
)


@allowed(Capability.SEE_ACCOUNTS)
@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    wanted, today = worklist.wanted(request, Filters), nightly_close.current_day(timezone.now())
    show, closed = wanted["show"] or DUE, account_worklists.last_closed()
    wanted, lists = wanted.having(show=show), _lists(today, closed, request.user)
    page = worklist.page(lists[show](), account_worklists.NEWEST_FIRST, wanted)
    context = {
        "show": show,
        "chips": worklist.chips(
            wanted, "show", LISTS, {name: rows().count() for name, rows in lists.items()}
        ),
        "page": page,
        "list": LIST.shown(request, wanted),
        "rows": _shown(page.rows, request.user),
        "closed": closed,
    }
    return render(request, "servicing/promises/list.html", context)


@allowed(Capability.TAKE_PROMISES)
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: StaffRequest, pk: int) -> HttpResponse:
    account = scope.find(Account.objects.select_related("product"), request.user, pk=pk)
    today = actions.today_of(account)
    form = Terms(
        request.POST or None, account=account, others=list(scope.narrow(others(account), request.user))
    )
    instalments = Instalments(request.POST or None, form_kwargs={"account": account, "today": today})
    if form.is_valid() and instalments.is_valid():
        terms = promise_lifecycle.Terms(today, instalments.promised, **form.chosen)
        covered = [account, *form.covered]
        if not _is_asked_again(form, covered, terms) and _took(request, form, covered, terms):
            return actions.to_account(request, pk)
    context = {"account": account, "currency": account.product.currency, "form": form}
    context |= {"instalments": instalments, "allowance": promise_limits.allowance([pk], today)}
    return render(request, "servicing/promises/new.html", context)


@allowed(Capability.TAKE_PROMISES)
@require_POST
def cancel(request: StaffRequest, pk: int, promise: int) -> HttpResponse:
    account = scope.find(Account, request.user, pk=pk)
    row = get_object_or_404(Promise, pk=promise, covered__account=account)
    form = Reason(request.POST)
    if not form.is_valid():
        messages.error(request, _("Enter a reason to cancel the promise."))
    else:
        act, on = actions.act(request, form.cleaned_data["reason"]), actions.today_of(account)
        actions.perform(
            request,
            lambda: promise_lifecycle.cancel(row, act, on=on),
            done=_("Cancelled."),
            refusals={promise_lifecycle.NotOpen: _("This promise is not open any more.")},
        )
    return actions.to_account(request, pk)


@allowed(Capability.APPROVE_PROMISES)
@require_POST
def approve(request: StaffRequest, pk: int, promise: int) -> HttpResponse:
    account = scope.find(Account, request.user, pk=pk)
    row = get_object_or_404(Promise, pk=promise, covered__account=account)
    act, on = actions.act(request), actions.today_of(account)
    beyond = promise_limits.beyond([row])[row.pk]
    if beyond and not seen.is_as_shown(request, row.pk, sorted(beyond)):
        messages.error(request, seen.CHANGED)
        return actions.to_account(request, pk)
    actions.perform(
        request,
        lambda: promise_lifecycle.approve(row, act, on=on),
        done=_("Approved."),
        refusals={
            promise_lifecycle.AlreadyDecided: _("A colleague has already approved or refused it."),
            promise_lifecycle.OwnPromise: _("Somebody else must approve it: you recorded it."),
            promise_lifecycle.NotOpen: _("This promise is not open any more."),
        },
    )
    return actions.to_account(request, pk)


@allowed(Capability.APPROVE_PROMISES)
@require_POST
def refuse(request: StaffRequest, pk: int, promise: int) -> HttpResponse:
    """Say that one beyond the limits stops nothing."""
    account = scope.find(Account, request.user, pk=pk)
    row = get_object_or_404(Promise, pk=promise, covered__account=account)
    if posted := actions.posted(request, Reason, _("Enter a reason to refuse the promise.")):
        act, on = actions.act(request, posted["reason"]), actions.today_of(account)
        actions.perform(
            request,
            lambda: promise_lifecycle.refuse(row, act, on=on),
            done=_("Refused: collection continues."),
            refusals={
                promise_lifecycle.AlreadyDecided: _("A colleague has already approved or refused it."),
                promise_lifecycle.NotOpen: _("This promise is not open any more."),
            },
        )
    return actions.to_account(request, pk)


def panel(account: Account, known: Facts, user: User) -> dict[str, Any]:
    """The promises about an account, and whether one silences it."""
    rows = Promise.objects.filter(covered__account=account).order_by("-made_on", "-reference")[:SHOWN]
    today = actions.today_of(account)
    promises = shown(list(rows), today, user)
    if open_ := [each for each in promises if each.open]:
        beyond = promise_limits.beyond([each.promise for each in open_])
        for each in open_:
            each.beyond = beyond[each.promise.pk]
            each.silent = not each.beyond and silence.lasts(each.promise, known, today)
    return {"promises": promises}


def turns(account: Account) -> QuerySet[PromiseStatusChange]:
    """Every turn of a promise about the account, as closed."""
    return PromiseStatusChange.objects.filter(promise__covered__account=account).select_related("promise")


def counts(closed: BusinessDay | None, user: User) -> list[tuple[str, str, int]]:
    """Lists that somebody looks into each day, and how many promises each has."""
    lists = _lists(nightly_close.current_day(timezone.now()), closed, user)
    return _counted(lists, (DUE, WAITING, State.OPEN))


def _lists(today: date, closed: BusinessDay | None, user: User) -> dict[str, Callable[[], QuerySet[Any]]]:
    last = closed.day if closed else None
    every: dict[str, Callable[[], QuerySet[Any]]] = {
        DUE: lambda: account_worklists.promises_due(today, last),
        TOMORROW: lambda: account_worklists.promises_due(today + timedelta(1), last),
        WAITING: lambda: account_worklists.promises_waiting(last),
        NEW: lambda: account_worklists.new_promises(last),
        State.OPEN: lambda: account_worklists.promises(State.OPEN),
        State.BROKEN: lambda: account_worklists.promises(State.BROKEN),
        State.KEPT: lambda: account_worklists.promises(State.KEPT),
        State.CANCELLED: lambda: account_worklists.promises(State.CANCELLED, replaced=False),
        REPLACED: lambda: account_worklists.promises(State.CANCELLED, replaced=True),
    }
    return {name: partial(_seen, rows, user) for name, rows in every.items()}


def _seen(rows: Callable[[], QuerySet[Any]], user: User) -> QuerySet[Any]:
    return scope.narrow(rows(), user)


def _counted(
    lists: dict[str, Callable[[], QuerySet[Any]]], names: Iterable[str]
) -> list[tuple[str, str, int]]:
    return [(name, str(LISTS[name]), lists[name]().count()) for name in names]


def _is_asked_again(form: Terms, covered: list[Account], terms: promise_lifecycle.Terms) -> bool:
    """Whether more is promised than anybody owes on these accounts, and the form now asks about it."""
    allowance = promise_limits.allowance([account.pk for account in covered], terms.made_on)
    if not allowance.is_more_than_owed(terms.total):
        return False
    text = _("That is %(times)s times all that is owed.") + f" {ANYWAY}"
    return form.ask_again(text % {"times": times(terms.total, allowance.owed)})


def _took(
    request: StaffRequest, form: Terms, accounts: list[Account], terms: promise_lifecycle.Terms
) -> bool:
    """Whether it could be taken; otherwise the form says why not."""
    try:
        with transaction.atomic():
            act = actions.act(request)
            taken = promise_lifecycle.record(accounts, terms, act)
            picking.keep_agreed_calls([account.pk for account in accounts], act)
        _tell(request, taken)
        undone = {"reason": _("taken back at once")}
        actions.offer_undo(request, "cancel-promise", accounts[0].pk, taken.pk, **undone)
    except promise_lifecycle.AccountsOfSeveralPeople:
        form.add_error("accounts", _("These are not all of one person."))
    except promise_lifecycle.AlreadyFulfilled:
        text = _("Nothing is left to promise: the amount is within the tolerance, or was paid today.")
        form.add_error(None, text)
    return form.is_valid()


def _tell(request: StaffRequest, promise: Promise) -> None:
    if not promise.beyond or promise.approved_by:
        messages.success(request, _("Recorded. While it is open, collection stops."))
        return
    why = "; ".join(str(BEYOND[limit]) for limit in promise.beyond)
    text = _("Recorded. Collection continues until a supervisor approves it: %(why)s.")
    messages.warning(request, text % {"why": why})


def others(account: Account) -> QuerySet[Account]:
    """Other accounts of the same person in the same currency, which the promise may cover too."""
    holders = account.parties.filter(role__in=Party.HOLDERS).values("customer")
    held = Party.objects.filter(customer__in=holders, role__in=Party.HOLDERS).values("account")
    same = Account.objects.filter(pk__in=held, product__currency=account.product.currency)
    return same.exclude(pk=account.pk).order_by("reference")
