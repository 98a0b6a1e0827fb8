"""What the clock asks of the book. A tick asks what is due, so a missed or doubled one costs nothing.

Broker messages only wake workers up. What is to be done stands in PostgreSQL, where the next tick finds it.
"""

import logging

from celery import shared_task
from django.conf import settings
from django.utils import timezone
from kombu.exceptions import OperationalError

from accounts.calendars import sync as calendar_sync
from accounts.cases import credits
from accounts.close import restatement as restatement_run
from accounts.close import run as nightly_close
from accounts.contact import retention as contact_retention
from accounts.dates import utc_day
from accounts.hardship import offers as hardship_offers
from accounts.reports import ahead as reports_ahead

log = logging.getLogger(__name__)

MOST_SHARDS = 20  # shards of restatements in one go: a close that falls due meanwhile does not wait long


@shared_task
def close_days_that_are_over() -> None:
    """Lead the close where nobody does; else work on its shards."""
    now = timezone.now()
    calendar_sync.keep(utc_day(now))
    try:
        nightly_close.close_through(nightly_close.newest_day_over(now), now=now, wake_workers=wake_workers)
    except nightly_close.AlreadyClosing:
        nightly_close.work_shards()


@shared_task
def lend_a_hand() -> None:
    """With the close first, then with restatements, in stretches: whoever waits in the queue gets a turn."""
    nightly_close.work_shards()
    if restatement_run.work_shards(most=MOST_SHARDS) == MOST_SHARDS:
        wake_workers(1)


@shared_task
def mend_accounts_set_aside() -> None:
    """What the next close would begin with, now. While a close is at work it is left to that."""
    try:
        log.info("%s accounts set aside are mended", nightly_close.try_again())
    except nightly_close.AlreadyClosing as busy:
        log.info("nothing mended: %s", busy)


@shared_task
def count_for_reports() -> None:
    """Count what people will ask of the newest closed day."""
    reports_ahead.count()


@shared_task
def purge_contacts() -> None:
    """Delete the contacts that no pack asks to be kept any longer."""
    log.info(
        "past their time and deleted: %s",
        dict(contact_retention.purge(nightly_close.current_day(timezone.now()))),
    )


@shared_task
def note_credits_of_cases() -> None:
    """Find the credits that decided cases await."""
    if noted := credits.note(timezone.now()):
        log.info("credits: %s cases have news", noted)


@shared_task
def expire_offers() -> None:
    """Close the hardship offers that nobody answered in time."""
    if expired := hardship_offers.expire(timezone.now()):
        log.info("hardship offers expired: %s", expired)


def call_for_mending() -> bool:
    """Have a worker mend the accounts set aside. False where the broker cannot be reached."""
    try:
        mend_accounts_set_aside.apply_async(retry=False)
    except OperationalError as problem:
        log.warning("the broker is away, nobody was called to mend: %s", problem)
        return False
    return True


def wake_workers(shards: int) -> None:
    """Wake up other workers; who comes late finds nothing left to do."""
    for _ in range(min(shards, settings.MAX_EXTRA_WORKERS)):
        try:
            lend_a_hand.apply_async(expires=60, retry=False)
        except OperationalError as problem:
            log.warning("the broker is away, nobody was called to help: %s", problem)
            return
