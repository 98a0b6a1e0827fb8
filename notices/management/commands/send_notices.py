from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from notices.delivery import run

HELD_BACK = {
    "provisional": "nothing is sent: a close is provisional until a supervisor releases it",
    "no-channel": "nothing is sent: no channel is set up (OUTBOX, EMAIL_URL, SMS_URL, APP_MESSAGES)",
}


class Command(BaseCommand):
    help = "Send what is released and due, and read what came back; exit status 1 if anything needs a person."

    def handle(self, *args: Any, **options: Any) -> None:
        done = run.send(timezone.now)
        if done.held_back:
            self.stderr.write(HELD_BACK[done.held_back])
        self.stderr.write(
            f"{done.handed} handed over, {done.read} words read back, {done.waiting} waiting,"
            f" {done.work} need a person"
        )
        if done.work:
            raise SystemExit(1)
