"""Which business dates are closed, which of them only provisionally, and from which day on a fact becomes
known (rules, sections 2 and 4)."""

from datetime import date, datetime, timedelta

from django.db import connection
from django.db.models import Exists, Max, Min, OuterRef, QuerySet

from accounts.acts import Act, ActRefused
from accounts.database import locks, prepared_statements
from accounts.database.locks import Lock
from accounts.models import BillingCycle, BusinessDay, FeedDiscrepancy, Payment

_BEGIN = """
    INSERT INTO accounts_businessday (day, started_at, looked_at, moved, set_aside, resumed, released_by,
                                      release_note)
    VALUES (%(day)s, %(at)s, 0, 0, 0, 0, '', '')
    ON CONFLICT (day) DO NOTHING
"""
_IS_LISTED = "SELECT listed_at IS NOT NULL FROM accounts_businessday WHERE day = %(day)s"
_LAST_CLOSED = "SELECT max(day) FROM accounts_businessday WHERE closed_at IS NOT NULL"


def last_closed() -> date | None:
    """The newest closed business date; none before the first close."""
    with connection.cursor() as cursor:
        prepared_statements.run(cursor, _LAST_CLOSED)
        newest: date | None = cursor.fetchone()[0]
        return newest


def _newest(days: QuerySet[BusinessDay]) -> date | None:
    newest: date | None = days.aggregate(newest=Max("day"))["newest"]
    return newest


def first_closed() -> date | None:
    """The earliest closed business date; none before the first close."""
    oldest: date | None = BusinessDay.objects.filter(closed_at__isnull=False).aggregate(oldest=Min("day"))[
        "oldest"
    ]
    return oldest


def is_closed(day: date) -> bool:
    return BusinessDay.objects.filter(day=day, closed_at__isnull=False).exists()


def provisional() -> QuerySet[BusinessDay]:
    """Closed days with discrepancies that no supervisor has released, in order."""
    discrepancies = FeedDiscrepancy.objects.filter(day=OuterRef("pk"))
    return BusinessDay.objects.filter(Exists(discrepancies), released_at__isnull=True).order_by("day")


def cleared_through() -> date | None:
    """The last day up to which all are closed and none is provisional; nothing is sent for later ones."""
    closed = BusinessDay.objects.filter(closed_at__isnull=False)
    if doubtful := provisional().first():
        closed = closed.filter(day__lt=doubtful.day)
    return _newest(closed)


def release(day: date, act: Act) -> None:
    """Let a provisional close go on. Raises ActRefused where that of the day is not provisional."""
    if (
        not provisional()
        .filter(day=day)
        .update(released_at=act.at, released_by=act.by, release_note=act.note)
    ):
        raise ActRefused("not-provisional")


def first_open() -> date | None:
    """The first date on which a fact can still become known; none while no close has begun."""
    last = _newest(BusinessDay.objects.all())
    return last and last + timedelta(days=1)


def at_work() -> date | None:
    """The day whose close has listed its accounts and is not done yet."""
    return (
        BusinessDay.objects.filter(listed_at__isnull=False, closed_at=None)
        .values_list("day", flat=True)
        .first()
    )


def first_of_book() -> date | None:
    """The earliest statement or payment date in the book, where closing begins."""
    dates = (
        BillingCycle.objects.aggregate(first=Min("statement_date"))["first"],
        Payment.objects.aggregate(first=Min("posted_on"))["first"],
    )
    return min((day for day in dates if day), default=None)


def adding_facts() -> None:
    """Until the transaction ends no close can begin, so the first open date stands still."""
    locks.hold(Lock.INTAKE)
    locks.share(Lock.FACTS)


def becomes_known(day: date) -> date:
    """When a fact that is entered on the day becomes known. It stands until the transaction ends, as no close
    can begin before; files that are being taken in are not waited for."""
    locks.share(Lock.FACTS)
    return max(day, first_open() or day)


def begin(day: date, at: datetime) -> bool:
    """From here on facts become known on the next day. Waits for files that are being taken in.

    Returns whether a close of the day had listed its accounts before and is to be resumed.
    """
    locks.hold(Lock.FACTS)
    with connection.cursor() as cursor:
        cursor.execute(_BEGIN, {"day": day, "at": at})
        prepared_statements.run(cursor, _IS_LISTED, {"day": day})
        return bool(cursor.fetchone()[0])
