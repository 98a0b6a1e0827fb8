"""What of a month's credit report may go out, and what is held back and why (rules, sections 7 and 11)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.models import Account, Break, SetAside
from accounts.reports.credit import month_lines
from accounts.reports.credit.month_lines import MonthLine
from notices.kinds import catalogue
from notices.kinds.schema import DELIVERED, SENT, SERVED, NoticeKind
from notices.models import Notice

BEFORE = "before-adverse-report"
NOT_COMPUTED, BREAK, NO_NOTICE, TOO_LATE = "cannot-be-computed", "break", "no-notice", "notice-too-late"


@dataclass(frozen=True, slots=True)
class Reported:
    """A line, and why it is held back; ``""``: it may go out."""

    month: MonthLine
    reason: str


def report(month_end: date) -> Iterator[Reported]:
    """Every line of the month. Only what says that something is late is ever held back, but for what cannot
    be computed, fails a check, or is of somebody bankrupt. Raises DayNotClosed at once."""
    lines = month_lines.lines(month_end)
    return (Reported(each, _held_back(each, month_end)) for each in lines)


def _held_back(each: MonthLine, month_end: date) -> str:
    if each.line is None or SetAside.objects.filter(account=each.account).exists():
        return NOT_COMPUTED
    # Of somebody bankrupt only the codes of bankruptcy are reported, which a person writes.
    if kind := _hold(each, "codes"):
        return f"hold:{kind}"
    if each.failed:
        return f"check:{each.failed[0]}"
    return _adverse_held_back(each, month_end) if each.is_adverse else ""


def _adverse_held_back(each: MonthLine, month_end: date) -> str:
    if kind := _hold(each, "all"):
        return f"hold:{kind}"
    if _has_break(each.account, month_end):
        return BREAK
    return _without_notice(each, month_end)


def _hold(each: MonthLine, makes_of_it: str) -> str:
    """The kind of a hold in force, on the account or on whoever holds it, that makes so much of reporting."""
    kinds = each.pack.holds
    return next((kind for kind in each.holds if kinds[kind].holds_reporting == makes_of_it), "")


def _has_break(account: Account, day: date) -> bool:
    """A statement that may say too much, which nobody has explained."""
    rows = Break.objects.filter(account=account, found_on__lte=day)
    return any(
        row.ours is not None and row.printed > row.ours and not (row.settled_on and row.settled_on <= day)
        for row in rows
    )


def _without_notice(each: MonthLine, month_end: date) -> str:
    """Why the notice that the pack demands before an adverse report does not stand behind it."""
    kinds = [kind for kind in catalogue.of(each.pack.code).values() if kind.occasion.type == BEFORE]
    return next(filter(None, (_lacks(each, kind, month_end) for kind in kinds)), "")


def _lacks(each: MonthLine, kind: NoticeKind, month_end: date) -> str:
    """One in this run must have gone, and have stayed gone, so many days before the report."""
    run = each.line and each.line.first_delinquency
    rows = Notice.objects.filter(
        account=each.account,
        kind=kind.code,
        state__in=(SENT, DELIVERED, SERVED),
        sent_on__gte=run or date.min,
    )
    first = rows.order_by("sent_on").values_list("sent_on", flat=True).first()
    if first is None:
        return NO_NOTICE
    return TOO_LATE if first + timedelta(days=kind.occasion.days) > month_end else ""
