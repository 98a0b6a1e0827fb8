"""What PostgreSQL calls a cluster: the data folder, and the process that works on it."""

import re
import secrets
import shutil
from pathlib import Path

from .data_folder import DataFolder
from .errors import ServerError
from .ports import HOST
from .processes import command_line

DOOR = f"host all servicing,application {HOST}/32 scram-sha-256\n"  # the superuser has no way in
LOCALE = "--locale=C", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"  # the latter since release 17
LOCK_FILE = "pid", "data", "started", "port", "sockets", "host", "memory", "status"


class Cluster:
    def __init__(self, data_folder: DataFolder) -> None:
        self.data_folder = data_folder
        self.data = data_folder.folder / "pgdata"

    def version(self) -> int | None:
        if not self.data.exists():
            return None
        try:
            return int((self.data / "PG_VERSION").read_text())
        except (FileNotFoundError, ValueError):
            raise ServerError(
                f"{self.data} is not a PostgreSQL data folder; move it away, and one will be made."
            ) from None

    def create(self, programs: Path, version: int, password: str) -> None:
        """The data get their name when they are complete: what a killed first start left is never used."""
        for left in self.data_folder.folder.glob("pgdata-*"):
            shutil.rmtree(left, ignore_errors=True)
        draft = self.data_folder.make(f"pgdata-{secrets.token_hex(4)}")
        locale = LOCALE if version >= 17 else LOCALE[:1]
        owner = "--username=postgres", "--auth=reject"
        self._carry_out(programs / "initdb", "-D", draft, *owner, "--encoding=UTF8", *locale)
        self.data_folder.write(draft / "pg_hba.conf", DOOR)
        role = f"CREATE ROLE servicing LOGIN CREATEDB PASSWORD '{password}'"
        self._tell(programs, draft, role, "CREATE DATABASE servicing OWNER servicing")
        draft.rename(self.data)

    def set_password(self, programs: Path, password: str) -> None:
        self._tell(programs, self.data, f"ALTER ROLE servicing PASSWORD '{password}'")

    def make_application_role(self, programs: Path, password: str) -> None:
        """A second role beside the owner of all tables, for an application that owns nothing."""
        exists = "EXISTS (SELECT FROM pg_roles WHERE rolname = 'application')"
        making = f"CREATE ROLE application LOGIN PASSWORD '{password}'"
        self.data_folder.write(self.data / "pg_hba.conf", DOOR)
        self._tell(programs, self.data, f"DO $$ BEGIN IF NOT {exists} THEN {making}; END IF; END $$")

    def postmaster(self) -> int | None:
        """Not a process that merely has its number since a crash: PostgreSQL itself would be taken in."""
        pid = self._lock_file("pid")
        return int(pid) if pid.isdigit() and f"-D {self.data} " in command_line(int(pid)) else None

    def ready(self) -> bool:
        return self.postmaster() is not None and self._lock_file("status") == "ready"

    def port(self) -> int:
        return int(self._lock_file("port"))

    def unlock(self) -> None:
        if self.postmaster() is None:
            (self.data / "postmaster.pid").unlink(missing_ok=True)

    def _lock_file(self, item: str) -> str:
        try:
            lines = (self.data / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return ""
        return dict(zip(LOCK_FILE, lines, strict=False)).get(item, "").strip()

    def _tell(self, programs: Path, data: Path, *statements: str) -> None:
        """Needs neither a client nor a password: the server carries out the statements, and ends."""
        single_user = programs / "postgres", "--single", "-D", data, "-c", "exit_on_error=on", "postgres"
        self._carry_out(*single_user, words="".join(f"{statement}\n" for statement in statements))

    def _carry_out(self, *command: str | Path, words: str = "") -> None:
        done = self.data_folder.run(command, input=words, capture_output=True)
        if done.returncode:
            raise ServerError(f"PostgreSQL could not be set up: {complaint(done.stderr)}")


def complaint(words: str) -> str:
    lines = [line.strip() for line in words.splitlines() if line.strip()]
    grave = [line for line in lines if re.search(r"FATAL|PANIC|ERROR|error:", line)]
    return (grave or lines or ["it did not say why"])[-1]
