"""The nightly close: once per business date, in order, for the whole book (rules, section 4).

Everything a day writes is one transaction that ends in the close's own checks; a close that was cut short
leaves nothing but the note that it began, and is done again.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from accounts import aging, breaks, business_days, facts, standings
from accounts.days import each, month_earlier, over_at
from accounts.models import Account, BusinessDay, Policy, SetAside
from accounts.scratch import fill
from accounts.stages import STAGES

SAMPLE = 20
_CLOSING = 0x5E_0002  # advisory lock of whoever closes
_LOOKED_AT = (standings.SQL / "looked_at.sql").read_text()
_SET_ASIDE = (standings.SQL / "set_aside.sql").read_text()
_MENDED = "SELECT unnest(%(ids)s) AS account_id, ARRAY['mended'] AS why, NULL::date AS counts_from"
_MOVED = (standings.SQL / "moved.sql").read_text()
_CLOSE = (standings.SQL / "close.sql").read_text()
_TALLIES = (standings.SQL / "tallies.sql").read_text()
_LATE_TALLIES = (standings.SQL / "late_tallies.sql").read_text()


class AlreadyClosing(RuntimeError):  # noqa: N818
    """Another close is at work on this book."""


class NotOver(ValueError):  # noqa: N818
    """A business date can only be closed when it is over in every zone in use."""


class CloseFailed(RuntimeError):  # noqa: N818
    """The close's own checks found something wrong; nothing of the day was written."""


@dataclass(frozen=True)
class Move:
    """One account's change of stage at a close. No stage: not in the book."""

    account: str
    day: date
    from_stage: str
    to_stage: str
    why: list[str]


def open_days(through: date) -> list[date]:
    """Every business date up to ``through`` that is not closed yet, in order."""
    last = business_days.last_closed()
    first = last + timedelta(days=1) if last else business_days.first_of_book()
    return each(first, through) if first and first <= through else []


def newest_day_over(now: datetime) -> date:
    """The newest date that is over at this moment in the westernmost zone in use."""
    zones = Account.objects.order_by().values_list("time_zone", flat=True).distinct()
    day = now.date() + timedelta(days=1)
    while any(over_at(day, zone) > now for zone in zones or ["UTC"]):
        day -= timedelta(days=1)
    return day


def close_through(
    through: date, *, now: datetime, closed: Callable[[BusinessDay], None] = lambda day: None
) -> list[BusinessDay]:
    """Close every open business date up to ``through``, telling of each one closed.

    Raises NotOver before anything is done, AlreadyClosing where another close is at work, CloseFailed
    where a day's checks fail; days closed before that stay closed.
    """
    _must_be_over(through, now)
    days = []
    with only_one():
        for day in open_days(through):
            days.append(close(day))
            closed(days[-1])
    return days


def _must_be_over(day: date, now: datetime) -> None:
    newest = newest_day_over(now)
    if day > newest:
        raise NotOver(f"{day} is not over yet in every zone in use; the newest day that is over is {newest}")


def close(day: date) -> BusinessDay:
    """Close one day, the first open one. The caller holds the lock of closing."""
    with transaction.atomic():
        business_days.begin(day, timezone.now())
    with transaction.atomic(), connection.cursor() as cursor:
        return _close(cursor, day)


def rehearse(through: date, *, now: datetime) -> Iterator[Move]:
    """The moves that closing through this day would make; nothing stays written. Raises as closing does."""
    _must_be_over(through, now)
    with only_one(), transaction.atomic(), connection.cursor() as cursor:
        for day in open_days(through):
            BusinessDay.objects.get_or_create(day=day, defaults={"started_at": now})
            _close(cursor, day)
            yield from _moves(cursor, day)
        transaction.set_rollback(True)


def _close(cursor: Any, day: date) -> BusinessDay:
    _catch_up(cursor, day)
    first = business_days.last_closed() is None
    fill(cursor, "looked_at", _LOOKED_AT, {"day": day, "first": first, **_turning_late(day)})
    cursor.execute("SELECT account_id FROM looked_at")
    _ask(cursor, day, [pk for (pk,) in cursor.fetchall()])
    _each(cursor, _SET_ASIDE)
    _move(cursor, day)
    _each(cursor, _TALLIES, {"day": day, "stages": list(STAGES)})
    _check_sample(cursor, day)
    business_day = _closed(cursor, day)
    breaks.reconcile(cursor, day)
    return business_day


