"""Looking again: what is in hand, by the facts of now, before it goes anywhere (rules, section 7)."""

from collections.abc import Collection, Iterator
from datetime import date, datetime

from django.db import connection, transaction

from accounts.acts import Act
from accounts.dates import NEVER, local_day
from notices.archive import freshness, joint_letters
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
        for day, ids in _by_local_day(joint_letters.with_their_letters(notices), now).items():
            planning_decisions.lay_out(cursor, day)
            planning_decisions.settle(cursor, day, NEVER, now, notices=ids)
            _send_back(ids, day, now)


def _send_back(notices: Collection[int], today: date, now: datetime) -> None:
    """Those whose frozen letter is not true any more, to be made anew."""
    by_reason: dict[str, list[int]] = {}
    for pk, reason in freshness.untrue(notices, today).items():
        by_reason.setdefault(reason, []).append(pk)
    for reason, ids in by_reason.items():
        rows = Notice.objects.filter(pk__in=ids, state__in=(READY, RELEASED))
        change_state(rows, DUE, Act(at=now), reason)
    joint_letters.break_up(notices, now)


def look_at_all(now: datetime) -> int:
    """Check every open notice again, some at a time, each time in one transaction. Returns how many."""
    seen = 0
    for ids in _pages():
        look_again(ids, now)
        seen += len(ids)
    notice_deadlines.note_missed_by(now)
    return seen


def _by_local_day(notices: Collection[int], now: datetime) -> dict[date, list[int]]:
    """Each is judged by the day that it is where its account is: two days at most moments, or three."""
    by_day: dict[date, list[int]] = {}
    rows = Notice.objects.filter(pk__in=notices).order_by("pk").values_list("pk", "account__time_zone")
    for pk, zone in rows:
        by_day.setdefault(local_day(now, zone), []).append(pk)
    return by_day


def _pages() -> Iterator[list[int]]:
    in_hand = Notice.objects.filter(state__in=(*UNSENT, "failed")).order_by("pk").values_list("pk", flat=True)
    after = 0
    while page := list(in_hand.filter(pk__gt=after)[:PAGE]):
        yield page
        after = page[-1]
