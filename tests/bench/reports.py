"""Aging and roll rates of known days, as their pages build them, beside a bare count of the snapshot rows of the
same days; and what counting them the first time takes, which is done after the close."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import connection

from accounts.models import ReportCells
from accounts.reports.snapshot import View
from servicing.workspace.reports import aging, roll_rates

_TIMES = 3
_BARE = (
    "SELECT stage, count(*), sum(past_due) FROM accounts_stagespan"
    " WHERE starts_on <= %s AND (ends_before IS NULL OR ends_before > %s) GROUP BY stage"
)
_CHOSEN = {"currency": "CNY", "product": ""}


@dataclass(frozen=True)
class Reported:
    """Seconds, the best of a few; of the first count there is but one."""

    aging: float
    by_branch: float
    roll_rates: float
    aging_first: float
    by_branch_first: float
    roll_rates_first: float
    bare: float


def measure(day: date) -> Reported:
    """The last closed day against the day before, and the way from there."""
    seen, before = View(day), View(day - timedelta(days=1))
    ReportCells.objects.all().delete()
    work = (
        lambda: aging.report(seen, _CHOSEN | {"against": before.day, "by": ""}),
        lambda: aging.report(seen, _CHOSEN | {"against": before.day, "by": "branch"}),
        lambda: roll_rates.report(before, seen, _CHOSEN),
    )
    first = [_best(each, times=1) for each in work]
    return Reported(*map(_best, work), *first, _best(lambda: _bare(day)))


def _bare(day: date) -> None:
    with connection.cursor() as cursor:
        cursor.execute(_BARE, [day, day])
        cursor.fetchall()


def _best(work: Callable[[], object], times: int = _TIMES) -> float:
    seconds = []
    for _ in range(times):
        began = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - began)
    return min(seconds)
