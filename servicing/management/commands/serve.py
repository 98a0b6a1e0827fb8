"""Serve a book of one's own: the pages, a worker and the clock, until stopped."""

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError

from servicing import processes
from servicing.serving_checks import obstacles, remarks


class Command(BaseCommand):
    help = "Serve the workspace with its worker and clock. What is not set rightly is said first."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--host", default=processes.HOST, help="address to listen on; by default this machine only"
        )
        parser.add_argument("--port", type=int, default=processes.FIRST_PORT)

    def handle(self, *args: Any, host: str, port: int, **options: Any) -> None:
        if problems := obstacles(host):
            raise CommandError("\n".join(problems))
        for remark in remarks():
            self.stderr.write(remark)
        call_command("collectstatic", interactive=False, verbosity=0)
        try:
            with processes.only_one(settings.HOME / "served") as note, processes.interrupted_by_termination():
                self._serve(host, port, note)
        except KeyboardInterrupt:
            self.stderr.write("\nStopped.")
        except (processes.AlreadyServed, processes.ProcessEnded) as problem:
            raise CommandError(str(problem)) from problem

    def _serve(self, host: str, port: int, note: Any) -> None:
        address = f"http://{host}:{port}/"
        note.write(address)
        note.flush()
        comes_by = f"{settings.SITE_URL}, whose proxy asks {address}" if settings.HTTPS else address
        self.stderr.write(f"The workspace is served at {comes_by}. Ctrl-C stops it.")
        web, others = processes.workspace(port, host)
        processes.run(web | others)
