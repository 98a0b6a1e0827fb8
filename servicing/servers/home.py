"""The folder of one installation, and what its servers must remember from one start to the next."""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from .errors import ServerError

DEFAULT = Path(__file__).resolve().parents[2] / "var"


def home() -> Path:
    chosen = os.environ.get("SERVICING_HOME")
    return Path(chosen).expanduser().absolute() if chosen else DEFAULT


def prepared(folder: Path) -> Path:
    ours = folder == DEFAULT or not folder.exists()
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    if folder.stat().st_uid != os.geteuid():
        raise ServerError(f"{folder} belongs to another account; work as that one, or set SERVICING_HOME.")
    if ours and os.geteuid() == 0:
        folder.chmod(0o711)  # root's servers run as another account, which must pass but need not look around
    return folder.resolve()


@contextmanager
def locked(folder: Path) -> Iterator[Path]:
    """One at a time: whoever comes second finds the servers that the first one started."""
    with os.fdopen(os.open(folder / "servers.lock", os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield folder


class Notes:
    """Ports and passwords, in a file that only its owner can read."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "servers.json"

    def get(self, key: str) -> Any:
        return self._all().get(key)

    def put(self, **news: object) -> None:
        draft = self.path.with_suffix(".new")
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_TRUNC | os.O_WRONLY, 0o600), "w") as file:
            json.dump(self._all() | news, file)
        draft.replace(self.path)

    def _all(self) -> dict[str, Any]:
        try:
            notes = json.loads(self.path.read_text())
        except (FileNotFoundError, ValueError):
            return {}
        return notes if isinstance(notes, dict) else {}
