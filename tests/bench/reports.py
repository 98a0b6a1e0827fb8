"""Aging and roll rates of known days, beside a bare count of the snapshot rows of the same days."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from accounts.reports import flows, snapshot
from accounts.reports.snapshot import View

_TIMES = 3
_BARE = (
    "SELECT stage, count(*), sum(past_due) FROM accounts_stagespan"
    " WHERE starts_on <= %s AND (ends_before IS NULL OR ends_before > %s) GROUP BY stage"
)


@dataclass(frozen=True)
class Reported:
    """Seconds, the best of a few."""

    aging: float
    roll_rates: float
    bare: float


def measure(day: date) -> Reported:
    """The last closed day, and the way to it from the day before."""
    seen, before = View(day), View(day - timedelta(days=1))
    return Reported(
        _best(lambda: snapshot.differences(seen, snapshot.cells(seen))),
        _best(lambda: flows.between(before, seen)),
        _best(lambda: _bare(day)),
    )


def _bare(day: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_BARE, [day, day])
        cursor.fetchall()


def _best(work: Callable[[], object]) -> float:
    seconds = []
    for _ in range(_TIMES):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return min(seconds)
