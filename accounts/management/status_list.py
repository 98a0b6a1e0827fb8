from datetime import date
from typing import Any, ClassVar

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import money
from accounts.management.csv import ask_for_day, write
from accounts.standings.evaluation import DayNotClosed
from accounts.status_changes import StatusChanges


class StatusList(BaseCommand):
    """Prints what each promise, or each plan, has come to at the end of a day (rules, section 11)."""

    changes: ClassVar[StatusChanges]

    def add_arguments(self, parser: CommandParser) -> None:
        ask_for_day(parser)

    def handle(self, *args: Any, on: date, basis: str, **options: Any) -> None:
        try:
            lines = self.changes.listing(on, basis)
        except DayNotClosed as problem:
            raise CommandError(str(problem)) from problem
        write(
            f"{self.changes.name},account,state,since,expected,paid",
            (
                [
                    line.reference,
                    line.account,
                    line.state,
                    line.since,
                    money.text(line.expected, line.currency),
                    money.text(line.paid, line.currency),
                ]
                for line in lines
            ),
        )
