"""The night while everything around it fails: it ends as one clean run, and counts what it resumed.

A PostgreSQL and a Valkey of its own, which are killed too; real workers and clocks, as on two hosts.
"""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2
import pytest
import redis

from servicing import servers
from servicing.servers.cluster import Cluster
from servicing.servers.data_folder import DataFolder

ROOT = Path(__file__).resolve().parents[2]
LAST = date.today() - timedelta(days=2)
FAULTS = 20
PATIENCE = 120

STAGE_ROWS = """
    SELECT md5(string_agg(line, '|' ORDER BY line)) FROM (
        SELECT concat_ws(' ', account_id, "on", from_stage, to_stage, why, rule_version) AS line
        FROM accounts_stagechange WHERE "on" <= %(last)s
        UNION ALL
        SELECT concat_ws(' ', account_id, starts_on, nullif(ends_before, %(last)s + 1), stage, stage_since,
                         past_due, statements_missed, oldest_missed_statement, oldest_missed_due)
        FROM accounts_stagespan WHERE starts_on <= %(last)s
        UNION ALL
        SELECT concat_ws(' ', day_id, product_id, stage, opening, entered, moved_in, moved_out, departed,
                         closing, balance, past_due)
        FROM accounts_daytally WHERE day_id <= %(last)s
    ) rows
"""


@dataclass
class Site:
    """One installation: servers in its home, databases made from one loaded book, processes."""

    home: Path
    database: str = "servicing"
    processes: list[subprocess.Popen] = field(default_factory=list)

    def environment(self) -> dict[str, str]:
        addresses = servers.ensure(self.home)
        return {
            **os.environ,
            "DATABASE_URL": self.url(self.database),
            "REDIS_URL": addresses.redis_url,
            "SERVICING_HOME": str(self.home),
            "SHARD_ACCOUNTS": "5",
            "SHARD_LEASE_SECONDS": "1",
            "TICK_SECONDS": "1",
            "LOG_LEVEL": "CRITICAL",
            "PYTHONWARNINGS": "ignore",
        }

    def url(self, database: str) -> str:
        return urlsplit(servers.ensure(self.home).database_url)._replace(path=f"/{database}").geturl()

    def manage(self, *arguments: str) -> None:
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=ROOT, env=self.environment(), check=True, capture_output=True)

    def start(self, *arguments: str, **environment: str) -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, *arguments],
            cwd=ROOT,
            env=self.environment() | environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        self.processes.append(process)
        return process

    def worker(self, number: int, **environment: str) -> subprocess.Popen:
        pool = "--pool=solo", f"--hostname=worker{number}@host{number}"
        return self.start("-m", "celery", "--app", "servicing", "worker", *pool, **environment)

    def beat(self, number: int) -> subprocess.Popen:
        schedule = f"--schedule={self.home}/clock{number}", "--pidfile="
        return self.start("-m", "celery", "--app", "servicing", "beat", *schedule)

    def close_day(self) -> subprocess.Popen:
        return self.start("manage.py", "close_day", "--through", str(LAST))

    def ask(self, query: str) -> list[tuple]:
        connection = psycopg2.connect(self.url(self.database))
        with connection, connection.cursor() as cursor:
            cursor.execute(query, {"last": LAST})
            rows = cursor.fetchall()
        connection.close()
        return rows

    def last_closed(self) -> date | None:
        return self.ask("SELECT max(day) FROM accounts_businessday WHERE closed_at IS NOT NULL")[0][0]

    def copy(self, name: str) -> "Site":
        """The same book in a database of its own."""
        connection = psycopg2.connect(self.url("postgres"))
        connection.autocommit = True
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE DATABASE {name} TEMPLATE {self.database}")
        connection.close()
        return Site(self.home, name)

    def stop(self) -> None:
        for process in self.processes:
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)
            process.wait()
        self.processes.clear()


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Iterator[Site]:
    """A book of a few months, loaded and not closed."""
    home = tmp_path_factory.mktemp("site")
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("DATABASE_URL")
        patch.delenv("REDIS_URL")
        site = Site(home)
        try:
            site.manage("migrate", "--verbosity=0")
            book = ("--accounts=150", "--months=3", f"--through={LAST}")
            site.manage("make_book", str(home / "book"), *book)
            site.manage("load", str(home / "book"))
            yield site
        finally:
            site.stop()
            servers.stop(home)


