"""What nobody ended: leases that lapsed, vendors that say nothing, what counts as served by now.

Every state that is not final has a sweeper here or a person on a list.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from accounts import packs
from accounts.acts import Act
from accounts.calendars import store as calendar_store
from accounts.dates import local_day
from accounts.rules.working_days import WorkingCalendar
from notices import state_changes
from notices.delivery import outcomes, packages, reasons
from notices.delivery.claims import State
from notices.kinds.schema import SENDING, SENT, SERVED
from notices.models import Attempt, Dispatch, Notice

Clock = Callable[[], datetime]

LOST = "lost"
_FARTHEST = 60  # days back in which the last sending day is looked for


def sweep(clock: Clock) -> int:
    """Everything there is to sweep; how much that was."""
    swept = _unbegun(clock()) + _unanswered(clock()) + packages.resume(clock)
    return swept + _stray(clock()) + _silent(clock()) + serve(clock())


def _unbegun(now: datetime) -> int:
    """Claimed by somebody who is gone before anything was called: waits again."""
    lapsed = Dispatch.objects.filter(state=State.CLAIMED, lease_until__lte=now)
    return lapsed.update(state=State.WAITING, holder="", lease_until=None)


def _unanswered(now: datetime) -> int:
    """Called by somebody who is gone: the provider may have it. Letters are their package's."""
    with transaction.atomic():
        lapsed = Dispatch.objects.select_for_update(skip_locked=True, of=("self",)).filter(
            state=State.CALLING, lease_until__lte=now
        )
        unanswered = list(lapsed.exclude(channel="letter").values_list("pk", flat=True))
        Attempt.objects.filter(dispatch__in=unanswered, ended_at=None).update(ended_at=now, result=LOST)
        Dispatch.objects.filter(pk__in=unanswered).update(
            state=State.WAITING, holder="", lease_until=None, uncertain=True, next_try_at=now, reason=LOST
        )
    return len(unanswered) + _letters_without_a_package(now)


def _letters_without_a_package(now: datetime) -> int:
    """Begun by somebody who was gone before there was a package: they have certainly not left."""
    bare = Q(state=State.CALLING, channel="letter", lease_until__lte=now, package=None)
    swept = 0
    for pk in Dispatch.objects.filter(bare).values_list("pk", flat=True):
        with transaction.atomic():
            rows = Dispatch.objects.select_for_update(of=("self",)).filter(bare, pk=pk)
            if dispatch := rows.select_related("notice__account__product").first():
                Attempt.objects.filter(dispatch=dispatch, ended_at=None).update(ended_at=now, result=LOST)
                outcomes.not_sent(dispatch, now)
                Dispatch.objects.filter(pk=pk).update(
                    state=State.WAITING, holder="", lease_until=None, next_try_at=now, answer=None
                )
                swept += 1
    return swept


def _stray(now: datetime) -> int:
    """A notice that is being sent by nobody: no step leaves one, so a person finds out where it is."""
    rows = Dispatch.objects.filter(state__in=(State.DROPPED, State.FAILED), notice__state=SENDING, work="")
    rows = rows.filter(notice__joined_to=None)
    return rows.update(work=reasons.UNCERTAIN, work_since=now)


def _silent(now: datetime) -> int:
    """Handed over, and no word within the vendor's days: a person asks."""
    swept = 0
    for jurisdiction, before in _days_before(now, lambda pack: pack.delivery.vendor_days):
        rows = Dispatch.objects.filter(
            state=State.HANDED, work="", handed_at__date__lte=before,
            notice__account__product__jurisdiction=jurisdiction,
        )  # fmt: skip
        swept += rows.update(work=reasons.NO_WORD, work_since=now)
    return swept


def serve(now: datetime) -> int:
    """What law counts as served by now, by the days of the pack and its working days."""
    served = 0
    for is_letter, days in ((True, _letter_days), (False, _electronic_days)):
        for jurisdiction, before in _days_before(now, days):
            rows = Notice.objects.filter(
                state=SENT, sent_on__lte=before, account__product__jurisdiction=jurisdiction,
                dispatch__state=State.ACCEPTED,
            )  # fmt: skip
            by_post = Q(dispatch__channel="letter")
            rows = rows.filter(by_post if is_letter else ~by_post)
            leading = state_changes.change_state(rows, SERVED, Act(at=now))
            joined = Notice.objects.filter(joined_to__in=leading, state=SENT)
            served += len(leading) + len(state_changes.change_state(joined, SERVED, Act(at=now)))
    return served


def _letter_days(pack: packs.Pack) -> int:
    return pack.delivery.letter_days


def _electronic_days(pack: packs.Pack) -> int:
    return pack.delivery.electronic_days


def _days_before(now: datetime, days: Callable[[packs.Pack], int]) -> Iterator[tuple[str, date]]:
    """By jurisdiction the last day from which so many working days are over by its own today."""
    for code, pack in packs.PACKS.items():
        if not pack.sends:
            continue
        calendar = calendar_store.of(pack.calendar)
        if last_day := _last_day(calendar, local_day(now, pack.time_zone), days(pack)):
            yield code, last_day


def _last_day(calendar: WorkingCalendar, today: date, days: int) -> date | None:
    back = (today - timedelta(days=number) for number in range(_FARTHEST))
    return next((day for day in back if calendar.add_working_days(day, days) <= today), None)
