"""The stage of an account through time, as the shapes of one drawing.

Lengths are units of the drawing's own box; the template writes them into SVG attributes, so that no
style stands in the page.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import chain, pairwise
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accounts.dates import local_day, month_later
from accounts.models import Case, Channel, Hold, PromiseStatusChange, ReAge, StageSpan
from accounts.stages import STAGES
from notices.models import Notice, NoticeStateChange
from servicing.templatetags.notices import title

WIDTH, HEIGHT = 960, 196
LEFT, RIGHT, TOP, BASE = 88, 948, 12, 132
STEP = (BASE - TOP) // len(STAGES)
MOST_MONTHS = 10
DAY = timedelta(days=1)


@dataclass
class Run:
    """An unbroken run of days in one stage."""

    stage: str
    first: date
    last: date
    x: float = 0
    width: float = 0

    @property
    def y(self) -> int:
        return level(self.stage)

    @property
    def height(self) -> int:
        return BASE - self.y

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1


@dataclass(frozen=True)
class Mark:
    """Something done about the account on one day."""

    x: float
    day: date
    what: str


@dataclass(frozen=True)
class HoldBar:
    """A hold, as far as it lies in the drawing."""

    hold: Hold
    x: float
    width: float


@dataclass
class Timeline:
    """``line`` is the path over the runs. Ticks: (x, day) of statements, (x, day, returned) of payments."""

    first: date
    last: date
    runs: list[Run]
    line: str
    months: list[tuple[float, date]]
    statements: list[tuple[float, date]] = field(default_factory=list)
    payments: list[tuple[float, date, bool]] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    holds: list[HoldBar] = field(default_factory=list)
    chosen: float | None = None
    levels: list[tuple[str, int]] = field(default_factory=lambda: [(stage, level(stage)) for stage in STAGES])


def level(stage: str) -> int:
    """Height at which a stage is drawn: current lowest."""
    return BASE - STEP * STAGES.index(stage) - STEP // 2


def timeline(history: dict[str, Any], until: date | None) -> Timeline | None:
    """Draw the account's spans up to the last closed day. Nothing to draw before its first close."""
    runs = _runs(history["spans"], until)
    if not runs:
        return None
    scale = _Scale(runs[0].first, runs[-1].last)
    for run in runs:
        run.x = scale(run.first)
        run.width = scale(run.last + DAY) - run.x
    drawn = Timeline(scale.first, scale.last, runs, _line(runs), _months(scale))
    drawn.statements = [(scale(day), day) for day in sorted(_statement_dates(history)) if scale.holds(day)]
    drawn.payments = [
        (scale(payment.posted_on), payment.posted_on, payment.returned_on is not None)
        for payment in history["payments"]
        if scale.holds(payment.posted_on)
    ]
    drawn.marks = [Mark(scale.middle(day), day, what) for day, what in _done(history) if scale.holds(day)]
    drawn.holds = [_held(hold, scale) for hold in history["placed"] if _in_sight(hold, scale)]
    drawn.chosen = scale.middle(history["on"]) if history["on"] and scale.holds(history["on"]) else None
    return drawn


@dataclass(frozen=True)
class _Scale:
    """From days to places along the drawing."""

    first: date
    last: date

    def __call__(self, day: date) -> float:
        days = (self.last - self.first).days + 1
        return round(LEFT + (RIGHT - LEFT) * (day - self.first).days / days, 1)

    def middle(self, day: date) -> float:
        return round((self(day) + self(day + DAY)) / 2, 1)

    def holds(self, day: date) -> bool:
        return self.first <= day <= self.last


def _runs(spans: Iterable[StageSpan], until: date | None) -> list[Run]:
    """Neighbouring spans of the same stage are one run; that of now ends with the last closed day."""
    runs: list[Run] = []
    for span in spans:
        last = span.ends_before - DAY if span.ends_before else until or span.starts_on
        if runs and runs[-1].stage == span.stage and runs[-1].last + DAY == span.starts_on:
            runs[-1].last = last
        else:
            runs.append(Run(span.stage, span.starts_on, last))
    return runs


def _line(runs: list[Run]) -> str:
    """Along the runs, up and down between neighbours; lifted where the account was out of the book."""
    path = f"M{runs[0].x} {runs[0].y}H{runs[0].x + runs[0].width:.1f}"
    for run, following in pairwise(runs):
        touching = run.last + DAY == following.first
        path += f"V{following.y}" if touching else f"M{following.x} {following.y}"
        path += f"H{following.x + following.width:.1f}"
    return path


def _months(scale: _Scale) -> list[tuple[float, date]]:
    """Firsts of months, thinned out until they have room to be read."""
    firsts = []
    month = month_later(scale.first.replace(day=1))
    while month <= scale.last:
        firsts.append((scale(month), month))
        month = month_later(month)
    every = -(-len(firsts) // MOST_MONTHS) or 1
    return firsts[::every]


def _done(history: dict[str, Any]) -> list[tuple[date, str]]:
    """What was decided or taken in, day by day."""
    marks = (
        _reaged(history["reages"]),
        _heard(history["cases"]),
        _promised(history["promise_turns"]),
        _spoken(history["conversations"]),
        _written(history["notice_turns"], history["account"].time_zone),
    )
    return sorted(chain.from_iterable(marks))


def _reaged(reages: Iterable[ReAge]) -> Iterator[tuple[date, str]]:
    for reage in reages:
        yield reage.on, _("re-aged")
        if reage.withdrawn_on:
            yield reage.withdrawn_on, _("re-age withdrawn")


def _heard(cases: Iterable[Case]) -> Iterator[tuple[date, str]]:
    for case in cases:
        kind = case.get_kind_display()
        yield case.opened_on, _("%(case)s opened") % {"case": kind}
        if case.decided_on:
            outcome = {"case": kind, "outcome": case.get_outcome_display()}
            yield case.decided_on, _("%(case)s decided: %(outcome)s") % outcome


def _promised(turns: Iterable[PromiseStatusChange]) -> Iterator[tuple[date, str]]:
    for turn in turns:
        if not turn.from_state:
            yield turn.promise.made_on, _("promise made")
        if turn.to_state != PromiseStatusChange.State.OPEN:
            state = pgettext("promise", "replaced") if turn.replaced_by_id else turn.get_to_state_display()
            yield turn.on, _("promise %(state)s") % {"state": state}


def _written(turns: Iterable[NoticeStateChange], zone: str) -> Iterator[tuple[date, str]]:
    """A notice is due from the day of its occasion, whenever that was found."""
    for turn in turns:
        day = local_day(turn.at, zone) if turn.from_state else turn.notice.occasion_on
        words = {"notice": title(turn.notice.kind), "state": Notice.State(turn.to_state).label}
        yield day, _("%(notice)s: %(state)s") % words


def _in_sight(hold: Hold, scale: _Scale) -> bool:
    return not hold.withdrawn_on and hold.starts_on <= scale.last and (hold.last or scale.last) >= scale.first


def _held(hold: Hold, scale: _Scale) -> HoldBar:
    x = scale(max(hold.starts_on, scale.first))
    return HoldBar(hold, x, round(scale(min(hold.last or scale.last, scale.last) + DAY) - x, 1))


def _spoken(conversations: Iterable[tuple[date, str]]) -> Iterator[tuple[date, str]]:
    for day, channel in conversations:
        yield day, _("conversation: %(channel)s") % {"channel": Channel(channel).label}


def _statement_dates(history: dict[str, Any]) -> set[date]:
    return {printed.cycle.statement_date for printed in history["cycles"]}
