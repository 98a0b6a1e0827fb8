"""Write the intake files of an invented book."""

from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone
from tqdm import tqdm

from accounts.dates import utc_day
from servicing.demo.book import write_book


class Command(BaseCommand):
    help = "Writes the intake files of a book of invented people, the same for the same arguments."
    requires_system_checks = ()  # it asks nothing of the book that is served

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path, metavar="OUT_FOLDER")
        parser.add_argument("--accounts", type=int, default=3000)
        parser.add_argument("--months", type=int, default=14, help="statements for each account")
        parser.add_argument("--through", type=date.fromisoformat, help="last day of the book; today")
        parser.add_argument("--seed", type=int, default=1)

    def handle(self, *args: Any, folder: Path, accounts: int, **options: Any) -> None:
        with tqdm(total=accounts, unit=" accounts", desc=f"{'Making the book':16}") as progress:
            write_book(
                folder,
                accounts=accounts,
                months=options["months"],
                through=options["through"] or utc_day(timezone.now()),
                seed=options["seed"],
                progress=progress.update,
            )
