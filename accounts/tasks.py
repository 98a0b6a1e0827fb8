"""What the clock asks of the book. A tick asks what is due, so a missed or doubled one costs nothing."""

from celery import shared_task
from django.utils import timezone

from accounts import nightly


@shared_task
def close_days_that_are_over() -> None:
    now = timezone.now()
    try:
        nightly.close_through(nightly.newest_day_over(now), now=now)
    except nightly.AlreadyClosing:
        return
