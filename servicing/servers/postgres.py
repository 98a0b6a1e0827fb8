import os
import secrets
import signal
import time
from pathlib import Path

from . import programs
from .cluster import Cluster, complaint
from .data_folder import DataFolder
from .errors import ServerError
from .ports import HOST, a_port
from .processes import wait_for

MIB = 2**20
_MEMORY = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") // MIB

SETTINGS = {
    "listen_addresses": HOST,
    "unix_socket_directories": "",  # a socket's path may have 107 bytes at most, a home's may have more
    "timezone": "UTC",
    "log_timezone": "UTC",
    "log_checkpoints": "off",
    "log_min_messages": "log",  # a refused statement would bring customers' data into the log
    "shared_buffers": f"{min(max(_MEMORY // 8, 64), 4096)}MB",  # taken up as it is used
    "effective_cache_size": f"{max(_MEMORY // 2, 128)}MB",
    "max_connections": "200",  # a hundred colleagues at once, beside the workers
    "work_mem": "64MB",
    "maintenance_work_mem": "256MB",
    "random_page_cost": "1.1",
    "checkpoint_timeout": "15min",
    "max_wal_size": "2GB",
    "max_locks_per_transaction": "256",  # a load locks its scratch tables; many loads may be one transaction
    "jit": "off",
    "client_connection_check_interval": "2s",  # who was killed in a long statement gives back its locks
}
TRIES = 8
START_SECONDS = 180  # after a crash the log is replayed first
STOP_SECONDS = 60


class Postgres:
    NAME = "PostgreSQL"
    VARIABLE = "DATABASE_URL"

    def __init__(self, data_folder: DataFolder) -> None:
        self.data_folder = data_folder
        self.cluster = Cluster(data_folder)
        self.log = data_folder.home / "postgres.log"

    def address(self) -> str:
        password = self.data_folder.notes.get("postgres_password")
        return f"postgresql://servicing:{password}@{HOST}:{self.cluster.port()}/servicing"

    def running(self) -> bool:
        return self.data_folder.notes.get("postgres_password") is not None and self.cluster.ready()

    def start(self) -> None:
        self.stop()  # it may run, with the notes about it lost
        version, folder = self._programs()
        self.cluster.unlock()
        self._prepare(folder, version)
        said_before = self.log.stat().st_size if self.log.exists() else 0
        for attempt in range(TRIES):
            time.sleep(attempt / 10)  # for the last processes of a killed server to go
            if self._launch(folder):
                return
        words = complaint(self.log.read_bytes()[said_before:].decode(errors="replace"))
        raise ServerError(f"PostgreSQL did not start: {words} ({self.log})")

    def stop(self) -> bool:
        pid = self.cluster.postmaster()
        if pid is None:
            return False
        os.kill(pid, signal.SIGINT)  # SIGTERM would wait until every client has gone
        return wait_for("PostgreSQL to stop", lambda: self.cluster.postmaster() != pid, STOP_SECONDS)

    def _programs(self) -> tuple[int, Path]:
        """Those that fit the data; for new data, the best there are."""
        wanted, installed = self.cluster.version(), programs.postgres()
        if not installed:
            raise ServerError(
                f"There is no PostgreSQL {programs.OLDEST_POSTGRES} or newer here; {programs.WAYS_OUT}."
            )
        version = wanted or next(iter(installed))
        if version not in installed:
            raise ServerError(
                f"{self.cluster.data} was made by PostgreSQL {version}, but here is {max(installed)}; "
                "install the former, or remove the data with `make clean` and start afresh."
            )
        folder = installed[version]
        program = self.data_folder.within_reach(folder / "postgres", *programs.postgres_parts(folder))
        return version, program.parent

    def _prepare(self, folder: Path, version: int) -> None:
        notes, cluster = self.data_folder.notes, self.cluster
        known = notes.get("postgres_password")
        password = known or secrets.token_urlsafe(24)
        if not cluster.data.exists():
            cluster.create(folder, version, password)
        elif not known:
            cluster.set_password(folder, password)
        if not (known and notes.get("two_roles")):
            cluster.make_application_role(folder, password)
        notes.put(postgres_password=password, two_roles=True)
        self.data_folder.make("pgdata")  # closes what a careless copy has opened, which PostgreSQL refuses

    def _launch(self, folder: Path) -> bool:
        self.cluster.unlock()
        port = a_port(self.data_folder.notes.get("postgres_port") or 0)
        self.data_folder.notes.put(postgres_port=port)
        settings = [f"--{name}={value}" for name, value in (SETTINGS | {"port": port}).items()]
        pid = self.data_folder.spawn([folder / "postgres", "-D", self.cluster.data, *settings], self.log)
        return wait_for("PostgreSQL to start", self.cluster.ready, START_SECONDS, pid)
