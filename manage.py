#!/usr/bin/env python
"""Django's command line, with the servers found or started first; `servers` lists and `stop` ends them."""

import os
import sys

from servicing import servers

try:
    from django.core.management import execute_from_command_line
    from django.db import ProgrammingError

    from servicing.security import logs
except ImportError:
    sys.exit("Django is not installed here: run `make setup` once, then use .venv/bin/python manage.py.")

SERVERLESS = {"help", "version", "makemessages", "compilemessages", "collectstatic"}
UNPREPARED = {"42P01", "42703"}  # PostgreSQL: there is no such table, no such column
NOWHERE = servers.Addresses("postgresql://127.0.0.1:1/none", "redis://127.0.0.1:1/0")


def main(arguments: list[str]) -> None:
    command = arguments[1] if len(arguments) > 1 else "help"
    if command == "stop":
        sys.stdout.write(f"Stopped: {', '.join(servers.stop()) or 'nothing was running'}.\n")
    elif command == "servers":
        for variable, url in servers.ensure().without_passwords().items():
            sys.stdout.write(f"{variable} {url}\n")
    else:
        idle = command in SERVERLESS or command.startswith("-") or "--help" in arguments
        settle(NOWHERE if idle else servers.ensure())
        execute(arguments)


def execute(arguments: list[str]) -> None:
    sys.excepthook = logs.show
    try:
        execute_from_command_line(arguments)
    except ProgrammingError as error:
        if getattr(error.__cause__, "pgcode", "") not in UNPREPARED:
            raise
        sys.exit("The database lacks tables or columns of this program: run `make setup`, or migrate.")


def settle(addresses: servers.Addresses) -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicing.settings")
    for variable, url in addresses.environment().items():
        os.environ[variable] = os.environ.get(variable) or url


if __name__ == "__main__":
    try:
        main(sys.argv)
    except servers.ServerError as error:
        sys.exit(str(error))
