"""Where print packages are put: a folder, or one at the vendor by SFTP. A rename is what hands one over."""

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Protocol
from urllib.parse import SplitResult, unquote, urlsplit

import paramiko
from django.conf import settings

PARTS = ".parts"  # beside the packages, not looked at by the vendor
SFTP_PORT = 22


class OutboxError(OSError):
    """The outbox cannot be written to: full, gone, or a host that is not the one we know."""


class Outbox(Protocol):
    """Paths are below the outbox."""

    def make(self, folder: str) -> None: ...
    def put(self, path: str, content: bytes) -> None: ...
    def move(self, path: str, to: str) -> bool:
        """Whether there was something to be moved; one of two who move the same has it."""

    def remove(self, folder: str) -> None: ...


@contextmanager
def opened() -> Iterator[Outbox]:
    """The outbox of the settings. Raises OutboxError, within the block too."""
    url = urlsplit(settings.OUTBOX)
    try:
        if url.scheme == "sftp":
            with _sftp(url) as outbox:
                yield outbox
        else:
            yield _Folder(Path(settings.OUTBOX))
    except OutboxError:
        raise
    except (OSError, paramiko.SSHException) as problem:
        raise OutboxError(f"{type(problem).__name__}: {problem}") from problem


class _Folder:
    def __init__(self, root: Path) -> None:
        self.root = root
        (root / PARTS).mkdir(mode=0o700, parents=True, exist_ok=True)

    def make(self, folder: str) -> None:
        (self.root / folder).mkdir()

    def put(self, path: str, content: bytes) -> None:
        with (self.root / path).open("xb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())

    def move(self, path: str, to: str) -> bool:
        try:
            (self.root / path).rename(self.root / to)
        except FileNotFoundError:
            return False
        _settle(self.root)
        return True

    def remove(self, folder: str) -> None:
        shutil.rmtree(self.root / folder, ignore_errors=True)


def _settle(folder: Path) -> None:
    """What was renamed stays so through a power cut."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


class _Sftp:
    def __init__(self, client: paramiko.SFTPClient, root: str) -> None:
        self.client, self.root = client, PurePosixPath(root)
        self._ensure(str(self.root / PARTS))

    def make(self, folder: str) -> None:
        self.client.mkdir(self._at(folder))

    def put(self, path: str, content: bytes) -> None:
        with self.client.open(self._at(path), "wx") as file:
            file.set_pipelined(True)
            file.write(content)

    def move(self, path: str, to: str) -> bool:
        try:
            self.client.posix_rename(self._at(path), self._at(to))
        except OSError as problem:
            if problem.errno != errno.ENOENT:
                raise
            return False
        return True

    def remove(self, folder: str) -> None:
        for name in self.client.listdir(self._at(folder)):
            self.client.remove(self._at(f"{folder}/{name}"))
        self.client.rmdir(self._at(folder))

    def _at(self, path: str) -> str:
        return str(self.root / path)

    def _ensure(self, folder: str) -> None:
        try:
            self.client.stat(folder)
        except FileNotFoundError:
            self.client.mkdir(folder, 0o700)


@contextmanager
def _sftp(url: SplitResult) -> Iterator[_Sftp]:
    """Only to a host whose key stands in OUTBOX_KNOWN_HOSTS."""
    with paramiko.SSHClient() as ssh:
        ssh.load_host_keys(settings.OUTBOX_KNOWN_HOSTS)
        ssh.set_missing_host_key_policy(paramiko.RejectPolicy())
        timeout = settings.SEND_TIMEOUT_SECONDS
        ssh.connect(
            url.hostname or "", url.port or SFTP_PORT, unquote(url.username or ""),
            unquote(url.password) if url.password else None, key_filename=settings.OUTBOX_KEY or None,
            timeout=timeout, banner_timeout=timeout, auth_timeout=timeout,
        )  # fmt: skip
        with ssh.open_sftp() as client:
            if channel := client.get_channel():
                channel.settimeout(timeout)
            yield _Sftp(client, unquote(url.path) or ".")
