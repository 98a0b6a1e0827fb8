"""Payments that law counts: the last ones required, and whether they were made by their due dates.

Counted on the contract's dates and amounts (rules, section 7): without our grace, tolerance and pauses. A
payment made short is not made. Each payment supports one notice only.
"""

from collections.abc import Collection, Iterator
from datetime import date, timedelta
from typing import Any

from accounts.database import prepared_statements, statements
from accounts.rules.standing import CycleDue, Facts, NoPolicy, standing
from accounts.standings import facts
from notices.kinds import catalogue
from notices.kinds.schema import NoticeKind
from notices.planning.tables import MISSED_MINIMUM

TYPE = "missed-minimums"


def find(cursor: Any, day: date, ids: list[int] | None = None) -> None:
    """Into ``missed_minimum``: accounts whose last required payments were not made, by kind of notice."""
    MISSED_MINIMUM.empty(cursor)
    for kind in catalogue.KINDS.values():
        if kind.occasion.type == TYPE and kind.can_be_triggered:
            MISSED_MINIMUM.insert(cursor, _of_kind(cursor, kind, day, ids))


def unmade(seen: Facts, day: date) -> list[CycleDue]:
    """The cycles whose due date is over on the day and that are not paid in full, the oldest first.

    Raises NoPolicy.
    """
    over = day - timedelta(days=1)
    return [cycle for cycle in standing(seen, over).asked if cycle.unpaid and cycle.basis.due_date <= over]


def last_unmade(seen: Facts, day: date, count: int) -> list[date]:
    """The statements that required the last payments, where none of so many was made; otherwise none."""
    try:
        missed = {cycle.statement_date for cycle in unmade(seen, day)}
    except NoPolicy:
        return []
    required = {c.statement_date for c in seen.cycles if c.instalment > 0 and c.due_date < day}
    last = sorted(required | missed)[-count:]
    return last if len(last) == count and missed.issuperset(last) else []


def _of_kind(
    cursor: Any, kind: NoticeKind, day: date, ids: list[int] | None
) -> Iterator[tuple[int, str, str]]:
    values = {"jurisdiction": kind.jurisdiction, "day": day, "ids": ids}
    prepared_statements.execute(cursor, "candidates_of_missed_minimums", **values)
    candidates = [account for (account,) in cursor.fetchall()]
    if not candidates:
        return
    supported = _supported(cursor, kind.code, candidates)
    for account, known in facts.of_accounts(candidates).items():
        if last := last_unmade(known.known_by(day), day, kind.occasion.count):
            first, newest = last[0].isoformat(), last[-1].isoformat()
            if not any(first <= about != newest for about in supported.get(account, ())):
                yield account, kind.code, newest


def _supported(cursor: Any, kind: str, accounts: Collection[int]) -> dict[int, set[str]]:
    """The newest payments that earlier notices rest on, as their statement dates."""
    statements.execute(cursor, "supports_of_missed_minimums", kind=kind, accounts=list(accounts), type=TYPE)
    supported: dict[int, set[str]] = {}
    for account, about in cursor.fetchall():
        supported.setdefault(account, set()).add(about)
    return supported
