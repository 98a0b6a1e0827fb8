"""Call-backs: who is to be called when, by whom; missed ones are work."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.db.models import Count, Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.contact import callbacks
from accounts.models import Account, CallBack, Customer
from servicing.access import Capability, allowed, may, people_who_may
from servicing.models import User
from servicing.workspace.contact.forms import Agreement, Why
from servicing.workspace.paging import page

MISSED, MINE, NOBODY = "missed", "mine", "nobody"


class Filters(forms.Form):
    show = forms.ChoiceField(required=False, choices=[(each, each) for each in (MISSED, MINE, NOBODY)])
    after = forms.CharField(required=False, max_length=60)

    def clean_after(self) -> tuple[datetime, int] | None:
        at, _tilde, pk = self.cleaned_data["after"].partition("~")
        try:
            return (datetime.fromisoformat(at), int(pk)) if pk else None
        except ValueError as error:
            raise ValidationError("not a key") from error


class Assignment(forms.Form):
    """Open call-backs and the person they go to; without one, nobody's."""

    calls = forms.ModelMultipleChoiceField(CallBack.objects.filter(outcome=""))
    owner = forms.ModelChoiceField(User.objects.none(), to_field_name="username", required=False)

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.fields["owner"].queryset = people_who_may(Capability.LOG_CONTACTS)


@allowed(Capability.SEE_ACCOUNTS)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    form = Filters(request.GET)
    if not form.is_valid():
        raise BadRequest
    now, show = timezone.now(), form.cleaned_data["show"]
    rows, more = page(_shown(show, request.user, form.cleaned_data["after"], now))
    context = {
        "rows": _told(rows, now),
        "more": more,
        "next": f"{rows[-1].at.isoformat()}~{rows[-1].pk}" if rows else "",
        "show": show,
        "query": urlencode({"show": show}) if show else "",
        "after": form.cleaned_data["after"],
        "counts": counts(request.user, now),
        "people": _owners(request.user),
        "back": request.get_full_path(),
    }
    return render(request, "servicing/call_backs/list.html", context)


def counts(user: User, now: datetime) -> dict[str, int]:
    """Open call-backs: in all, missed, those that nobody has, one's own."""
    return callbacks.open_().aggregate(
        open=Count("pk"),
        missed=Count("pk", filter=Q(at__lte=now - callbacks.LATE)),
        unowned=Count("pk", filter=Q(owner="")),
        mine=Count("pk", filter=Q(owner=user.username)),
    )


def _shown(show: str, user: User, after: Any, now: datetime) -> QuerySet[CallBack]:
    rows = callbacks.missed(now) if show == MISSED else callbacks.open_()
    if show in (MINE, NOBODY):
        rows = rows.filter(owner=user.username if show == MINE else "")
    if after:
        at, pk = after
        rows = rows.filter(Q(at__gt=at) | Q(pk__gt=pk), at__gte=at)
    return rows.select_related("account", "customer").order_by("at", "pk")


def _told(rows: list[CallBack], now: datetime) -> list[CallBack]:
    """Owners are kept by username; people read names."""
    users = {u.username: u.get_full_name() for u in User.objects.filter(username__in={r.owner for r in rows})}
    for row in rows:
        row.owner_name = users.get(row.owner, row.owner)
        row.is_missed = row.at <= now - callbacks.LATE
    return rows


def _owners(user: User) -> list[User]:
    return list(people_who_may(Capability.LOG_CONTACTS)) if may(user, Capability.ASSIGN_CALL_BACKS) else []


@allowed(Capability.LOG_CONTACTS)
@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree on a call-back about an account."""
    account = get_object_or_404(Account, pk=pk)
    initial = {"asked": CallBack.Asked.CALL, "owner": request.user.username}
    form = _agreement(request, account, initial)
    if not form.is_valid():
        return render(request, "servicing/call_backs/new.html", {"account": account, "form": form})
    call = form.instance
    call.account, call.zone = account, account.time_zone
    callbacks.agree(call, by=request.user.username, now=timezone.now())
    messages.success(request, _("Agreed. It stands on the list of call-backs."))
    return redirect("account", pk)


@allowed(Capability.LOG_CONTACTS)
@require_http_methods(["GET", "HEAD", "POST"])
def move(request: HttpRequest, pk: int) -> HttpResponse:
    """Agree on another time instead."""
    old = get_object_or_404(callbacks.open_().select_related("account"), pk=pk)
    told = {name: getattr(old, name) for name in ("customer", "day", "time", "asked", "owner", "note")}
    form = _agreement(request, old.account, told)
    if not form.is_valid():
        return render(request, "servicing/call_backs/move.html", {"call": old, "form": form, "why": Why()})
    call = form.instance
    call.account, call.zone = old.account, old.account.time_zone
    moved = callbacks.move(old, call, by=request.user.username, now=timezone.now())
    return _done(request, moved, _("Moved."))


@allowed(Capability.LOG_CONTACTS)
@require_POST
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Nobody calls any more, for a reason."""
    call, form = get_object_or_404(CallBack, pk=pk), Why(request.POST)
    if not form.is_valid():
        messages.error(request, _("Say why nobody is to call any more."))
        return redirect("move-call-back", pk)
    signed = {"by": request.user.username, "now": timezone.now()}
    return _done(request, callbacks.cancel(call, **form.cleaned_data, **signed), _("Cancelled."))


@allowed(Capability.LOG_CONTACTS)
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take one that nobody has. Of two who try at once, one gets it and the other is told."""
    taken = callbacks.open_().filter(pk=pk, owner="").update(owner=request.user.username)
    return _done(request, taken > 0, _("It is yours."))


@allowed(Capability.LOG_CONTACTS)
@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Let go of one's own; a supervisor, of anyone's."""
    rows = callbacks.open_().filter(pk=pk).exclude(owner="")
    if not may(request.user, Capability.ASSIGN_CALL_BACKS):
        rows = rows.filter(owner=request.user.username)
    return _done(request, rows.update(owner="") > 0, _("Nobody has it now."))


@allowed(Capability.ASSIGN_CALL_BACKS)
@require_POST
def assign(request: HttpRequest) -> HttpResponse:
    """Give the chosen ones to one person."""
    form = Assignment(request.POST)
    if form.is_valid():
        owner = form.cleaned_data["owner"]
        changed = form.cleaned_data["calls"].update(owner=owner.username if owner else "")
        text = ngettext("%d call-back assigned.", "%d call-backs assigned.", changed)
        messages.success(request, text % changed)
    else:
        messages.error(request, _("Choose at least one open call-back, and who is to have it."))
    return redirect(_back(request))


def _agreement(request: HttpRequest, account: Account, initial: dict[str, Any]) -> Agreement:
    return Agreement(
        request.POST or None,
        initial=initial,
        customers=Customer.objects.filter(parties__account=account).distinct().order_by("pk"),
        owners=people_who_may(Capability.LOG_CONTACTS),
        zone=account.time_zone,
        now=timezone.now(),
    )


def _done(request: HttpRequest, done: bool, text: str) -> HttpResponse:
    if done:
        messages.success(request, text)
    else:
        messages.error(request, _("Somebody else was first, or it is settled."))
    return redirect(_back(request))


def _back(request: HttpRequest) -> str:
    target = request.POST.get("next", "")
    return target if url_has_allowed_host_and_scheme(target, {request.get_host()}) else "call-backs"
