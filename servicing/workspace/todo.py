"""What to do next, in words: what the reader can do first, and of that what harms most if it waits."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import IntEnum
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import formatting
from accounts.close.status import STOPPED, AtWork, NightState
from accounts.dates import utc_day
from servicing.access import Capability, may
from servicing.models import User
from servicing.templatetags.desk import count

SOON = 60  # seconds
NEAR = timedelta(days=60)
_STEP = 5  # minutes to which an estimate is rounded up


class Harm(IntEnum):
    """What comes of it if it waits, the worst first."""

    LAW = 1  # a date that law sets has passed, or passes soon
    STANDSTILL = 2  # nothing is closed or sent
    CUSTOMERS = 3  # some customers are not served as they should be
    DIFFERENCES = 4  # figures that nobody has looked into
    LATER = 5


@dataclass(frozen=True)
class Todo:
    """A sentence, and the page where it is done, for those who may open it. The key is the same tomorrow.

    ``acting`` is what it takes to do it; without one, what it takes to see it.
    """

    key: str
    text: str
    link: str = ""
    page: str = ""
    of: Any = None  # what the page is of, where it is of something
    query: str = ""
    capability: Capability = Capability.SEE_BOOK
    harm: Harm = Harm.LATER
    acting: Capability | None = None


def todos(state: NightState, user: User, others: Iterable[Todo] = ()) -> list[Todo]:
    """Steps about the night and of other work for this reader; never none."""
    steps = [*_closing(state), *_feeds(state), *_aside(state), *_refused(state), *_breaks(state)]
    steps += [*_calendars(state), *others]
    return sorted(steps, key=lambda step: _urgency(step, user)) or [_nothing(state)]


def _urgency(step: Todo, user: User) -> tuple[bool, Harm]:
    return not may(user, step.acting or step.capability), step.harm


def _closing(state: NightState) -> Iterator[Todo]:
    work = state.at_work
    if state.status == STOPPED:
        yield replace(_cut_short(work) if work else _nobody(state), harm=Harm.STANDSTILL)
    elif state.days_behind > 1:
        yield Todo("behind", _behind(state))
    elif work:
        text = _("%(day)s is being closed%(ready)s. Nothing to do.")
        yield Todo("behind", text % {"day": formatting.day(work.day), "ready": _ready(state)})
    elif state.days_behind:
        text = _("%(day)s has ended: its close begins within a minute.")
        yield Todo("behind", text % {"day": formatting.day(state.newest_over)})


def _cut_short(work: AtWork) -> Todo:
    text = _(
        "The close of %(day)s was cut short, and nobody is at work on it. It goes on at the next tick of the"
        " clock; if it does not, see that the workers run, or run close_day --through %(iso)s."
    )
    return Todo("stopped", text % {"day": formatting.day(work.day), "iso": work.day.isoformat()})


def _nobody(state: NightState) -> Todo:
    text = ngettext(
        "%(number)s day has waited to be closed since %(since)s, and nobody is at work. See that the clock"
        " and the workers run, or run close_day --through %(iso)s.",
        "%(number)s days have waited to be closed since %(since)s, and nobody is at work. See that the clock"
        " and the workers run, or run close_day --through %(iso)s.",
        state.days_behind,
    ) % {
        "number": count(state.days_behind),
        "since": formatting.moment(state.waiting_since or state.at),
        "iso": state.newest_over.isoformat(),
    }
    return Todo("stopped", text)


def _behind(state: NightState) -> str:
    text = (
        _("%(number)s days are being caught up%(ready)s. Nothing to do.")
        if state.leading or state.at_work
        else _("%(number)s days wait to be closed: their close begins within a minute.")
    )
    return text % {"number": count(state.days_behind), "ready": _ready(state)}


def _ready(state: NightState) -> str:
    """``, ready about 07:40 UTC``: rounded up, so that it is not said anew with every look."""
    if state.catch_up_seconds is None:
        return ""
    if state.catch_up_seconds <= SOON:
        return _(", ready within a minute")
    return _(", ready about %(time)s") % {"time": _about(state.at, state.catch_up_seconds)}


def _about(now: datetime, seconds: float) -> str:
    at = (now + timedelta(seconds=seconds + 60 * _STEP - 1)).replace(second=0, microsecond=0)
    at -= timedelta(minutes=at.minute % _STEP)
    return f"{at:%H:%M} UTC" if utc_day(at) == utc_day(now) else formatting.moment(at)


def _feeds(state: NightState) -> Iterator[Todo]:
    for day in state.provisional:
        text = _("The close of %(day)s is provisional: check the reasons and decide.")
        yield Todo(
            f"close-{day}",
            text % {"day": formatting.day(day)},
            _("The close"),
            "close",
            of=day,
            harm=Harm.STANDSTILL,
            acting=Capability.RELEASE_CLOSES,
        )
    for file in state.missing_files:
        text = _("The file of %(kind)s for %(day)s has not arrived: request it, then load it.")
        key = f"missing-{file.kind}-{file.day}"
        yield Todo(
            key,
            text % {"kind": formatting.kind(file.kind), "day": formatting.day(file.day)},
            _("Files"),
            "files",
            harm=Harm.STANDSTILL,
        )


def _aside(state: NightState) -> Iterator[Todo]:
    if state.aside.since:
        text = ngettext(
            "%(number)s account is set aside, since %(day)s: load what is missing, then have it computed.",
            "%(number)s accounts are set aside, the first since %(day)s: load what is missing, then have them"
            " computed.",
            state.aside.accounts,
        ) % {"number": count(state.aside.accounts), "day": formatting.day(state.aside.since)}
        yield Todo(
            "aside",
            text,
            _("What is missing"),
            "set-aside",
            capability=Capability.SEE_ACCOUNTS,
            harm=Harm.CUSTOMERS,
            acting=Capability.TRY_AGAIN,
        )


def _refused(state: NightState) -> Iterator[Todo]:
    if state.refused_rows:
        text = ngettext(
            "%(number)s row of the latest files was refused or conflicts: fix it and load the file again.",
            "%(number)s rows of the latest files were refused or conflict: fix them and load the"
            " files again.",
            state.refused_rows,
        ) % {"number": count(state.refused_rows)}
        yield Todo("refused", text, _("Files"), "files", harm=Harm.DIFFERENCES)


def _breaks(state: NightState) -> Iterator[Todo]:
    if state.breaks.unowned:
        text = ngettext(
            "%(number)s statement difference has no owner: somebody should take it.",
            "%(number)s statement differences have no owner: somebody should take them.",
            state.breaks.unowned,
        ) % {"number": count(state.breaks.unowned)}
        link = _("Differences without an owner")
        yield Todo(
            "breaks",
            text,
            link,
            "breaks",
            query="?owner=nobody",
            capability=Capability.SEE_ACCOUNTS,
            harm=Harm.DIFFERENCES,
            acting=Capability.TAKE_BREAKS,
        )


def _calendars(state: NightState) -> Iterator[Todo]:
    """Where the next year is near and not known. Nothing known at all is filled by the next tick."""
    for calendar, through in state.calendars.items():
        if through and through - utc_day(state.at) < NEAR:
            text = _(
                "The working days of %(calendar)s are known through %(day)s only: bring the library of"
                " holidays up to date, or enter those of the next year."
            )
            yield Todo(
                f"calendar-{calendar}-{through.year}",
                text % {"calendar": calendar, "day": formatting.day(through)},
                _("The calendar"),
                "calendar",
                of=calendar,
                acting=Capability.CORRECT_CALENDARS,
            )


def _nothing(state: NightState) -> Todo:
    if state.last_closed is None:
        return Todo("empty", _("Nothing is loaded that could be closed."), _("First steps"), "home")
    text = _("Nothing to do. The next day, %(day)s, is over at %(time)s.")
    day = state.newest_over + timedelta(days=1)
    return Todo("nothing", text % {"day": formatting.day(day), "time": formatting.moment(state.next_over_at)})
