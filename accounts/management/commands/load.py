import csv
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from accounts.intake import Intake, Outcome, csv_cells, load
from accounts.intake.file_types.registry import KINDS
from accounts.intake.reading.reader import Fault

VALUES = {"date": "2026-01-31", "numeric": "1234.56", "integer": "7", "boolean": "yes or no"}


def _columns() -> Iterator[tuple[str, ...]]:
    """Each column of each kind of file, whether a file must have it, and what its values look like."""
    yield "kind", "column", "needed", "value"
    for kind in KINDS:
        for name, column in kind.columns.items():
            needed = "may be left out" if column.optional else "may be empty" if column.empty else "yes"
            yield kind.name, name, needed, VALUES.get(column.type, "text")


class Command(BaseCommand):
    help = "Load the issuer's files into the book: all of a file, or nothing of it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("paths", nargs="*", type=Path, metavar="FILE_OR_FOLDER")
        parser.add_argument("--columns", action="store_true", help="tell what each kind of file holds")
        parser.add_argument(
            "--skip-bad", action="store_true", help="load good rows, keep bad ones to be mended"
        )

    def handle(self, *args: Any, paths: list[Path], skip_bad: bool, columns: bool, **options: Any) -> None:
        if columns:
            csv.writer(sys.stdout).writerows(_columns())
            return
        files = [file for path in paths for file in self.files(path)]
        if not files:
            raise CommandError("there is no CSV file there")
        out = csv.writer(sys.stdout)
        out.writerow(["file", "kind", "loaded", "unchanged", "refused", "conflicting"])
        clean = True
        total = sum(path.stat().st_size for path in files if path.is_file())
        with tqdm(total=total, unit="B", unit_scale=True, disable=not sys.stderr.isatty()) as bar:
            intake = Intake(settings.HOME / "refused", skip_bad, self.complain, bar.update)
            for outcome in load(files, intake):
                self.tell(outcome)
                out.writerow(
                    [
                        csv_cells.as_text(outcome.path.name),
                        outcome.kind,
                        outcome.loaded,
                        outcome.unchanged,
                        outcome.refused,
                        outcome.conflicting,
                    ]
                )
                clean = clean and outcome.clean
        if not clean:
            raise SystemExit(1)

    def files(self, path: Path) -> list[Path]:
        """The file itself, or those of a folder that hold tables; the others are named."""
        if not path.is_dir():
            return [path]
        entries = sorted(path.iterdir())
        tables = [f for f in entries if f.suffix.lower() == ".csv" and not f.name.startswith((".", "~$"))]
        for other in entries:
            if other not in tables:
                kind = "a folder" if other.is_dir() else "not a table: its name is that of no CSV file"
                tqdm.write(f"{other.name}: passed over: {kind}", file=sys.stderr)
        return tables

    def complain(self, path: Path, fault: Fault) -> None:
        where = f"{path.name}:{fault.line}: {fault.field}: " if fault.field else f"{path.name}:{fault.line}: "
        tqdm.write(f"{where}{fault.reason}", file=sys.stderr)

    def tell(self, outcome: Outcome) -> None:
        name = outcome.path.name
        if outcome.refusal:
            tqdm.write(f"{name}: refused: {outcome.refusal}", file=sys.stderr)
        elif outcome.kept_in:
            tqdm.write(f"{name}: bad rows are kept in {outcome.kept_in}", file=sys.stderr)
        elif not outcome.clean:
            tqdm.write(
                f"{name}: nothing of it was loaded; {outcome.held_back} good rows wait", file=sys.stderr
            )
