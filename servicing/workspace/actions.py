"""The parts of every view that a person acts through: who and when, what was posted, the outcome, and back.

@allowed(Capability.END_HOLDS)
@require_POST
def withdraw(request, pk):
    if posted := actions.posted(request, Withdrawing, _("Give a reason.")):
        actions.perform(
            request, lambda: holds.withdraw(hold, actions.act(request), **posted),
            done=_("Saved."), refusals={holds.Refused: str},
        )
    return actions.back(request, "holds")
"""

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import resolve, reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from accounts.acts import Act, ActRefused
from accounts.dates import local_day
from accounts.models import Account

UNDO = timedelta(seconds=10)
Refusals = Mapping[type[Exception], str | Callable[[Any], str]]


def today_of(account: Account) -> date:
    """The account's own day, now."""
    return local_day(timezone.now(), account.time_zone)


def act(request: HttpRequest, note: str = "") -> Act:
    """An act of whoever asks, now."""
    return Act(by=request.user.username, at=timezone.now(), note=note)


def posted(
    request: HttpRequest, form_class: Callable[..., forms.Form], problem: str
) -> dict[str, Any] | None:
    """What the form says. None where it will not do; then the reader is told the problem."""
    form = form_class(request.POST)
    if form.is_valid():
        return form.cleaned_data
    messages.error(request, problem)
    return None


def perform(
    request: HttpRequest,
    verb: Callable[[], Any],
    *,
    done: str,
    refused: str = "",
    refusals: Refusals | None = None,
) -> bool:
    """Do it and tell the reader what came of it. Returns whether it was done.

    ``refused`` is said where the verb raises ActRefused; ``refusals`` says for each other error its sentence,
    or how to make one of it.
    """
    refusals = {**(refusals or {}), ActRefused: refused}
    try:
        verb()
    except tuple(refusals) as error:
        sentence = next(text for kind, text in refusals.items() if isinstance(error, kind))
        messages.error(request, sentence(error) if callable(sentence) else sentence)
        return False
    messages.success(request, done)
    return True


def offer_undo(request: HttpRequest, route: str, *args: Any, **fields: str) -> None:
    """For ten seconds the next page offers to take it back, by the act that does so at any time.

    Only for what has not left the house.
    """
    until = (timezone.now() + UNDO).timestamp()
    request.session["undo"] = {"address": reverse(route, args=args), "fields": fields, "until": until}


def undoes(request: HttpRequest) -> bool:
    """Whether this takes back at once what the same person did just now, as the page before offered."""
    offer = request.session.get("undoing", {})
    return bool(offer.get("address") == request.path and offer["until"] > timezone.now().timestamp())


def back_to(request: HttpRequest, otherwise: str) -> str:
    """The page that the form was on, as the form or its address names it in ``next``; never another host."""
    target = request.POST.get("next") or request.GET.get("next", "")
    is_ours = target.startswith("/") and url_has_allowed_host_and_scheme(target, {request.get_host()})
    return target if is_ours else otherwise


def back(request: HttpRequest, otherwise: str) -> HttpResponse:
    return redirect(back_to(request, otherwise))


def to_account(request: HttpRequest, pk: int) -> HttpResponse:
    """The page of the account, or the page that led to the form; "save and next" goes to the next person."""
    if request.POST.get("then") == "next":
        return on_to_next(request)
    return redirect(back_to(request, reverse("account", args=[pk])))


def on_to_next(request: HttpRequest) -> HttpResponse:
    """As if the same form had been posted to *Next*, without a round trip for it."""
    answer: HttpResponse = resolve(reverse("next-person")).func(request)
    return answer


def with_next(request: HttpRequest, address: str) -> str:
    """The address of a form that leads back to the same page as this request."""
    target = back_to(request, "")
    return f"{address}?{urlencode({'next': target})}" if target else address
