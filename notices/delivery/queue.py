"""What may leave becomes a dispatch: released, past its cut-off, not recalled, and no close in doubt."""

from collections.abc import Iterator
from datetime import datetime

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet

from accounts import business_dates
from accounts.acts import Act
from notices import state_changes
from notices.archive import joint_letters
from notices.delivery import channels, reasons
from notices.kinds import catalogue
from notices.kinds.schema import DUE, FAILED, READY, RELEASED, SUSPENDED
from notices.models import BatchedNotice, Dispatch, Notice, NoticeContent

PAGE = 1_000
_GOING = ("waiting", "claimed", "calling")


def may_send() -> bool:
    """No: a close is provisional, and nothing goes out until a supervisor lets it go on."""
    return not business_dates.provisional().exists()


def to_queue(now: datetime) -> QuerySet[Notice]:
    """Notices that may leave and are not on their way. Those that share a letter leave with the one that
    leads it."""
    inside = BatchedNotice.objects.filter(notice=OuterRef("pk"), left_at=None, batch__leaves_at__lte=now)
    going = Dispatch.objects.filter(notice=OuterRef("pk"), state__in=_GOING)
    others = Notice.objects.filter(joined_to=OuterRef("pk"), state__in=(DUE, SUSPENDED, READY))
    return Notice.objects.filter(
        Exists(inside.filter(batch__recalled_at=None)), ~Exists(going), ~Exists(others), state=RELEASED,
        joined_to=None,
    )  # fmt: skip


def queue(now: datetime) -> int:
    """List every notice that may leave. Returns how many are new. What no channel in use reaches stays."""
    in_use = channels.in_use()
    if not in_use or not may_send():
        return 0
    queued = after = 0
    while page := list(to_queue(now).filter(pk__gt=after).order_by("pk")[:PAGE]):
        queued += _queue(page, in_use, now)
        after = page[-1].pk
    return queued


@transaction.atomic
def _queue(page: list[Notice], in_use: tuple[str, ...], now: datetime) -> int:
    notices = _still_to_queue(page)
    made = contents_of(notices)
    fresh = []
    for notice in notices:
        left = list(open_channels(notice, made.get(notice.pk, {})))
        usable = [channel for channel in left if channel in in_use]
        if usable:
            fresh.append(_dispatch(notice, usable[0], now))
        elif not left:
            _end(notice, now)
    created = Dispatch.objects.bulk_create(
        fresh, update_conflicts=True, unique_fields=["notice"],
        update_fields=[
            "channel", "rank", "state", "queued_at", "next_try_at", "tries", "uncertain", "reason", "content",
            "package", "answer", "work", "work_since", "handed_at", "accepted_at", "settled_at", "settled_by",
            "settled_note",
        ],
    )  # fmt: skip
    return len(created)


def _still_to_queue(page: list[Notice]) -> list[Notice]:
    """Of these the ones that nobody else is at, locked; asked again once they are, as somebody else may have
    listed them a moment ago."""
    rows = Notice.objects.select_for_update(of=("self",), skip_locked=True).order_by("pk")
    locked = list(rows.filter(pk__in=[notice.pk for notice in page], state=RELEASED))
    going = Dispatch.objects.filter(notice__in=locked, state__in=_GOING).values_list("notice", flat=True)
    listed = set(going)
    return [notice for notice in locked if notice.pk not in listed]


def contents_of(notices: list[Notice]) -> dict[int, dict[str, NoticeContent]]:
    """The contents of the newest making of each notice, by channel; not their bytes."""
    rows = NoticeContent.objects.filter(notice__in=notices).order_by("pk")
    newest = dict(rows.order_by().values_list("notice").annotate(Max("frozen_at")))
    by_notice: dict[int, dict[str, NoticeContent]] = {}
    for content in rows.defer("figures"):
        if content.frozen_at == newest[content.notice_id]:
            by_notice.setdefault(content.notice_id, {})[content.channel] = content
    return by_notice


def open_channels(notice: Notice, made: dict[str, NoticeContent]) -> Iterator[str]:
    """The channels that the notice was made for, in the order of its kind, but for those that failed."""
    failed = _failed_before(notice) if notice.issue > 1 else set()
    for channel in catalogue.get(notice.kind).channels:
        if channel in made and channel not in failed:
            yield channel


def _failed_before(notice: Notice) -> set[str]:
    issues = Notice.objects.filter(
        account=notice.account_id, kind=notice.kind, occasion=notice.occasion,
        recipient=notice.recipient_id, issue__lt=notice.issue,
    )  # fmt: skip
    sent_with = {joined_to or pk for pk, joined_to in issues.values_list("pk", "joined_to")}
    earlier = Dispatch.objects.filter(notice__in=sent_with).exclude(reason="")
    return set(earlier.values_list("channel", flat=True))


def _dispatch(notice: Notice, channel: str, now: datetime) -> Dispatch:
    rank = 0 if catalogue.get(notice.kind).is_statutory else 1
    return Dispatch(notice=notice, channel=channel, rank=rank, queued_at=now, next_try_at=now)


def _end(notice: Notice, now: datetime) -> None:
    """Every channel of its kind has failed: a person sees to it."""
    rows = Notice.objects.filter(joint_letters.of(notice.pk), state=RELEASED)
    state_changes.change_state(rows, FAILED, Act(at=now), reasons.NO_CHANNEL)
