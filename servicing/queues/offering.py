"""Whom a queue offers now: those that its facts name, less the excluded, of whom the gate says yes.

Read in stretches that the gate is asked about at once, so that a page costs a fixed number of queries however
long the queue is. Where a whole stretch may not be contacted, that is kept for a while: whoever asks next
begins behind it.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, Min, OuterRef, QuerySet

from accounts.contact import gate
from accounts.dates import utc_day
from accounts.models import Account
from accounts.rules.contact.terms import Question
from servicing import scope
from servicing.models import Claim, Deferral
from servicing.queues import entries, exclusions
from servicing.queues.catalogue import Queue
from servicing.queues.entries import Asking, Entry

PAGE = 50
STRETCH = 60  # people that the gate is asked about at once
MOST_STRETCHES = 4  # of one request
COUNTED = 100  # people of a queue; of more it is only said that there are more
KEPT = timedelta(minutes=30)


@dataclass(frozen=True)
class Page:
    """``last`` is the place up to which the queue was read; ``more``: whether it goes on behind it."""

    entries: list[Entry]
    last: str
    more: bool


@dataclass(frozen=True)
class Figures:
    """Of a queue as its facts have it, before the gate is asked. ``oldest``: the first date of its order."""

    queue: Queue
    waiting: int
    oldest: Any
    claimed: int

    @property
    def oldest_day(self) -> date | None:
        return utc_day(self.oldest) if isinstance(self.oldest, datetime) else self.oldest

    @property
    def many(self) -> bool:
        return self.waiting > COUNTED


def page(queue: Queue, asking: Asking, after: str = "", most: int = PAGE) -> Page:
    """The people whom the queue offers, each once. Raises ``ValueError`` where ``after`` is no place."""
    entries: list[Entry] = []
    people: set[int] = set()
    for _ in range(MOST_STRETCHES):
        stretch = _read(queue, asking, after, STRETCH)
        fresh = list({entry.customer: entry for entry in reversed(stretch)}.values())[::-1]
        allowed = _allowed(queue, [entry for entry in fresh if entry.customer not in people], asking)
        entries, people = entries + allowed, people | {entry.customer for entry in fresh}
        after = stretch[-1].place if stretch else after
        if len(stretch) < STRETCH:
            return _cut(entries, most, after, more=False)
        if not allowed:
            _keep_refusals(queue, fresh, asking)
        if len(entries) >= most:
            break
    return _cut(entries, most, after, more=True)


def waiting(queue: Queue, asking: Asking, most: int) -> list[int]:
    """The people who wait by the facts of the queue, from its beginning; the gate is not asked."""
    found = entries.read(queue.parts, asking, lambda rows: narrow(rows, queue, asking), most=most)
    return list(dict.fromkeys(entry.customer for entry in found))


def _cut(entries: list[Entry], most: int, last: str, *, more: bool) -> Page:
    if len(entries) <= most:
        return Page(entries, last, more)
    return Page(entries[:most], entries[most - 1].place, True)


def _read(queue: Queue, asking: Asking, after: str, most: int) -> list[Entry]:
    return entries.read(queue.parts, asking, lambda rows: narrow(rows, queue, asking), after=after, most=most)


def narrow(rows: QuerySet[Any], queue: Queue, asking: Asking) -> QuerySet[Any]:
    """Rows of accounts that whoever asks may see, whose person nobody else has and nothing defers."""
    return seen(rows, asking).filter(
        ~exclusions.claimed_by_others(asking), ~exclusions.deferred(asking, queue.code)
    )


def seen(rows: QuerySet[Any], asking: Asking) -> QuerySet[Any]:
    """Rows of accounts of the branches of whoever asks."""
    rows = rows.filter(person__isnull=False)
    if scope.sees_every_branch(asking.user):
        return rows
    account = Account.objects.filter(pk=OuterRef("in_account"))
    return rows.filter(Exists(scope.narrow(account, asking.user)))


def _allowed(queue: Queue, entries: list[Entry], asking: Asking) -> list[Entry]:
    """Those of whom the gate says yes, in their order."""
    asked: dict[Question | None, list[Entry]] = defaultdict(list)
    for entry in entries:
        asked[queue.question(entry, asking.now)].append(entry)
    allowed: set[int] = set()
    for question, of_one in asked.items():
        allowed |= _yes(question, of_one, asking) if question else {entry.customer for entry in of_one}
    return [entry for entry in entries if entry.customer in allowed]


def _yes(question: Question, entries: list[Entry], asking: Asking) -> set[int]:
    pairs = [(entry.customer, entry.account) for entry in entries]
    return {customer for customer, _ in gate.allowed(pairs, question, asking.now)}


def _keep_refusals(queue: Queue, entries: Iterable[Entry], asking: Asking) -> None:
    Deferral.objects.bulk_create(
        Deferral(
            customer_id=entry.customer, queue=queue.code, kind=Deferral.Kind.REFUSED, reason="gate",
            made_at=asking.now, until=asking.now + KEPT,
        )
        for entry in entries
    )  # fmt: skip


def figures(queues: Iterable[Queue], asking: Asking) -> list[Figures]:
    """How many wait in each queue, since when, and how many of its people somebody has."""
    held = scope.narrow(Claim.objects.filter(leased_until__gt=asking.now), asking.user)
    held = held.exclude(holder="").order_by()
    claimed = dict(held.values_list("queue").annotate(Count("pk")))
    return [_figures(queue, asking, claimed.get(queue.code, 0)) for queue in queues]


def _figures(queue: Queue, asking: Asking, claimed: int) -> Figures:
    waiting, oldest = 0, None
    for part in (each for each in queue.parts if each.is_open_to(asking.user)):
        rows = narrow(part.offered(part.rows(asking), asking), queue, asking).order_by(*part.order)
        figures = rows.values("person", part.on)[: COUNTED + 1].aggregate(
            number=Count("person", distinct=True), oldest=Min(part.on)
        )
        waiting += figures["number"]
        oldest = oldest or figures["oldest"]
    return Figures(queue, waiting, oldest, claimed)
