"""Queues of people to be called. Whether each may be called now the gate says when they are offered."""

from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial, reduce
from operator import or_
from typing import Any

from django.db.models import Exists, F, OuterRef, Q, QuerySet

from accounts import holds
from accounts.contact import callbacks
from accounts.dates import utc_day
from accounts.models import CallBack, Hold, Party, PromiseStatusChange, StageSpan
from accounts.rules.contact.terms import EARLY, LATE
from accounts.stages import MISSED
from servicing.queues import exclusions
from servicing.queues.entries import Asking, Part
from servicing.queues.rows.people import CARDHOLDER, with_cardholder, with_person

FRESH = timedelta(days=30)  # for so long a broken promise is a reason of its own to call
STAGE_FACTS = ("stage", "oldest_missed_due")


def stage_parts(stage: str) -> tuple[Part, ...]:
    """People of whose accounts the one longest past due is in the stage, the longest past due first."""
    return (
        Part(
            _in_stage(stage), on="oldest_missed_due", key="account_id", facts=STAGE_FACTS, offered=_callable
        ),
    )


def _in_stage(stage: str) -> Callable[[Asking], QuerySet[Any]]:
    def rows(asking: Asking) -> QuerySet[Any]:
        spans = with_cardholder(StageSpan.objects.filter(ends_before=None, stage=stage), "account")
        return spans.filter(~_has_a_worse_account())

    return rows


def _has_a_worse_account() -> Q:
    """The person has another account that is further, or as far and longer: they are called about that."""
    same = Q(stage=OuterRef("stage"))
    longer = Q(oldest_missed_due__lt=OuterRef("oldest_missed_due"))
    as_long = Q(oldest_missed_due=OuterRef("oldest_missed_due"), account__lt=OuterRef("in_account"))
    others = StageSpan.objects.filter(
        Q(stage__gt=OuterRef("stage")) | same & (longer | as_long),
        ends_before=None, stage__in=MISSED, account__parties__customer=OuterRef("person"),
        account__parties__role=CARDHOLDER,
    )  # fmt: skip
    return Q(Exists(others))


def _broken_promises(asking: Asking) -> QuerySet[Any]:
    """A row for each account past due on which a promise broke lately."""
    broken = PromiseStatusChange.objects.filter(
        ends_before=None, to_state=PromiseStatusChange.State.BROKEN, on__gte=asking.today - FRESH
    )
    account = "promise__covered__account"
    broken = broken.annotate(covered=F("promise__covered"))
    late = StageSpan.objects.filter(account=OuterRef("in_account"), ends_before=None, stage__in=MISSED)
    return with_cardholder(broken, account).filter(Exists(late))


def _vulnerable(asking: Asking) -> QuerySet[Any]:
    """People whom only the trained team contacts, and who are past due, a row for each such hold and account.

    They are few of those past due, so that the holds are gone through, and not the accounts.
    """
    account = "customer__parties__account"
    held = holds.on(asking.today).filter(
        kind=Hold.Kind.VULNERABLE, customer__parties__role__in=Party.HOLDERS,
        customer__parties__account__spans__ends_before=None,
        customer__parties__account__spans__stage__in=MISSED,
    )  # fmt: skip
    rows = held.annotate(**{name: F(f"{account}__spans__{name}") for name in STAGE_FACTS})
    return with_cardholder(rows, account).filter(~_has_a_worse_account())


def _call_backs(asking: Asking) -> QuerySet[CallBack]:
    """Calls agreed for now or for a time that has passed; a colleague's own only once it is missed."""
    due = callbacks.open_().filter(at__lte=asking.now + EARLY)
    own = Q(owner="") | Q(owner=asking.name) | Q(at__lte=asking.now - LATE)
    return with_person(due.filter(own), "customer", "account")


def _callable(rows: QuerySet[Any], asking: Asking, account: str = "account") -> QuerySet[Any]:
    """Where it is a time to call, without those whom a promise or a hold leaves in peace."""
    if not asking.open_places:
        return rows.none()
    # As annotations: a filter along a path of several rows would join them a second time.
    where = {"jurisdiction": F(f"{account}__product__jurisdiction"), "zone": F(f"{account}__time_zone")}
    here = (Q(jurisdiction=place, zone=zone) for place, zone in asking.open_places)
    placed: QuerySet[Any] = rows.annotate(**where)
    return placed.filter(
        reduce(or_, here),
        ~exclusions.waiting_for_a_promise(),
        ~exclusions.account_on_hold(asking),
        ~exclusions.person_on_hold(asking),
        person__isnull=False,
    )


CALL_BACKS = (
    Part(
        _call_backs,
        on="at",
        facts=("asked", "owner", "note", "zone"),
        read=datetime.fromisoformat,
        due=lambda facts, on: utc_day(on),
    ),
)
BROKEN_PROMISES = (
    Part(
        _broken_promises,
        on="on",
        minor="promise_id",
        key="covered",
        facts=("promise__reference", "promise__made_on"),
        offered=partial(_callable, account="promise__covered__account"),
    ),
)
VULNERABLE = (
    Part(
        _vulnerable,
        on="starts_on",
        minor="pk",
        key="in_account",
        facts=STAGE_FACTS,
        offered=partial(_callable, account="customer__parties__account"),
    ),
)
