"""Notices that went out on facts which were corrected since: each calls for a letter that puts them right."""

from datetime import date
from typing import Any

from accounts.database import statements
from accounts.standings import evaluation
from accounts.standings.tables import STANDING_REQUEST
from notices.planning.tables import SENT_NOTICE


def find(cursor: Any, day: date) -> None:
    """Mark the notices whose figures would be others by what became known on the day; into ``occasion``."""
    SENT_NOTICE.fill(cursor, statements.text("sent_notice"), {"day": day})
    if cursor.rowcount == 0:
        return
    STANDING_REQUEST.empty(cursor)
    statements.execute(cursor, "request_standings_of_sent_notices", day=day)
    evaluation.evaluate(cursor)
    statements.execute(cursor, "mark_corrected_notices", "find_corrections", day=day)
