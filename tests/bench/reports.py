"""Aging and roll rates of known days, as their pages build them, beside a bare count of the snapshot rows of the
same days; and what counting them the first time takes, which is done after the close.

The book is one of its own: as thirteen months of closes would leave it, without closing them.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from django.db import connection
from django.urls import reverse

from accounts.reports.snapshot import View
from servicing.workspace.reports import aging, roll_rates
from tests.bench import book

_FIRST, _LAST = date(2025, 10, 1), book.EVE
_SEPTEMBER, _OCTOBER = date(2026, 9, 30), date(2026, 10, 31)
_BOOK = (Path(__file__).parent / "reports.sql").read_text()
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


def measure(accounts: int) -> Reported:
    """The last closed day against the end of the month before, and the way through that month."""
    days = {"first": _FIRST, "last": _LAST, "told": [_SEPTEMBER, _OCTOBER, _LAST]}
    reverse("aging")  # loads what all pages share, once
    book.fill(_BOOK, {"n": accounts, **days})
    seen, chosen = View(_LAST), _CHOSEN | {"against": _OCTOBER}
    work = (
        lambda: aging.report(seen, chosen | {"by": ""}),
        lambda: aging.report(seen, chosen | {"by": "branch"}),
        lambda: roll_rates.report(View(_SEPTEMBER), View(_OCTOBER), chosen),
    )
    first = [_best(each, times=1) for each in work]
    kept = map(_best, work)
    return Reported(*kept, *first, _best(lambda: _bare(_LAST)))


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
