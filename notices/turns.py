"""What becomes of notices: whoever changes the state of some does it here, and each change is a turn."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from notices.models import Notice, NoticeTurn


def turn(
    rows: QuerySet[Notice], to_state: str, *, at: datetime, by: str = "", reason: str = "", said: str = ""
) -> list[int]:
    """Bring these into a state; their keys.

    ``rows`` are filtered by the state that they must be in: each is asked once more when it is locked, so
    that of two who want the same notice the first has it. ``reason`` is a code, ``said`` a person's words.
    """
    with transaction.atomic():
        found = dict(rows.order_by("pk").select_for_update(of=("self",)).values_list("pk", "state"))
        Notice.objects.filter(pk__in=found).update(state=to_state, reason=reason, state_since=at)
        NoticeTurn.objects.bulk_create(
            NoticeTurn(
                notice_id=pk, at=at, from_state=state, to_state=to_state, reason=said or reason, by=by
            )
            for pk, state in found.items()
        )
    return list(found)
