"""What must be so before a book is served, each in a sentence that says what to do."""

from collections.abc import Iterator
from ipaddress import ip_address

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from servicing.models import User

LOCAL = {"localhost", "127.0.0.1", "[::1]"}


def obstacles(host: str) -> list[str]:
    """Why this book should not be served on this address; nothing where it may be."""
    if _is_behind():
        return ["The database is not up to date: run `manage.py migrate` first."]
    return [*_of_book(), *([] if _is_local(host) else _of_address(host))]


def remarks() -> Iterator[str]:
    """What may be so, and should be known."""
    if "owner" not in settings.DATABASES:
        yield (
            "The application owns its tables: set OWNER_DATABASE_URL and run `manage.py grant_rights`, and it"
            " can neither change them nor delete evidence."
        )


def _is_behind() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _of_book() -> Iterator[str]:
    if settings.DEBUG:
        yield "DEBUG is set: it shows the inside of the program to everybody; unset it."
    if not User.objects.filter(role=User.Role.ADMINISTRATOR, is_active=True).exists():
        yield "Nobody could let people in: run `manage.py first_administrator USERNAME` first."


def _of_address(host: str) -> Iterator[str]:
    if not settings.HTTPS:
        yield f"{host} is reached from other machines: set HTTPS=1, behind a proxy with a certificate."
    if set(settings.ALLOWED_HOSTS) <= LOCAL:
        yield "ALLOWED_HOSTS names this machine only: set it to the names by which people come here."
    if "*" in settings.ALLOWED_HOSTS:
        yield "ALLOWED_HOSTS allows every name: set it to the names by which people come here."


def _is_local(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host == "localhost"
