"""ASVS 5.0, 13.2.2: the application's role in the database has the rights that it needs, and no others.

Its role signs in to PostgreSQL here, and tries.
"""

from io import StringIO

import psycopg2
import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction
from psycopg2 import errors

from accounts.evidence import rights
from tests.security import filled

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


@pytest.fixture
def signed_in():
    """A session of the second role, which has the application's rights; not in the test's transaction."""
    parameters = connection.get_connection_params()
    owner = connections["owner"] = connection.copy("owner")
    try:
        rights.grant("application", using="owner")
    finally:
        owner.close()
        del connections["owner"]
    named = {name: parameters[name] for name in ("host", "port", "dbname", "password")}
    session = psycopg2.connect(**named, user="application")
    session.autocommit = True
    yield session.cursor()
    session.close()


OF_A_TABLE = (
    'DELETE FROM "{}"', 'TRUNCATE "{}" CASCADE', 'DROP TABLE "{}" CASCADE',
    'ALTER TABLE "{}" DISABLE TRIGGER ALL', 'ALTER TABLE "{}" OWNER TO CURRENT_USER', 'CREATE RULE x AS ON INSERT TO "{}" DO INSTEAD NOTHING',
)  # fmt: skip
OF_THE_DATABASE = (
    "CREATE TABLE public.x (y int)", "CREATE SCHEMA x", "SET session_replication_role = replica",
    "CREATE OR REPLACE FUNCTION public.accounts_append_only() RETURNS trigger LANGUAGE plpgsql AS ''",
    "DROP FUNCTION public.accounts_append_only() CASCADE", "SET ROLE servicing", "CREATE ROLE x",
    "ALTER ROLE CURRENT_USER SUPERUSER", "COPY accounts_payment TO PROGRAM 'cat'",
)  # fmt: skip


def test_signed_in_it_deletes_empties_and_redefines_no_history(signed_in):
    signed_in.execute("SELECT set_config('servicing.purging', 'on', false)")  # it may say so: nothing follows
    tried = [each.format(table) for table in filled.tables() for each in OF_A_TABLE]
    assert len(filled.tables()) > 60
    for statement in (*tried, *OF_THE_DATABASE):
        with pytest.raises((errors.InsufficientPrivilege, errors.InvalidParameterValue)) as refused:
            signed_in.execute(statement)
        assert refused.type is errors.InsufficientPrivilege, statement


def test_signed_in_it_adds_and_changes_nothing_of_it(signed_in):
    signed_in.execute("BEGIN")
    signed_in.execute(
        "INSERT INTO servicing_export (list, format, filters, rows, sha256, by, at)"
        " VALUES ('dial-list', 'csv', '', 1, 'x', 'eve', now())"
    )
    with pytest.raises(errors.RestrictViolation, match="only added to"):
        signed_in.execute("UPDATE servicing_export SET by = 'ann'")
    signed_in.execute("ROLLBACK")


def test_nobody_changes_what_history_holds_while_its_triggers_stand():
    """Every column of every table that may not change; only their owner can put triggers out of action."""
    filled.fill(filled.tables())
    tried = 0
    for table, column in filled.fixed_columns():
        with pytest.raises(DatabaseError, match="only added to"), transaction.atomic():
            assert not filled.changed(table, column), f"{table}.{column} was changed"
            raise AssertionError(f"no other value is known for {table}.{column}")
        tried += 1
    assert tried > 400


def test_the_owner_is_not_the_application():
    with pytest.raises(CommandError, match="The application owns the tables"):
        call_command("grant_rights")
