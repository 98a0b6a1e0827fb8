"""The feed gate: what a business date brought, held against what it expects (rules, section 4).

An expectation is met by the facts that became known on the day, by all files of its kind that were offered
while the day was open, or by one such file alone, row for row and to the last digit of the sum. What is not
met is a discrepancy: a close with discrepancies is provisional until a supervisor releases it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q, QuerySet

from accounts import money
from accounts.close import feed_baseline
from accounts.database import prepared_statements, statements
from accounts.models import BusinessDay, ExpectedFeed, FeedDiscrepancy, IntakeFile

_ADDED_UP = ("statements", "payments")  # kinds whose rows have an amount
# Of these a file that says nothing new has still come; of the others it is one that was there before.
_WHOLE_EACH_TIME = ("products", "accounts")


@dataclass(frozen=True, slots=True)
class FeedTotals:
    """Rows and their sum; without a sum it is not checked. ``or_more``: the rows are the least."""

    rows: int
    total: Decimal | None
    or_more: bool = False

    def is_met_by(self, offered: "FeedTotals") -> bool:
        enough = offered.rows >= self.rows if self.or_more else offered.rows == self.rows
        return enough and self.total in (None, offered.total)


def judge(cursor: Any, business_day: BusinessDay) -> list[FeedDiscrepancy]:
    """At the close, in its transaction: keep what the day brought, and what is doubtful about it."""
    day = business_day.day
    prepared_statements.execute(cursor, "keep_known_rows", day=day)
    rows = dict(cursor.fetchall())
    registered = _expected(day)
    guessed = {kind: n for kind, n in rows.items() if kind not in registered}
    discrepancies = [
        *_unmet(cursor, day, rows, registered),
        *feed_baseline.unusual(cursor, day, guessed),
        *feed_baseline.departures(cursor, day),
    ]
    for discrepancy in discrepancies:
        discrepancy.day = business_day
    return FeedDiscrepancy.objects.bulk_create(discrepancies)


def unmet(cursor: Any, day: date) -> list[FeedDiscrepancy]:
    """What the day still lacks of what it expects, as its close would find it now; nothing is kept."""
    return list(_unmet(cursor, day, _count(cursor, day), _expected(day)))


def came_since(close: BusinessDay) -> QuerySet[IntakeFile]:
    """Files of the kinds in doubt that were taken in after the close, in order: they count later."""
    kinds = close.discrepancies.exclude(kind="").values("kind")
    return taken_in().filter(kind__in=kinds, offered_at__gt=close.closed_at)


def is_met_by(expected: ExpectedFeed, file: IntakeFile) -> bool:
    return _lot(expected).is_met_by(_came(file))


def taken_in() -> "QuerySet[IntakeFile]":
    """Files that stand in the book with all their rows."""
    return IntakeFile.objects.filter(
        Q(loaded__gt=0) | Q(kind__in=_WHOLE_EACH_TIME), refused=0, conflicting=0
    ).order_by("pk")


def compare(
    expected: list[ExpectedFeed], facts: FeedTotals, files: list[FeedTotals]
) -> Iterator[FeedDiscrepancy]:
    """Hold what one kind expects, by source, against the facts of the day and the files offered in it."""
    whole = _together([_lot(each) for each in expected])
    offered = [facts, _together(files)] if files else [facts]
    summed = {each.control_sum is not None for each in expected}
    if (len(summed) == 1 or not files) and any(map(whole.is_met_by, offered)):
        return
    left, open_ = list(files), []
    for each in sorted(expected, key=lambda each: each.control_sum is None):
        if match := next((totals for totals in left if _lot(each).is_met_by(totals)), None):
            left.remove(match)
        else:
            open_.append(each)
    if len(expected) > 1 and not files:
        sources = " + ".join(each.source for each in expected if each.source)
        yield _doubt(expected[0].kind, sources[:500], whole, [facts])
        return
    for each in open_:
        candidates = [*left, _together(left)] if len(expected) > 1 else [*offered, *files]
        yield _doubt(each.kind, each.source, _lot(each), candidates)


def _doubt(kind: str, source: str, wanted: FeedTotals, candidates: list[FeedTotals]) -> FeedDiscrepancy:
    """The nearest of what was found: the same number of rows, or else any."""
    same = (totals for totals in candidates if totals.rows == wanted.rows)
    nearest = next(same, None) or next((totals for totals in candidates if totals.rows), FeedTotals(0, None))
    if nearest.rows == wanted.rows:
        code, expected, actual = FeedDiscrepancy.Code.CONTROL_SUM, wanted.total, nearest.total
    else:
        code = FeedDiscrepancy.Code.ROWS if nearest.rows else FeedDiscrepancy.Code.MISSING
        expected, actual = Decimal(wanted.rows), Decimal(nearest.rows)
    return FeedDiscrepancy(
        code=code, kind=kind, source=source, expected=expected or Decimal(), found=actual or Decimal()
    )


def _unmet(
    cursor: Any, day: date, rows: dict[str, int], registered: dict[str, list[ExpectedFeed]]
) -> Iterator[FeedDiscrepancy]:
    files = _offered(day) if registered else {}
    for kind, expected in registered.items():
        summed = any(each.control_sum is not None for each in expected)
        facts = FeedTotals(rows[kind], _add_up(cursor, kind, day) if summed else None)
        yield from compare(expected, facts, files.get(kind, []))


def _expected(day: date) -> dict[str, list[ExpectedFeed]]:
    return _by_kind(ExpectedFeed.objects.filter(business_date=day))


def _offered(day: date) -> dict[str, list[FeedTotals]]:
    """Files offered while the day was open; every day was, before the first close began."""
    open_then = Q(business_date=day)
    if not BusinessDay.objects.filter(day__lt=day).exists():
        open_then |= Q(business_date=None)
    files = _by_kind(taken_in().filter(open_then))
    return {kind: [_came(file) for file in of_kind] for kind, of_kind in files.items()}


def _by_kind(things: Iterable[Any]) -> dict[str, list[Any]]:
    kinds = defaultdict(list)
    for thing in things:
        kinds[thing.kind].append(thing)
    return kinds


def _count(cursor: Any, day: date) -> dict[str, int]:
    prepared_statements.execute(cursor, "count_known_rows", day=day)
    return dict(cursor.fetchall())


def _add_up(cursor: Any, kind: str, day: date) -> Decimal:
    """In major units, whatever the currencies; what has no amounts adds up to nothing."""
    if kind not in _ADDED_UP:
        return Decimal()
    cursor.execute(statements.text("add_up_known_rows", known=f"known_{kind}"), {"day": day})
    return sum(
        (Decimal(money.text(int(total), currency)) for currency, total in cursor.fetchall()), Decimal()
    )


def _lot(expected: ExpectedFeed) -> FeedTotals:
    return FeedTotals(expected.rows, expected.control_sum, expected.or_more)


def _came(file: IntakeFile) -> FeedTotals:
    return FeedTotals(file.rows, file.control_sum or Decimal())


def _together(several: list[FeedTotals]) -> FeedTotals:
    sums = [totals.total for totals in several if totals.total is not None]
    total = sum(sums, Decimal()) if len(sums) == len(several) else None
    or_more = any(totals.or_more for totals in several)
    return FeedTotals(sum(totals.rows for totals in several), total, or_more)
