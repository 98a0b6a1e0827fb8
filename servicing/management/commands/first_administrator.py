"""Make the first administrator of a book, who then makes everybody else."""

import sys
from argparse import ArgumentParser
from getpass import getpass
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.database import locks
from accounts.database.locks import Lock
from servicing.models import User


class Command(BaseCommand):
    help = "Make the first administrator. There can be no second one this way: administrators make others."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--name", default="", help="as it is shown")

    def handle(self, *args: Any, username: str, name: str, **options: Any) -> None:
        with transaction.atomic():
            locks.hold(Lock.ADMINISTRATOR)
            if User.objects.filter(role=User.Role.ADMINISTRATOR, is_active=True).exists():
                raise CommandError("There is an administrator already, who makes everybody else.")
            self._make(username, name)
        self.stderr.write(f"{username} can sign in now.")

    def _make(self, username: str, name: str) -> None:
        user = User(username=username, name=name, role=User.Role.ADMINISTRATOR)
        try:
            password = _password()
            user.set_password(password)
            user.full_clean()
            validate_password(password, user)
        except ValidationError as problems:
            raise CommandError(" ".join(problems.messages)) from None
        user.save()


def _password() -> str:
    """Typed twice, or the first line of what is piped in."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass("Password: ")
    if getpass("Once more: ") != password:
        raise CommandError("The two passwords differ.")
    return password
