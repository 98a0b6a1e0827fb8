"""Requests for help: taken, and decided by an offer, by a refusal with its reason, or given up."""

from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from accounts import holds
from accounts.acts import Act
from accounts.models import Account, HelpRequest, Hold

OFFERED, REFUSED, WITHDRAWN = HelpRequest.Outcome.values
_PREPARATION = Hold.Kind.PLAN_PREPARATION


class AlreadyDecided(ValueError):  # noqa: N818 -- named for what is wrong with the request
    """The request is not open any more."""


def take(account: Account, act: Act, *, on: date) -> HelpRequest:
    """A request for help, and the hold of a plan in preparation. One that is open is returned."""
    with transaction.atomic():
        Account.objects.select_for_update(no_key=True).get(pk=account.pk)
        if open_request := of_account(account):
            return open_request
        return HelpRequest.objects.create(
            account=account, asked_on=on, note=act.note, taken_by=act.by, taken_at=act.at,
            hold=hold_for(account, Act(by=act.by, at=act.at), on),
        )  # fmt: skip


def refuse(request: HelpRequest, reason: str, act: Act, *, on: date) -> HelpRequest:
    """Say no with a reason from the list, which the letter gives. Raises AlreadyDecided."""
    return decide(request, REFUSED, act, on=on, reason=reason)


def decide(request: HelpRequest, outcome: str, act: Act, *, on: date, reason: str = "") -> HelpRequest:
    """Close a request; what was held for it ends. Raises AlreadyDecided."""
    with transaction.atomic():
        decided = open_requests().filter(pk=request.pk).update(
            outcome=outcome, reason=reason, explanation=act.note, decided_on=max(on, request.asked_on),
            decided_by=act.by,
        )  # fmt: skip
        if not decided:
            raise AlreadyDecided
        if request.hold and request.hold.ends_on is None:
            end_hold(request.hold, act, on)
    request.refresh_from_db()
    return request


def hold_for(account: Account, act: Act, on: date, *, lapses_on: date | None = None) -> Hold | None:
    """The hold while a plan is prepared or an offer waits for its answer; none where there is one already."""
    try:
        with transaction.atomic():
            return holds.place(act, kind=_PREPARATION, starts_on=on, account=account, lapses_on=lapses_on)
    except holds.Refused:
        return None


def end_hold(hold: Hold, act: Act, on: date) -> None:
    """The plan in preparation is prepared, or will not be. What has lapsed by then has ended already."""
    if hold.lapses_on is None or on <= hold.lapses_on:
        holds.end(hold, max(on, hold.starts_on), Act(by=act.by, at=act.at))


def of_account(account: Account) -> HelpRequest | None:
    """The open request of an account, if there is one."""
    return open_requests().filter(account=account).first()


def open_requests() -> QuerySet[HelpRequest]:
    """What waits for an offer or a refusal, the longest waiting first."""
    return HelpRequest.objects.filter(decided_on__isnull=True).select_related("account__product", "hold")
