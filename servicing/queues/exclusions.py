"""Who is not offered although a queue's facts name them: claimed by a colleague, deferred, or at rest.

A deferral ends by itself at its moment, and earlier where something that matters happens: the person writes
or calls, a promise or a plan breaks, a case is opened. That is read from the facts, so nothing has to be told
of it.
"""

from functools import cache

from django.db.models import DateField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast

from accounts import holds, packs
from accounts.models import (
    Case,
    ContactEvent,
    Hold,
    Party,
    PlanStatusChange,
    PromisedAccount,
    PromiseStatusChange,
)
from servicing.models import Claim, Deferral
from servicing.queues.entries import Asking

_AHEAD = OuterRef("made_at")
_PERSON = OuterRef("customer")
_DAY = Cast(OuterRef("made_at"), DateField())


def claimed_by_others(asking: Asking) -> Q:
    """Rows whose ``person`` a colleague has now."""
    held = Claim.objects.filter(customer=OuterRef("person"), leased_until__gt=asking.now)
    return Q(Exists(held.exclude(holder=asking.name)))


def deferred(asking: Asking, queue: str) -> Q:
    """Rows whose ``person`` is not offered yet to whoever asks."""
    rows = in_force(asking.now).filter(
        Q(only="") | Q(only=asking.name), Q(queue="") | Q(queue=queue), customer=OuterRef("person")
    )
    return Q(Exists(rows))


def in_force(now: object) -> QuerySet[Deferral]:
    """Deferrals that nothing has ended yet."""
    return Deferral.objects.filter(until__gt=now).exclude(_woken())


def _woken() -> Q:
    """Something that matters came after it was made. A skip for one colleague is no matter of events."""
    wrote = ContactEvent.objects.filter(
        customer=_PERSON, direction=ContactEvent.Direction.IN, entered_at__gt=_AHEAD
    )
    opened = Case.objects.filter(customer=_PERSON, steps__kind="opened", steps__at__gt=_AHEAD)
    accounts = Party.objects.filter(customer=OuterRef(OuterRef("customer")), role__in=Party.HOLDERS).values(
        "account"
    )
    broken = PromiseStatusChange.objects.filter(
        ends_before=None, to_state="broken", on__gte=_DAY, promise__covered__account__in=accounts
    )
    missed = PlanStatusChange.objects.filter(
        ends_before=None, to_state__in=("missed", "lapsed"), on__gte=_DAY, plan__account__in=accounts
    )
    return Q(only="") & (Q(Exists(wrote)) | Q(Exists(opened)) | Q(Exists(broken)) | Q(Exists(missed)))


def waiting_for_a_promise() -> Q:
    """Rows whose account has an open promise within the limits, as closed last; the gate knows better."""
    within = Q(promise__beyond__len=0) | ~Q(promise__approved_by="")
    covered = PromisedAccount.objects.filter(within, account=OuterRef("in_account"))
    open_ = PromiseStatusChange.objects.filter(
        promise=OuterRef("promise"), ends_before=None, to_state=PromiseStatusChange.State.OPEN
    )
    return Q(Exists(covered.filter(Exists(open_))))


def account_on_hold(asking: Asking) -> Q:
    """Rows whose account is under a hold that stops every contact, by every pack."""
    return Q(Exists(_stopping(asking).filter(account=OuterRef("in_account"))))


def person_on_hold(asking: Asking) -> Q:
    """Rows whose person is under such a hold, with all accounts."""
    return Q(Exists(_stopping(asking).filter(customer=OuterRef("person"))))


def _stopping(asking: Asking) -> QuerySet[Hold]:
    return holds.on(asking.today).filter(kind__in=_stopping_kinds())


@cache
def _stopping_kinds() -> list[str]:
    return [
        kind
        for kind in packs.HOLD_KINDS
        if all(pack.holds[kind].stops_contact == "all" for pack in packs.PACKS.values())
        and not any("collection" in pack.holds[kind].passes for pack in packs.PACKS.values())
    ]
