"""The state of the night: what is closed, what is at work, what waits, and for whom.

Only small tables and sums that the closes left behind are asked, never accounts, spans or cycles, so it may
be asked every few seconds. The board, the home page, the health answer and the metrics all show this.
"""

from collections import defaultdict
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from statistics import median, median_low
from typing import Any

from django.db import connection
from django.db.models import Count, Exists, Min, OuterRef, Q, QuerySet, Sum

from accounts import business_dates
from accounts.calendars import store as calendar_store
from accounts.close import feed_gate
from accounts.close import run as nightly_close
from accounts.models import (
    Break,
    BusinessDay,
    ClosingShard,
    DayTally,
    ExpectedFeed,
    FeedDiscrepancy,
    IntakeFile,
    SetAside,
)
from accounts.stages import STAGES

OK, BEHIND, TROUBLE, STOPPED = "ok", "behind", "trouble", "stopped"
WAYS = ("entered", "moved_in", "moved_out", "departed")
PATIENCE = timedelta(minutes=15)  # how long a day may be over without anybody beginning to close it
LATELY = timedelta(days=7)  # how long a refused file is spoken of
CLOSES, USUAL, ENOUGH = 14, 30, 10  # closes told of; days a usual one is made of, and how few will not do
CELLS = 60  # shards told of one by one
FILES = 6
FAR = 1.5  # unusual: this many times the busiest of the usual days, or the quietest divided by it


@dataclass(frozen=True, slots=True)
class Close:
    """One close that has ended."""

    day: date
    started_at: datetime
    closed_at: datetime
    seconds: float
    looked_at: int
    moved: int
    resumed: int
    set_aside: int


@dataclass(frozen=True, slots=True)
class Shard:
    """One shard of the day at work: ``done``, ``leased`` or ``free``; resumed where taken more than once."""

    number: int
    state: str
    resumed: bool


@dataclass(frozen=True, slots=True)
class AtWork:
    """The day whose close has begun and has not ended.

    ``led``: somebody holds the lock of closing. ``cut_short``: nobody does, and nobody has a shard either.
    ``cells`` is empty where there are too many shards to tell of one by one.
    """

    day: date
    started_at: datetime
    listed_at: datetime | None
    led: bool
    cut_short: bool
    shards: int
    done: int
    leased: int
    free: int
    resumed: int
    accounts: int
    accounts_done: int
    workers: list[str]
    cells: list[Shard]


@dataclass(frozen=True, slots=True)
class Moves:
    """What the last close did to one stage in one way, against a usual day (none: too few days closed).

    ``unusual``: ``many``, ``few`` or nothing.
    """

    stage: str
    way: str
    accounts: int
    usual: int | None
    unusual: str

    @property
    def difference(self) -> int:
        return self.accounts - (self.usual or 0)


@dataclass(frozen=True, slots=True)
class SetAsideReason:
    accounts: int
    since: date | None


@dataclass(frozen=True, slots=True)
class FilesReceived:
    """A file as offered to the book. ``mended``: one of its name came in whole after it."""

    name: str
    kind: str
    offered_at: datetime
    loaded: int
    unchanged: int
    refused: int
    conflicting: int
    mended: bool


@dataclass(frozen=True, slots=True)
class Breaks:
    """Open breaks. Ages are in days, from the close that found them to the last one."""

    open: int
    unowned: int
    oldest: int | None
    to_7: int
    to_30: int
    over_30: int


@dataclass(frozen=True, slots=True)
class MissingFile:
    day: date
    kind: str


