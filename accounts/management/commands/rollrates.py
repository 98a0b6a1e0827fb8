from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import money
from accounts.management.csv import a_day, ask_for_basis, tell_uncomputed, write
from accounts.reports import aging as aging_report
from accounts.standings.evaluation import DayNotClosed


class Command(BaseCommand):
    help = "Stage on one day against stage on another, by count and by the first day's balance."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--from", dest="start", type=a_day, required=True, metavar="DATE")
        parser.add_argument("--to", dest="end", type=a_day, required=True, metavar="DATE")
        ask_for_basis(parser)

    def handle(self, *args: Any, start: date, end: date, basis: str, **options: Any) -> None:
        try:
            rates = aging_report.roll_rates(start, end, basis)
        except DayNotClosed as problem:
            raise CommandError(str(problem)) from problem
        for day in (start, end):
            tell_uncomputed(self.stderr, day, basis)
        write(
            "currency,from_stage,to_stage,accounts,balance",
            (
                [
                    rate.currency,
                    rate.from_stage,
                    rate.to_stage,
                    rate.accounts,
                    money.text(rate.balance, rate.currency),
                ]
                for rate in rates
            ),
        )
