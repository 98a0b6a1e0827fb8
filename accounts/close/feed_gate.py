"""The feed gate: what a business date brought, held against what it expects (rules, section 4).

An expectation is met by the facts that became known on the day, by all files of its kind that were offered
while the day was open, or by one such file alone, row for row and to the last digit of the sum. What is not
met is a doubt; a close with doubts is provisional until a supervisor releases it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Q

from accounts import money
from accounts.close import feed_baseline
from accounts.models import BusinessDay, ExpectedFeed, FeedDiscrepancy, FeedOfDay, IntakeFile

# The facts of one kind that became known on a day. One known no later than it counts from stands in no index
# by known day, but in the one by the day it counts from. A return is a row, unless it came with its payment.
_KNOWN = {
    "products": "SELECT 1 FROM accounts_policy WHERE known_on = %(day)s",
    "accounts": "SELECT 1 FROM accounts_account WHERE known_on = %(day)s",
    "statements": """
        SELECT account_id, balance AS amount FROM accounts_billingcycle
        WHERE statement_date = %(day)s AND known_on = %(day)s
        UNION ALL
        SELECT account_id, balance FROM accounts_billingcycle
        WHERE known_on = %(day)s AND known_on > statement_date
    """,
    "payments": """
        SELECT account_id, amount FROM accounts_payment WHERE value_on = %(day)s AND known_on = %(day)s
        UNION ALL
        SELECT account_id, amount FROM accounts_payment WHERE known_on = %(day)s AND known_on > value_on
        UNION ALL
        SELECT account_id, amount FROM accounts_payment
        WHERE return_known_on = %(day)s AND return_known_on > known_on
    """,
    "reages": """
        SELECT 1 FROM accounts_reage WHERE known_on = %(day)s
        UNION ALL
        SELECT 1 FROM accounts_reage WHERE withdraw_known_on = %(day)s AND withdraw_known_on > known_on
    """,
    "exits": "SELECT 1 FROM accounts_exit WHERE known_on = %(day)s",
    # What was entered at the desk came in no file.
    "parties": """
        SELECT 1 FROM accounts_party WHERE known_on = %(day)s AND known_on > '0001-01-01' AND entered_by = ''
        UNION ALL
        SELECT 1 FROM accounts_party
        WHERE until_known_on = %(day)s AND until_known_on > known_on AND ended_by = ''
    """,
    "pending": """
        SELECT 1 FROM accounts_pendingpayment WHERE known_on = %(day)s
        UNION ALL
        SELECT 1 FROM accounts_pendingpayment
        WHERE outcome_known_on = %(day)s AND outcome_known_on > known_on
    """,
    "mandates": """
        SELECT 1 FROM accounts_mandate WHERE known_on = %(day)s AND entered_by = ''
        UNION ALL
        SELECT 1 FROM accounts_mandate
        WHERE end_known_on = %(day)s AND end_known_on > known_on AND ended_by = ''
    """,
    "holds": """
        SELECT 1 FROM accounts_hold h WHERE known_on = %(day)s AND placed_by = ''
           AND NOT EXISTS (SELECT FROM accounts_plan p WHERE p.hold_id = h.id)
        UNION ALL
        SELECT 1 FROM accounts_hold h
        WHERE end_known_on = %(day)s AND end_known_on > known_on AND ended_by = ''
          AND NOT EXISTS (SELECT FROM accounts_plan p WHERE p.hold_id = h.id)
    """,
    # A row is an instalment; those taken or cancelled at the desk came in no file.
    "promises": """
        SELECT 1 FROM accounts_promise p JOIN accounts_promisedinstalment i ON i.promise_id = p.id
        WHERE p.made_on = %(day)s AND p.known_on = %(day)s AND p.taken_by = ''
        UNION ALL
        SELECT 1 FROM accounts_promise p JOIN accounts_promisedinstalment i ON i.promise_id = p.id
        WHERE p.known_on = %(day)s AND p.known_on > p.made_on AND p.taken_by = ''
        UNION ALL
        SELECT 1 FROM accounts_promise p JOIN accounts_promisedinstalment i ON i.promise_id = p.id
        WHERE p.cancel_known_on = %(day)s AND p.cancel_known_on > p.known_on AND p.cancelled_by = ''
    """,
    # Those filled in or agreed at the desk came in no file.
    "affordability": """
        SELECT 1 FROM accounts_affordabilitystatement s
        JOIN accounts_affordabilityitem i ON i.statement_id = s.id
        WHERE s.known_on = %(day)s AND s.entered_by = ''
    """,
    "plans": """
        SELECT 1 FROM accounts_plan p JOIN accounts_planinstalment i ON i.plan_id = p.id
        WHERE p.known_on = %(day)s AND p.agreed_by = ''
        UNION ALL
        SELECT 1 FROM accounts_plan p JOIN accounts_planinstalment i ON i.plan_id = p.id
        WHERE p.end_known_on = %(day)s AND p.end_known_on > p.known_on AND p.ended_by = ''
    """,
    "contacts": "SELECT 1 FROM accounts_contactevent WHERE source = 'file' AND known_on = %(day)s",
}
_COUNT = " UNION ALL ".join(f"SELECT '{kind}', count(*) FROM ({known}) k" for kind, known in _KNOWN.items())
_ADD_UP = """
    SELECT p.currency, sum(k.amount)::bigint FROM ({known}) k
    JOIN accounts_account a ON a.id = k.account_id
    JOIN accounts_product p ON p.id = a.product_id
    GROUP BY p.currency
