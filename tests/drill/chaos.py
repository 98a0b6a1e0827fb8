"""What happens to the workers, the database and the broker while notices are sent."""

import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import redis

from servicing import servers
from servicing.demo.providers import ledger
from servicing.demo.providers.ledger import Fault
from servicing.servers.data_folder import DataFolder
from servicing.servers.ports import HOST
from servicing.servers.postgres import Postgres
from tests.drill.app import FULL_DISK, NO_FONT

WORKERS, BEATS = 2, 2
_PYTHON = [sys.executable, "-m", "celery", "--app", "tests.drill.app", "--quiet"]


def faults(names: tuple[str, ...], share: float, seed: int) -> Fault:
    """A provider that goes wrong in one call of so many, each time in one of these ways."""
    lot = random.Random(seed)

    def fault(reference: str) -> str:
        return lot.choice(names) if lot.random() < share else ledger.NONE

    return fault


class Crew:
    """Two workers and two clocks, each started anew when it is killed."""

    def __init__(self, home: Path, environment: dict[str, str]) -> None:
        self.home, self.environment = home, environment
        self.running: dict[str, subprocess.Popen] = {}

    def start(self) -> None:
        for number in range(WORKERS):
            self._start(
                f"worker{number}", "worker", "--concurrency", "2", "--hostname", f"worker{number}@drill"
            )
        for number in range(BEATS):
            self._start(f"beat{number}", "beat", "--schedule", str(self.home / f"beat{number}"))

    def kill_worker(self, number: int) -> None:
        """With everything that it has in hand; then another one takes its place."""
        name = f"worker{number % WORKERS}"
        os.killpg(self.running[name].pid, signal.SIGKILL)
        self.running[name].wait()
        self._start(name, *self.running[name].args[len(_PYTHON):-2])  # fmt: skip

    def stop(self) -> None:
        for process in self.running.values():
            if process.poll() is None:
                os.killpg(process.pid, signal.SIGKILL)
                process.wait()

    def revive(self) -> None:
        """Whoever has ended by itself, as when the database was gone."""
        for name, process in list(self.running.items()):
            if process.poll() is not None:
                self._start(name, *process.args[len(_PYTHON):-2])  # fmt: skip

    def _start(self, name: str, *command: str) -> None:
        log = (self.home / f"{name}.log").open("ab")
        self.running[name] = subprocess.Popen(
            [*_PYTHON, *command, "--loglevel", "warning"], env=self.environment, stdout=log, stderr=log,
            stdin=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        log.close()


class Chaos:
    """What goes wrong when, in shares of what is to be sent; ``kills`` counts what was killed or flushed.

    By shares and not by seconds, so that it hits a fast machine and a slow one in the midst of sending.
    """

    def __init__(self, home: Path, crew: Crew) -> None:
        self.home, self.crew, self.kills = home, crew, 0
        self.plan: list[tuple[float, Callable[[], None]]] = [
            (0.02, lambda: self.off(NO_FONT)),
            (0.05, self._kill(0)),
            (0.15, self._kill(1)),
            (0.20, lambda: self.off(FULL_DISK)),
            (0.30, self._flush),
            (0.40, self._kill(0)),
            (0.50, self._kill_database),
            (0.60, self._kill(1)),
            (0.75, self._kill(0)),
        ]
        for fault in (FULL_DISK, NO_FONT):
            (home / fault).touch()

    def advance(self, sent: float) -> None:
        """The next thing whose share has come; one at a time, so that each does its harm by itself."""
        if self.plan and self.plan[0][0] <= sent:
            self.plan.pop(0)[1]()

    def off(self, fault: str) -> None:
        (self.home / fault).unlink(missing_ok=True)

    def _kill(self, number: int) -> Callable[[], None]:
        def kill() -> None:
            self.crew.kill_worker(number)
            self.kills += 1

        return kill

    def _flush(self) -> None:
        redis.Redis.from_url(self.crew.environment["REDIS_URL"]).flushall()
        self.kills += 1

    def _kill_database(self) -> None:
        """Only the server of the drill's own home, by the number that its own data name."""
        cluster = Postgres(DataFolder.of(self.home)).cluster
        pid, port = cluster.postmaster(), cluster.port()
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        self.kills += 1
        while _listens(port):
            time.sleep(0.05)
        for variable in ("DATABASE_URL", "REDIS_URL"):
            os.environ.pop(variable)
        addresses = servers.ensure(self.home)
        os.environ.update(addresses.environment())
        assert addresses.environment()["DATABASE_URL"] == self.crew.environment["DATABASE_URL"]


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0
