"""Accounts set aside: mended, their days close in order with the facts known on each (rules, section 4)."""

from datetime import date, timedelta
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from accounts.close import steps as close_steps
from accounts.close.tables import EARLIER_STAGE_TOTALS, STAGE_TOTALS
from accounts.database import statements
from accounts.dates import each
from accounts.models import SetAside
from accounts.standings import evaluation
from accounts.standings.tables import STANDING_REQUEST

MENDED = 1 << close_steps.WHY.index("mended")


def mend(day: date) -> int:
    """Close the days before ``day`` for accounts set aside that can be computed on it; how many those are.

    The caller holds the lock of closing, and no shard of a close is open. Each few thousand accounts are a
    transaction of their own; run again, it goes on with those that are left.
    """
    aside = list(SetAside.objects.filter(since__lt=day).order_by("pk").values_list("pk", flat=True))
    size = settings.SHARD_ACCOUNTS
    return sum(_mend(aside[start : start + size], day) for start in range(0, len(aside), size))


def _mend(ids: list[int], day: date) -> int:
    with transaction.atomic(), connection.cursor() as cursor:
        _ask(cursor, ids, day)
        cursor.execute("SELECT account_id FROM standing_result WHERE problem IS NULL")
        mended = [pk for (pk,) in cursor.fetchall()]
        if mended:
            since = dict(SetAside.objects.filter(pk__in=mended).values_list("pk", "since"))
            _close_late(cursor, since, day)
        return len(mended)


def _close_late(cursor: Any, since: dict[int, date], day: date) -> None:
    values: dict[str, Any] = {"ids": list(since), "since": min(since.values()), "day": day}
    EARLIER_STAGE_TOTALS.fill(cursor, statements.text("stage_totals"), values)
    for late in each(values["since"], day - timedelta(days=1)):
        _ask(cursor, [pk for pk, first in since.items() if first <= late], late)
        cursor.execute("DELETE FROM accounts_pendingstagechange")
        close_steps.find_stage_changes(cursor, late)
        close_steps.write(cursor, late)
    STAGE_TOTALS.fill(cursor, statements.text("stage_totals"), values)
    statements.execute(
        cursor, "tally_days_closed_late", "note_mended_days", "forget_mended", "postpone_set_aside", **values
    )


def _ask(cursor: Any, ids: list[int], day: date) -> None:
    close_steps.fill_candidates(cursor, day, "set_aside_entries", ids=ids, mended=MENDED)
    STANDING_REQUEST.empty(cursor)
    close_steps.request_standings(cursor, day)
    evaluation.evaluate(cursor)
