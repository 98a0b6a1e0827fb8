"""Deleting what is past its time: by the owner of the tables, since the application deletes no history."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connections, transaction

from accounts.database import statements
from accounts.evidence import rights


@contextmanager
def purging() -> Iterator[Any]:
    """A cursor of the owner, in a transaction that may delete what is past its time."""
    using = rights.alias()
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("SELECT set_config('servicing.purging', 'on', true)")
        yield cursor
        cursor.execute("SELECT set_config('servicing.purging', 'off', true)")


def delete(statement: str, **values: Any) -> int:
    """Carry out a statement that deletes, in a transaction of its own. How many rows it counts."""
    with purging() as cursor:
        statements.execute(cursor, statement, **values)
        count: int = cursor.rowcount
    return count
