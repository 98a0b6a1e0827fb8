"""Run the benchmark: python -m tests.bench --accounts N, or a part of it: --only reports, --only queues."""

import json
import os
import resource
import sys
import time
from argparse import ArgumentParser
from dataclasses import asdict
from typing import Any

from servicing import servers

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "servicing.settings")
os.environ.update(servers.ensure().environment())

import django
from django.conf import settings
from django.db import connection
from django.utils import timezone

django.setup()

from accounts.acts import Act  # noqa: E402
from accounts.close import restatement as restatement_run  # noqa: E402
from accounts.reports import aging as aging_report  # noqa: E402
from tests.bench import api, book, intake, letters, night, planning, queues, reports  # noqa: E402

SMALLER = 10
FEW = 10_000  # accounts that the pages of the workspace are held against


def main(accounts: int, only: str) -> None:
    connection.settings_dict["BENCH_BEGAN_WITH"] = connection.settings_dict["NAME"]
    measured = {"reports": _of_reports, "queues": _of_queues_alone}
    found = {"accounts": accounts, **measured.get(only, _of_all)(accounts)}
    book.drop()
    if not only:
        (settings.HOME / "bench.json").write_text(json.dumps(found, indent=2) + "\n")
    for name, figure in found.items():
        sys.stdout.write(f"{name:42} {figure:>12}\n")


def _of_queues_alone(accounts: int) -> dict[str, Any]:
    """The pages of the workspace with ten thousand people and with many, and the race of claims."""
    _say(f"queues of {FEW}")
    queues.make(FEW)
    few = queues.pages()
    _say(f"queues of {accounts}")
    queues.make(accounts)
    return _of_queues(few)


def _of_all(accounts: int) -> dict[str, Any]:
    _say(f"a book of {accounts // SMALLER}")
    book.make(accounts // SMALLER)
    small = night.measure()
    _say(f"a book of {accounts}")
    book.make(accounts)
    _say("its night")
    large = night.measure()
    found = {**_of_night(large, small)}
    found |= {**_of_planning(), **_of_letters(), **_of_book(), **_of_api()}
    return found | _of_reports(accounts) | _of_queues_alone(accounts)


def _of_night(large: night.Night, small: night.Night) -> dict[str, Any]:
    return {
        "touched": large.touched,
        "moved": large.moved,
        "night_seconds": round(large.seconds, 3),
        "floor_seconds": round(large.floor_seconds, 3),
        "night_to_floor": round(large.seconds / large.floor_seconds, 2),
        "night_to_floor_of_spans": round(large.seconds / large.spans_floor_seconds, 2),
        "two_workers_to_one": round(large.seconds / large.two_workers_seconds, 2),
        "growth_per_account": round(large.seconds / large.touched / (small.seconds / small.touched), 2),
    }


def _of_queues(few: queues.Pages) -> dict[str, Any]:
    _say("queues")
    pages, claimed = queues.pages(), queues.race()
    return {
        **{f"{name}: seconds": round(page.seconds, 4) for name, page in pages.items()},
        **{f"{name}: queries": page.queries for name, page in pages.items()},
        **{f"{name}: queries more": page.queries - few[name].queries for name, page in pages.items()},
        **{f"{name}: growth": ratio for name, ratio in queues.growth(pages, few).items()},
        "claims_a_second": round(claimed.a_second),
        "claims_to_bare": round(claimed.a_second / claimed.bare_a_second, 2),
        "claim_p99_seconds": round(claimed.slowest_seconds, 4),
        "bare_claim_p99_seconds": round(claimed.bare_slowest_seconds, 4),
    }


def _of_planning() -> dict[str, Any]:
    _say("planning")
    found = planning.measure()
    return {
        "notices_planned": found.found,
        "planning_to_inserts": round(found.seconds / found.floor_seconds, 2),
    }


def _of_letters() -> dict[str, Any]:
    _say("letters")
    found = letters.measure()
    return {
        "letters_a_second": round(found.made / found.seconds),
        "letters_to_typst": round(found.typst_seconds / found.seconds, 2),
    }


def _of_book() -> dict[str, Any]:
    _say("the book restated")
    began = time.perf_counter()
    restatement_run.work_through(restatement_run.begin(book.EVE, Act(by="bench", at=timezone.now())))
    restated = time.perf_counter() - began
    aging = min(_seconds(lambda: aging_report.aging(book.EVE, "known")) for _ in range(5))
    _say("loading")
    load_to_copy = intake.measure()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return {
        "restate_seconds": round(restated, 2),
        "aging_seconds": round(aging, 4),
        "load_to_copy": round(load_to_copy, 2),
        "peak_rss_mib": round(peak / (1024 * (1024 if sys.platform == "darwin" else 1))),
    }


def _of_reports(accounts: int) -> dict[str, Any]:
    """Pages of a known day: seconds of a bare count, and how often as long each takes, kept and the first time."""
    _say("reports")
    found = asdict(reports.measure(accounts))
    bare = found.pop("bare")
    ratios = {f"{name}_to_bare": round(took / bare, 2) for name, took in found.items()}
    return {"bare_count_seconds": round(bare, 4), **ratios}


def _of_api() -> dict[str, Any]:
    _say("the API")
    return {name: round(figure, 2) for name, figure in api.measure().items()}


def _seconds(work: Any) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _say(what: str) -> None:
    sys.stderr.write(f"{time.strftime('%H:%M:%S')} {what}\n")


if __name__ == "__main__":
    parser = ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--accounts", type=int, default=100_000)
    parser.add_argument("--only", choices=["reports", "queues"], default="")
    options = parser.parse_args()
    main(options.accounts, options.only)
