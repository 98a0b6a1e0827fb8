"""The advisory locks of a book: the only place where one is taken.

They are locks of one server, not of a cluster: where a book is held by one of several nodes, whoever takes a
lock takes it there, over the connection that does the work.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import IntEnum

from django.db import connection


class Lock(IntEnum):
    """What a lock is for."""

    FACTS = 0x5E_0001  # shared by whoever adds facts, held for the moment in which a close begins
    CLOSING = 0x5E_0002  # leading a close
    INTAKE = 0x5E_0003  # one file at a time: two that hold the same new row could not both be right
    PLANNING = 0x5E_0010  # planning notices
    PLANNING_DAY = 0x5E_0012  # planning one day
    BATCHES = 0x5E_0020  # making batches
    REPORTS = 0x5E_0028  # counting ahead what reports ask
    ADMINISTRATOR = 0x5E_0030  # making the first administrator
    SIGN_IN = 0x5E_0031  # one attempt to sign in after another, for a name from an address


def hold(lock: Lock) -> None:
    """Wait for the lock and keep it until the transaction ends."""
    _run("SELECT pg_advisory_xact_lock(%s)", lock)


def hold_for(lock: Lock, name: str) -> None:
    """Wait for the lock that is for this name only, and keep it until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [int(lock), name])


def share(lock: Lock) -> None:
    """Wait for the lock and keep it until the transaction ends, beside others who share it."""
    _run("SELECT pg_advisory_xact_lock_shared(%s)", lock)


@contextmanager
def hold_if_free(lock: Lock) -> Iterator[bool]:
    """Keep the lock for the block if nobody has it, or give false. A dead connection gives its lock back."""
    taken = _run("SELECT pg_try_advisory_lock(%s)", lock)
    try:
        yield taken
    finally:
        if taken:
            _run("SELECT pg_advisory_unlock(%s)", lock)


def is_held(lock: Lock) -> bool:
    """Whether somebody has the lock at this moment, over any connection to this database."""
    return _run(
        "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid = %s"
        " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
        lock,
    )


def _run(query: str, lock: Lock) -> bool:
    with connection.cursor() as cursor:
        cursor.execute(query, [int(lock)])
        return bool(cursor.fetchone()[0])
