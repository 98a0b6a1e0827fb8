from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import money
from accounts.management.csv import ask_for_day, write
from accounts.models import Account
from accounts.reports import aging as aging_report
from accounts.reports import suppose as supposing
from accounts.standings.evaluation import DayNotClosed


class Command(BaseCommand):
    help = "Where every account of the book stands at the end of a day."

    def add_arguments(self, parser: CommandParser) -> None:
        ask_for_day(parser)
        parser.add_argument("--account", metavar="REF")
        parser.add_argument(
            "--suppose",
            action="append",
            default=[],
            metavar="PRODUCT:grace=DAYS,tolerance=AMOUNT",
            help="as it would stand if the product had always granted that",
        )

    def handle(
        self, *args: Any, on: date, basis: str, account: str | None, suppose: list[str], **options: Any
    ) -> None:
        try:
            ids = [Account.objects.get(reference=account).pk] if account else None
            supposed = [supposing.read(each) for each in suppose]
            lines = (
                supposing.standing(on, basis, supposed, ids)
                if supposed
                else aging_report.standing(on, basis, ids)
            )
            write(
                "account,stage,stage_since,days_past_due,past_due,statements_missed,oldest_missed_statement",
                map(self.row, lines),
            )
        except Account.DoesNotExist:
            raise CommandError(f"there is no account {account}") from None
        except (DayNotClosed, supposing.SuppositionError) as problem:
            raise CommandError(str(problem)) from problem

    def row(self, standing: aging_report.AccountStanding) -> list[object]:
        if standing.stage is None:
            self.stderr.write(f"{standing.account} cannot be computed on this day")
        return [
            standing.account,
            standing.stage,
            standing.stage_since,
            standing.days_past_due,
            money.text(standing.past_due, standing.currency),
            standing.statements_missed,
            standing.oldest_missed_statement,
        ]
