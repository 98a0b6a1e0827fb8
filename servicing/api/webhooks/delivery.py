"""Deliveries: at least once, in order per account, retried for three days.

A subscription is sent to by one worker at a time, under a lease. An event that its receiver refuses holds up
only what follows on the same account; a receiver that is down is left alone until it may be back. Whoever is
killed has sent some events without noting it: they are sent once more, under the same id.
"""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Event as Signal

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from accounts.acts import Act, ActRefused
from servicing.api.models import Delivery, Subscription
from servicing.api.webhooks import subscriptions
from servicing.api.webhooks.signed_requests import Answer, Caller, Message, Result

Clock = Callable[[], datetime]

KEPT_UP = timedelta(days=3)
WAITS = tuple(
    timedelta(seconds=seconds) for seconds in (5, 300, 1_800, 7_200, 18_000, 36_000, 36_000, 36_000, 36_000)
)
LONGEST = timedelta(hours=12)  # however long a receiver asks for
LEASE = timedelta(minutes=10)
PAGE, HANDS = 200, 8
WAITING = Delivery.State.WAITING


@dataclass
class _Sent:
    """What became of a delivery."""

    delivery: Delivery
    answer: Answer
    at: datetime


@dataclass
class _Pass:
    """One pass over what waits for a subscription."""

    subscription: Subscription
    clock: Clock
    stop: Signal = field(default_factory=Signal)
    blocked: set[int | None] = field(
        default_factory=set
    )  # accounts whose next event is not due or was refused
    taken: int = 0


def due(at: datetime) -> list[int]:
    """Subscriptions with something to send, whom nobody sends to now."""
    free = Q(leased_until=None) | Q(leased_until__lt=at)
    awake = Q(resumes_at=None) | Q(resumes_at__lte=at)
    waiting = Q(deliveries__state=WAITING, deliveries__next_try_at__lte=at)
    rows = subscriptions.active().filter(free, awake, waiting).order_by("pk")
    return list(rows.values_list("pk", flat=True).distinct())


def deliver(pk: int, clock: Clock) -> int:
    """Send what waits for a subscription; how many events it took. None where another worker is at it."""
    at = clock()
    free = Q(leased_until=None) | Q(leased_until__lt=at)
    awake = Q(resumes_at=None) | Q(resumes_at__lte=at)
    if not subscriptions.active().filter(free, awake, pk=pk).update(leased_until=at + LEASE):
        return 0
    state = _Pass(Subscription.objects.get(pk=pk), clock)
    try:
        _give_up(state)
        for page in _pages(state):
            _record(state, _send(state, page))
            if state.stop.is_set():
                break
    finally:
        Subscription.objects.filter(pk=pk).update(leased_until=None)
    return state.taken


def _give_up(state: _Pass) -> None:
    """What nobody took for three days; somebody can have it sent again."""
    old = Delivery.objects.filter(subscription=state.subscription, state=WAITING, tries__gt=0)
    old.filter(queued_at__lt=state.clock() - KEPT_UP).update(state=Delivery.State.FAILED)


def _pages(state: _Pass) -> Iterator[list[Delivery]]:
    """Everything that waits, in order."""
    after = 0
    rows = Delivery.objects.filter(subscription=state.subscription, state=WAITING).select_related("event")
    while page := list(rows.filter(pk__gt=after).order_by("pk")[:PAGE]):
        yield page
        after = page[-1].pk


def _send(state: _Pass, page: list[Delivery]) -> list[_Sent]:
    """By several hands, each account in one of them; nothing of the database is touched in there."""
    now = state.clock()
    queues: list[list[tuple[Delivery, Message]]] = [[] for _ in range(HANDS)]
    for delivery in page:
        if delivery.next_try_at > now:
            state.blocked.add(delivery.account_id)
        if delivery.account_id not in state.blocked:
            place = hash(delivery.account_id or 0) % HANDS
            queues[place].append((delivery, Message.of(delivery.event)))
    secrets = list(subscriptions.secrets(state.subscription, now))
    busy = [queue for queue in queues if queue]
    with ThreadPoolExecutor(HANDS) as hands:
        sent = hands.map(lambda queue: _send_queue(state, queue, secrets), busy)
        return [each for queue in sent for each in queue]


def _send_queue(state: _Pass, queue: list[tuple[Delivery, Message]], secrets: list[str]) -> list[_Sent]:
    sent: list[_Sent] = []
    caller = Caller(state.subscription.url, secrets, settings.WEBHOOK_TIMEOUT_SECONDS)
    refused: set[int | None] = set()
    for delivery, message in queue:
        if state.stop.is_set():
            break
        if delivery.account_id in refused:
            continue
        at = state.clock()
        answer = caller.call(message, at)
        sent.append(_Sent(delivery, answer, at))
        if answer.result in (Result.DOWN, Result.GONE):
            state.stop.set()
        elif answer.result == Result.REFUSED:
            refused.add(delivery.account_id)
    caller.close()
    return sent


@transaction.atomic
def _record(state: _Pass, sent: list[_Sent]) -> None:
    """What became of a page, and how the receiver fares."""
    for each in sent:
        _note(each)
    state.blocked |= {s.delivery.account_id for s in sent if s.answer.result == Result.REFUSED}
    Delivery.objects.bulk_update(
        [each.delivery for each in sent], ["state", "tries", "tried_at", "next_try_at", "answer"]
    )
    state.taken += sum(each.answer.result == Result.TAKEN for each in sent)
    now = state.clock()
    fields: dict[str, object] = {"leased_until": now + LEASE}
    down = next((each.answer for each in sent if each.answer.result == Result.DOWN), None)
    if down:
        failures = state.subscription.failures + 1
        fields |= {"failures": failures, "resumes_at": now + _wait(failures, down.wait)}
    elif sent:
        fields |= {"failures": 0, "resumes_at": None}
    Subscription.objects.filter(pk=state.subscription.pk).update(**fields)
    if any(each.answer.result == Result.GONE for each in sent):
        with suppress(ActRefused):  # somebody has ended it meanwhile
            subscriptions.end(state.subscription, Act(at=now))


def _note(each: _Sent) -> None:
    delivery = each.delivery
    delivery.tries += 1
    delivery.tried_at = max(each.at, delivery.queued_at)
    delivery.answer = each.answer.text
    if each.answer.result == Result.TAKEN:
        delivery.state = Delivery.State.DELIVERED
    elif each.answer.result == Result.REFUSED:
        delivery.next_try_at = each.at + _wait(delivery.tries, None)


def _wait(failures: int, asked: int | None) -> timedelta:
    """After so many failures in a row, or as long as the receiver asks for."""
    if asked is not None:
        return min(timedelta(seconds=asked), LONGEST)
    wait: timedelta = WAITS[min(failures, len(WAITS)) - 1] * settings.WEBHOOK_WAIT_SCALE
    return wait
