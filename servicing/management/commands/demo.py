import os
import sys
from pathlib import Path
from typing import Any, NoReturn, TextIO

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone
from tqdm import tqdm

from accounts.calendars import sync as calendar_sync
from accounts.close import run as nightly_close
from accounts.dates import utc_day
from notices.planning import run as notice_planning
from servicing import processes, servers
from servicing.demo import desk as demo_desk
from servicing.demo import post as demo_post
from servicing.demo import setup as demo
from servicing.security import second_factor
from servicing.servers import ports

PROBLEMS = (
    demo.DemoBookRefused,
    demo.NotTheDemos,
    nightly_close.AlreadyClosing,
    nightly_close.CloseFailed,
    notice_planning.NotItsTurn,
    processes.AlreadyServed,
    processes.ProcessEnded,
)


class Command(BaseCommand):
    help = "Serve the workspace with a realistic book: made, loaded and closed at the first start."
    requires_system_checks = ()  # the worker makes them as it starts, beside us

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--accounts", type=int, default=3000, metavar="N", help="size of the book")
        parser.add_argument("--port", type=int, help="where to serve; the first free one from 8000 on")

    def handle(self, *args: Any, accounts: int, port: int, **options: Any) -> None:
        try:
            with processes.only_one(demo.FOLDER / "served") as note, processes.interrupted_by_termination():
                self.run(accounts, port, note)
        except KeyboardInterrupt:
            self.stderr.write("\nStopped.")
        except PROBLEMS as problem:
            raise CommandError(str(problem)) from problem

    def run(self, accounts: int, port: int | None, note: TextIO) -> None:
        try:
            self.open_book(accounts)
            port = port or processes.free_port()
            providers = self.providers()
            web, others = processes.workspace(port)
            with processes.side_by_side(web) as started:  # it is up by the time that its address is told
                self.prepare()
                self.tell(port, note)
                self.write_notices()
                processes.run(others | providers, started)
        finally:
            servers.stop()

    def open_book(self, accounts: int) -> None:
        """The database, and beside it the files of a book that is not made yet."""
        with processes.side_by_side(demo.files_to_make(accounts, utc_day(timezone.now()))) as making:
            call_command("check", databases=["default"], tags=["database"], verbosity=0)
            call_command("migrate", verbosity=0)
            demo.claim(timezone.now())
            demo.keep_later()
            call_command("collectstatic", interactive=False, verbosity=0)
            processes.wait_for(making)

    def prepare(self) -> None:
        files = demo.keep_files()
        if not demo.is_loaded():
            self.fill(files)
        self.close_days()
        demo_desk.work(timezone.now())

    def fill(self, files: Path) -> None:
        size = sum(path.stat().st_size for path in files.glob("*.csv"))
        with _bar("Loading it", size, "B") as bar:
            demo.load_book(files, bar.update)

    def close_days(self) -> None:
        now = timezone.now()
        calendar_sync.keep(utc_day(now))
        through = nightly_close.newest_day_over(now)
        days = len(nightly_close.open_days(through))
        if days:
            with _bar("Closing its days", days, " days") as bar:
                nightly_close.close_through(through, now=now, closed=lambda day: bar.update())

    def write_notices(self) -> None:
        """Plan what the closes call for, make the first letters, and leave batches to be released.

        People sign in meanwhile. Worker and clock, who would take part in it, start when it is done.
        """
        now = timezone.now()
        days = demo_post.begin(nightly_close.newest_day_over(now), now)
        if days:
            with _bar("Writing notices", len(days), " days") as bar:
                demo_post.write(days, now, bar.update)

    def tell(self, port: int, note: TextIO) -> None:
        address = f"http://{processes.HOST}:{port}/"
        note.write(address)
        note.flush()
        password = demo.people()
        lines = [f"  {name:14} {password}" for name in demo.PEOPLE]
        self.stdout.write(f"\nThe workspace:  {address}\n\nSign in as\n" + "\n".join(lines))
        self.stdout.write("\nNo second factor is asked: SECOND_FACTOR=nobody, which only this command sets.")
        self.stdout.write(f"\nThe API:        {address}api/v1/  with the token\n")
        self.stdout.write(f"  {demo.api_token(timezone.now())}\n")
        self.stdout.write("\nCtrl-C stops everything; `make demo` goes on where it was.\n")
        self.stdout.flush()

    def providers(self) -> processes.Commands:
        """Those of the demo's own book, which nobody else is ever written to about: whatever is set, its
        invented people are reached by these."""
        mail, sms = (str(ports.a_port(0)) for _ in range(2))
        os.environ |= {
            "SERVICING_SECOND_FACTOR": second_factor.NOBODY,
            "OUTBOX": str(demo.FOLDER / "outbox"), "EMAIL_URL": f"smtp://{processes.HOST}:{mail}",
            "SMS_URL": f"http://{processes.HOST}:{sms}/messages", "EMAIL_FROM": "notices@demo.example",
            "DEMO_RECEIVED": str(demo.FOLDER / "received"), "BOUNCES": "", "ALARM_EMAIL": "", "ALARM_URL": "",
            "WEBHOOK_LOOPBACK": "1",
        }  # fmt: skip
        return {
            "providers": [
                sys.executable, str(settings.BASE_DIR / "manage.py"), "demo_providers",
                "--mail-port", mail, "--sms-port", sms,
            ]
        }  # fmt: skip


def _bar(what: str, total: int, unit: str) -> "tqdm[NoReturn]":
    return tqdm(desc=f"{what:16}", total=total, unit=unit, unit_scale=unit == "B", file=sys.stderr)