"""
# Of these a file that says nothing new has still come; of the others it is one that was there before.
_WHOLE_EACH_TIME = ("products", "accounts")


@dataclass(frozen=True, slots=True)
class FeedTotals:
    """Rows and their sum; without a sum it is not checked."""

    rows: int
    total: Decimal | None

    def is_met_by(self, offered: "FeedTotals") -> bool:
        return self.rows == offered.rows and self.total in (None, offered.total)


def judge(cursor: Any, business_day: BusinessDay) -> list[FeedDiscrepancy]:
    """At the close, in its transaction: keep what the day brought, and what is doubtful about it."""
    day = business_day.day
    rows = _count(cursor, day)
    FeedOfDay.objects.bulk_create(FeedOfDay(day=business_day, kind=kind, rows=n) for kind, n in rows.items())
    registered = _expected(day)
    guessed = {kind: n for kind, n in rows.items() if kind not in registered}
    doubts = [
        *_unmet(cursor, day, rows, registered),
        *feed_baseline.unusual(day, guessed),
        *feed_baseline.departures(day),
    ]
    for doubt in doubts:
        doubt.day = business_day
    return FeedDiscrepancy.objects.bulk_create(doubts)


def unmet(cursor: Any, day: date) -> list[FeedDiscrepancy]:
    """What the day still lacks of what it expects, as its close would find it now; nothing is kept."""
    return list(_unmet(cursor, day, _count(cursor, day), _expected(day)))


def is_met_by(expected: ExpectedFeed, file: IntakeFile) -> bool:
    return _lot(expected).is_met_by(_came(file))


def taken_in() -> Any:
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
    cursor.execute(_COUNT, {"day": day})
    return dict(cursor.fetchall())


def _add_up(cursor: Any, kind: str, day: date) -> Decimal:
    """In major units, whatever the currencies; what has no amounts adds up to nothing."""
    if "amount" not in _KNOWN[kind]:
        return Decimal()
    cursor.execute(_ADD_UP.format(known=_KNOWN[kind]), {"day": day})
    return sum((Decimal(money.text(total, currency)) for currency, total in cursor.fetchall()), Decimal())


def _lot(expected: ExpectedFeed) -> FeedTotals:
    return FeedTotals(expected.rows, expected.control_sum)


def _came(file: IntakeFile) -> FeedTotals:
    return FeedTotals(file.rows, file.control_sum or Decimal())


def _together(several: list[FeedTotals]) -> FeedTotals:
    sums = [totals.total for totals in several if totals.total is not None]
    total = sum(sums, Decimal()) if len(sums) == len(several) else None
    return FeedTotals(sum(totals.rows for totals in several), total)
