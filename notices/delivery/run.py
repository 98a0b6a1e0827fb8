"""One pass over everything that concerns sending: what a tick of the clock and ``send_notices`` do."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from notices.delivery import alarms, channels, packages, queue, reports, sending, sweep
from notices.delivery.channels import LETTER
from notices.delivery.channels.bounces import MailboxError
from notices.models import Dispatch, Notice

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]


@dataclass(frozen=True, slots=True)
class Pass:
    """``queued``: new on the list; ``handed``: calls made and letters handed over; ``read``: words read
    back; ``waiting``: what is still to go, now or later; ``work``: what needs a person."""

    queued: int
    handed: int
    read: int
    waiting: int
    work: int
    held_back: str = ""  # why nothing goes: provisional, no-channel


def send(clock: Clock) -> Pass:
    """Sweep, queue, send by every channel in use, and read back. Many may do so at once."""
    sweep.sweep(clock)
    queued = queue.queue(clock())
    handed = sum(send_by(channel, clock) for channel in channels.in_use())
    read = read_back(clock)
    return Pass(queued, handed, read, _waiting(clock()), needs_a_person(), _held_back(clock()))


def send_by(channel: str, clock: Clock) -> int:
    """Everything due by one channel; how much went."""
    return packages.send_due(clock) if channel == LETTER else sending.send_due(channel, clock)


def read_back(clock: Clock) -> int:
    """What providers said since, then the alarms that follow."""
    problem, read = "", 0
    try:
        read = reports.read_back(clock)
    except MailboxError as error:
        problem = str(error)
        log.warning("bounces cannot be read: %s", problem)
    alarms.look(clock(), mailbox_problem=problem)
    return read


def needs_a_person() -> int:
    """Dispatches that somebody must look at, and notices that failed."""
    return work().count() + Notice.objects.filter(state="failed", dispatch__work="").count()


def work() -> QuerySet[Dispatch]:
    """Dispatches with work that nobody has settled, the oldest first."""
    return Dispatch.objects.filter(settled_at=None).exclude(work="").order_by("work_since", "pk")


def _waiting(now: datetime) -> int:
    going = Dispatch.objects.filter(state__in=("waiting", "claimed", "calling")).count()
    return going + queue.to_queue(now).count()


def _held_back(now: datetime) -> str:
    if not queue.may_send():
        return "provisional"
    return "" if channels.in_use() else "no-channel"
