"""The PostgreSQL and the Valkey of a checkout: found running, or started for whoever asks first.

DATABASE_URL and REDIS_URL in the environment win, each for itself. Otherwise the servers live in the home
(SERVICING_HOME, else ``var``), answer on 127.0.0.1 only and run on until ``stop``.
"""

import os
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from .data_folder import DataFolder
from .errors import ServerError, in_one_sentence
from .home import home, locked, prepared
from .postgres import Postgres
from .valkey import Valkey

__all__ = ["Addresses", "ServerError", "ensure", "erase", "home", "stop"]


@dataclass(frozen=True)
class Addresses:
    database_url: str
    redis_url: str
    started: tuple[str, ...] = ()

    def environment(self) -> dict[str, str]:
        return {"DATABASE_URL": self.database_url, "REDIS_URL": self.redis_url}

    def without_passwords(self) -> dict[str, str]:
        return {variable: _without_password(url) for variable, url in self.environment().items()}


@in_one_sentence
def ensure(at: Path | None = None) -> Addresses:
    urls = {kind.VARIABLE: os.environ.get(kind.VARIABLE, "") for kind in (Postgres, Valkey)}
    if all(urls.values()):
        return Addresses(urls["DATABASE_URL"], urls["REDIS_URL"])
    started = []
    with locked(prepared(at or home())) as folder:
        data_folder = DataFolder.of(folder)
        for server in (Postgres(data_folder), Valkey(data_folder)):
            if urls[server.VARIABLE]:
                continue
            if not server.running():
                server.start()
                started.append(server.NAME)
            urls[server.VARIABLE] = server.address()
    return Addresses(urls["DATABASE_URL"], urls["REDIS_URL"], tuple(started))


@in_one_sentence
def stop(at: Path | None = None) -> tuple[str, ...]:
    """End what runs for this home; tell what did."""
    folder = at or home()
    if not folder.is_dir():
        return ()
    with locked(prepared(folder)) as folder:
        return _stop(DataFolder.of(folder))


@in_one_sentence
def erase(at: Path | None = None) -> tuple[str, ...]:
    """Stop the servers and remove their data, and all else they put into the home or beside it."""
    folder = at or home()
    if not folder.is_dir():
        return ()
    with locked(prepared(folder)) as folder:
        data_folder = DataFolder.of(folder)
        stopped = _stop(data_folder)
        data_folder.erase()
        return stopped


def _stop(data_folder: DataFolder) -> tuple[str, ...]:
    return tuple(server.NAME for server in (Valkey(data_folder), Postgres(data_folder)) if server.stop())


def _without_password(url: str) -> str:
    parts = urlsplit(url)
    account, _, place = parts.netloc.rpartition("@")
    name = account.partition(":")[0]
    return parts._replace(netloc=f"{name}@{place}" if name else place).geturl()
