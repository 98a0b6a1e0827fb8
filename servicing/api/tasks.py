"""What the clock asks of the API: events derived and sent, keys and events past their time deleted."""

import logging

from celery import shared_task
from django.conf import settings
from django.utils import timezone
from kombu.exceptions import OperationalError

from servicing.api import retention
from servicing.api.webhooks import delivery, events

log = logging.getLogger(__name__)


@shared_task
def tell_events() -> None:
    """Derive what happened, and send it, each subscription for itself: a slow one keeps no other waiting."""
    if derived := events.derive(timezone.now()):
        log.info("events: %s derived", derived)
    for subscription in delivery.due(timezone.now()):
        deliver.apply_async((subscription,), expires=settings.TICK_SECONDS)


@shared_task
def deliver(subscription: int) -> None:
    log.info(
        "events: %s taken by subscription %s", delivery.deliver(subscription, timezone.now), subscription
    )


def deliver_soon(subscription: int) -> None:
    """At once where the broker takes the call; else at the next tick."""
    try:
        deliver.apply_async((subscription,), expires=settings.TICK_SECONDS, retry=False)
    except OperationalError as problem:
        log.warning("the broker is away, nobody was called to send events: %s", problem)


@shared_task
def purge() -> None:
    """Keys and events, some at a time; killed, it goes on the next day."""
    log.info("past their time and deleted: %s", dict(retention.purge(timezone.now())))
