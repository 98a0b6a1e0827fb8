"""Where one person waits: the queues whose facts name them, whether or not they are offered now."""

from collections.abc import Iterator
from datetime import date

from servicing.queues import offering
from servicing.queues.catalogue import QUEUES, Queue
from servicing.queues.entries import Asking, Entry, entries_of


def of_person(customer: int, asking: Asking) -> Iterator[tuple[Queue, Entry]]:
    """Their first place in each queue that they are in, in the order of the queues."""
    for queue in QUEUES.values():
        for part in queue.parts:
            rows = offering.seen(part.rows(asking), asking).filter(person=customer).order_by(*part.order)
            if entry := next(iter(entries_of(part, rows[:1])), None):
                yield queue, entry
                break


def deadline(customer: int, asking: Asking) -> date | None:
    """The first deadline of the work about the person; None where it has none."""
    days = (entry.due_on for _queue, entry in of_person(customer, asking) if entry.due_on)
    return min(days, default=None)
