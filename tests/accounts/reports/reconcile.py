"""Reports against the book they are of, on every closed day: python -m tests.accounts.reports.reconcile [--intake FOLDER --through DAY].

Without a folder it reads the book of this folder's data, that of the demo say, and restates ends of months in it.
With one, the files are loaded into a database of their own and closed first. Exit status 1 where anything differs.
"""

import os
import sys
from argparse import ArgumentParser
from datetime import date
from pathlib import Path

from servicing import servers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicing.settings")
os.environ.update(servers.ensure().environment())

import django
from django.db import connection
from django.utils import timezone

django.setup()

from accounts.close import run as nightly_close  # noqa: E402
from accounts.intake import Intake, load  # noqa: E402
from tests.accounts.reports import reconciling  # noqa: E402
from tests.bench import book  # noqa: E402

RESTATED = 3  # ends of months
NAME = "servicing_reconcile"
PROGRESS = 20  # days between two lines about it


def main(folder: Path | None, through: date | None, every: int) -> int:
    if folder and through:
        _make(folder, through)
    closed = reconciling.days()
    wrong = _wrong_days([*closed[:-1:every], closed[-1]])
    pairs = reconciling.month_pairs(closed)
    for start, end in [*pairs, (closed[0], closed[-1])]:
        wrong += reconciling.wrong_rows(start, end)
    _say(f"{len(pairs) + 1} matrices: rows against openings and a second count, wrong so far: {len(wrong)}")
    for _start, end in pairs:
        wrong += reconciling.wrong_by_rule(end)
    _say(f"{len(pairs)} ends of months: stages against the facts known then, wrong so far: {len(wrong)}")
    for _start, end in pairs[-RESTATED:]:
        seen = reconciling.restated(end, timezone.now())
        differing, unexplained = reconciling.wrongly_restated(seen)
        wrong += [
            *reconciling.wrong_figures(seen),
            *(f"{end}: {name} was not corrected" for name in unexplained),
        ]
        _say(f"{end} restated: {differing} accounts differ, {len(unexplained)} of them not corrected")
    for line in wrong:
        sys.stdout.write(f"{line}\n")
    if folder:
        book.drop()
    return bool(wrong)


def _wrong_days(days: list[date]) -> list[str]:
    wrong: list[str] = []
    for number, day in enumerate(days, start=1):
        wrong += reconciling.wrong_figures(reconciling.View(day))
        if number % PROGRESS == 0 or number == len(days):
            _say(f"{number} days: figures against their lists, wrong so far: {len(wrong)}")
    return wrong


def _make(folder: Path, through: date) -> None:
    connection.settings_dict["BENCH_BEGAN_WITH"] = connection.settings_dict["NAME"]
    book.fill("SELECT 1", {}, NAME)
    for outcome in load(sorted(folder.glob("*.csv")), Intake(folder)):
        _say(f"{outcome.path.name}: {outcome.loaded} loaded")
    days = nightly_close.close_through(through, now=timezone.now())
    _say(f"{len(days)} days closed")


def _say(text: str) -> None:
    sys.stderr.write(f"{timezone.now():%H:%M:%S} {text}\n")


if __name__ == "__main__":
    parser = ArgumentParser(prog="python -m tests.accounts.reports.reconcile")
    parser.add_argument("--intake", type=Path)
    parser.add_argument("--through", type=date.fromisoformat)
    parser.add_argument("--every", type=int, default=1, help="each so many days")
    options = parser.parse_args()
    sys.exit(main(options.intake, options.through, options.every))
