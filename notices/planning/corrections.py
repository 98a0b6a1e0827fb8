"""Notices that went out on facts which were corrected since: each calls for a letter that puts them right."""

from datetime import date
from typing import Any

from accounts.database import temp_tables
from accounts.standings import evaluation
from notices.planning.context import SQL

_SENT_ON, _ASK, _CORRECTED, _FOUND = (SQL / "corrections.sql").read_text().split("\n--;\n")


def find(cursor: Any, day: date) -> None:
    """Mark the notices whose figures would be others by what became known on the day; into ``called_for``."""
    temp_tables.fill(cursor, "rested", _SENT_ON, {"day": day})
    if cursor.rowcount == 0:
        return
    evaluation.open_questions(cursor)
    cursor.execute(_ASK, {"day": day})
    evaluation.answer(cursor)
    cursor.execute(_CORRECTED, {"day": day})
    cursor.execute(_FOUND, {"day": day})
