"""Notices written and judged: what was found becomes rows, what is in hand becomes what the facts make of it.

Everything happens inside the caller's transaction. A change of state is a row with its turn.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from accounts.close import steps as close_steps
from accounts.database import temp_tables
from notices.kinds import rows as kind_rows
from notices.planning import context as planning_context
from notices.planning.context import SQL

_FOUND = "account_id bigint, kind text, about text, recipient_id bigint, occasion_on date, via bigint"
_WRITING = (SQL / "writing.sql").read_text()
_TURNING = (SQL / "turning.sql").read_text()
_SUBJECT = "SELECT account_id, kind FROM called_for UNION SELECT account_id, kind FROM weighed"
# In hand for somebody to whom the kind is not written now, while it is to somebody else.
_MISDIRECTED = """
    INSERT INTO called_for (account_id, kind, about, occasion_on, via)
    SELECT w.account_id, w.kind, w.about, w.occasion_on, w.id
    FROM weighed w
    WHERE w.type NOT IN ('case-opened', 'case-decided', 'corrected')
      AND EXISTS (SELECT FROM recipient_of r
                  WHERE r.account_id = w.account_id AND r.kind = w.kind AND r.rightful)
      AND NOT EXISTS (SELECT FROM recipient_of r
                      WHERE r.account_id = w.account_id AND r.kind = w.kind AND r.rightful
                        AND r.customer_id = w.recipient_id)
"""
# Could not be reached, and can be now.
_REACHED = """
    INSERT INTO called_for (account_id, kind, about, recipient_id, occasion_on, via)
    SELECT j.account_id, j.kind, j.about, n.recipient_id, j.occasion_on, j.id
    FROM judged j
    JOIN notices_notice n ON n.id = j.id
    WHERE j.from_state = 'failed' AND j.state = 'due'
"""


def lay_out(cursor: Any, day: date) -> None:
    """The kinds as of the day, and empty tables for what is found."""
    kind_rows.lay_out(cursor, day)
    temp_tables.empty(cursor, "called_for", _FOUND)
    temp_tables.empty(cursor, "new_notice", "id bigint, supersedes bigint, via bigint")


def settle(
    cursor: Any, day: date, horizon: date, now: datetime, notices: Collection[int] | None = None
) -> int:
    """Write what is in ``called_for``; judge it, with these notices or all in hand. How many are new."""
    values = {"day": day, "now": now}
    planning_context.weigh(cursor, notices)
    planning_context.recipients(cursor, _SUBJECT, day, horizon)
    cursor.execute(_MISDIRECTED)
    cursor.execute("ANALYZE called_for")
    close_steps.run(cursor, _WRITING, values)
    _judge(cursor, notices, day, horizon, now)
    cursor.execute("DELETE FROM called_for")
    cursor.execute(_REACHED)
    if cursor.rowcount:
        close_steps.run(cursor, _WRITING, values)
        cursor.execute("SELECT id FROM new_notice WHERE via IS NOT NULL")
        _judge(cursor, [pk for (pk,) in cursor.fetchall()], day, horizon, now)
    cursor.execute("SELECT count(*) FROM new_notice")
    return cursor.fetchone()[0]


def _judge(cursor: Any, notices: Collection[int] | None, day: date, horizon: date, now: datetime) -> None:
    if notices is not None:
        cursor.execute("SELECT id FROM new_notice")
        notices = {*notices, *(pk for (pk,) in cursor.fetchall())}
    planning_context.weigh(cursor, notices)
    planning_context.judge(cursor, day, horizon)
    cursor.execute(_TURNING, {"day": day, "now": now})
