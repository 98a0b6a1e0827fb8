"""What the clock asks of the workspace. A tick asks what is due, so a missed or doubled one costs nothing."""

import logging

from celery import shared_task
from django.utils import timezone

from servicing.workspace.reports import schedules

log = logging.getLogger(__name__)


@shared_task
def tell_of_reports() -> None:
    """By e-mail, with a link, whoever asked for it."""
    if number := schedules.tell(timezone.now()):
        log.info("reports: %s people told", number)
