"""Which notice must be written to whom by when: planned for each closed day, in order (rules, section 7).

Planning a day finds what its close brought, by the facts known on it, and looks again at what is in hand. A
day is planned in one transaction or not at all, so whoever is killed, the next one goes on from there.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction

from accounts import business_dates
from accounts.database import locks
from accounts.database.locks import Lock
from accounts.models import BusinessDay, SetAside
from notices.models import LeftOut, PlannedDay
from notices.planning import corrections
from notices.planning import deadlines as notice_deadlines
from notices.planning import decisions as planning_decisions
from notices.planning import occasions as planning_occasions
from notices.planning.recheck import look_again

__all__ = ["AlreadyPlanning", "look_again", "open_days", "plan", "plan_through", "waits_for"]


class AlreadyPlanning(RuntimeError):  # noqa: N818 -- named for what is
    """Somebody else plans this book."""


class NotItsTurn(ValueError):  # noqa: N818
    """Days are planned in order, once they are closed and not provisional."""


def open_days(through: date) -> list[date]:
    """Every closed day up to ``through`` that is not planned and may be, in order."""
    cleared = business_dates.cleared_through()
    closed = BusinessDay.objects.filter(closed_at__isnull=False, day__lte=min(through, cleared or through))
    last = PlannedDay.objects.order_by("-day").values_list("day", flat=True).first()
    if cleared is None:
        return []
    closed = closed.filter(day__gt=last) if last else closed
    return list(closed.order_by("day").values_list("day", flat=True))


def waits_for(through: date) -> date | None:
    """The provisional day that keeps days up to ``through`` from being planned; none where none does."""
    doubtful = business_dates.provisional().first()
    return doubtful.day if doubtful and doubtful.day <= through else None


def plan_through(
    through: date, now: datetime, *, planned: Callable[[PlannedDay], object] = lambda day: None
) -> list[PlannedDay]:
    """Plan every open day up to ``through``, telling of each one planned. Raises AlreadyPlanning."""
    days = []
    with only_one():
        for day in open_days(through):
            days.append(plan(day, now))
            planned(days[-1])
    return days


def plan(day: date, now: datetime) -> PlannedDay:
    """Plan one day, the first open one. A day that is planned stays as it is. Raises NotItsTurn."""
    with transaction.atomic(), connection.cursor() as cursor:
        locks.hold(Lock.PLANNING_DAY)
        if done := PlannedDay.objects.filter(day=day).first():
            return done
        if open_days(day)[:1] != [day]:
            raise NotItsTurn(f"{day} cannot be planned now")
        count = _plan(cursor, day, now)
        return PlannedDay.objects.create(day=day, planned_at=now, found=count)


@contextmanager
def only_one() -> Iterator[None]:
    """At most one planner at a time; a dead connection gives its lock back."""
    with locks.hold_if_free(Lock.PLANNING) as free:
        if not free:
            raise AlreadyPlanning("somebody else plans this book")
        yield


def _plan(cursor: Any, day: date, now: datetime) -> int:
    count = sum(_of_day(cursor, late, now, ids) for late, ids in _mended(day))
    planning_decisions.lay_out(cursor, day)
    planning_occasions.find(cursor, day)
    corrections.find(cursor, day)
    count += planning_decisions.settle(cursor, day, day, now)
    notice_deadlines.note_missed(day)
    _leave_out(day)
    return count


def _of_day(cursor: Any, day: date, now: datetime, ids: list[int]) -> int:
    """What an earlier day brought to accounts that were set aside then."""
    planning_decisions.lay_out(cursor, day)
    planning_occasions.find(cursor, day, ids)
    return planning_decisions.settle(cursor, day, day, now, notices=[])


def _mended(day: date) -> Iterator[tuple[date, list[int]]]:
    """The days that were planned without accounts which were mended since, with those accounts."""
    mended = LeftOut.objects.exclude(account__in=SetAside.objects.values("account"))
    since = dict(mended.values_list("account", "since"))
    if not since:
        return
    late = min(since.values())
    while late < day:
        yield late, [pk for pk, first in since.items() if first <= late]
        late += timedelta(days=1)
    LeftOut.objects.filter(account__in=since).delete()


def _leave_out(day: date) -> None:
    aside = SetAside.objects.filter(since__lte=day).values_list("account", flat=True)
    LeftOut.objects.bulk_create([LeftOut(account_id=pk, since=day) for pk in aside], ignore_conflicts=True)
