"""Whether a frozen letter is still true: asked before it is released, and once more before it is sent.

A letter is as good as the day that its figures stand for (rules, section 7). It is made anew where a day
that it printed as still to come has gone by, where a figure that it prints is another one now, or where its
figures are older than the pack allows.
"""

from collections.abc import Collection, Iterator, Mapping
from datetime import date, timedelta
from functools import cache
from typing import Any

from accounts import packs
from accounts.calendars import store as calendar_store
from notices import prescribed
from notices.kinds import catalogue
from notices.kinds.placeholders import DAY, PLACEHOLDERS, TEXT
from notices.kinds.schema import NoticeKind
from notices.letters import figures
from notices.letters.occasion_figures import earliest_report
from notices.models import Notice, NoticeContent
from notices.wordings import versions as wording_versions

DAY_PASSED, FIGURES, TOO_OLD = "day-passed", "figures", "too-old"
_FROZEN = ("ready", "released")
_CHUNK = 500
# Days past due grow by one a day: by that alone a letter that says its day is not untrue.
_GROWS = "days_past_due"
# The last day of an offer that has not left moves with the day; what was printed only comes sooner.
_OFFER_ENDS = "offer_ends_on"
_ALWAYS_OTHER = {"as_of"}
_PRESCRIBED = {"enclosure", "prescribed_wording"}


def untrue(notices: Collection[int], today: date) -> dict[int, str]:
    """Of these notices, those whose frozen letter is no longer true on the day, with the reason.

    Notices without a frozen letter are left out. The facts are those of now.
    """
    reasons: dict[int, str] = {}
    ids = sorted(notices)
    for start in range(0, len(ids), _CHUNK):
        reasons |= dict(_untrue(ids[start : start + _CHUNK], today))
    return reasons


def is_true(notice: Notice, today: date) -> bool:
    """Whether what this notice says is still so."""
    return notice.pk not in untrue([notice.pk], today)


def _untrue(ids: list[int], today: date) -> Iterator[tuple[int, str]]:
    contents = NoticeContent.objects.filter(notice__in=ids, notice__state__in=_FROZEN)
    newest = {row.notice_id: row for row in contents.select_related("notice__recipient").order_by("pk")}
    if not newest:
        return
    frozen = [row.notice for row in newest.values()]
    now = figures.of(frozen, today)
    calendar = cache(calendar_store.of)
    for pk, content in newest.items():
        kind = catalogue.get(content.notice.kind)
        report = earliest_report(kind, today, calendar(packs.of(kind.jurisdiction).calendar))
        if reason := _why(content, now[pk], today, report):
            yield pk, reason


def _why(content: NoticeContent, now: figures.Figures, today: date, report: date) -> str:
    """The reason, or nothing. ``report``: the earliest day of a report that a letter of today may name."""
    kind = catalogue.get(content.notice.kind)
    names = wording_versions.printed_by(content.notice.kind, content.language, content.template_number)
    names = set(content.figures["values"]) if names is None else names
    printed = {name: value for name, value in content.figures["values"].items() if name in names}
    if any(_has_passed(name, value, today) for name, value in printed.items()):
        return DAY_PASSED
    if _is_of_another_edition(content, kind, today):
        return FIGURES
    if content.figures.get("spelled", {}) != dict(now.spelled):
        return FIGURES
    current = now.frozen()["values"]
    waited = (today - content.as_of).days
    if now.problem or any(
        not _is_same(name, value, current, waited, report) for name, value in printed.items()
    ):
        return FIGURES
    return TOO_OLD if waited > packs.of(kind.jurisdiction).letters.fresh_days else ""


def _is_of_another_edition(content: NoticeContent, kind: NoticeKind, today: date) -> bool:
    """Whether the sheet that goes with it is no longer the one in force."""
    if not content.enclosure_id:
        return False
    sheet = prescribed.in_force(kind, kind.encloses, content.language, today)
    return sheet is None or sheet.document_id != content.enclosure_id


def _has_passed(name: str, value: Any, today: date) -> bool:
    return PLACEHOLDERS[name].is_ahead and date.fromisoformat(value) < today


def _is_same(name: str, printed: Any, current: Mapping[str, Any], waited: int, earliest_report: date) -> bool:
    """Whether a value is what it would be if the letter were made now. Names and routes are no figures."""
    if name in _ALWAYS_OTHER or (PLACEHOLDERS[name].sort == TEXT and name not in _PRESCRIBED):
        return True
    if name == _GROWS:
        return bool(current.get(name) == printed + waited)
    if name == _OFFER_ENDS:
        moved = date.fromisoformat(printed) + timedelta(days=waited)
        return name in current and date.fromisoformat(current[name]) in (date.fromisoformat(printed), moved)
    if name == "report_from":
        # Printed with some days to spare: it may be later than the letter of today would have to say.
        return name in current and date.fromisoformat(printed) >= earliest_report
    return bool(current.get(name) == printed)


def passed_days(bound: figures.Figures, names: Collection[str]) -> list[str]:
    """Days among these placeholders that a letter must print as still to come, and that have gone by."""
    days = [name for name in names if name in bound.values and PLACEHOLDERS[name].sort == DAY]
    return sorted(name for name in days if PLACEHOLDERS[name].is_ahead and bound.values[name] < bound.as_of)
