from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import money
from accounts.management.csv import ask_for_day, tell_uncomputed, write
from accounts.reports import aging as aging_report
from accounts.standings.evaluation import DayNotClosed


class Command(BaseCommand):
    help = "Accounts, balance and past-due amount of the book by stage on a day."

    def add_arguments(self, parser: CommandParser) -> None:
        ask_for_day(parser)
        parser.add_argument("--by", choices=[name for name in aging_report.GROUPS if name], default="")

    def handle(self, *args: Any, on: date, basis: str, by: str, **options: Any) -> None:
        try:
            lines = aging_report.aging(on, basis, by)
        except DayNotClosed as problem:
            raise CommandError(str(problem)) from problem
        tell_uncomputed(self.stderr, on, basis)
        write(
            "group,currency,stage,accounts,balance,past_due",
            (
                [
                    line.group,
                    line.currency,
                    line.stage,
                    line.accounts,
                    money.text(line.balance, line.currency),
                    money.text(line.past_due, line.currency),
                ]
                for line in lines
            ),
        )
