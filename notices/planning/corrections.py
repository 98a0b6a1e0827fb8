"""Notices that went out on facts which were corrected since: each calls for a letter that puts them right."""

from datetime import date
from typing import Any

from accounts.database import statements
from accounts.standings import evaluation, facts
from accounts.standings.tables import STANDING_REQUEST
from notices.letters.occasion_figures import corrected_figures
from notices.models import NoticeContent
from notices.planning.tables import SENT_NOTICE


def find(cursor: Any, day: date) -> None:
    """Mark the notices whose figures would be others by what became known on the day; into ``occasion``."""
    SENT_NOTICE.fill(cursor, statements.text("sent_notice"), {"day": day})
    if cursor.rowcount == 0:
        return
    _leave_out_true_ones(cursor, day)
    STANDING_REQUEST.empty(cursor)
    statements.execute(cursor, "request_standings_of_sent_notices", day=day)
    evaluation.evaluate(cursor)
    statements.execute(cursor, "mark_corrected_notices", "find_corrections", day=day)


def _leave_out_true_ones(cursor: Any, day: date) -> None:
    """Of what is kept only the letters stay whose printed figures are others by what is known on the day."""
    cursor.execute("SELECT id, account_id FROM sent_notice")
    sent = dict(cursor.fetchall())
    contents = NoticeContent.objects.filter(notice__in=sent).select_related("notice").order_by("pk")
    newest = {content.notice_id: content for content in contents}
    known = facts.of_accounts({sent[pk] for pk in newest})
    true = [
        pk for pk, content in newest.items() if not corrected_figures(content, known[sent[pk]].known_by(day))
    ]
    cursor.execute("DELETE FROM sent_notice WHERE id = ANY(%s)", [true])
