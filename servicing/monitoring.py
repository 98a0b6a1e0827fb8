"""What other programs ask of this installation: is it well, and its figures."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db import Error
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from accounts import night_state
from accounts.night_state import NightState
from servicing.access import may_watch, open_to_all, open_to_monitors

STATUSES = (night_state.OK, night_state.BEHIND, night_state.TROUBLE, night_state.STOPPED)
_ESCAPES = str.maketrans({"\\": r"\\", '"': r"\"", "\n": r"\n"})

Samples = Iterable[tuple[dict[str, str], float | None]]


@dataclass(frozen=True)
class Gauge:
    """One metric as Prometheus reads it; what has no value is left out."""

    name: str
    about: str
    samples: Samples

    def __str__(self) -> str:
        lines = [f"# HELP servicing_{self.name} {self.about}", f"# TYPE servicing_{self.name} gauge"]
        for labels, value in self.samples:
            named = ",".join(f'{name}="{text.translate(_ESCAPES)}"' for name, text in labels.items())
            if value is not None:
                lines.append(
                    f"servicing_{self.name}{{{named}}} {value}" if named else f"servicing_{self.name} {value}"
                )
        return "".join(f"{line}\n" for line in lines)


@open_to_all
@never_cache
@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """The status (``NightState.status``) for anybody; the whole state for those who may see the book.

    503 where the database cannot be asked: nothing is closed or shown then.
    """
    try:
        state = night_state.read(timezone.now())
        return JsonResponse(state.as_dict() if may_watch(request) else _in_short(state))
    except Error:
        return JsonResponse({"status": night_state.STOPPED}, status=503)


@open_to_monitors
@require_safe
def metrics(request: HttpRequest) -> HttpResponse:
    """The figures of the night in the text format of Prometheus."""
    text = "".join(map(str, gauges(night_state.read(timezone.now()))))
    return HttpResponse(text, content_type="text/plain; version=0.0.4; charset=utf-8")


def gauges(state: NightState) -> list[Gauge]:
    last, work, breaks = state.closes[0] if state.closes else None, state.at_work, state.breaks
    shards = {"done": work.done, "leased": work.leased, "free": work.free} if work else {}
    owners = {"owned": breaks.open - breaks.unowned, "unowned": breaks.unowned}
    return [
        Gauge(
            "status",
            "1 for the status that holds, else 0.",
            _of("status", {each: int(each == state.status) for each in STATUSES}),
        ),
        Gauge("days_behind", "Business dates that are over and not closed.", _one(state.days_behind)),
        Gauge(
            "catch_up_seconds",
            "Estimated time until every day that is over is closed.",
            _one(state.catch_up_seconds),
        ),
        Gauge(
            "last_closed_timestamp_seconds",
            "When the last close ended.",
            _one(last and last.closed_at.timestamp()),
        ),
        Gauge("close_seconds", "How long the last close took.", _one(last and last.seconds)),
        Gauge("looked_at", "Accounts that the last close looked at.", _one(last and last.looked_at)),
        Gauge("closing", "Whether somebody leads a close.", _one(int(state.leading))),
        Gauge("closing_shards", "Shards of the close at work.", _of("state", shards)),
        Gauge("closing_accounts", "Accounts of the close at work.", _one(work and work.accounts)),
        Gauge(
            "closing_accounts_done",
            "Accounts of its shards that are done.",
            _one(work and work.accounts_done),
        ),
        Gauge(
            "shards_resumed",
            "How often a shard was taken again, in the close at work or the last one.",
            _one(work.resumed if work else last and last.resumed),
        ),
        Gauge("accounts", "Accounts by stage, as closed last.", _of("stage", state.accounts)),
        Gauge(
            "moves",
            "Accounts that the last close moved.",
            [({"stage": move.stage, "way": move.way}, move.accounts) for move in state.moves],
        ),
        Gauge("set_aside", "Accounts that a close could not compute.", _one(state.aside.accounts)),
        Gauge("provisional", "Closes that wait for a supervisor.", _one(len(state.provisional))),
        Gauge("missing_files", "Files that were expected and are missing.", _one(len(state.missing_files))),
        Gauge(
            "refused_rows",
            "Rows refused or conflicting lately that nobody has mended.",
            _one(state.refused_rows),
        ),
        Gauge("breaks", "Open breaks.", _of("state", owners)),
    ]


def _one(value: float | None) -> Samples:
    return [({}, value)]


def _of(label: str, values: dict[str, int]) -> Samples:
    return [({label: name}, value) for name, value in values.items()]


def _in_short(state: NightState) -> dict[str, object]:
    """Nothing of the book itself."""
    return {"status": state.status, "last_closed": state.last_closed, "days_behind": state.days_behind}
