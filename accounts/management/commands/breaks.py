from typing import Any

from django.core.management.base import BaseCommand

from accounts import money
from accounts.management.csv import write
from accounts.standings import reconciliation


class Command(BaseCommand):
    help = "Statements whose printed past due differs from our own sums."

    def handle(self, *args: Any, **options: Any) -> None:
        write(
            "account,statement_date,printed,ours,cause,owner",
            (
                [
                    found.account,
                    found.statement_date,
                    money.text(found.printed, found.currency),
                    None if found.ours is None else money.text(found.ours, found.currency),
                    found.cause,
                    found.owner,
                ]
                for found in reconciliation.of_book()
            ),
        )
