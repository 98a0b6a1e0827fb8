"""What other programs ask of this installation: is it well, and its figures."""

from collections.abc import Iterable

from django.db import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Metric, generate_latest
from prometheus_client.registry import Collector

from accounts.close import status as close_status
from accounts.close.status import NightState
from servicing.access import may_watch, open_to_all, open_to_monitors
from servicing.worklists import delivery as delivery_lists
from servicing.worklists import notices as notice_lists

STATUSES = (close_status.OK, close_status.BEHIND, close_status.TROUBLE, close_status.STOPPED)

Samples = Iterable[tuple[dict[str, str], float | None]]


class Post(Collector):
    """What the post has in hand: how much, since when, and what went wrong; nothing of a person."""

    def collect(self) -> Iterable[Metric]:
        oldest, counts = notice_lists.oldest_due(), notice_lists.work_counts()
        now = timezone.now()
        sending = delivery_lists.by_channel(now)
        return [
            _gauge(
                "notices",
                "Notices that are not done with.",
                _of("state", notice_lists.by_state()),
            ),
            _gauge(
                "notices_oldest_due_timestamp_seconds",
                "Since when the notice that is due longest has waited for its letter.",
                _one(oldest.timestamp() if oldest else None),
            ),
            _gauge(
                "notices_work",
                "Notices that wait for a person, or for what holds them back.",
                _of("work", counts),
            ),
            _gauge(
                "batches_to_release",
                "Batches that wait for a supervisor.",
                _one(notice_lists.to_release().count()),
            ),
            _gauge(
                "dispatches_waiting",
                "Notices past their cut-off that have not gone.",
                _of("channel", {row["channel"]: row["waiting"] for row in sending}),
            ),
            _gauge(
                "dispatches_left_today",
                "Notices handed to their providers today, by UTC.",
                _of("channel", {row["channel"]: row["left"] for row in sending}),
            ),
            _gauge(
                "dispatches_need_a_person",
                "Notices sent, or to be sent, that somebody must look at.",
                _one(delivery_lists.work().count()),
            ),
            _gauge(
                "receipts_strange",
                "Receipts of the last days about no notice of ours, or with unknown codes.",
                _one(len(delivery_lists.strange(now))),
            ),
            _gauge("alarms", "Alarms about sending that are open.", _one(len(delivery_lists.alarms()))),
            _gauge(
                "days_to_plan",
                "Closed days whose notices are not planned.",
                _one(notice_lists.planning_waits()[1]),
            ),
        ]


class State(Collector):
    """The state of one moment as Prometheus reads it."""

    def __init__(self, state: NightState) -> None:
        self.state = state

    def collect(self) -> Iterable[Metric]:
        return gauges(self.state)


@open_to_all
@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """The status (``NightState.status``) for anybody; the whole state for those who may see the book.

    503 where the database cannot be asked: nothing is closed or shown then.
    """
    try:
        state = close_status.read(timezone.now())
        return JsonResponse(state.as_dict() if may_watch(request) else _in_short(state))
    except Error:
        return JsonResponse({"status": close_status.STOPPED}, status=503)


@open_to_monitors
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures of the night and of the post in the text format of Prometheus."""
    registry = CollectorRegistry()
    registry.register(State(close_status.read(timezone.now())))
    registry.register(Post())
    return HttpResponse(generate_latest(registry), content_type=CONTENT_TYPE_LATEST)


def gauges(state: NightState) -> list[Metric]:
    last, work, breaks = state.closes[0] if state.closes else None, state.at_work, state.breaks
    at_work_or_last = work or last
    shards = {"done": work.done, "leased": work.leased, "free": work.free} if work else {}
    owners = {"owned": breaks.open - breaks.unowned, "unowned": breaks.unowned}
    return [
        _gauge(
            "status",
            "1 for the status that holds, else 0.",
            _of("status", {each: int(each == state.status) for each in STATUSES}),
        ),
        _gauge("days_behind", "Business dates that are over and not closed.", _one(state.days_behind)),
        _gauge(
            "catch_up_seconds",
            "Estimated time until every day that is over is closed.",
            _one(state.catch_up_seconds),
        ),
        _gauge(
            "last_closed_timestamp_seconds",
            "When the last close ended.",
            _one(last.closed_at.timestamp() if last else None),
        ),
        _gauge("close_seconds", "How long the last close took.", _one(last.seconds if last else None)),
        _gauge(
            "looked_at",
            "Accounts that the last close looked at.",
            _one(last.looked_at if last else None),
        ),
        _gauge("closing", "Whether somebody leads a close.", _one(int(state.leading))),
        _gauge("closing_shards", "Shards of the close at work.", _of("state", shards)),
        _gauge("closing_accounts", "Accounts of the close at work.", _one(work.accounts if work else None)),
        _gauge(
            "closing_accounts_done",
            "Accounts of its shards that are done.",
            _one(work.accounts_done if work else None),
        ),
        _gauge(
            "shards_resumed",
            "How often a shard was taken again, in the close at work or the last one.",
            _one(at_work_or_last.resumed if at_work_or_last else None),
        ),
        _gauge("accounts", "Accounts by stage, as closed last.", _of("stage", state.accounts)),
        _gauge(
            "moves",
            "Accounts that the last close moved.",
            [({"stage": move.stage, "way": move.way}, move.accounts) for move in state.moves],
        ),
        _gauge("set_aside", "Accounts that a close could not compute.", _one(state.aside.accounts)),
        _gauge("provisional", "Closes that wait for a supervisor.", _one(len(state.provisional))),
        _gauge("missing_files", "Files that were expected and are missing.", _one(len(state.missing_files))),
        _gauge(
            "refused_rows",
            "Rows refused or conflicting lately that nobody has mended.",
            _one(state.refused_rows),
        ),
        _gauge("breaks", "Open breaks.", _of("state", owners)),
    ]


def _gauge(name: str, about: str, samples: Samples) -> Metric:
    """What has no value is left out."""
    metric = Metric(f"servicing_{name}", about, "gauge")
    for labels, value in samples:
        if value is not None:
            metric.add_sample(metric.name, labels, value)
    return metric


def _one(value: float | None) -> Samples:
    return [({}, value)]


def _of(label: str, values: dict[str, int]) -> Samples:
    return [({label: name}, value) for name, value in values.items()]


def _in_short(state: NightState) -> dict[str, object]:
    """Nothing of the book itself."""
    return {"status": state.status, "last_closed": state.last_closed, "days_behind": state.days_behind}
