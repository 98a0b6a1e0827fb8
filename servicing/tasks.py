"""What the clock asks of the workspace. A tick asks what is due, so a missed or doubled one costs nothing."""

import logging

from celery import shared_task
from django.utils import timezone

from servicing.quality import sampling
from servicing.security import retention
from servicing.workspace.reports import schedules

log = logging.getLogger(__name__)


@shared_task
def tell_of_reports() -> None:
    """By e-mail, with a link, whoever asked for it."""
    if number := schedules.tell(timezone.now()):
        log.info("reports: %s people told", number)


@shared_task
def draw_quality_samples() -> None:
    """Of the days that are settled, the calls and letters that somebody looks at."""
    if number := sampling.draw_due(timezone.now()):
        log.info("quality: %s reviews drawn", number)


@shared_task
def purge_access() -> None:
    """Events of signing in and records of access, some at a time; killed, it goes on the next day."""
    log.info("past their time and deleted: %s", dict(retention.purge(timezone.now())))
