from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.close import run as nightly_close
from accounts.contact import retention as contact_retention


class Command(BaseCommand):
    help = "Delete the contacts that no pack asks to be kept any longer."

    def handle(self, *args: Any, **options: Any) -> None:
        deleted = contact_retention.purge(nightly_close.current_day(timezone.now()))
        self.stderr.write(
            ", ".join(f"{name}: {number}" for name, number in deleted.items()) or "nothing is past its time"
        )