@dataclass(frozen=True, slots=True)
class NightState:
    """Everything worth knowing about the night at one moment."""

    at: datetime
    last_closed: date | None
    newest_over: date
    next_over_at: datetime  # when the day after ``newest_over`` is over
    days_behind: int
    waiting_since: datetime | None  # when the first of the days behind was over
    catch_up_seconds: float | None
    leading: bool
    at_work: AtWork | None
    closes: list[Close]  # the newest first
    accounts: dict[str, int]  # by stage, as closed last
    moves: list[Moves]
    aside: SetAsideReason
    files: list[FilesReceived]
    refused_files: int  # offered lately, with rows that nobody has mended
    refused_rows: int
    breaks: Breaks
    provisional: list[date]  # days whose close waits for a supervisor
    missing_files: list[MissingFile]  # that days which are over, and not closed, still expect
    calendars: dict[str, date | None]  # the last day known of each that is in use

    @property
    def status(self) -> str:
        """One word for monitors, the first of these that holds.

        * ``stopped``: days wait, and nobody closes them: a close was cut short, or a day has been over for
          longer than PATIENCE and nobody leads. A database that cannot be asked is called so, too.
        * ``trouble``: closes go on, but something of them waits for a person: accounts set aside, a
          provisional close, an expected file that is missing.
        * ``behind``: days wait, and they are being closed or will be at the next tick.
        * ``ok``: every day that is over is closed.
        """
        overdue = self.waiting_since and self.at - self.waiting_since > PATIENCE and not self.leading
        if self.at_work.cut_short if self.at_work else overdue:
            return STOPPED
        if self.aside.accounts or self.provisional or self.missing_files:
            return TROUBLE
        return BEHIND if self.days_behind else OK

    def as_dict(self) -> dict[str, Any]:
        return {"status": self.status, **asdict(self)}


def read(now: datetime) -> NightState:
    """The state of the night at this moment. Writes nothing."""
    closed = list(BusinessDay.objects.filter(closed_at__isnull=False).order_by("-day")[: USUAL + 1])
    closes = [_close(day) for day in closed[:CLOSES]]
    last = closed[0].day if closed else None
    work = at_work(now)
    newest_over = nightly_close.newest_day_over(now)
    behind = _days_behind(last, newest_over)
    waiting_since = (
        nightly_close.over_everywhere(newest_over - timedelta(days=behind - 1)) if behind else None
    )
    tallies = _tallies([day.day for day in closed])
    refused_files, refused_rows = _refused(now)
    return NightState(
        at=now,
        last_closed=last,
        newest_over=newest_over,
        next_over_at=nightly_close.over_everywhere(newest_over + timedelta(days=1)),
        days_behind=behind,
        waiting_since=waiting_since,
        catch_up_seconds=_catch_up(behind, work, closes),
        leading=work.led if work else nightly_close.is_closing(),
        at_work=work,
        closes=closes,
        accounts={stage: tallies[last, stage]["closing"] for stage in STAGES} if last else {},
        moves=_moves(tallies, [day.day for day in closed]),
        aside=SetAsideReason(**SetAside.objects.aggregate(accounts=Count("pk"), since=Min("since"))),
        files=_files(),
        refused_files=refused_files,
        refused_rows=refused_rows,
        breaks=_breaks(last),
        provisional=list(business_dates.provisional().values_list("day", flat=True)),
        missing_files=_missing(newest_over),
        calendars=calendar_store.known_through_each(calendar_store.in_use()),
    )


def at_work(now: datetime) -> AtWork | None:
    """The close that is at work at this moment or was cut short, if there is one."""
    begun = BusinessDay.objects.filter(closed_at=None).order_by("day").first()
    if begun is None:
        return None
    rows = list(ClosingShard.objects.filter(day=begun).order_by("number"))
    cells = [Shard(row.number, _shard_state(row, now), row.attempt > 1) for row in rows]
    states = [cell.state for cell in cells]
    leased, led = states.count("leased"), nightly_close.is_closing()
    return AtWork(
        day=begun.day,
        started_at=begun.started_at,
        listed_at=begun.listed_at,
        led=led,
        cut_short=not led and not leased,
        shards=len(rows),
        done=states.count("done"),
        leased=leased,
        free=states.count("free"),
        resumed=sum(max(row.attempt - 1, 0) for row in rows),
        accounts=sum(row.accounts for row in rows),
        accounts_done=sum(row.accounts for row in rows if row.done_at),
        workers=sorted({row.worker for row in rows if _shard_state(row, now) == "leased"}),
        cells=cells if len(cells) <= CELLS else [],
    )


def _shard_state(row: ClosingShard, now: datetime) -> str:
    if row.done_at:
        return "done"
    return "leased" if row.leased_until and row.leased_until >= now else "free"


def _days_behind(last: date | None, newest_over: date) -> int:
    first = last + timedelta(days=1) if last else business_dates.first_of_book()
    return max((newest_over - first).days + 1, 0) if first else 0


