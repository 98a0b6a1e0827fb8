from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from accounts.acts import Act
from servicing.api import tokens
from servicing.api.models import ApiToken

REFUSED = {
    "name": "a name has up to 64 letters, digits, points, hyphens and underscores",
    "scope": f"the scopes are {', '.join(ApiToken.Scope.values)}",
    "branch": "files are of the whole book: a token of a branch loads none",
    "days": "a token is valid from 1 to 3650 days",
}


class Command(BaseCommand):
    help = "Make a token for a system that uses the API, and print it, this once."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", metavar="NAME", help="the system, such as dialler")
        parser.add_argument("--scope", required=True, help=", ".join(ApiToken.Scope.values))
        parser.add_argument("--branch", action="append", default=[], help="only accounts of this branch")
        parser.add_argument("--days", type=int, help="how long it is valid; until it is revoked, if left out")

    def handle(
        self, *args: Any, name: str, scope: str, branch: list[str], days: int | None, **options: Any
    ) -> None:
        scopes = [each.strip() for each in scope.split(",") if each.strip()]
        try:
            _, shown = tokens.make(tokens.TokenTerms(name, scopes, branch, days), Act(at=timezone.now()))
        except tokens.TokenRefused as refused:
            raise CommandError(REFUSED[refused.code]) from None
        self.stdout.write(shown)
