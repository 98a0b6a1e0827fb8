"""Who wants to hear of what: made, told how to check what is signed, given another secret, ended."""

import base64
import hashlib
import hmac
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import QuerySet

from accounts.acts import Act, ActRefused
from accounts.database import statements
from servicing.api.models import TEST_EVENT, Delivery, Event, EventSource, EventType, Subscription
from servicing.api.webhooks import addresses

OVERLAP = timedelta(days=1)  # in which what is sent is signed with the secret before, too


class SubscriptionRefused(ValueError):  # noqa: N818 -- named for what happened
    """``field``: url or events; ``code``: why, as ``AddressRefused`` says it of an address."""

    def __init__(self, field: str, code: str, reason: str) -> None:
        super().__init__(reason)
        self.field, self.code = field, code


@dataclass(frozen=True, slots=True)
class Wanted:
    """Where events of these types are to go. Without branches of the whole book."""

    url: str
    events: Sequence[str]
    system: str = ""
    branches: Sequence[str] = ()


def active() -> QuerySet[Subscription]:
    return Subscription.objects.filter(ended_at=None)


@transaction.atomic
def subscribe(wanted: Wanted, act: Act) -> Subscription:
    """From now on; what happened before is told to nobody. Raises SubscriptionRefused."""
    if not wanted.events or set(wanted.events) - set(EventType.values):
        raise SubscriptionRefused("events", "events", f"The events are {', '.join(EventType.values)}.")
    try:
        addresses.check(wanted.url)
    except addresses.AddressRefused as refused:
        raise SubscriptionRefused("url", refused.code, str(refused)) from None
    if not active().exists():
        _begin(act.at)
    return Subscription.objects.create(
        url=wanted.url, events=sorted(set(wanted.events)), system=wanted.system,
        branches=list(wanted.branches), made_at=act.at, made_by=act.by,
    )  # fmt: skip


def end(subscription: Subscription, act: Act) -> None:
    """Nothing is sent any more. Raises ActRefused: it had ended before."""
    with transaction.atomic():
        if not active().filter(pk=subscription.pk).update(ended_at=act.at, ended_by=act.by):
            raise ActRefused("ended")
        Delivery.objects.filter(subscription=subscription, state=Delivery.State.WAITING).update(
            state=Delivery.State.ENDED
        )


def rotate(subscription: Subscription, at: datetime) -> None:
    """Another secret; what is sent is signed with both for a day."""
    Subscription.objects.filter(pk=subscription.pk).update(
        secret_number=subscription.secret_number + 1, rotated_at=at
    )
    subscription.refresh_from_db()


def secrets(subscription: Subscription, at: datetime) -> Iterator[str]:
    """What it signs with at the moment, the newest first."""
    yield secret(subscription)
    if subscription.rotated_at and at < subscription.rotated_at + OVERLAP:
        yield secret(subscription, subscription.secret_number - 1)


def secret(subscription: Subscription, number: int | None = None) -> str:
    """As the receiver keeps it. Made from the installation's key each time, so it lies nowhere here."""
    about = f"servicing.webhook:{subscription.pk}:{number or subscription.secret_number}"
    made = hmac.new(settings.SECRET_KEY.encode(), about.encode(), hashlib.sha256).digest()
    return f"whsec_{base64.b64encode(made).decode()}"


@transaction.atomic
def send_test(subscription: Subscription, at: datetime) -> Delivery:
    """An event that says nothing, to see whether it comes through."""
    number = Delivery.objects.filter(subscription=subscription).count() + 1
    source = f"{subscription.pk}:{number}:{at.timestamp()}"
    event = Event.objects.create(type=TEST_EVENT, source=source, data={}, at=at)
    return Delivery.objects.create(subscription=subscription, event=event, queued_at=at, next_try_at=at)


def resend(delivery: Delivery, at: datetime) -> None:
    """Once more, under the same id, whatever became of it. Raises ActRefused: nobody hears it any more."""
    if delivery.subscription.ended_at:
        raise ActRefused("ended")
    again = {
        "state": Delivery.State.WAITING,
        "queued_at": at,
        "next_try_at": at,
        "tries": 0,
        "tried_at": None,
    }
    Delivery.objects.filter(pk=delivery.pk).update(**again)
    Subscription.objects.filter(pk=delivery.subscription_id).update(resumes_at=None)


def _begin(at: datetime) -> None:
    """Nobody has listened: events begin with what happens from now on."""
    with connection.cursor() as cursor:
        statements.execute(cursor, "newest_turns", settled=at)
        for name, newest in cursor.fetchall():
            EventSource.objects.update_or_create(name=name, defaults={"read_through": newest})