def _catch_up(cursor: Any, day: date) -> None:
    """Close the days of accounts that were set aside and are mended, with the facts known on each."""
    since = dict(SetAside.objects.values_list("account", "since"))
    if not since:
        return
    _ask(cursor, day, list(since))
    cursor.execute("SELECT account_id FROM answer WHERE problem IS NULL")
    mended = {pk: since[pk] for (pk,) in cursor.fetchall()}
    if not mended:
        return
    for late in each(min(mended.values()), day - timedelta(days=1)):
        ids = [pk for pk, aside_since in mended.items() if aside_since <= late]
        fill(cursor, "looked_at", _MENDED, {"ids": ids})
        _ask(cursor, late, ids)
        _move(cursor, late)
    _each(cursor, _LATE_TALLIES, {"ids": list(mended), "since": min(mended.values()), "day": day})


def _ask(cursor: Any, day: date, ids: list[int]) -> None:
    """Where the accounts stand at the end of the day with the facts known on it."""
    standings.open_questions(cursor)
    standings.ask(cursor, day, day, ids)
    standings.answer(cursor)


def _move(cursor: Any, day: date) -> None:
    """Write the moves of the day for the accounts looked at."""
    fill(cursor, "moved", _MOVED)
    _each(cursor, _CLOSE, {"day": day, "rule_version": aging.RULE_VERSION})


def _each(cursor: Any, steps: str, values: dict[str, Any] | None = None) -> None:
    for step in steps.split("\n--;\n"):
        cursor.execute(step, values)


def _turning_late(day: date) -> dict[str, Any]:
    """Due and sending dates of the cycles, and opening cycles, that may be past due from this day on."""
    policies = set(Policy.objects.values_list("grace_days", "least_days"))
    a_month_later = [later for n in range(28, 32) if month_earlier(later := day + timedelta(days=n)) == day]

    def due(days: list[date]) -> list[date]:
        return [late - timedelta(days=grace + 1) for late in days for grace, _ in policies]

    def sent(days: list[date]) -> list[date]:
        return [late - timedelta(days=grace + 1 + least) for late in days for grace, least in policies]

    return {
        "due": due([day]),
        "sent": sent([day]),
        "opening_due": due(a_month_later),
        "opening_sent": sent(a_month_later),
        "least": max((least for _, least in policies), default=0),
    }


def _check_sample(cursor: Any, day: date) -> None:
    """A few of the accounts looked at, at random, once more by the plain rule."""
    cursor.execute(
        "SELECT account_id, stage, past_due, statements_missed, oldest_missed_due FROM answer"
        " WHERE problem IS NULL ORDER BY random() LIMIT %s",
        [SAMPLE],
    )
    sample = {pk: found for pk, *found in cursor.fetchall()}
    for pk, known in facts.of_accounts(sample).items():
        plain = aging.standing(known.known_by(day), day)
        due = plain.oldest_missed.effective_due if plain.oldest_missed else None
        if sample[pk] != [plain.stage, plain.past_due, plain.statements_missed, due]:
            account = Account.objects.get(pk=pk)
            raise CloseFailed(
                f"{day}: {account} is {sample[pk][0]} in the close and {plain.stage} by the plain rule"
            )


def _closed(cursor: Any, day: date) -> BusinessDay:
    cursor.execute(
        "SELECT (SELECT count(*) FROM looked_at),"
        " (SELECT count(*) FROM moved WHERE from_stage <> to_stage AND from_stage <> '' AND to_stage <> '')"
    )
    business_day = BusinessDay.objects.get(day=day)
    business_day.looked_at, business_day.moved = cursor.fetchone()
    business_day.set_aside = SetAside.objects.count()
    business_day.closed_at = timezone.now()
    business_day.save()
    return business_day


def _moves(cursor: Any, day: date) -> Iterator[Move]:
    cursor.execute(
        "SELECT a.reference, m.from_stage, m.to_stage, m.why FROM moved m"
        " JOIN accounts_account a ON a.id = m.account_id WHERE m.from_stage <> m.to_stage"
        " ORDER BY a.reference"
    )
    for account, from_stage, to_stage, why in cursor.fetchall():
        yield Move(account, day, from_stage, to_stage, why)


def is_closing() -> bool:
    """Whether a close is at work on this book at this moment, wherever it runs."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid = %s"
            " AND database = (SELECT oid FROM pg_database WHERE datname = current_database()))",
            [_CLOSING],
        )
        return cursor.fetchone()[0]


@contextmanager
def only_one() -> Iterator[None]:
    """At most one close at a time, whoever starts it; a dead connection gives its lock back."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [_CLOSING])
        if not cursor.fetchone()[0]:
            raise AlreadyClosing("another close is at work on this book")
        try:
            yield
        finally:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [_CLOSING])
