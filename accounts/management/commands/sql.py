"""``sql``: the statements of the program by name, for whoever looks at how PostgreSQL carries them out."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from accounts.database import statements
from accounts.management.statement_script import script


class Command(BaseCommand):
    help = (
        "Without a name, list the named statements. With one, print a script for psql that makes the scratch"
        " tables of the statement and explains it with sample values."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", nargs="?")
        parser.add_argument(
            "parts", nargs="*", metavar="place=part", help="what stands at a place that has several parts"
        )

    def handle(self, *, name: str | None, parts: list[str], **options: Any) -> None:
        if name is None:
            for each in statements.names():
                self.stdout.write(each)
            return
        try:
            chosen = _first_of(statements.choices(name)) | dict(part.split("=", 1) for part in parts)
            with connection.cursor() as cursor:
                self.stdout.write(script(cursor, name, chosen), ending="")
        except (statements.StatementError, ValueError) as error:
            raise CommandError(str(error)) from None


def _first_of(choices: dict[str, tuple[str, ...]]) -> dict[str, str]:
    return {place: parts[0] for place, parts in choices.items()}
