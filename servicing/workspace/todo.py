"""What to do next about the night, in words, the most urgent first."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts import formatting
from accounts.close.status import STOPPED, AtWork, NightState
from servicing.access import Capability
from servicing.templatetags.desk import count

SOON = 60  # seconds
NEAR = timedelta(days=60)
_STEP = 5  # minutes to which an estimate is rounded up


@dataclass(frozen=True)
class Todo:
    """A sentence, and the page where it is done, for those who may open it. The key is the same tomorrow."""

    key: str
    text: str
    link: str = ""
    page: str = ""
    of: Any = None  # what the page is of, where it is of something
    query: str = ""
    capability: Capability = Capability.SEE_BOOK


def todos(state: NightState, others: Iterable[Todo] = ()) -> list[Todo]:
    """Steps about the night, then those of other work; never none."""
    steps = [*_closing(state), *_feeds(state), *_aside(state), *_refused(state), *_breaks(state)]
    steps += [*_calendars(state), *others]
    return steps or [_nothing(state)]


def _closing(state: NightState) -> Iterator[Todo]:
    work = state.at_work
    if state.status == STOPPED:
        yield _cut_short(work) if work else _nobody(state)
    elif state.days_behind > 1:
        yield Todo("behind", _behind(state))
    elif work:
        text = _("%(day)s is being closed%(ready)s. Nothing to do about it.")
        yield Todo("behind", text % {"day": formatting.day(work.day), "ready": _ready(state)})
    elif state.days_behind:
        text = _("%(day)s is over: the next tick of the clock begins to close it.")
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
        "since": formatting.moment(state.waiting_since),
        "iso": state.newest_over.isoformat(),
    }
    return Todo("stopped", text)


def _behind(state: NightState) -> str:
    text = (
        _("%(number)s days are being caught up%(ready)s. Nothing to do about it.")
        if state.leading or state.at_work
        else _("%(number)s days wait to be closed: the next tick of the clock begins with them.")
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
    return f"{at:%H:%M} UTC" if at.date() == now.date() else formatting.moment(at)


def _feeds(state: NightState) -> Iterator[Todo]:
    for day in state.provisional:
        text = _("The close of %(day)s is provisional: look at its doubts and release it.")
        yield Todo(f"close-{day}", text % {"day": formatting.day(day)}, _("The close"), "close", of=day)
    for file in state.missing_files:
        text = _("The file of %(kind)s for %(day)s has not come: ask for it, then load it.")
        key = f"missing-{file.kind}-{file.day}"
        yield Todo(
            key,
            text % {"kind": formatting.kind(file.kind), "day": formatting.day(file.day)},
            _("Files"),
            "files",
        )


def _aside(state: NightState) -> Iterator[Todo]:
    if state.aside.accounts:
        text = ngettext(
            "%(number)s account is set aside, since %(day)s: load what is missing, then have it computed.",
            "%(number)s accounts are set aside, the first since %(day)s: load what is missing, then have them"
            " computed.",
            state.aside.accounts,
        ) % {"number": count(state.aside.accounts), "day": formatting.day(state.aside.since)}
        yield Todo("aside", text, _("What is missing"), "set-aside", capability=Capability.SEE_ACCOUNTS)


def _refused(state: NightState) -> Iterator[Todo]:
    if state.refused_rows:
        text = ngettext(
            "%(number)s row of the files of the last days was refused or conflicts: mend it and load the file"
            " again.",
            "%(number)s rows of the files of the last days were refused or conflict: mend them and load the"
            " files again.",
            state.refused_rows,
        ) % {"number": count(state.refused_rows)}
        yield Todo("refused", text, _("Files"), "files")


def _breaks(state: NightState) -> Iterator[Todo]:
    if state.breaks.unowned:
        text = ngettext(
            "%(number)s break has no owner: somebody should take it.",
            "%(number)s breaks have no owner: somebody should take them.",
            state.breaks.unowned,
        ) % {"number": count(state.breaks.unowned)}
        link = _("Breaks without an owner")
        yield Todo("breaks", text, link, "breaks", query="?owner=nobody", capability=Capability.SEE_ACCOUNTS)


def _calendars(state: NightState) -> Iterator[Todo]:
    """Where the next year is near and not known. Nothing known at all is filled by the next tick."""
    for calendar, through in state.calendars.items():
        if through and through - state.at.date() < NEAR:
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
            )


def _nothing(state: NightState) -> Todo:
    if state.last_closed is None:
        return Todo("empty", _("Nothing is loaded that could be closed."), _("First steps"), "home")
    text = _("Nothing to do. The next day, %(day)s, is over at %(time)s.")
    day = state.newest_over + timedelta(days=1)
    return Todo("nothing", text % {"day": formatting.day(day), "time": formatting.moment(state.next_over_at)})
