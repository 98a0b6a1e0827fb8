"""Holds: on an account and its people, and in a list with what must be looked at again."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max, QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import formatting, holds, packs
from accounts.acts import Act
from accounts.close import run as nightly_close
from accounts.labels import packs as pack_labels
from accounts.models import Account, Hold, HoldReview
from servicing import scope
from servicing.access import Capability, StaffRequest, allowed, may
from servicing.models import User
from servicing.worklists import accounts as account_worklists
from servicing.workspace import actions, worklist
from servicing.workspace.drafts import stale
from servicing.workspace.holds import forms as hold_forms
from servicing.workspace.lists.listing import Choice, Column, List
from servicing.workspace.people_names import names_of
from servicing.workspace.plausibility import entries

DUE, IN_FORCE, ENDED = "due", "in-force", "ended"
LISTS = {
    DUE: gettext_lazy("Reviews due"),
    IN_FORCE: gettext_lazy("In force"),
    ENDED: gettext_lazy("Ended"),
}


class Filters(worklist.Filters):
    state = forms.ChoiceField(required=False, choices=[(each, each) for each in (DUE, IN_FORCE, ENDED)])
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"),
        required=False,
        choices=[("", gettext_lazy("every kind")), *Hold.Kind.choices],
    )


@dataclass(frozen=True)
class Row:
    """A hold as the account page shows it, with what the reader may do about it."""

    hold: Hold
    does: list[str]
    over: bool
    may_end: bool
    tail_days: int = 0  # for which it goes on protecting after its cause has ended
    protected_through: date | None = None  # where its cause ends today
    seen: str = ""  # the newest review that the form of the next one was opened with

    @property
    def on_person(self) -> bool:
        return self.hold.customer_id is not None


def _rows(request: StaffRequest, wanted: worklist.Wanted) -> QuerySet[Hold]:
    today = nightly_close.current_day(timezone.now())
    rows = account_worklists.holds(wanted["state"] or DUE, today, kind=wanted["kind"])
    return scope.narrow(rows, request.user)


def _no_review(hold: Hold, now: datetime) -> str:
    """Why this hold cannot be looked at again."""
    ended = hold.last is not None and hold.last < nightly_close.current_day(now)
    return _("It has ended.") if ended or hold.withdrawn_on else ""


def _reviewed(hold: Hold, terms: dict[str, Any], act: Act) -> Any:
    noted = replace(act, note=terms["note"])
    return holds.review(
        hold, nightly_close.current_day(act.at), noted, next_review_on=terms["next_review_on"]
    )


def _named(hold: Hold) -> str:
    on = hold.account or hold.customer
    return f"{hold.get_kind_display()} · {on.reference if on else ''}, {formatting.day(hold.starts_on)}"


LIST = List(
    "holds",
    Filters,
    rows=_rows,
    order=lambda wanted: account_worklists.holds_order(wanted["state"] or DUE),
    title=gettext_lazy("Holds"),
    columns=[
        Column(gettext_lazy("Kind"), lambda hold: str(hold.get_kind_display())),
        Column(gettext_lazy("Account"), lambda hold: hold.account.reference if hold.account else ""),
        Column(gettext_lazy("Person"), lambda hold: hold.customer.reference if hold.customer else ""),
        Column(gettext_lazy("First day"), lambda hold: hold.starts_on),
        Column(gettext_lazy("Last day"), lambda hold: hold.last),
        Column(gettext_lazy("Reason"), lambda hold: hold.reason),
    ],
    chosen_by_chips=("state",),
    choices=[
        Choice(
            "review",
            gettext_lazy("Still right: set the next review"),
            Capability.PLACE_HOLDS,
            hold_forms.Reviewing,
            _no_review,
            _reviewed,
            refusals=(holds.Refused,),
        )
    ],
    by_key=Hold.objects.select_related("account", "customer").filter,
    row_label=_named,
    row_address=lambda hold: (
        resolve_url("account", hold.account_id)
        if hold.account_id
        else resolve_url("customer", hold.customer_id)
    ),
)


@allowed(Capability.SEE_ACCOUNTS)
@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    """Holds that must be looked at again, those in force, and those that have ended."""
    wanted, today = worklist.wanted(request, Filters), nightly_close.current_day(timezone.now())
    state = wanted["state"] or DUE
    page = worklist.page(_rows(request, wanted), account_worklists.holds_order(state), wanted)
    counts = account_worklists.hold_counts(today, request.user)
    context = {
        "state": state, "page": page, "rows": page.rows, "today": today,
        "chips": worklist.chips(wanted, "state", LISTS, counts, default=DUE),
        "list": LIST.shown(request, wanted),
    }  # fmt: skip
    return render(request, "servicing/holds/list.html", context)


@allowed(Capability.PLACE_HOLDS)
@require_http_methods(["GET", "HEAD", "POST"])
def place(request: StaffRequest, pk: int) -> HttpResponse:
    account = scope.find(Account.objects.select_related("product"), request.user, pk=pk)
    form = hold_forms.Placing(request.POST or None, account=account, today=actions.today_of(account))
    may_place = form.is_valid() and _may_begin(form, request.user)
    if may_place and (hold := _placed(form, request)):
        messages.success(request, _("Saved."))
        if hold.kind not in holds.IMPOSED or may(request.user, Capability.LIFT_IMPOSED_HOLDS):
            actions.offer_undo(request, "withdraw-hold", pk, hold.pk, reason=_("taken back at once"))
        return actions.to_account(request, pk)
    return render(request, "servicing/holds/place.html", {"account": account, "form": form})


def _may_begin(form: hold_forms.Placing, user: User) -> bool:
    """What is granted for days that have passed is granted by a supervisor; else the form says so."""
    granted = form.cleaned_data["kind"] in holds.GRANTED
    begun = form.cleaned_data["starts_on"] < actions.today_of(form.account)
    if granted and begun and not may(user, Capability.GRANT_BACKDATED):
        form.add_error("starts_on", _("A supervisor must enter a payment holiday that began before today."))
    return form.is_valid()


def _placed(form: hold_forms.Placing, request: StaffRequest) -> Hold | None:
    """The hold; none where it could not be placed, and the form says why."""
    act = actions.act(request, form.why)
    try:
        with transaction.atomic():
            hold = holds.place(act, **form.terms())
            waits = entries.note(form, act, account=form.account, hold=hold)
    except holds.Refused as refused:
        form.add_error(None, str(refused))
        return None
    if waits:
        messages.warning(request, entries.WAITS)
    return hold


@allowed(Capability.END_HOLDS)
@require_POST
def end(request: StaffRequest, pk: int, hold: int) -> HttpResponse:
    """Say its last day and, of a disputed amount that is owed after all, its fresh due date."""
    row, form = _liftable(request, pk, hold), hold_forms.Ending(request.POST)
    if not form.is_valid():
        messages.error(request, _("Enter the last day as 2026-01-31, and a reason."))
    elif problem := _too_soon(row, **form.cleaned_data):
        messages.error(request, problem)
    else:
        _do(request, holds.end, row, form.cleaned_data.pop("reason"), **form.cleaned_data)
    return actions.to_account(request, pk)


@allowed(Capability.END_HOLDS)
@require_POST
def withdraw(request: StaffRequest, pk: int, hold: int) -> HttpResponse:
    """Take back one that was entered in error."""
    account = scope.find(Account, request.user, pk=pk)
    row, form = _liftable(request, pk, hold), hold_forms.Withdrawing(request.POST)
    if form.is_valid():
        _do(request, holds.withdraw, row, form.cleaned_data["reason"], on=actions.today_of(account))
    else:
        messages.error(request, _("Enter why it was a mistake."))
    return actions.to_account(request, pk)


@allowed(Capability.PLACE_HOLDS)
@require_POST
def review(request: StaffRequest, pk: int, hold: int) -> HttpResponse:
    """Say that it is still right, and when to look again."""
    account = scope.find(Account, request.user, pk=pk)
    row, form = _of_account(account, hold), hold_forms.Reviewing(request.POST)
    newest = row.reviews.order_by("-pk").first()
    if newest and stale.is_stale(request, newest.pk):
        text = _(
            "%(name)s reviewed it while you were writing: “%(note)s” What you typed is kept: look again."
        )
        name = names_of([newest.reviewed_by])[newest.reviewed_by]
        messages.error(request, text % {"name": name, "note": newest.note})
    elif form.is_valid():
        note = form.cleaned_data.pop("note")
        _do(request, holds.review, row, note, on=actions.today_of(account), **form.cleaned_data)
    else:
        messages.error(request, _("Enter what was found, and the next review as 2026-01-31."))
    return actions.to_account(request, pk)


def panel(account: Account, placed: list[Hold], today: date, user: User) -> dict[str, Any]:
    """Holds in force and ahead, and those that are over, the newest first."""
    pack = packs.of(account.product.jurisdiction)
    newest = HoldReview.objects.filter(hold__in=placed).order_by().values_list("hold").annotate(Max("pk"))
    seen = dict(newest)
    rows = [replace(_row(hold, pack, today, user), seen=stale.stamp(seen.get(hold.pk, 0))) for hold in placed]
    least = pack.cases["dispute"].least_days_after_rejection
    return {
        "holds": [row for row in rows if not row.over],
        "holds_over": [row for row in rows if row.over],
        "on_hold": [row for row in rows if not row.over and row.hold.starts_on <= today],
        "fresh_due_on": today + timedelta(days=least),
    }


def _row(hold: Hold, pack: packs.Pack, today: date, user: User) -> Row:
    over = hold.withdrawn_on is not None or (hold.last is not None and hold.last < today)
    needed = Capability.LIFT_IMPOSED_HOLDS if hold.kind in holds.GUARDED else Capability.END_HOLDS
    kind = pack.holds[hold.kind]
    tail = kind.tail_days or 0
    may_end = may(user, needed) and hold.withdrawn_on is None
    return Row(hold, _does(kind), over, may_end, tail, today + timedelta(days=tail))


def _does(kind: packs.HoldKind) -> list[str]:
    """What it does, one switch after the other; nothing is said of one that is off."""
    does = [_("ageing pauses")] if kind.pauses_ageing else []
    for switch in ("stops_contact", "stops_discretionary", "holds_reporting"):
        if (how := getattr(kind, switch)) != "no":
            place = f"holds.{kind.name}.{switch}"
            values = {"what": pack_labels.label(place), "how": pack_labels.value(place, how)}
            does.append(_("%(what)s: %(how)s") % values)
    return does


def _of_account(account: Account, hold: int) -> Hold:
    row = holds.of_account(account).filter(pk=hold).select_related("account__product").first()
    if row is None:
        raise Http404
    return row


def _liftable(request: StaffRequest, pk: int, hold: int) -> Hold:
    """A hold that the reader may lift: what is imposed or protects somebody is not everybody's to lift.

    Whoever has placed it by mistake takes it back at once.
    """
    row = _of_account(scope.find(Account, request.user, pk=pk), hold)
    guarded = row.kind in holds.GUARDED and not may(request.user, Capability.LIFT_IMPOSED_HOLDS)
    if guarded and not actions.undoes(request):
        raise PermissionDenied
    return row


def _too_soon(hold: Hold, ends_on: date, fresh_due_on: date | None, **_said: Any) -> str:
    """Why a fresh due date comes sooner than the rules grant; nothing where it does not."""
    earliest = holds.earliest_fresh_due(hold, ends_on)
    if fresh_due_on is None or not hold.disputed_amount or fresh_due_on >= earliest:
        return ""
    return _("It may fall due afresh on %(day)s at the earliest.") % {"day": formatting.day(earliest)}


def _do(request: StaffRequest, verb: Any, hold: Hold, note: str, **terms: Any) -> None:
    def act_on() -> None:
        if verb in (holds.end, holds.withdraw):
            holds.refuse_if_owned(hold)
        verb(hold, act=actions.act(request, note), **terms)

    actions.perform(request, act_on, done=_("Saved."), refusals={holds.Refused: str})
