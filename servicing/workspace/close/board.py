"""The board of the night: how the closes go, and what to do about them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from itertools import groupby
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts import holds
from accounts.close import run as nightly_close
from accounts.close import status as close_status
from accounts.close.status import STOPPED, TROUBLE, AtWork, Close, NightState, Shard
from servicing import scope
from servicing.access import Capability, StaffRequest, allowed, may
from servicing.models import User
from servicing.worklists import cases as case_worklists
from servicing.worklists import notices as notice_lists
from servicing.workspace.cases import todo as case_todo
from servicing.workspace.holds import todo as hold_todo
from servicing.workspace.notices import todo as notice_todo
from servicing.workspace.promises import todo as promise_todo
from servicing.workspace.todo import Harm, Todo, todos

OFTEN, SELDOM = 5, 30  # seconds between two looks: while something runs, and else
CELL, IN_A_ROW = 16, 20
WAITING = 6  # days shown that wait to be closed


@dataclass(frozen=True)
class StripDay:
    """One day of the strip: ``closed``, ``provisional``, ``at-work``, ``cut-short`` or ``waiting``."""

    day: date
    state: str
    close: Close | None = None


@dataclass(frozen=True)
class Cell:
    """A shard and where it is drawn."""

    shard: Shard
    x: int
    y: int


@allowed(Capability.SEE_BOOK)
@require_safe
def board(request: StaffRequest) -> HttpResponse:
    """The page; to its script, what may have changed of it.

    What to do next is read aloud when it changes, so it is sent again only where it says something else
    than it ``said``.
    """
    now = timezone.now()
    state = close_status.read(now)
    steps = todos(state, request.user, _others(request.user, now))
    shown = sha256("\n".join(step.text for step in steps).encode()).hexdigest()[:12]
    context = {
        "state": state,
        "status": _status(state, steps),
        "todos": [_opened(step, request.user) for step in steps],
        "said": shown,
        "news": request.GET.get("said") != shown,
        "seconds": OFTEN if state.at_work or state.leading else SELDOM,
        "strip": _strip(state),
        "more_waiting": max(_waiting(state) - WAITING, 0),
        "moves": [(stage, list(ways)) for stage, ways in groupby(state.moves, lambda move: move.stage)],
        **_drawn(state.at_work),
    }
    return render(request, f"servicing/night/{'refreshed' if request.htmx else 'page'}.html", context)


def _others(user: User, now: datetime) -> Iterator[Todo]:
    """Other work that harms somebody if it waits."""
    to_release = scope.narrow(notice_lists.to_release(), user).count()
    yield from notice_todo.todos(user, notice_lists.work_counts(user), to_release)
    due = holds.due_for_review(nightly_close.current_day(now))
    yield from hold_todo.todos(scope.narrow(due, user).count())
    reages = scope.narrow(case_worklists.reages_to_review(), user).count()
    yield from case_todo.todos(case_worklists.case_counts(now, user), reages)
    yield from promise_todo.todos(user)


def _status(state: NightState, steps: list[Todo]) -> str:
    """That of the closes; where a date that law sets is missed, a person is needed in any case."""
    overdue = any(step.harm == Harm.LAW for step in steps)
    return TROUBLE if overdue and state.status not in (STOPPED, TROUBLE) else state.status


def _opened(step: Todo, user: Any) -> Todo | dict[str, str]:
    """Without its link where it leads to what the reader may not open."""
    return step if may(user, step.capability) else {"key": step.key, "text": step.text}


def _waiting(state: NightState) -> int:
    """Days behind whose close has not begun."""
    return state.days_behind - (state.at_work is not None)


def _strip(state: NightState) -> list[StripDay]:
    """The last closes, the one at work and the first that wait, in order."""
    days = [
        StripDay(close.day, "provisional" if close.day in state.provisional else "closed", close)
        for close in reversed(state.closes)
    ]
    if work := state.at_work:
        days.append(StripDay(work.day, "cut-short" if work.cut_short else "at-work"))
    first = state.newest_over - timedelta(days=_waiting(state) - 1)
    waiting = min(_waiting(state), WAITING)
    return days + [StripDay(first + timedelta(days=n), "waiting") for n in range(waiting)]


def _drawn(work: AtWork | None) -> dict[str, Any]:
    """The shards as cells; in percent, where there are too many to draw."""
    if work is None or not work.shards:
        return {}
    places = (divmod(place, IN_A_ROW) for place in range(len(work.cells)))
    cells = [
        Cell(shard, CELL * column, CELL * row)
        for shard, (row, column) in zip(work.cells, places, strict=True)
    ]
    done, leased = (round(100 * number / work.shards, 2) for number in (work.done, work.leased))
    size = {"width": CELL * min(len(cells), IN_A_ROW), "height": CELL * -(-len(cells) // IN_A_ROW)}
    percent = int(100 * work.accounts_done / work.accounts) if work.accounts else 100
    return {"cells": cells, "size": size, "done": done, "leased": leased, "percent": percent}
