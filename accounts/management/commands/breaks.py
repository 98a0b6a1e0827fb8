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
                    each.account,
                    each.statement_date,
                    money.text(each.printed, each.currency),
                    None if each.ours is None else money.text(each.ours, each.currency),
                    each.cause,
                    each.owner,
                ]
                for each in reconciliation.of_book()
            ),
        )
