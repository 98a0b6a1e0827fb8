from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.management.csv import write
from accounts.models import Account
from notices import worklists as notice_worklists


class Command(BaseCommand):
    help = "Every notice, or those of one account: what it is about, and what became of it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--account", metavar="REF")

    def handle(self, *args: Any, account: str | None, **options: Any) -> None:
        if account is not None and not Account.objects.filter(reference=account).exists():
            raise CommandError(f"there is no account {account}")
        write(
            "notice,account,kind,state,reason,occasion_on,due_by,sent_on,sha256,letter",
            notice_worklists.listing(account).iterator(chunk_size=2_000),
        )
