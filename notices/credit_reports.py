"""What of a month's credit report may go out, and what is held back and why (rules, sections 7 and 11)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from accounts.models import Account, Break, Hold, SetAside
from accounts.packs import Pack
from accounts.reports.credit import month_lines
from accounts.reports.credit.month_lines import MonthLine
from notices.kinds import catalogue
from notices.kinds.schema import DELIVERED, SENT, SERVED, NoticeKind
from notices.models import Notice

BEFORE = "before-adverse-report"
NOT_COMPUTED, BREAK, NO_NOTICE, TOO_LATE = "cannot-be-computed", "break", "no-notice", "notice-too-late"
_STOPS = ("all", "codes")  # what a kind of hold makes of reporting; without a disputed amount it goes on


@dataclass(frozen=True, slots=True)
class Reported:
    """A line, and why it is held back; ``""``: it may go out."""

    month: MonthLine
    reason: str


def report(month_end: date) -> Iterator[Reported]:
    """Every line of the month. Only what says that something is late is ever held back, but for what fails a
    check or cannot be computed. Raises DayNotClosed at once."""
    lines = month_lines.lines(month_end)
    return (Reported(each, _held_back(each, month_end)) for each in lines)


def _held_back(each: MonthLine, month_end: date) -> str:
    if each.line is None or SetAside.objects.filter(account=each.account).exists():
        return NOT_COMPUTED
    if each.failed:
        return f"check:{each.failed[0]}"
    if not each.is_adverse:
        return ""
    if kind := _hold(each.account, each.pack, month_end):
        return f"hold:{kind}"
    if _has_break(each.account, month_end):
        return BREAK
    return _without_notice(each, month_end)


def _hold(account: Account, pack: Pack, day: date) -> str:
    """The kind of a hold in force that stops reporting, on the account or on whoever holds it."""
    stopping = [name for name, kind in pack.holds.items() if kind.holds_reporting in _STOPS]
    holders = account.parties.filter(role__in=("cardholder", "joint-holder")).values("customer")
    rows = Hold.objects.filter(kind__in=stopping, starts_on__lte=day, withdraw_known_on=None).order_by("pk")
    for hold in rows.filter(account=account) | rows.filter(customer__in=holders):
        last = hold.ends_on or hold.lapses_on
        if last is None or last >= day:
            return str(hold.kind)
    return ""


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
