"""What must be so before a book is served, each in a sentence that says what to do."""

from collections.abc import Iterator
from ipaddress import ip_address
from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from servicing.models import User
from servicing.security import second_factor

LOCAL = {"localhost", "127.0.0.1", "[::1]"}


def obstacles(host: str) -> list[str]:
    """Why this book should not be served on this address; nothing where it may be."""
    if _is_behind():
        return ["The database is not up to date: run `manage.py migrate` first."]
    address = () if _is_local(host) else _of_address(host)
    return [*_of_book(), *_of_second_factor(), *_of_proxies(), *address]


def remarks() -> Iterator[str]:
    """What may be so, and should be known."""
    if "owner" not in settings.DATABASES:
        yield (
            "The application owns its tables: set OWNER_DATABASE_URL and run `manage.py grant_rights`, and it"
            " can neither change them nor delete evidence."
        )
    yield from _of_connections()


def _is_behind() -> bool:
    executor = MigrationExecutor(connection)
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def _of_book() -> Iterator[str]:
    if settings.DEBUG:
        yield "DEBUG is set: it shows the inside of the program to everybody; unset it."
    if not User.objects.filter(role=User.Role.ADMINISTRATOR, is_active=True).exists():
        yield "Nobody could let people in: run `manage.py first_administrator USERNAME` first."


def _of_second_factor() -> Iterator[str]:
    if settings.SECOND_FACTOR not in second_factor.POLICIES:
        yield f"SECOND_FACTOR is not one of {', '.join(second_factor.POLICIES)}: unset it."
    elif settings.SECOND_FACTOR == second_factor.NOBODY:
        yield "SECOND_FACTOR=nobody lets supervisors in with a password alone: unset it."


def _of_proxies() -> Iterator[str]:
    """Without it all come from one address, the proxy's, and who guesses holds up the others."""
    if settings.HTTPS and not settings.PROXIES:
        yield "HTTPS is set, so a proxy stands in front: set PROXIES to how many there are (1)."


def _of_connections() -> Iterator[str]:
    """Servers on other machines that are not asked to prove who they are."""
    for alias, database in settings.DATABASES.items():
        mode = str(database.get("OPTIONS", {}).get("sslmode", ""))
        if not _is_local(database["HOST"] or "localhost") and mode != "verify-full":
            yield f"The {alias} database is on another machine: add ?sslmode=verify-full to its address."
    broker = urlsplit(settings.CELERY_BROKER_URL)
    if not _is_local(broker.hostname or "localhost") and broker.scheme != "rediss":
        yield "REDIS_URL leads to another machine without encryption: begin it with rediss://."
    mails = urlsplit(settings.EMAIL_URL)
    if mails.scheme == "smtp" and not _is_local(mails.hostname or ""):
        yield "EMAIL_URL sends mails without encryption: begin it with smtp+tls://."


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
