"""What the reports of a morning ask, counted once its day is closed: who opens them first need not wait."""

from datetime import date
from itertools import pairwise

from accounts import business_dates
from accounts.database import locks
from accounts.database.locks import Lock
from accounts.models import ReportCells
from accounts.reports import flows, kept_cells, snapshot
from accounts.reports.roll_rate_formulas import month_end_before, month_ends, months_later
from accounts.reports.snapshot import View

MONTHS = 13  # that reports by month go back
STAYED_MONTHS = 3  # after which a cure has lasted


def count() -> None:
    """Count what is not kept yet of the newest closed day and the months before, unless somebody does."""
    last = business_dates.last_closed()
    if last is None:
        return
    with locks.hold_if_free(Lock.REPORTS) as free:
        if free:
            kept_cells.kept(last, ("counted ahead", last), lambda: _count(last))


def closed_month_ends(last: date) -> list[date]:
    """The closed ends of the months that reports by month tell of, and of the one before them, in order."""
    return [end for end in month_ends(last, MONTHS + 1) if business_dates.is_closed(end)]


def first_cohort(last: date) -> date:
    """The first day of the first month whose cohorts vintages tell of."""
    return month_ends(last, MONTHS)[0].replace(day=1)


def _count(last: date) -> bool:
    """Whether all is counted. What was kept of days before those months is forgotten."""
    ends = closed_month_ends(last)
    for day in {last, month_end_before(last), *ends}:
        if business_dates.is_closed(day):
            snapshot.cells(View(day))
    snapshot.branch_cells(View(last))
    for start, end in pairwise(map(View, ends)):
        flows.between(start, end)
        flows.reached_m3(start, end)
        if business_dates.is_closed(through := months_later(end.day, STAYED_MONTHS)):
            flows.cured_since(start, end, through)
    if ends:
        for cohort in flows.COHORTS:
            flows.vintages(ends[-1], cohort, first_cohort(last))
        ReportCells.objects.filter(day__lt=ends[0]).delete()
    return True
