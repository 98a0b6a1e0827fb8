"""The night against the floor: the least of three runs each, of the same night of the same book."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection, transaction

from accounts.close import run as nightly_close
from accounts.models import BusinessDay
from tests.bench.book import NIGHT, reopen

RUNS = 3

# What the night writes, with the values known: one UPDATE of the open spans, one INSERT of the new ones; and the
# same of the turns that promises take.
_KNOWN = """
    CREATE TABLE bench_known AS
    WITH begun AS MATERIALIZED (SELECT * FROM accounts_stagespan WHERE starts_on = %(day)s),
         ended AS MATERIALIZED (SELECT id AS span, account_id FROM accounts_stagespan WHERE ends_before = %(day)s)
    SELECT begun.*, ended.span FROM begun LEFT JOIN ended USING (account_id)
"""
_KNOWN_TURNS = """
    CREATE TABLE bench_known_turns AS
    WITH begun AS MATERIALIZED (SELECT * FROM accounts_promisestatuschange WHERE "on" = %(day)s),
         ended AS MATERIALIZED (SELECT id AS turn, promise_id FROM accounts_promisestatuschange WHERE ends_before = %(day)s)
    SELECT begun.*, ended.turn FROM begun LEFT JOIN ended USING (promise_id)
"""
_SPANS = (
    "UPDATE accounts_stagespan s SET ends_before = %(day)s FROM known k WHERE s.id = k.span",
    """
    INSERT INTO accounts_stagespan (account_id, starts_on, stage, stage_since, past_due, statements_missed,
                                    oldest_missed_statement, oldest_missed_due)
    SELECT account_id, starts_on, stage, stage_since, past_due, statements_missed, oldest_missed_statement,
           oldest_missed_due
    FROM known
    """,
)
_TURNS = (
    "UPDATE accounts_promisestatuschange t SET ends_before = %(day)s FROM known_turns k WHERE t.id = k.turn",
    """
    INSERT INTO accounts_promisestatuschange (promise_id, "on", from_state, to_state, replaced_by_id)
    SELECT promise_id, "on", from_state, to_state, replaced_by_id FROM known_turns
    """,
)


@dataclass(frozen=True)
class Night:
    touched: int
    moved: int
    seconds: float
    two_workers_seconds: float
    floor_seconds: float
    spans_floor_seconds: float


def measure() -> Night:
    """Leaves the night closed."""
    one = [_closed() for _ in range(RUNS)]
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS bench_known, bench_known_turns")
        cursor.execute(_KNOWN, {"day": NIGHT})
        cursor.execute(_KNOWN_TURNS, {"day": NIGHT})
    floor = [_floor(_SPANS + _TURNS) for _ in range(RUNS)]
    spans_floor = [_floor(_SPANS) for _ in range(RUNS)]
    with _helped():
        two = [_closed() for _ in range(RUNS)]
    day = BusinessDay.objects.get(day=NIGHT)
    return Night(day.looked_at, day.moved, min(one), min(two), min(floor), min(spans_floor))


def _closed() -> float:
    reopen(NIGHT)
    began = time.perf_counter()
    with nightly_close.only_one():
        nightly_close.close(NIGHT)
    return time.perf_counter() - began


def _floor(statements: tuple[str, ...]) -> float:
    reopen(NIGHT)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("CREATE TEMP TABLE known ON COMMIT DROP AS SELECT * FROM bench_known")
        cursor.execute("CREATE TEMP TABLE known_turns ON COMMIT DROP AS SELECT * FROM bench_known_turns")
        cursor.execute("ANALYZE known, known_turns")
        began = time.perf_counter()
        for statement in statements:
            cursor.execute(statement, {"day": NIGHT})
    return time.perf_counter() - began


@contextmanager
def _helped() -> Iterator[None]:
    """Another worker, up and waiting for shards."""
    command = [sys.executable, "-m", "tests.bench.worker", connection.settings_dict["NAME"]]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as worker:
        worker.stdout.readline()
        yield  # its standard input ends with it
