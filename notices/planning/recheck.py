"""Looking again: what is in hand, by the facts of now, before it goes anywhere (rules, section 7)."""

from collections.abc import Collection, Iterator
from datetime import datetime

from django.db import connection, transaction

from accounts.acts import Act
from accounts.dates import NEVER
from notices.archive import freshness
from notices.kinds.schema import DUE, READY, RELEASED, UNSENT
from notices.models import Notice
from notices.planning import deadlines as notice_deadlines
from notices.planning import decisions as planning_decisions
from notices.state_changes import change_state

PAGE = 5_000


def look_again(notices: Collection[int], now: datetime) -> None:
    """Hold these against everything loaded so far.

    What is not called for any more is cancelled. What a hold, a promise or money on its way holds back is
    suspended, and due again once that ends. What is ready or released and not true any more is due, to be
    made anew: release asks this, and whoever sends.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        planning_decisions.lay_out(cursor, now.date())
        planning_decisions.settle(cursor, now.date(), NEVER, now, notices=notices)
        _send_back(notices, now)


def _send_back(notices: Collection[int], now: datetime) -> None:
    """Those whose frozen letter is not true any more, to be made anew."""
    by_reason: dict[str, list[int]] = {}
    for pk, reason in freshness.untrue(notices, now.date()).items():
        by_reason.setdefault(reason, []).append(pk)
    for reason, ids in by_reason.items():
        rows = Notice.objects.filter(pk__in=ids, state__in=(READY, RELEASED))
        change_state(rows, DUE, Act(at=now), reason)


def look_at_all(now: datetime) -> int:
    """Check every open notice again, some at a time, each time in one transaction. Returns how many."""
    seen = 0
    for ids in _pages():
        look_again(ids, now)
        seen += len(ids)
    notice_deadlines.note_missed(now.date())
    return seen


def _pages() -> Iterator[list[int]]:
    in_hand = Notice.objects.filter(state__in=(*UNSENT, "failed")).order_by("pk").values_list("pk", flat=True)
    after = 0
    while page := list(in_hand.filter(pk__gt=after)[:PAGE]):
        yield page
        after = page[-1]
