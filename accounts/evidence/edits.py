"""What keeps its edits, held against the newest of them: the edits are sealed, and the row says the same."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import pghistory.models
from django.apps import apps
from django.db import models

_MISFIT = """
    WITH newest AS (SELECT DISTINCT ON (pgh_obj_id) * FROM "{edits}" ORDER BY pgh_obj_id, pgh_id DESC)
    SELECT n.pgh_obj_id, n.pgh_created_at::date, CASE WHEN t."{key}" IS NULL THEN 'missing' ELSE 'changed' END
    FROM newest n
    LEFT JOIN "{table}" t ON t."{key}" = n.pgh_obj_id
    WHERE CASE WHEN t."{key}" IS NULL THEN n.pgh_label <> 'delete'
               ELSE ROW({held}) IS DISTINCT FROM ROW({edited}) END
    ORDER BY 1
    LIMIT 1
"""


def tables() -> list[str]:
    """The tables whose rows are held against their edits."""
    return sorted({tracked._meta.db_table for tracked, _ in _tracked()})


def misfits(cursor: Any) -> Iterator[tuple[str, int, date, str]]:
    """Of each table the first row that its newest edit does not say: table, row, day of the edit, problem."""
    for tracked, edits in _tracked():
        own = {field.column for field in edits._meta.concrete_fields}
        both = [field.column for field in tracked._meta.concrete_fields if field.column in own]
        statement = _MISFIT.format(
            table=tracked._meta.db_table, edits=edits._meta.db_table, key=tracked._meta.pk.column,
            held=", ".join(f't."{column}"' for column in both),
            edited=", ".join(f'n."{column}"' for column in both),
        )  # fmt: skip
        cursor.execute(statement)
        yield from ((tracked._meta.db_table, *row) for row in cursor.fetchall())


def _tracked() -> list[tuple[type[models.Model], type[models.Model]]]:
    found: dict[type[models.Model], type[models.Model]] = {
        model.pgh_tracked_model: model  # type: ignore[misc]  # not all of the library is typed
        for model in apps.get_models()
        if issubclass(model, pghistory.models.Event)
    }
    return sorted(found.items(), key=lambda pair: pair[0]._meta.db_table)
