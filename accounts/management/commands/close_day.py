import sys
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from accounts import business_dates
from accounts.calendars import sync as calendar_sync
from accounts.close import feed_gate, feed_messages
from accounts.close import run as nightly_close
from accounts.dates import utc_day
from accounts.management.csv import a_day, write
from accounts.models import SetAside


class Command(BaseCommand):
    help = "Close every open business date up to a day, in order."

    def add_arguments(self, parser: CommandParser) -> None:
        what = parser.add_mutually_exclusive_group(required=True)
        what.add_argument("--through", type=a_day, metavar="DATE")
        what.add_argument(
            "--lend-a-hand", action="store_true", help="only work on free shards of the close that is at work"
        )
        parser.add_argument(
            "--dry-run", action="store_true", help="print the moves it would make; write nothing"
        )

    def handle(self, *args: Any, through: date, lend_a_hand: bool, dry_run: bool, **options: Any) -> None:
        if lend_a_hand:
            self.stderr.write(f"{nightly_close.work_shards()} shards done")
            return
        try:
            self.rehearse(through) if dry_run else self.close(through)
        except (nightly_close.AlreadyClosing, nightly_close.NotOver, nightly_close.CloseFailed) as problem:
            raise CommandError(str(problem)) from problem

    def close(self, through: date) -> None:
        now = timezone.now()
        calendar_sync.keep(utc_day(now))
        days = len(nightly_close.open_days(through))
        with tqdm(total=days, unit="day", disable=not sys.stderr.isatty()) as bar:
            closed = nightly_close.close_through(through, now=now, closed=lambda day: bar.update())
        self.stderr.write(f"{len(closed)} days closed" if closed else f"nothing to close up to {through}")
        if aside := SetAside.objects.count():
            self.stderr.write(f"{aside} accounts are set aside")
        for day in business_dates.provisional().prefetch_related("discrepancies"):
            self.stderr.write(f"{day.day} is provisional until a supervisor releases it:")
            for discrepancy in day.discrepancies.all():
                self.stderr.write(f"  {feed_messages.sentence(discrepancy)}")
            for file in feed_gate.came_since(day):
                self.stderr.write(f"  {feed_messages.arrival(file)}")

    def rehearse(self, through: date) -> None:
        moves = nightly_close.rehearse(through, now=timezone.now())
        write(
            "account,day,from_stage,to_stage,why",
            ([move.account, move.day, move.from_stage, move.to_stage, " ".join(move.why)] for move in moves),
        )
