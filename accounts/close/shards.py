"""Work in shards: ranges of accounts that workers on any number of hosts take by lease.

A shard is a row (``models.shard.Shard``). Taking it is one guarded update; its work is one transaction
that ends in ``finish``. Time is the database's: the hosts' clocks may differ.
"""

import os
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.db import connection, transaction

from accounts.database import prepared_statements
from accounts.models import Shard

_TAKE = """
    UPDATE {table}
    SET worker = %(worker)s, attempt = attempt + 1, leased_until = statement_timestamp() + %(lease)s
    WHERE id = (
        SELECT id FROM {table}
        WHERE {work} = %(of)s AND done_at IS NULL
          AND (leased_until IS NULL OR leased_until < statement_timestamp())
        ORDER BY number
        LIMIT 1
        FOR UPDATE SKIP LOCKED
    )
    RETURNING id, first_account, last_account, attempt
"""
_FINISH = """
    UPDATE {table} SET done_at = statement_timestamp(), leased_until = NULL
    WHERE id = %(id)s AND attempt = %(attempt)s AND done_at IS NULL
"""
_GIVE_BACK = """
    UPDATE {table} SET leased_until = NULL WHERE id = %(id)s AND attempt = %(attempt)s AND done_at IS NULL
"""


@dataclass(frozen=True, slots=True)
class Lease:
    """A shard that is ours until the lease lapses; ``attempt`` tells us from whoever has it next."""

    id: int
    first: int
    last: int
    attempt: int


class LeaseLost(RuntimeError):  # noqa: N818
    """The lease lapsed and somebody else has the shard; this attempt's work is rolled back."""


def work_off(
    shards: type[Shard], of: Any, work: Callable[[Any, Lease], None], most: int = sys.maxsize
) -> int:
    """Take shards of one piece of work and do them until none is free, or ``most`` are done; how many were.

    ``work`` gets a cursor inside the shard's own transaction. Where it fails or is interrupted, the shard is
    given back.
    """
    done = 0
    while done < most and (lease := _take(shards, of)):
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                work(cursor, lease)
                _finish(shards, cursor, lease)
            done += 1
        except LeaseLost:
            continue
        except BaseException:
            _give_back(shards, lease)
            raise
    return done


@cache
def worker() -> str:
    """This process, as shards name it."""
    return f"{socket.gethostname()}-{os.getpid()}-{uuid4().hex[:6]}"


def _take(shards: type[Shard], of: Any) -> Lease | None:
    values = {"worker": worker(), "of": of, "lease": timedelta(seconds=settings.SHARD_LEASE_SECONDS)}
    with connection.cursor() as cursor:
        prepared_statements.run(cursor, _statement(_TAKE, shards), values)
        row = cursor.fetchone()
    return Lease(*row) if row else None


def _finish(shards: type[Shard], cursor: Any, lease: Lease) -> None:
    prepared_statements.run(cursor, _statement(_FINISH, shards), {"id": lease.id, "attempt": lease.attempt})
    if not cursor.rowcount:
        raise LeaseLost(f"shard {lease.id} was taken over")


def _give_back(shards: type[Shard], lease: Lease) -> None:
    """At once, where the connection still stands; else the lease lapses by itself."""
    if connection.is_usable():
        with connection.cursor() as cursor:
            cursor.execute(_statement(_GIVE_BACK, shards), {"id": lease.id, "attempt": lease.attempt})


def _statement(form: str, shards: type[Shard]) -> str:
    return form.format(table=shards._meta.db_table, work=shards.WORK)
