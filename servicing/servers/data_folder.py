"""Where the servers of a home keep their data, and the account that runs them.

Both are the caller's own, but for root: PostgreSQL refuses to run as root, so an unprivileged account runs
the servers. It may be unable to enter the home, or the folder of the programs. No door is opened for it: the
data then live in a folder of their own, to which the home has a link, and the programs are copied.
"""

import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .errors import ServerError
from .home import Notes

# Many systems clear /var/tmp of what nobody has read for a month, so it comes second.
ELSEWHERE = Path("/var/lib"), Path("/var/tmp")  # noqa: S108
LINK = "elsewhere"


@dataclass(frozen=True)
class DataFolder:
    folder: Path
    account: pwd.struct_passwd | None
    home: Path

    @classmethod
    def of(cls, home: Path) -> "DataFolder":
        account = _unprivileged(Notes(home)) if os.geteuid() == 0 else None
        data_folder = cls(home, account, home)
        if (home / LINK).is_dir():
            return cls((home / LINK).resolve(), account, home)
        return data_folder if data_folder.reaches(home) else cls(data_folder._elsewhere(), account, home)

    @property
    def notes(self) -> Notes:
        return Notes(self.home)

    def reaches(self, path: Path) -> bool:
        return self.account is None or self.run(["test", "-x", path]).returncode == 0

    def make(self, name: str) -> Path:
        """A folder that belongs to the account and to nobody else."""
        folder = self.folder / name
        folder.mkdir(mode=0o700, exist_ok=True)
        self._hand_over(folder)
        folder.chmod(0o700)
        return folder

    def write(self, path: Path, text: str) -> None:
        path.unlink(missing_ok=True)
        with os.fdopen(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "w") as file:
            file.write(text)
        self._hand_over(path)

    def within_reach(self, program: Path, *parts: Path) -> Path:
        """The program, or a copy of the ``parts`` it is made of in a place where the account can run it."""
        if self.reaches(program):
            return program
        base = Path(os.path.commonpath([part.parent for part in parts]))
        copy = self.folder / f"programs-{_digest(program)}"
        if not copy.exists():
            draft = Path(tempfile.mkdtemp(prefix="programs-", dir=self.folder))
            for part in parts:
                _copy(part, draft / part.relative_to(base))
            _open_to_all(draft)
            draft.rename(copy)
        return copy / program.relative_to(base)

    def run(self, command: Sequence[str | Path], **options: Any) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(command, **self._surroundings(), **options, text=True, check=False)  # noqa: S603

    def spawn(self, command: list[str | Path], log: Path) -> int:
        """Leave a server behind that is nobody's child: neither Ctrl-C nor the caller's end reaches it."""
        with os.fdopen(os.open(log, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "w") as file:
            background = ["/bin/sh", "-c", '"$@" >&2 & echo $!', "sh", *command]
            done = self.run(
                background,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=file,
                start_new_session=True,
            )
        return int(done.stdout)

    def erase(self) -> None:
        for pattern in ("pgdata*", "programs-*", "valkey"):
            for folder in self.folder.glob(pattern):
                shutil.rmtree(folder)
        for name in ("postgres.log", "valkey.log", "servers.json"):
            (self.home / name).unlink(missing_ok=True)
        if self.folder != self.home:
            self.folder.rmdir()
            (self.home / LINK).unlink()

    def _elsewhere(self) -> Path:
        closed = (self.home / "pgdata").exists()  # data made while the account could still enter
        for parent in () if closed else ELSEWHERE:
            if os.access(parent, os.W_OK) and self.reaches(parent):
                folder = Path(tempfile.mkdtemp(prefix="servicing-", dir=parent))
                folder.chmod(0o711)
                (self.home / LINK).unlink(missing_ok=True)
                (self.home / LINK).symlink_to(folder)
                return folder
        raise ServerError(
            f"The account that must run PostgreSQL for root ({self.account and self.account.pw_name}) "
            f"cannot enter {self.home}; set SERVICING_HOME to a folder that it may enter."
        )

    def _hand_over(self, path: Path) -> None:
        if self.account:
            os.chown(path, self.account.pw_uid, self.account.pw_gid, follow_symlinks=False)

    def _surroundings(self) -> dict[str, Any]:
        # PGDATA, PGPORT and their like are meant for the person's other servers.
        environment = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        surroundings: dict[str, Any] = {"cwd": self.folder, "env": environment | {"LC_ALL": "C"}}
        if self.account:
            surroundings |= {"user": self.account.pw_uid, "group": self.account.pw_gid, "extra_groups": []}
        return surroundings


def _unprivileged(notes: Notes) -> pwd.struct_passwd:
    known = notes.get("account")  # the data are its property, whatever accounts the machine got since then
    for name in (known,) if known else ("postgres", "nobody"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        if not known:
            notes.put(account=name)
        return account
    raise ServerError(
        f"PostgreSQL refuses to run as root, and the account {known or 'postgres or nobody'} "
        "that could run it does not exist; work as an ordinary user, or set DATABASE_URL and REDIS_URL."
    )


def _digest(program: Path) -> str:
    facts = program.stat()
    return hashlib.sha256(f"{program} {facts.st_size} {facts.st_mtime_ns}".encode()).hexdigest()[:12]


def _copy(part: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if part.is_dir():
        shutil.copytree(part, target, ignore=shutil.ignore_patterns("include", "*.a"))
    else:
        shutil.copy2(part, target)


def _open_to_all(tree: Path) -> None:
    for path in (tree, *tree.rglob("*")):
        mode = path.stat().st_mode
        path.chmod(mode | 0o444 | (0o111 if mode & 0o100 else 0))