@pytest.fixture(scope="module")
def clean(site) -> str:
    """Checksum of what one undisturbed run writes."""
    undisturbed = site.copy("undisturbed")
    undisturbed.manage("close_day", "--through", str(LAST))
    return undisturbed.ask(STAGE_ROWS)[0][0]


def test_twenty_faults_at_random_end_as_one_clean_run(site, clean):
    with _stopping(site.copy("disturbed")) as disturbed:
        chaos = Chaos(disturbed, random.Random(20))
        for number in (1, 2):
            disturbed.beat(number)
            chaos.workers.append(disturbed.worker(number))
        chaos.run(FAULTS)
        _wait(lambda: (disturbed.last_closed() or date.min) >= LAST)
        assert chaos.faults["worker"] and chaos.faults["database"] and chaos.faults["close_day"]
        assert disturbed.ask(STAGE_ROWS)[0][0] == clean
        assert disturbed.ask("SELECT sum(resumed) FROM accounts_businessday")[0][0] > 0
        disturbed.manage("verify")


def test_two_workers_with_separate_environments_share_the_shards(site, clean):
    with _stopping(site.copy("shared")) as shared:
        for number in (1, 2):
            home = site.home / f"host{number}"
            home.mkdir(exist_ok=True)
            shared.worker(number, SERVICING_HOME=str(home), TMPDIR=str(home), SECRET_KEY=f"host {number}")
        shared.beat(1)
        _wait(lambda: (shared.last_closed() or date.min) >= LAST)
        assert shared.ask(STAGE_ROWS)[0][0] == clean
        assert shared.ask("SELECT max(attempt) FROM accounts_closingshard") == [(1,)]
        assert shared.ask("SELECT count(DISTINCT worker) FROM accounts_closingshard") == [(2,)]


class Chaos:
    """Faults at random, each followed by what an operator or a supervisor process does: start it again."""

    def __init__(self, site: Site, chance: random.Random) -> None:
        self.site = site
        self.chance = chance
        self.workers: list[subprocess.Popen] = []
        self.faults = dict.fromkeys(("worker", "database", "close_day", "redis"), 0)

    def run(self, faults: int) -> None:
        for kind in self._order(faults):
            time.sleep(self.chance.uniform(0, 0.5))
            {
                "worker": self._kill_a_worker,
                "database": self._kill_the_database,
                "close_day": self._kill_close_day,
                "redis": self._flush_redis,
            }[kind]()
            self.faults[kind] += 1

    def _order(self, faults: int) -> list[str]:
        """Every kind at least once."""
        kinds = list(self.faults)
        order = kinds + self.chance.choices(kinds, weights=(4, 2, 4, 2), k=faults - len(kinds))
        self.chance.shuffle(order)
        return order

    def _kill_a_worker(self) -> None:
        """The one that holds a shard, where one is seen to."""
        holder = self._holder_of_a_shard()
        for place, worker in enumerate(self.workers):
            if worker.pid == holder or holder is None:
                worker.kill()
                worker.wait()
                self.workers[place] = self.site.worker(place + 1)
                return

    def _holder_of_a_shard(self) -> int | None:
        until = time.monotonic() + 2
        while time.monotonic() < until:
            rows = self.site.ask(
                "SELECT worker FROM accounts_closingshard WHERE done_at IS NULL AND leased_until > now()"
            )
            if rows:
                return int(rows[0][0].split("-")[-2])
        return None

    def _kill_the_database(self) -> None:
        os.kill(Cluster(DataFolder.of(self.site.home)).postmaster(), signal.SIGKILL)
        servers.ensure(self.site.home)

    def _kill_close_day(self) -> None:
        process = self.site.close_day()
        time.sleep(self.chance.uniform(0.3, 1.5))
        process.kill()
        process.wait()

    def _flush_redis(self) -> None:
        redis.from_url(servers.ensure(self.site.home).redis_url).flushall()


@contextmanager
def _stopping(site: Site) -> Iterator[Site]:
    try:
        yield site
    finally:
        site.stop()


def _wait(condition) -> None:
    until = time.monotonic() + PATIENCE
    while not condition():
        assert time.monotonic() < until, "waited in vain"
        time.sleep(0.2)
