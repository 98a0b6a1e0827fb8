"""A print vendor: it takes packages from the outbox, posts on the next working day, and returns a few."""

import csv
import shutil
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from servicing.demo.providers.ledger import Ledger

POSTED, RETURNED = "posted", "returned"
WHY = ("moved", "addressee unknown", "address incomplete", "refused", "unclaimed")
ONE_IN = 40  # letters come back
_COLUMNS = ("notice", "outcome", "on", "detail")


class BadPackage(ValueError):  # noqa: N818 -- named for what it is
    """A package is not what its manifest says."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of ``returns.csv``."""

    notice: str
    outcome: str
    on: date
    detail: str = ""


class Vendor:
    """``received``: where it keeps what it took. What it has printed it prints no more."""

    def __init__(self, outbox: Path, received: Path) -> None:
        self.outbox, self.received = outbox, received
        self.ledger = Ledger(received / "letters", ".pdf")

    def collect(self) -> list[str]:
        """Take every package that has appeared; the references of their letters. Raises BadPackage."""
        collected: list[str] = []
        for package in sorted(path for path in self.outbox.glob("*/") if not path.name.startswith(".")):
            rows = checked(package)
            for row in rows:
                self.ledger.offer(row["notice"])
                if self.ledger.take(row["notice"], (package / row["file"]).read_bytes()):
                    collected.append(row["notice"])
            self._put_away(package)
        return collected

    def packages(self) -> list[Path]:
        """Everything that was ever collected, the oldest first."""
        return sorted((self.received / "packages").glob("*/"))

    def _put_away(self, package: Path) -> None:
        kept = self.received / "packages"
        kept.mkdir(parents=True, exist_ok=True)
        taken = Path(shutil.move(package, kept / package.name))
        taken.touch()  # from this moment on it is the vendor's


def checked(package: Path) -> list[dict[str, str]]:
    """The rows of the manifest, held against the files beside it. Raises BadPackage."""
    with (package / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    files = {path.name for path in package.iterdir()} - {"manifest.csv"}
    enclosed = {row["enclosure"]: row["enclosure_sha256"] for row in rows if row["enclosure"]}
    if files != {row["file"] for row in rows} | enclosed.keys() or len(rows) != len(files - enclosed.keys()):
        raise BadPackage(f"{package.name}: its files are not those of its manifest")
    for row in rows:
        if sha256((package / row["file"]).read_bytes()).hexdigest() != row["sha256"]:
            raise BadPackage(f"{package.name}: {row['file']} is not what its manifest says")
    for name, summed in enclosed.items():
        if sha256((package / name).read_bytes()).hexdigest() != summed:
            raise BadPackage(f"{package.name}: {name} is not what its manifest says")
    return rows


def posted(
    references: Iterable[str], on: date, returns: Callable[[str], str] = lambda reference: ""
) -> list[Line]:
    """What the vendor reports of letters posted on a day; ``returns`` says why one comes back, if it does."""
    lines = []
    for reference in references:
        lines.append(Line(reference, POSTED, on))
        if detail := returns(reference):
            lines.append(Line(reference, RETURNED, on, detail))
    return lines


def some_return(reference: str) -> str:
    """One letter in forty comes back, each for a reason; always the same ones."""
    number = int(sha256(reference.encode()).hexdigest()[:8], 16)
    return WHY[number // ONE_IN % len(WHY)] if number % ONE_IN == 0 else ""


def write(lines: Iterable[Line], path: Path) -> Path:
    """``returns.csv`` as it is loaded."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_COLUMNS)
        writer.writerows((line.notice, line.outcome, line.on, line.detail) for line in lines)
    return path
