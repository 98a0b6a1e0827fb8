"""The bench's own database and book."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg2
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from accounts.close import run as nightly_close
from accounts.models import BusinessDay
from tests.history import rewritten

EVE = date(2026, 11, 9)
NIGHT = EVE + timedelta(days=1)
NAME = "servicing_bench"
_BOOK = (Path(__file__).parent / "book.sql").read_text()


def make(accounts: int) -> None:
    """A fresh database with a book of this many accounts, closed through the eve."""
    fill(_BOOK, {"n": accounts, "eve": EVE})
    before = EVE - timedelta(days=1)
    BusinessDay.objects.create(day=before, started_at=timezone.now(), closed_at=timezone.now())
    nightly_close.close(EVE)
    settle()


def fill(steps: str, values: dict[str, Any], name: str = NAME) -> None:
    """A fresh database of this name with what these statements put into it."""
    connection.close()
    settings = connection.settings_dict
    settings["NAME"] = name
    _recreate(settings)
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        for step in steps.split("\n--;\n"):
            cursor.execute(step, values)
        cursor.execute("VACUUM ANALYZE")


def settle() -> None:
    """What autovacuum would do by day."""
    with connection.cursor() as cursor:
        cursor.execute(
            "VACUUM ANALYZE accounts_stagespan, accounts_stagechange, accounts_daytally, accounts_break"
        )
        cursor.execute(
            "VACUUM ANALYZE accounts_billingcycle, accounts_payment, accounts_account, accounts_hold"
        )
        cursor.execute(
            "VACUUM ANALYZE accounts_promise, accounts_promisedaccount, accounts_promisedinstalment,"
            " accounts_promisestatuschange"
        )
        cursor.execute("VACUUM ANALYZE accounts_plan, accounts_planinstalment, accounts_planstatuschange")


def reopen(day: date) -> None:
    """As if the day had not been closed, the newest one."""
    with rewritten(), connection.cursor() as cursor:
        for statement in (
            "DELETE FROM accounts_stagespan WHERE starts_on = %s",
            "UPDATE accounts_stagespan SET ends_before = NULL WHERE ends_before = %s",
            'DELETE FROM accounts_stagechange WHERE "on" = %s',
            "DELETE FROM accounts_break WHERE found_on = %s",
            'DELETE FROM accounts_promisestatuschange WHERE "on" = %s',
            "UPDATE accounts_promisestatuschange SET ends_before = NULL WHERE ends_before = %s",
            'DELETE FROM accounts_planstatuschange WHERE "on" = %s',
            "UPDATE accounts_planstatuschange SET ends_before = NULL WHERE ends_before = %s",
            "UPDATE accounts_break SET settled_on = NULL WHERE settled_on = %s",
        ):
            cursor.execute(statement, [day])
        BusinessDay.objects.filter(day=day).delete()
    settle()


def drop() -> None:
    connection.close()
    _recreate(connection.settings_dict, again=False)


def _recreate(settings: dict, *, again: bool = True) -> None:
    """From a connection to the database the run began with; a database cannot drop itself."""
    keys = {"host": "HOST", "port": "PORT", "user": "USER", "password": "PASSWORD"}
    given = {name: settings[key] or None for name, key in keys.items()}
    admin = psycopg2.connect(dbname=settings["BENCH_BEGAN_WITH"], **given)
    admin.autocommit = True
    with admin.cursor() as cursor:
        cursor.execute(f"DROP DATABASE IF EXISTS {settings['NAME']} WITH (FORCE)")
        if again:
            cursor.execute(f"CREATE DATABASE {settings['NAME']}")
    admin.close()
