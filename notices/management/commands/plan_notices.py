import sys
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from accounts.management.csv import a_day
from notices.planning import run as notice_planning


class Command(BaseCommand):
    help = "Plan the notices that the closed days up to a day call for, in order."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--through", type=a_day, required=True, metavar="DATE")

    def handle(self, *args: Any, through: date, **options: Any) -> None:
        open_ = len(notice_planning.open_days(through))
        try:
            with tqdm(total=open_, unit="day", disable=not sys.stderr.isatty()) as bar:
                days = notice_planning.plan_through(through, timezone.now(), planned=lambda day: bar.update())
        except notice_planning.AlreadyPlanning as problem:
            raise CommandError(str(problem)) from problem
        planned = sum(day.found for day in days)
        self.stderr.write(
            f"{len(days)} days planned, {planned} notices found"
            if days
            else f"nothing to plan up to {through}"
        )
        if day := notice_planning.waits_for(through):
            self.stderr.write(f"{day} is provisional until a supervisor releases it; later days wait for it")
