from datetime import date

from django.core.management.base import BaseCommand, CommandError

from accounts import money, reports
from accounts.management.csv import ask_for_basis, write
from accounts.standings import DayNotClosed


class Command(BaseCommand):
    help = "Stage on one day against stage on another, by count and by the first day's balance."

    def add_arguments(self, parser):
        parser.add_argument("--from", dest="start", type=date.fromisoformat, required=True, metavar="DATE")
        parser.add_argument("--to", dest="end", type=date.fromisoformat, required=True, metavar="DATE")
        ask_for_basis(parser)

    def handle(self, *args, start, end, basis, **options):
        try:
            rates = reports.roll_rates(start, end, basis)
        except DayNotClosed as problem:
            raise CommandError(str(problem)) from problem
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
