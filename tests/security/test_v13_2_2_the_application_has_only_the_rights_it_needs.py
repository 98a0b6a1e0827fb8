"""ASVS 5.0, 13.2.2: the application's role in the database has the rights that it needs, and no others.

A role that every PostgreSQL has stands in for it here: what it may do is asked of the database.
"""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from accounts.evidence import rights

pytestmark = pytest.mark.django_db

ROLE = "pg_monitor"


def may(table: str) -> set[str]:
    asked = "SELECT right_ FROM unnest(%s) AS right_ WHERE has_table_privilege(%s, %s, right_)"
    every = ["SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE", "TRIGGER", "REFERENCES"]
    with connection.cursor() as cursor:
        cursor.execute(asked, [every, ROLE, table])
        return {right for (right,) in cursor.fetchall()}


@pytest.fixture
def granted():
    call_command("grant_rights", "--role", ROLE, stderr=StringIO())


def test_history_is_read_added_to_and_filled_in(granted):
    tables = rights.history()
    assert {"accounts_payment", "accounts_casestep", "notices_noticecontent", "servicing_useredit"} <= tables
    assert {table: may(table) for table in tables} == {
        table: {"SELECT", "INSERT", "UPDATE"} for table in tables
    }


def test_the_close_empties_its_own_scratch_alone(granted):
    assert "TRUNCATE" in may("accounts_pendingstagechange")
    assert may("accounts_setaside") == {"SELECT", "INSERT", "UPDATE", "DELETE"}


def test_it_defines_nothing(granted):
    with connection.cursor() as cursor:
        cursor.execute("SELECT has_schema_privilege(%s, 'public', 'CREATE')", [ROLE])
        assert cursor.fetchone() == (False,)
        cursor.execute("SELECT has_database_privilege(%s, current_database(), 'TEMPORARY')", [ROLE])
        assert cursor.fetchone() == (True,)


def test_the_owner_is_not_the_application():
    with pytest.raises(CommandError, match="The application owns the tables"):
        call_command("grant_rights")
