from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import money
from accounts.management.csv import ask_for_day, write
from accounts.plans import lifecycle as plan_lifecycle
from accounts.standings.evaluation import DayNotClosed


class Command(BaseCommand):
    help = "What has become of every hardship plan at the end of a day."

    def add_arguments(self, parser: CommandParser) -> None:
        ask_for_day(parser)

    def handle(self, *args: Any, on: date, basis: str, **options: Any) -> None:
        try:
            lines = plan_lifecycle.listing(on, basis)
        except DayNotClosed as problem:
            raise CommandError(str(problem)) from problem
        write(
            "plan,account,state,since,expected,paid",
            (
                [
                    line.plan,
                    line.account,
                    line.state,
                    line.since,
                    money.text(line.expected, line.currency),
                    money.text(line.paid, line.currency),
                ]
                for line in lines
            ),
        )
