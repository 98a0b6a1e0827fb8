import secrets
import socket
from pathlib import Path

from . import programs
from .data_folder import DataFolder
from .errors import ServerError
from .ports import HOST, a_port
from .processes import wait_for

TRIES = 3
START_SECONDS = STOP_SECONDS = 20
ANSWER_SECONDS = 2


class Valkey:
    """Holds only what may be lost: the rows in PostgreSQL say what is to be done."""

    NAME = "Valkey"
    VARIABLE = "REDIS_URL"

    def __init__(self, data_folder: DataFolder) -> None:
        self.data_folder = data_folder
        self.configuration = data_folder.folder / "valkey" / "valkey.conf"
        self.log = data_folder.home / "valkey.log"

    def address(self) -> str:
        port, password = self._door()
        return f"redis://:{password}@{HOST}:{port}/0"

    def running(self) -> bool:
        """Nobody but our own server knows its password."""
        return self._ask("PING") == b"+PONG"

    def start(self) -> None:
        program = self._program()
        if not any(self._launch(program) for _ in range(TRIES)):
            raise ServerError(f"Valkey did not start; {self.log} tells why.")

    def stop(self) -> bool:
        if not self.running():
            return False
        self._ask("SHUTDOWN NOSAVE")
        return wait_for("Valkey to stop", lambda: not self.running(), STOP_SECONDS)

    def _program(self) -> Path:
        if program := programs.valkey():
            return self.data_folder.within_reach(program, program)
        raise ServerError(f"There is no Valkey or Redis here; {programs.WAYS_OUT}.")

    def _launch(self, program: Path) -> bool:
        self._configure(a_port(self._door()[0]))
        pid = self.data_folder.spawn([program, self.configuration], self.log)
        return wait_for("Valkey to start", self.running, START_SECONDS, pid)

    def _configure(self, port: int) -> None:
        place = str(self.data_folder.make("valkey")).replace("\\", "\\\\").replace('"', '\\"')
        lines = (
            f"port {port}",
            # A new one each time: the old one may just have been offered to whoever has taken the old port.
            f"requirepass {secrets.token_urlsafe(24)}",
            f"bind {HOST}",
            f'dir "{place}"',
            'save ""',
            "appendonly no",
            "loglevel warning",
        )
        self.data_folder.write(self.configuration, "\n".join(lines) + "\n")

    def _door(self) -> tuple[int, str]:
        lines = self.configuration.read_text().splitlines() if self.configuration.exists() else []
        settings = dict(line.split(" ", 1) for line in lines if " " in line)
        return int(settings.get("port", 0)), settings.get("requirepass", "")

    def _ask(self, question: str) -> bytes:
        """Nothing when our server is not there."""
        port, password = self._door()
        if not password:
            return b""
        try:
            with socket.create_connection((HOST, port), ANSWER_SECONDS) as link, link.makefile("rwb") as talk:
                talk.write(f"AUTH {password}\r\n{question}\r\n".encode())
                talk.flush()
                return talk.readline().strip() if talk.readline() == b"+OK\r\n" else b""
        except OSError:
            return b""
