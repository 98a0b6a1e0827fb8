"""What the clock asks of the post. A tick asks what is due, so a missed or doubled one costs nothing."""

import logging

from celery import shared_task
from django.conf import settings
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.acts import Act
from accounts.dates import utc_day
from notices import batch_release, batches
from notices.archive import freeze as archive
from notices.archive import retention as archive_retention
from notices.delivery import channels, queue, sweep
from notices.delivery import run as delivery
from notices.planning import recheck
from notices.planning import run as notice_planning

log = logging.getLogger(__name__)

MOST_LETTERS = 500  # letters made in one go: whoever waits in the queue gets a turn


@shared_task
def plan_closed_days() -> None:
    """Plan what is closed and not provisional. Where somebody else plans it is left to them."""
    now = timezone.now()
    try:
        days = notice_planning.plan_through(utc_day(now), now)
    except notice_planning.AlreadyPlanning as busy:
        log.info("nothing planned: %s", busy)
    else:
        log.info("planned: %s days, %s notices", len(days), sum(day.found for day in days))


@shared_task
def look_again() -> None:
    """Hold what is in hand against the facts of now."""
    log.info("looked at again: %s notices", recheck.look_at_all(timezone.now()))


@shared_task
def make_letters() -> None:
    """Of what is due, the most pressing first. What the facts of now do not call for any more is dropped."""
    now = timezone.now()
    due = archive.to_make(MOST_LETTERS)
    recheck.look_again(due, now)
    made = archive.make_ready(due, Act(at=now))
    log.info("letters: %s made, %s failed", len(made.ready), len(made.failed))


@shared_task
def gather_and_release() -> None:
    """Into batches with what is ready; what needs nobody goes by itself."""
    now = timezone.now()
    gathered, went = len(batches.make(Act(at=now))), batches.release_those_that_need_nobody(now)
    log.info("batches: %s took something in; %s notices went by themselves", gathered, went)


@shared_task
def release_large_batches() -> None:
    """Those that somebody asked for; what another worker is at is left to it."""
    if done := batch_release.work_off(timezone.now()):
        log.info("large batches: %s finished", done)


def wake_releaser() -> None:
    """At once where the broker takes the call; else the next tick finds what was asked for."""
    try:
        release_large_batches.apply_async(expires=60, retry=False)
    except OperationalError as problem:
        log.warning("the broker is away, nobody was called to release: %s", problem)


@shared_task
def erase_contents() -> None:
    """Delete what notices said that no pack asks to be kept any longer."""
    log.info("past their time and erased: %s notices", archive_retention.purge(timezone.now()))


@shared_task
def send_notices() -> None:
    """What is released and due, by each channel for itself: a slow provider keeps no other waiting."""
    sweep.sweep(timezone.now)
    queued = queue.queue(timezone.now())
    for channel in channels.in_use():
        send_by_channel.apply_async((channel,), expires=settings.TICK_SECONDS)
    log.info("sending: %s queued", queued)


@shared_task
def send_by_channel(channel: str) -> None:
    log.info("sending by %s: %s handed over", channel, delivery.send_by(channel, timezone.now))


@shared_task
def read_back() -> None:
    """What print vendor, mail server and gateway said since."""
    log.info("read back: %s words", delivery.read_back(timezone.now))