def _catch_up(behind: int, work: AtWork | None, closes: list[Close]) -> float | None:
    """Seconds until every day that is over is closed, if days take as long as they took lately."""
    if not closes:
        return None
    done = work.accounts_done / work.accounts if work and work.accounts else 0
    return round(max(behind - done, 0) * median(close.seconds for close in closes), 1)


def _close(day: BusinessDay) -> Close:
    closed_at = day.closed_at or day.started_at
    seconds = round((closed_at - day.started_at).total_seconds(), 1)
    return Close(
        day.day, day.started_at, closed_at, seconds, day.looked_at, day.moved, day.resumed, day.set_aside
    )


def _tallies(days: list[date]) -> dict[tuple[date, str], dict[str, int]]:
    """How each of these days moved each stage, over all products; zero where nothing was tallied."""
    nothing = dict.fromkeys((*WAYS, "closing"), 0)
    rows: QuerySet[Any, Any] = (
        DayTally.objects.filter(day__in=days)
        .values("day", "stage")
        .annotate(**{name: Sum(name) for name in nothing})
    )
    tallies = {(row["day"], row["stage"]): {name: row[name] for name in nothing} for row in rows}
    return defaultdict(lambda: nothing, tallies)


def _moves(tallies: dict[tuple[date, str], dict[str, int]], days: list[date]) -> list[Moves]:
    """``days`` are closed ones, the newest first: it is held against those before it."""
    if not days:
        return []
    last, *before = days
    return [
        _against_usual(stage, way, tallies[last, stage][way], [tallies[day, stage][way] for day in before])
        for stage in STAGES
        for way in WAYS
    ]


def _against_usual(stage: str, way: str, accounts: int, before: list[int]) -> Moves:
    if len(before) < ENOUGH:
        return Moves(stage, way, accounts, None, "")
    many, few = accounts > max(before) * FAR, accounts < min(before) / FAR
    return Moves(stage, way, accounts, median_low(before), "many" if many else "few" if few else "")


def _offered() -> QuerySet[Any]:
    whole = IntakeFile.objects.filter(
        name=OuterRef("name"), kind=OuterRef("kind"), pk__gt=OuterRef("pk"), refused=0, conflicting=0
    )
    return IntakeFile.objects.annotate(mended=Exists(whole))


def _missing(newest_over: date) -> list[MissingFile]:
    begun = BusinessDay.objects.filter(day=OuterRef("business_date"))
    expecting = ExpectedFeed.objects.filter(~Exists(begun), business_date__lte=newest_over)
    days = expecting.order_by("business_date").values_list("business_date", flat=True).distinct()
    with connection.cursor() as cursor:
        return [
            MissingFile(day, discrepancy.kind)
            for day in days[:CLOSES]
            for discrepancy in feed_gate.unmet(cursor, day)
            if discrepancy.code == FeedDiscrepancy.Code.MISSING
        ]


def _files() -> list[FilesReceived]:
    return [
        FilesReceived(**row) for row in _offered().order_by("-pk").values(*FilesReceived.__slots__)[:FILES]
    ]


def _refused(now: datetime) -> tuple[int, int]:
    """Files offered lately with rows that were refused or conflict, and these rows."""
    refused = (
        _offered()
        .filter(Q(refused__gt=0) | Q(conflicting__gt=0), offered_at__gt=now - LATELY, mended=False)
        .aggregate(files=Count("pk"), rows=Sum("refused", default=0) + Sum("conflicting", default=0))
    )
    return refused["files"], refused["rows"]


def _breaks(last: date | None) -> Breaks:
    today = last or date.max
    week, month = (today - timedelta(days=days) for days in (7, 30))
    counts = Break.objects.filter(settled_on=None, settled_as="").aggregate(
        open=Count("pk"),
        unowned=Count("pk", filter=Q(owner="")),
        first=Min("found_on"),
        to_7=Count("pk", filter=Q(found_on__gte=week)),
        to_30=Count("pk", filter=Q(found_on__gte=month, found_on__lt=week)),
        over_30=Count("pk", filter=Q(found_on__lt=month)),
    )
    first = counts.pop("first")
    return Breaks(**counts, oldest=(today - first).days if first else None)
