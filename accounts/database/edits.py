"""What people edit keeps every earlier form: a row of its own for each change, written by the database.

Each row says what was there after the change (of a deletion, before it), when, and in ``pgh_context`` by
whom: requests name the person (``servicing.middleware``), jobs nobody.
"""

from collections.abc import Callable
from typing import TypeVar

import pghistory
from django.db import models

from accounts.database.append_only import append_only

Model = TypeVar("Model", bound=type[models.Model])


def keeps_edits(name: str, *, fields: list[str], rows: bool = True) -> Callable[[Model], Model]:
    """Decorates a model: its changes of these fields are rows of a model of this name, which only grow.

    ``rows``: also that a row was made or deleted.
    """
    trackers: list[pghistory.Tracker] = [pghistory.UpdateEvent(condition=pghistory.AnyChange(*fields))]
    if rows:
        trackers += [pghistory.InsertEvent(), pghistory.DeleteEvent()]
    track: Callable[[Model], Model] = pghistory.track(
        *trackers,
        fields=fields,
        model_name=name,
        obj_field=pghistory.ObjForeignKey(related_name="edits", related_query_name="edit"),
        context_field=pghistory.ContextJSONField(),
        context_id_field=None,  # type: ignore[arg-type]  # none is kept, as its documentation allows
        meta={"triggers": append_only(sealed="added")},
    )
    return track
