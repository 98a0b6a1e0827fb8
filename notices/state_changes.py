"""What becomes of notices: whoever changes the state of some does it here, and each change is a turn."""

from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.acts import Act, ActRefused
from notices.kinds.schema import DUE, FAILED
from notices.models import Notice, NoticeStateChange


def change_state(
    rows: QuerySet[Notice], to_state: str, act: Act, reason: str = "", **columns: Any
) -> list[int]:
    """Bring these into a state; their keys.

    ``rows`` are filtered by the state that they must be in: each is asked once more when it is locked, so
    that of two who want the same notice the first has it. ``reason`` is a code; the turn keeps the words.
    ``columns``: what changes of the notices with their state.
    """
    with transaction.atomic():
        state_of = dict(rows.order_by("pk").select_for_update(of=("self",)).values_list("pk", "state"))
        if state_of:
            changed = {"state": to_state, "reason": reason, "state_since": act.at, **columns}
            Notice.objects.filter(pk__in=state_of).update(**changed)
            write(state_of, to_state, act, reason)
    return list(state_of)


def try_again(pk: int, act: Act) -> None:
    """Have a failed notice written again, with those whose letter it shared.

    Raises ActRefused where it is not failed, or was sent before.
    """
    failed = Notice.objects.filter(state=FAILED, sent_on=None)
    with transaction.atomic():
        leader = failed.filter(pk=pk).values_list("joined_to", flat=True).first() or pk
        again = change_state(failed.filter(Q(pk__in=(pk, leader)) | Q(joined_to=leader)), DUE, act)
        if pk not in again:
            raise ActRefused("not-failed")
        Notice.objects.filter(pk__in=again, joined_to__isnull=False).update(joined_to=None)


def write(from_states: dict[int, str], to_state: str, act: Act, reason: str = "") -> None:
    """Turns alone, by the key of the notice and the state it was in."""
    words = act.note or reason
    NoticeStateChange.objects.bulk_create(
        NoticeStateChange(
            notice_id=pk, at=act.at, from_state=state, to_state=to_state, reason=words, by=act.by
        )
        for pk, state in from_states.items()
    )
