"""What becomes of notices: whoever changes the state of some does it here, and each change is a turn."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from notices.kinds.schema import DUE, FAILED
from notices.models import Notice, NoticeTurn


@dataclass(frozen=True, slots=True)
class Hand:
    """When something is done, by whom, and what that person said of it. By nobody: by a job."""

    at: datetime
    by: str = ""
    said: str = ""


def turn(rows: QuerySet[Notice], to_state: str, hand: Hand, reason: str = "") -> list[int]:
    """Bring these into a state; their keys.

    ``rows`` are filtered by the state that they must be in: each is asked once more when it is locked, so
    that of two who want the same notice the first has it. ``reason`` is a code; the turn keeps the words.
    """
    with transaction.atomic():
        found = dict(rows.order_by("pk").select_for_update(of=("self",)).values_list("pk", "state"))
        Notice.objects.filter(pk__in=found).update(state=to_state, reason=reason, state_since=hand.at)
        write(found, to_state, hand, reason)
    return list(found)


def try_again(pk: int, hand: Hand) -> bool:
    """Have one written again that could not be; whether it was still failed and never sent."""
    return bool(turn(Notice.objects.filter(pk=pk, state=FAILED, sent_on=None), DUE, hand))


def write(from_states: dict[int, str], to_state: str, hand: Hand, reason: str = "") -> None:
    """Turns alone, by the key of the notice and the state it was in."""
    words = hand.said or reason
    NoticeTurn.objects.bulk_create(
        NoticeTurn(notice_id=pk, at=hand.at, from_state=state, to_state=to_state, reason=words, by=hand.by)
        for pk, state in from_states.items()
    )
