from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DEFAULT_DB_ALIAS, connections

from accounts.evidence import rights


class Command(BaseCommand):
    help = "As the owner of the tables, give the application's role what it needs and nothing more."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--role", help="by default that of DATABASE_URL")

    def handle(self, *args: Any, role: str | None, **options: Any) -> None:
        application = role or connections[DEFAULT_DB_ALIAS].settings_dict["USER"]
        using = rights.alias()
        if application == connections[using].settings_dict["USER"]:
            raise CommandError(
                "The application owns the tables: set OWNER_DATABASE_URL to another role that does."
            )
        rights.grant(application, using=using)
        self.stderr.write(
            f"{application} reads, adds and fills in; it defines nothing and deletes no history."
        )
