"""What no program may do: tests that need another past than the one that was written down change it so."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection

_DEFINED = "SELECT pg_get_functiondef('accounts_append_only()'::regprocedure)"
_LENIENT = """
    CREATE OR REPLACE FUNCTION accounts_append_only() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'
"""


@contextmanager
def rewritten() -> Iterator[None]:
    """In here history may be changed, as the owner of the database can have it."""
    with connection.cursor() as cursor:
        cursor.execute(_DEFINED)
        (strict,) = cursor.fetchone()
        cursor.execute(_LENIENT)
        try:
            yield
        finally:
            if not connection.needs_rollback:
                cursor.execute(strict)
