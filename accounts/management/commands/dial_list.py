from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.contact import dial_list
from accounts.management.csv import write


class Command(BaseCommand):
    help = "Whom the contact gate would allow to be called about their debt now, and until when."

    def handle(self, *args: Any, **options: Any) -> None:
        write(dial_list.HEADER, (row.values for row in dial_list.listing(timezone.now())))
