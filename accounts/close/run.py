"""The nightly close: once per business date, in order, for the whole book (rules, section 4).

One process leads: it begins a day, lists its accounts in shards, and publishes what the shards found. Any
number of others work on the shards. Everything that must be remembered is in rows, so whoever is
killed, here or there, the next one goes on from them.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts import business_dates
from accounts.close import set_aside as set_aside_accounts
from accounts.close import shards
from accounts.close import steps as close_steps
from accounts.close.steps import CloseFailed
from accounts.database import locks
from accounts.database.locks import Lock
from accounts.dates import each, over_at, utc_day
from accounts.evidence import seal as evidence_seal
from accounts.models import BusinessDay, ClosingShard

__all__ = ["AlreadyClosing", "CloseFailed", "NotOver"]

_POLL_SECONDS = 0.02  # seconds between two looks at the shards that others hold
_ZONES = """
    WITH RECURSIVE zone AS (
        SELECT min(time_zone) AS name FROM accounts_account WHERE time_zone > ''
        UNION ALL
        SELECT (SELECT min(a.time_zone) FROM accounts_account a WHERE a.time_zone > zone.name)
        FROM zone WHERE zone.name IS NOT NULL
    )
    SELECT name FROM zone WHERE name IS NOT NULL
"""


class AlreadyClosing(RuntimeError):  # noqa: N818
    """Another close is at work on this book."""


class NotOver(ValueError):  # noqa: N818
    """A business date can only be closed when it is over in every zone in use."""


@dataclass(frozen=True)
class StageMove:
    """One account's change of stage at a close. No stage: not in the book."""

    account: str
    day: date
    from_stage: str
    to_stage: str
    why: list[str]


def open_days(through: date) -> list[date]:
    """Every business date up to ``through`` that is not closed yet, in order."""
    last = business_dates.last_closed()
    first = last + timedelta(days=1) if last else business_dates.first_of_book()
    return each(first, through) if first and first <= through else []


def newest_day_over(now: datetime) -> date:
    """The newest date that is over at this moment in the westernmost zone in use."""
    zones = zones_in_use()
    day = utc_day(now) + timedelta(days=1)
    while any(over_at(day, zone) > now for zone in zones):
        day -= timedelta(days=1)
    return day


def current_day(now: datetime) -> date:
    """The business date that is not over yet in the westernmost zone in use: today of the book as a whole."""
    return newest_day_over(now) + timedelta(days=1)


def over_everywhere(day: date) -> datetime:
    """The moment at which the date is over in the westernmost zone in use."""
    return max(over_at(day, zone) for zone in zones_in_use())


def close_through(
    through: date,
    *,
    now: datetime,
    closed: Callable[[BusinessDay], object] = lambda day: None,
    wake_workers: Callable[[int], object] = lambda shards: None,
) -> list[BusinessDay]:
    """Close every open business date up to ``through``, telling of each one closed.

    ``wake_workers`` hears how many shards a day has that others could take. Raises NotOver before anything is
    done, AlreadyClosing where another close is at work, CloseFailed where a day's checks fail; days closed
    before that stay closed.
    """
    _must_be_over(through, now)
    days = []
    with only_one():
        for day in open_days(through):
            days.append(close(day, wake_workers))
            closed(days[-1])
        if days:
            evidence_seal.seal(days[-1].day, now)
    return days


def close(day: date, wake_workers: Callable[[int], object] = lambda shards: None) -> BusinessDay:
    """Close one day, the first open one, or go on with it. The caller holds the lock of closing."""
    with transaction.atomic():
        is_listed = business_dates.begin(day, timezone.now())
    if not is_listed:
        set_aside_accounts.mend(day)
        with transaction.atomic(), connection.cursor() as cursor:
            close_steps.list_accounts(cursor, day)
    wake_workers(close_steps.open_shards(day) - 1)
    work_shards(day)
    while close_steps.open_shards(day):  # others are at work on them, or have gone and left them to us
        time.sleep(_POLL_SECONDS)
        work_shards(day)
    with transaction.atomic(), connection.cursor() as cursor:
        return close_steps.publish(cursor, day)


def work_shards(day: date | None = None) -> int:
    """Work on free shards of the day that is being closed until none is left. Returns how many were done."""
    day = day or business_dates.at_work()
    return shards.work_off(ClosingShard, day, partial(close_steps.work, day=day)) if day else 0


def try_again() -> int:
    """Mend accounts set aside now, not only when the next close begins; how many could be mended.

    Raises AlreadyClosing, also while a close that was cut short waits: what its shards found must stay.
    """
    with only_one():
        if business_dates.at_work():
            raise AlreadyClosing("a close was cut short and must be ended first")
        last = business_dates.last_closed()
        return set_aside_accounts.mend(last + timedelta(days=1)) if last else 0


def rehearse(through: date, *, now: datetime) -> Iterator[StageMove]:
    """The moves that closing through this day would make; nothing stays written. Raises as closing does."""
    _must_be_over(through, now)
    with only_one(), transaction.atomic():
        for day in open_days(through):
            close(day)
            with connection.cursor() as cursor:
                yield from _moves(cursor, day)
        transaction.set_rollback(True)


def zones_in_use() -> list[str]:
    """Hopping from zone to zone over the index, instead of reading every account."""
    with connection.cursor() as cursor:
        cursor.execute(_ZONES)
        return [zone for (zone,) in cursor.fetchall()] or ["UTC"]


def _must_be_over(day: date, now: datetime) -> None:
    newest = newest_day_over(now)
    if day > newest:
        raise NotOver(f"{day} is not over yet in every zone in use; the newest day that is over is {newest}")


def _moves(cursor: Any, day: date) -> Iterator[StageMove]:
    cursor.execute(
        "SELECT a.reference, c.from_stage, c.to_stage, c.why FROM accounts_stagechange c"
        ' JOIN accounts_account a ON a.id = c.account_id WHERE c."on" = %s ORDER BY a.reference',
        [day],
    )
    for account, from_stage, to_stage, why in cursor.fetchall():
        yield StageMove(account, day, from_stage, to_stage, why)


def is_closing() -> bool:
    """Whether a close is at work on this book at this moment, wherever it runs."""
    return locks.is_held(Lock.CLOSING)


@contextmanager
def only_one() -> Iterator[None]:
    """At most one leader at a time, whoever starts it; a dead connection gives its lock back."""
    with locks.hold_if_free(Lock.CLOSING) as free:
        if not free:
            raise AlreadyClosing("another close is at work on this book")
        yield
