"""The post on its way: what waits and how old it is, what left, what came back, what needs a person."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Count, Max, Min, Q, QuerySet

from notices.delivery import channels, queue, run
from notices.models import Alarm, Attempt, Dispatch, Notice, Receipt
from servicing import scope
from servicing.models import User

BACK = timedelta(days=7)  # for which what came back is shown
STRANGE = 20
GOING = ("waiting", "claimed", "calling")
CHANNELS = ("letter", "email", "sms", "app")


def by_channel(now: datetime) -> list[dict[str, Any]]:
    """A row for each channel: whether it is in use, what waits and since when, what left today."""
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    going, handed = Q(state__in=GOING), Q(state="handed")
    rows = Dispatch.objects.filter(going | handed | Q(handed_at__gte=midnight)).order_by()
    counted = rows.values("channel").annotate(
        waiting=Count("pk", filter=going), oldest=Min("queued_at", filter=going),
        handed=Count("pk", filter=handed), left=Count("pk", filter=Q(handed_at__gte=midnight)),
        next=Min("next_try_at", filter=Q(state="waiting")), tries=Max("tries", filter=going),
    )  # fmt: skip
    known, in_use = {row["channel"]: row for row in counted}, channels.in_use()
    nothing = {"waiting": 0, "oldest": None, "handed": 0, "left": 0, "next": None, "tries": None}
    return [
        {**nothing, **known.get(name, {}), "channel": name, "in_use": name in in_use} for name in CHANNELS
    ]


def waiting_for() -> list[Any]:
    """Why what waits has not gone, the most frequent reason first."""
    rows = Dispatch.objects.filter(state="waiting").exclude(reason="").order_by()
    return list(
        rows.values("channel", "reason").annotate(number=Count("pk")).order_by("-number", "reason")[:20]
    )


def came_back(now: datetime) -> list[Any]:
    """What providers said lately did not arrive, by source and reason."""
    rows = Receipt.objects.filter(received_at__gt=now - BACK, outcome="returned").order_by()
    return list(
        rows.values("source", "reason")
        .annotate(number=Count("pk"), last=Max("received_at"))
        .order_by("-number")
    )


def strange(now: datetime, user: User | None = None) -> list[Receipt]:
    """Words about no notice of ours, or with a code that no table knows, the newest first."""
    rows = Receipt.objects.filter(Q(notice=None) | Q(known=False), received_at__gt=now - BACK)
    return list(scope.narrow(rows, user).order_by("-received_at")[:STRANGE])


def work() -> QuerySet[Dispatch]:
    """What needs a person."""
    return run.work().select_related("notice__account", "notice__recipient")


def of_notice(notice: Notice) -> dict[str, Any]:
    """How it was sent, by itself or in a letter that it shares: every attempt, and what was said later."""
    leader = notice.joined_to_id or notice.pk
    attempts = Attempt.objects.filter(dispatch__notice=leader).order_by("pk")
    receipts = Receipt.objects.filter(notice=leader).order_by("pk")
    return {"attempts": list(attempts), "receipts": list(receipts)}


def alarms() -> list[Alarm]:
    return list(Alarm.objects.filter(ended_at=None).order_by("raised_at"))


def unqueued(now: datetime) -> int:
    """Released and past the cut-off, and not on their way: no channel in use reaches them, or none is."""
    return queue.to_queue(now).count()
