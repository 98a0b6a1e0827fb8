"""The processes of a workspace, run side by side until somebody stops them."""

import fcntl
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from types import FrameType, MappingProxyType
from typing import TextIO

HOST = "127.0.0.1"
FIRST_PORT = 8000
PATIENCE = 10  # seconds a process has to end by itself

Commands = dict[str, list[str]]
Process = subprocess.Popen[bytes]


class ProcessEnded(RuntimeError):  # noqa: N818
    """One of the processes ended by itself, so the whole stopped."""

    def __init__(self, name: str, status: int) -> None:
        super().__init__(f"the {name} ended with status {status}")


class AlreadyServed(RuntimeError):  # noqa: N818
    """The book of this home is served by another process."""


def workspace(port: int, host: str = HOST) -> tuple[Commands, Commands]:
    """Web, and what works behind it: worker and clock; as commands."""
    python = [sys.executable, "-m"]
    web = [
        *python, "gunicorn", "servicing.wsgi", "--bind", f"{host}:{port}", "--workers", "2", "--preload",
        "--threads", "4", "--graceful-timeout", "5", "--log-level", "warning", "--no-control-socket",
    ]  # fmt: skip
    worker = [
        *python, "celery", "--app", "servicing", "--quiet", "worker",
        "--concurrency", "1", "--loglevel", "warning",
    ]  # fmt: skip
    clock = [*python, "celery", "--app", "servicing", "--quiet", "beat", "--loglevel", "warning"]
    return {"web": web}, {"worker": worker, "clock": clock}


def free_port() -> int:
    """The first port from 8000 on that nobody listens on."""
    return next(port for port in range(FIRST_PORT, FIRST_PORT + 1000) if not _taken(port))


def run(commands: Commands, started: Mapping[str, Process] = MappingProxyType({})) -> None:
    """Run all commands until interrupted (KeyboardInterrupt) or until one ends (ProcessEnded), they or what
    was started before."""
    with side_by_side(commands) as processes:
        while True:
            for name, process in {**started, **processes}.items():
                if process.poll() is not None:
                    raise ProcessEnded(name, process.returncode)
            time.sleep(0.5)


def wait_for(processes: Mapping[str, Process]) -> None:
    """Until all have done what they were started for. Raises ProcessEnded where one has not."""
    for name, process in processes.items():
        if process.wait():
            raise ProcessEnded(name, process.returncode)


@contextmanager
def interrupted_by_termination() -> Iterator[None]:
    """A polite end (SIGTERM, a closed terminal) is handled like Ctrl-C, and Ctrl-C also in the background."""

    def interrupt(number: int, frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, interrupt)
    yield


@contextmanager
def only_one(note: Path) -> Iterator[TextIO]:
    """Hold the note, in which to write the address; AlreadyServed where somebody else holds it."""
    note.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with note.open("a+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.seek(0)
            raise AlreadyServed(
                f"this book is served already: {file.read().strip() or 'it is starting'}"
            ) from None
        file.truncate(0)
        yield file


@contextmanager
def side_by_side(commands: Commands) -> Iterator[dict[str, Process]]:
    """In sessions of their own, so that Ctrl-C reaches us first and they are ended in order."""
    # Whoever runs the demo as root knows it; the worker need not say so in ten lines.
    environment = os.environ | {"PYTHONWARNINGS": "ignore:You're running the worker with superuser"}
    processes = {
        name: subprocess.Popen(command, start_new_session=True, stdin=subprocess.DEVNULL, env=environment)  # noqa: S603
        for name, command in commands.items()
    }
    try:
        yield processes
    finally:
        for process in processes.values():
            process.terminate()
        until = time.monotonic() + PATIENCE
        for process in processes.values():
            try:
                process.wait(max(0.1, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()


def _taken(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((HOST, port)) == 0
