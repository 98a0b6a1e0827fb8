"""The kinds of notices that a fact of the book can call for, as rows that statements join."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from accounts import packs
from accounts.calendars import store as calendar_store
from accounts.database.temp_tables import TempTable
from accounts.packs import HoldKind
from accounts.rules.working_days import WorkingCalendar
from notices.kinds import catalogue
from notices.kinds.schema import BEFORE_PAST_DUE, INVITED_BY_THEMSELVES, Deadline, NoticeKind
from notices.kinds.tables import KIND_HOLD, NOTICE_KIND

_GO = "go"
# What an answer of the pack to "does it stop discretionary notices" makes of a notice that does not survive.
_EFFECTS = {
    "no": _GO, "all": "stop", "about-it": "about-it", "channel": "channel", "review": "review",
    "representative": "representative",
}  # fmt: skip
# And the wording in which a notice survives. As counsel allows: once somebody has looked.
_SURVIVES = {"representative": "representative", "estate": "estate", "counsel": "review"}


@dataclass(frozen=True, slots=True)
class _Row:
    """What a kind gives on any day: its row but for the deadline, and what holds do to it, as JSON."""

    kind: NoticeKind
    of_any_day: dict[str, Any]
    holds: str


_rows: dict[int, _Row] = {}  # by the identity of the kind, which the row holds, so that no other has it


def lay_out(cursor: Any, day: date) -> None:
    """The tables ``notice_kind``, with the deadlines of what is found on the day, and ``kind_hold``."""
    rows = [_row_of(kind) for kind in catalogue.KINDS.values() if kind.can_be_triggered]
    _fill(cursor, NOTICE_KIND, json.dumps(list(_with_deadlines(rows, day))))
    _fill(cursor, KIND_HOLD, f"[{', '.join(row.holds for row in rows if row.holds)}]")


def due_by(deadline: Deadline | None, calendar: WorkingCalendar, day: date) -> date | None:
    """The last day for what is found on the day; none where nobody waits for it."""
    if deadline is None:
        return None
    if deadline.working:
        return calendar.add_working_days(day, deadline.days)
    return day + timedelta(days=deadline.days)


def _row_of(kind: NoticeKind) -> _Row:
    """Made once: neither the catalogue nor the packs change while the program runs."""
    if id(kind) not in _rows:
        _rows[id(kind)] = _Row(kind, _of_any_day(kind), ", ".join(map(json.dumps, _holds(kind))))
    return _rows[id(kind)]


def _with_deadlines(rows: Iterable[_Row], day: date) -> Iterator[dict[str, Any]]:
    calendar = cache(lambda jurisdiction: calendar_store.of(packs.of(jurisdiction).calendar))
    for row in rows:
        last = due_by(row.kind.deadline, calendar(row.kind.jurisdiction), day)
        yield {**row.of_any_day, "due_by": last and last.isoformat()}


def _of_any_day(kind: NoticeKind) -> dict[str, Any]:
    pack = packs.of(kind.jurisdiction)
    return {
        "code": kind.code, "jurisdiction": kind.jurisdiction, "type": kind.occasion.type,
        "days": _days(kind), "count": kind.occasion.count, "kinds": kind.occasion.kinds,
        "threshold": _threshold(kind), "nature": kind.nature, "owes": owes(kind), "first": kind.first,
        "gap_days": kind.gap_days, "help_days": pack.letters.gap_days, "most_a_day": pack.letters.most_a_day,
        "quiet_days": pack.hardship.invite_quiet_days if kind.occasion.type in INVITED_BY_THEMSELVES else 0,
        "invites": kind.invites, "after": kind.after, "recipient": kind.recipient, "channels": kind.channels,
        "before_next_statement": bool(kind.deadline and kind.deadline.limit == "next-statement"),
    }  # fmt: skip


def owes(kind: NoticeKind) -> bool:
    """Whether it is only for somebody who is past due: what law does not ask for always is."""
    return kind.occasion.type not in BEFORE_PAST_DUE and (kind.is_discretionary or kind.while_past_due)


def _days(kind: NoticeKind) -> int:
    return max(kind.occasion.days, 1) if kind.occasion.type == "in-grace" else kind.occasion.days


def _threshold(kind: NoticeKind) -> int | None:
    """The days past due that bring the occasion about, where it is such a number."""
    if kind.occasion.type == "days-past-due":
        return max(kind.occasion.days, 1)
    if kind.occasion.type != "before-adverse-report":
        return None
    bands = packs.of(kind.jurisdiction).credit_codes.bands
    adverse = min((band.first for band in bands if band.first), default=None)
    return adverse and max(adverse - kind.occasion.days, 1)


def _holds(kind: NoticeKind) -> Iterator[dict[str, str]]:
    for name, hold in packs.of(kind.jurisdiction).holds.items():
        effect, wording = _effect(kind, hold)
        if effect != _GO or wording:
            yield {"code": kind.code, "hold": name, "effect": effect, "wording": wording}


def _effect(kind: NoticeKind, hold: HoldKind) -> tuple[str, str]:
    """What a kind of hold does to a kind of notice, and in what words that goes all the same."""
    if kind.occasion.type == "before-adverse-report" and hold.holds_reporting == "all":
        return "stop", ""  # nothing is reported, so nothing is announced
    wording = kind.survives.get(hold.name)
    if wording is None:
        return _EFFECTS[hold.stops_discretionary], ""
    if wording == "undisputed" and _asserts_debt(kind) and not kind.goes_if_all_is_disputed:
        return "about-it", wording  # of a dispute that names no amount all is disputed
    return _SURVIVES.get(wording, _GO), "" if wording == _GO else wording


def _asserts_debt(kind: NoticeKind) -> bool:
    """Whether it says, or leads to a report, that something is owed."""
    asserting = (*BEFORE_PAST_DUE, "missed-minimums", "past-due", "days-past-due")
    return owes(kind) or kind.occasion.type in asserting


def _fill(cursor: Any, table: TempTable, rows: str) -> None:
    """``rows``: as JSON."""
    table.empty(cursor)
    cursor.execute(
        f"INSERT INTO {table.name} SELECT r.* FROM json_populate_recordset(NULL::pg_temp.{table.name}, %s) r",
        [rows],
    )
