"""The clock and the muscle. The whole timetable stands here; every tick asks what is due."""

import os

from celery import Celery
from celery.schedules import crontab
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicing.settings")

app = Celery("servicing")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
app.conf.beat_schedule = {
    "close the days that are over": {
        "task": "accounts.tasks.close_days_that_are_over",
        "schedule": settings.TICK_SECONDS,
        "options": {"expires": settings.TICK_SECONDS},  # the next one asks the same
    },
    "lend a hand with what is at work": {
        "task": "accounts.tasks.lend_a_hand",
        "schedule": settings.TICK_SECONDS,
        "options": {"expires": settings.TICK_SECONDS},
    },
    "count what reports will be asked": {
        "task": "accounts.tasks.count_for_reports",
        "schedule": settings.TICK_SECONDS,
        "options": {"expires": settings.TICK_SECONDS},
    },
    "delete the contacts that are past their time": {
        "task": "accounts.tasks.purge_contacts",
        "schedule": crontab(hour=3, minute=0),
    },
    "erase the letters that are past their time": {
        "task": "notices.tasks.erase_contents",
        "schedule": crontab(hour=3, minute=30),
    },
    "close the offers that nobody answered": {
        "task": "accounts.tasks.expire_offers",
        "schedule": crontab(minute=10),
    },
    "note the credits that cases await": {
        "task": "accounts.tasks.note_credits_of_cases",
        "schedule": settings.TICK_SECONDS,
        "options": {"expires": settings.TICK_SECONDS},
    },
    "plan the notices of closed days": {
        "task": "notices.tasks.plan_closed_days",
        "schedule": settings.TICK_SECONDS,
        "options": {"expires": settings.TICK_SECONDS},
    },
    "look again at the notices in hand": {
        "task": "notices.tasks.look_again",
        "schedule": crontab(minute="*/15"),
        "options": {"expires": 900},
    },
    "make the letters that are due": {
        "task": "notices.tasks.make_letters",
        "schedule": settings.TICK_SECONDS,
        "options": {"expires": settings.TICK_SECONDS},
    },
    "release the large batches that people asked for": {
        "task": "notices.tasks.release_large_batches",
        "schedule": settings.TICK_SECONDS,
        "options": {"expires": settings.TICK_SECONDS},
    },
    "put letters into batches, and let go what needs nobody": {
        "task": "notices.tasks.gather_and_release",
        "schedule": settings.TICK_SECONDS,
        "options": {"expires": settings.TICK_SECONDS},
    },
    "send what is released and due": {
        "task": "notices.tasks.send_notices",
        "schedule": settings.TICK_SECONDS,
        "options": {"expires": settings.TICK_SECONDS},
    },
    "tell people of the reports they asked for": {
        "task": "servicing.tasks.tell_of_reports",
        "schedule": settings.TICK_SECONDS,
        "options": {"expires": settings.TICK_SECONDS},
    },
    "draw the calls and letters that are reviewed": {
        "task": "servicing.tasks.draw_quality_samples",
        "schedule": crontab(minute=20),
    },
    "tell subscribers what happened": {
        "task": "servicing.api.tasks.tell_events",
        "schedule": settings.TICK_SECONDS,
        "options": {"expires": settings.TICK_SECONDS},
    },
    "delete the idempotency keys and events that are past their time": {
        "task": "servicing.api.tasks.purge",
        "schedule": crontab(hour=4, minute=0),
    },
    "delete what was kept of access and is past its time": {
        "task": "servicing.tasks.purge_access",
        "schedule": crontab(hour=4, minute=30),
    },
    "read what became of what was sent": {
        "task": "notices.tasks.read_back",
        "schedule": settings.TICK_SECONDS,
        "options": {"expires": settings.TICK_SECONDS},
    },
}
