from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts.management.csv import ask_for_day
from accounts.models import Account
from accounts.reports.explanation import explain
from accounts.rules import standing as standing_rules
from accounts.standings.evaluation import DayNotClosed


class Command(BaseCommand):
    help = "Where an account stands at the end of a day and why, in words and figures."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("account", metavar="REF")
        ask_for_day(parser)

    def handle(self, *args: Any, account: str, on: date, basis: str, **options: Any) -> None:
        try:
            row = Account.objects.select_related("product").get(reference=account)
            explanation = explain(row, on, basis)
        except Account.DoesNotExist:
            raise CommandError(f"there is no account {account}") from None
        except (DayNotClosed, standing_rules.NoPolicy) as problem:
            raise CommandError(str(problem)) from problem
        for sentence in explanation.sentences:
            self.stdout.write(sentence)
