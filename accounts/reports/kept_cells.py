"""What reports count of closed days, kept: a page reads cells where it would have to read every account.

Nothing becomes known on a closed day any more, so what was counted of it as known stays true, but for two
things that make an edition of it: accounts that were set aside are closed late on it, and accounts come to
another branch. Restated days are counted each time, as their balances are those of now.
"""

import json
from collections.abc import Callable, Mapping
from datetime import date
from hashlib import sha256
from typing import Any

from django.db import connection, transaction

from accounts.models import BusinessDay, IntakeFile, ReportCells

Rows = list[list[Any]]


def counted(day: date, statement: str, values: Mapping[str, Any], *, by_branch: bool = False) -> Rows:
    """The rows of a statement that asks what is known of closed days, ``day`` the newest of them.

    Days in them are ISO texts, and sums may be.
    """
    question = (statement, sorted(values.items()))
    return list(kept(day, question, lambda: fetched(statement, values), by_branch=by_branch))


def kept(day: date, question: object, work: Callable[[], Any], *, by_branch: bool = False) -> Any:
    """What the work finds of closed days, ``day`` the newest of them, as JSON holds it.

    Worked out where it is not kept, else read; of a day that is not closed nothing is kept. ``question``:
    everything that it depends on, but the book.
    """
    key = sha256(repr(question).encode()).hexdigest()
    edition = _edition(day, by_branch)  # before they are counted: what changes meanwhile has another one
    if edition is None:
        return work()
    found = ReportCells.objects.filter(pk=key, edition=edition).values_list("cells", flat=True).first()
    if found is not None:
        return found
    cells = work()
    ReportCells.objects.bulk_create(
        [ReportCells(question=key, day_id=day, edition=edition, cells=cells)],
        update_conflicts=True,
        unique_fields=["question"],
        update_fields=["edition", "cells"],
    )
    return cells


def fetched(statement: str, values: Mapping[str, Any]) -> Rows:
    """The rows of a statement as they would be kept, but counted now.

    It asks of the whole book. Where the planner takes a part of it for small, it would go through that part
    again for every account, which takes hours: so it may join parts by hash or in order only.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_nestloop = off")
        cursor.execute(statement, values)
        rows: Rows = json.loads(json.dumps(cursor.fetchall(), default=str))
    return rows


def _edition(day: date, by_branch: bool) -> str | None:
    """None for a day that is not closed."""
    closed = BusinessDay.objects.filter(day=day, closed_at__isnull=False)
    mended = closed.values_list("mended", flat=True).first()
    if mended is None or not by_branch:
        return None if mended is None else str(mended)
    files = IntakeFile.objects.filter(kind="accounts", loaded__gt=0).order_by("pk")
    return f"{mended} {files.values_list('pk', flat=True).last() or 0}"
