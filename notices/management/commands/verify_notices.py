import sys
from dataclasses import astuple
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from tqdm import tqdm

from accounts.management.csv import write
from notices.archive import verification as archive_verification


class Command(BaseCommand):
    help = "Read the archive again and sum it up; exit status 1 and a list if anything differs."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--render", type=int, default=0, help="print so many letters again, at random")

    def handle(self, *args: Any, **options: Any) -> None:
        with tqdm(total=archive_verification.kept(), unit="document", disable=not sys.stderr.isatty()) as bar:
            differences = list(archive_verification.verify(options["render"], bar.update))
        if differences:
            write("notice,channel,sha256,difference", map(astuple, differences))
            raise SystemExit(1)
        if options["render"] and (others := archive_verification.of_earlier_presses()):
            self.stderr.write(f"{others} letters of earlier presses are not printed again")
        self.stderr.write("every notice is kept as it was made")
