"""What became of the files that business dates expect."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import connection

from accounts import business_dates
from accounts.close import feed_gate
from accounts.models import BusinessDay, ExpectedFeed, FeedDiscrepancy, IntakeFile

LEARNED = (FeedDiscrepancy.Code.NOTHING, FeedDiscrepancy.Code.UNUSUAL, FeedDiscrepancy.Code.DEPARTURES)


@dataclass(frozen=True)
class Expectation:
    """What one date expects of one kind and source, and what became of it.

    State: ``met``, ``missing``, ``differs``; ``late`` where a file came after the close; ``awaited`` while
    the date is open, ``unclosed`` while its close is at work. The discrepancy has what was found.
    """

    feed: ExpectedFeed
    state: str
    open: bool
    discrepancy: FeedDiscrepancy | None = None
    late: IntakeFile | None = None


def expectations(expected: Iterable[ExpectedFeed]) -> list[Expectation]:
    """What became of each, in the order given; of the first open date as its close would find it now."""
    expected = list(expected)
    return _Judged(expected).all() if expected else []


class _Judged:
    def __init__(self, expected: list[ExpectedFeed]) -> None:
        self.expected = expected
        self.first_open = business_dates.first_open()
        days = {feed.business_date for feed in expected}
        closed = BusinessDay.objects.filter(day__in=days, closed_at__isnull=False)
        self.closed = set(closed.values_list("day", flat=True))
        self.discrepancies = list(
            FeedDiscrepancy.objects.filter(day__in=self.closed).exclude(code__in=LEARNED)
        )
        self.late = self._offered_later()
        if self.first_open in days:
            self.discrepancies += self._open_now(self.first_open)

    def all(self) -> list[Expectation]:
        return [self._became(feed) for feed in self.expected]

    def _became(self, feed: ExpectedFeed) -> Expectation:
        day = feed.business_date
        is_open = self.first_open is None or day >= self.first_open
        if day != self.first_open and day not in self.closed:
            return Expectation(feed, "awaited" if is_open else "unclosed", is_open)
        discrepancy = next(
            (discrepancy for discrepancy in self.discrepancies if self._concerns(discrepancy, feed)), None
        )
        if discrepancy is None:
            return Expectation(feed, "met", is_open)
        if late := next((file for file in self.late if _may_be(file, feed)), None):
            return Expectation(feed, "late", is_open, discrepancy, late)
        missing = "awaited" if is_open else "missing"
        return Expectation(
            feed, missing if discrepancy.code == discrepancy.Code.MISSING else "differs", is_open, discrepancy
        )

    def _concerns(self, discrepancy: FeedDiscrepancy, feed: ExpectedFeed) -> bool:
        """Also where it is about all sources of the kind together, and so named like none of them."""
        if (discrepancy.day_id, discrepancy.kind) != (feed.business_date, feed.kind):
            return False
        alike = (
            each
            for each in self.expected
            if (each.business_date, each.kind) == (discrepancy.day_id, discrepancy.kind)
        )
        return discrepancy.source == feed.source or discrepancy.source not in {each.source for each in alike}

    def _offered_later(self) -> list[IntakeFile]:
        """Files offered after closed days that may have been meant for them."""
        if not self.discrepancies:
            return []
        files = feed_gate.taken_in().filter(
            business_date__gt=min(discrepancy.day_id for discrepancy in self.discrepancies)
        )
        return list(files.filter(kind__in={discrepancy.kind for discrepancy in self.discrepancies}))

    def _open_now(self, day: date) -> list[FeedDiscrepancy]:
        with connection.cursor() as cursor:
            discrepancies = feed_gate.unmet(cursor, day)
        for discrepancy in discrepancies:
            discrepancy.day_id = day
        return discrepancies


def _may_be(file: IntakeFile, feed: ExpectedFeed) -> bool:
    """Only a control sum tells the file of one day from that of another with as many rows."""
    later = file.business_date is not None and file.business_date > feed.business_date
    return (
        later and file.kind == feed.kind and feed.control_sum is not None and feed_gate.is_met_by(feed, file)
    )
