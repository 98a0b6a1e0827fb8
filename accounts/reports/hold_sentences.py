"""What holds do to a standing, in sentences of the active language."""

from collections.abc import Iterable, Iterator
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from accounts import formatting
from accounts.dates import NEVER
from accounts.models import Hold
from accounts.rules import pauses
from accounts.rules import standing as standing_rules


def in_force(holds: Iterable[pauses.Hold], day: date) -> Iterator[str]:
    """Which holds the day belongs to, how long they last, and whether ageing pauses."""
    bound = sorted((hold for hold in holds if hold.in_force(day)), key=lambda hold: hold.starts_on)
    for hold in bound:
        values = {
            "kind": Hold.Kind(hold.kind).label,
            "from": formatting.day(hold.starts_on),
            "last": formatting.day(hold.last),
        }
        if hold.last == NEVER:
            yield _("On hold since %(from)s, until it is lifted: %(kind)s.") % values
        else:
            yield _("On hold from %(from)s through %(last)s: %(kind)s.") % values
    if any(hold.pauses for hold in bound):
        yield _("While that lasts, ageing pauses: nothing newly becomes past due, and no statement counts.")


def paused(now: standing_rules.Standing) -> Iterator[str]:
    """How many of the days past due are paused."""
    if now.days_paused:
        yield ngettext(
            "On %(count)s of these days ageing was paused; it counts all the same.",
            "On %(count)s of these days ageing was paused; they count all the same.",
            now.days_paused,
        ) % {"count": now.days_paused}


def disputed(cycle: standing_rules.CycleDue, currency: str) -> Iterator[str]:
    """What a dispute takes off a cycle, and what is asked again."""
    values = {
        "day": formatting.day(cycle.statement_date),
        "amount": formatting.amount(cycle.disputed, currency),
        "rejected": formatting.amount(min(cycle.rejected, cycle.amount), currency),
        "fresh": cycle.fresh_due and formatting.day(cycle.fresh_due),
    }
    if cycle.disputed:
        yield _("%(amount)s of the statement of %(day)s is disputed, so it is not asked now.") % values
    if cycle.rejected and cycle.effective_due == cycle.fresh_due:
        yield _(
            "%(rejected)s of the statement of %(day)s was disputed and is owed; the rest is paid, so it is"
            " due on %(fresh)s."
        ) % values  # fmt: skip
    elif cycle.rejected and cycle.amount:
        yield (
            _("%(rejected)s of the statement of %(day)s was disputed and is asked again after %(fresh)s.")
            % values
        )


def moved(cycle: standing_rules.CycleDue) -> Iterator[str]:
    """From when to when a pause moved the first day past due of a cycle that is still unpaid."""
    if cycle.unpaused is None:
        return
    values = {"day": formatting.day(cycle.statement_date), "own": formatting.day(cycle.unpaused)}
    if cycle.past_due_from == NEVER:
        yield _("Ageing pauses on %(own)s, when that would be past due, until the hold is lifted.") % values
    else:
        values["from"] = formatting.day(cycle.past_due_from)
        yield _("Ageing pauses on %(own)s, when that would be past due, so it is from %(from)s on.") % values


def uncounted(now: standing_rules.Standing, statement_dates: Iterable[date]) -> Iterator[str]:
    """Statements that came after the oldest missed one became past due, but while ageing paused."""
    dates = [day for day in statement_dates if pauses.cover(now.pauses, day)]
    if dates:
        yield (
            ngettext(
                "%(count)s statement (%(dates)s) came while ageing was paused and does not count.",
                "%(count)s statements (%(dates)s) came while ageing was paused and do not count.",
                len(dates),
            )
            % {"count": len(dates), "dates": pgettext("between days", ", ").join(map(formatting.day, dates))}
        )
