"""Why somebody whom the facts of a queue name is not offered: a claim, a deferral, a no of the gate."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from accounts.contact import gate
from accounts.contact.gate import Answer
from servicing.models import Claim, Deferral
from servicing.queues import claims, exclusions, memberships, offering
from servicing.queues.catalogue import Queue
from servicing.queues.entries import Asking, Entry, entries_of

SHOWN = 50


@dataclass(frozen=True)
class Unoffered:
    """A person of a queue and every reason that keeps them from being offered now; at least one."""

    entry: Entry
    claim: Claim | None
    deferrals: list[Deferral]
    refusal: Answer | None
    for_others: bool  # whoever asks cannot do what waits here

    @property
    def from_when(self) -> datetime | None:
        """When the gate would say yes, as far as that is known."""
        return self.refusal.from_when if self.refusal else None


def unoffered(queue: Queue, asking: Asking) -> list[Unoffered]:
    """Of the first people of the queue, in its order, those who are not offered to whoever asks."""
    entries: list[Entry] = []
    for part in queue.parts:
        rows = offering.seen(part.rows(asking), asking).order_by(*part.order)
        entries += entries_of(part, rows[: SHOWN - len(entries)]) if len(entries) < SHOWN else []
    return list(_explained(queue, list({entry.customer: entry for entry in entries}.values()), asking))


def of_person(customer: int, asking: Asking) -> list[tuple[Queue, Entry, Unoffered | None]]:
    """Each queue whose facts name the person, and why they are not offered; None: they are."""
    found = []
    for queue, entry in memberships.of_person(customer, asking):
        found.append((queue, entry, next(_explained(queue, [entry], asking), None)))
    return found


def _explained(queue: Queue, entries: list[Entry], asking: Asking) -> Iterator[Unoffered]:
    people = [entry.customer for entry in entries]
    held = {claim.pk: claim for claim in claims.held(asking.now).filter(pk__in=people)}
    deferred = _deferred(queue, people, asking)
    refused = _refused(queue, entries, asking)
    for entry in entries:
        claim = held.get(entry.customer)
        others = claim if claim and claim.holder != asking.name else None
        reasons = deferred.get(entry.customer, [])
        refusal = refused.get(entry.customer)
        for_others = not queue.part(entry.major).is_open_to(asking.user)
        if others or reasons or refusal or for_others:
            yield Unoffered(entry, others, reasons, refusal, for_others)


def _deferred(queue: Queue, people: list[int], asking: Asking) -> dict[int, list[Deferral]]:
    rows = exclusions.in_force(asking.now).filter(
        Q(only="") | Q(only=asking.name), Q(queue="") | Q(queue=queue.code), customer__in=people
    )
    by_customer: dict[int, list[Deferral]] = {}
    for row in rows.exclude(kind=Deferral.Kind.REFUSED):  # what the gate says now is said beside
        by_customer.setdefault(row.customer_id, []).append(row)
    return by_customer


def _refused(queue: Queue, entries: list[Entry], asking: Asking) -> dict[int, Answer]:
    refused: dict[int, Answer] = {}
    by_question: dict[Any, list[Entry]] = {}
    for entry in entries:
        by_question.setdefault(queue.question(entry, asking.now), []).append(entry)
    for question, of_one in by_question.items():
        if question:
            pairs = [(entry.customer, entry.account) for entry in of_one]
            answers = gate.look(pairs, [question], asking.now)
            refused |= {pair[0]: answer for pair, (answer,) in answers.items() if not answer.allowed}
    return refused
