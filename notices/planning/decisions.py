"""Notices written and judged: what was found becomes rows, what is in hand becomes what the facts make of it.

What cancels a notice and what suspends it is decided in ``sql/decisions.sql``. Everything happens inside the
caller's transaction. A change of state is a row with its turn.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.conf import settings

from accounts.database import statements
from notices.archive import joint_letters
from notices.kinds import rows as kind_rows
from notices.planning import context as planning_context
from notices.planning.tables import FRESH_NOTICE, NEW_NOTICE, OCCASION, OPEN_NOTICES


def lay_out(cursor: Any, day: date) -> None:
    """The kinds as of the day, and empty tables for what is found."""
    kind_rows.lay_out(cursor, day)
    OCCASION.empty(cursor)
    NEW_NOTICE.empty(cursor)


def settle(
    cursor: Any, day: date, horizon: date, now: datetime, notices: Collection[int] | None = None
) -> int:
    """Write what is in ``occasion``; judge it, with these notices or all in hand. How many are new."""
    planning_context.open_notices(cursor, notices)
    planning_context.find_recipients(cursor, day, horizon)
    statements.execute(cursor, "add_misdirected_occasions")
    if _write(cursor, day, now):
        planning_context.add_new_notices(cursor)
    _judge(cursor, day, horizon, now)
    OCCASION.empty(cursor)
    statements.execute(cursor, "add_reached_occasions")
    if cursor.rowcount:
        _write(cursor, day, now)
        OPEN_NOTICES.empty(cursor)
        planning_context.add_new_notices(cursor)
        _judge(cursor, day, horizon, now)
    cursor.execute("SELECT count(*) FROM new_notice")
    return int(cursor.fetchone()[0])


def _write(cursor: Any, day: date, now: datetime) -> bool:
    """Write the notices that the occasions call for and that are not written yet. Whether there were any."""
    FRESH_NOTICE.fill(cursor, statements.text("fresh_notice"), {"day": day})
    if not cursor.rowcount:
        return False
    values = {"day": day, "now": now, "prefix": settings.BOOK_PREFIX}
    statements.execute(cursor, "write_fresh_notices", "supersede_notices", **values)
    return True


def _judge(cursor: Any, day: date, horizon: date, now: datetime) -> None:
    """Judge what is in ``open_notices``."""
    planning_context.judge(cursor, day, horizon)
    statements.execute(cursor, "write_decisions", day=day, now=now)
    statements.execute(cursor, "letters_to_break_up")
    joint_letters.break_up([pk for (pk,) in cursor.fetchall()], now)
