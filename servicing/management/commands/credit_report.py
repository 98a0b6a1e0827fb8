from argparse import ArgumentTypeError
from datetime import date, timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts import money
from accounts.dates import month_later
from accounts.standings.evaluation import DayNotClosed
from notices import credit_reports
from notices.credit_reports import Reported
from servicing.exports import taking

HEADER = (
    "account,code,days_past_due,first_delinquency,balance,past_due,held_back,reason,field_25,"
    "payment_rating,scheduled,closed_on,charge_off,history"
)


class Command(BaseCommand):
    help = "The lines of a month's credit report, and which of them are held back and why. It is on record."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--month", type=_month_end, required=True, metavar="YYYY-MM")

    def handle(self, *args: Any, month: date, **options: Any) -> None:
        self.held_back = 0
        try:
            rows = map(self.row, credit_reports.report(month))
            taking.by_command("credit-report", HEADER, rows, timezone.now(), filters=f"month={month:%Y-%m}")
        except DayNotClosed as problem:
            raise CommandError(str(problem)) from problem
        self.stderr.write(f"{self.held_back} lines are held back")

    def row(self, reported: Reported) -> list[object]:
        """A line that is held back says what it would have said, so that a person can see to it."""
        self.held_back += bool(reported.reason)
        reference, line = reported.month.account.reference, reported.month.line
        held = ["yes" if reported.reason else "no", reported.reason]
        if line is None:
            return [reference, "", "", "", "", "", *held, *[""] * 6]
        return [
            line.account, line.code, line.days_past_due, line.first_delinquency,
            money.text(line.balance, line.currency), money.text(line.past_due, line.currency), *held,
            line.field_25, line.rating,
            None if line.scheduled is None else money.text(line.scheduled, line.currency), line.closed_on,
            money.text(line.charge_off, line.currency) if line.charge_off else None, line.history,
        ]  # fmt: skip


def _month_end(text: str) -> date:
    try:
        return month_later(date.fromisoformat(f"{text}-01")) - timedelta(days=1)
    except ValueError:
        raise ArgumentTypeError(f"{text!r} is no month, such as 2026-01") from None
