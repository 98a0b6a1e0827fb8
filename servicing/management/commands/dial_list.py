from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from accounts.contact import dial_list
from servicing.exports import taking


class Command(BaseCommand):
    help = "Whom the contact gate would allow to be called about their debt now; on record."

    def handle(self, *args: Any, **options: Any) -> None:
        now = timezone.now()
        taking.by_command("dial-list", dial_list.HEADER, (row.values for row in dial_list.listing(now)), now)
