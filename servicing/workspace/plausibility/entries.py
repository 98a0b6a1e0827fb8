"""Unlikely entries beyond the pack's limits: they wait for a second person, who confirms or refuses each."""

from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils.translation import gettext_lazy

from accounts import holds
from accounts.acts import Act
from accounts.calendars import store as calendar_store
from accounts.dates import local_day
from servicing.models import UnlikelyEntry
from servicing.workspace.plausibility.asked_again import AskedAgain

WAITS = gettext_lazy("It stands, and a second person has to confirm it.")


class OwnEntry(RuntimeError):  # noqa: N818 -- named for what happened
    """Whoever entered it does not confirm it."""


class DecidedAlready(RuntimeError):  # noqa: N818
    """Somebody else has decided it, or it is corrected."""


def note(form: AskedAgain, act: Act, **of: Any) -> UnlikelyEntry | None:
    """Have a second person look at what this form recorded; nothing where it is not so unlikely.

    ``of``: ``account`` and ``hold``, or ``account``, ``case`` and ``amount``, or ``calendar_day``.
    """
    if form.question is None or not form.needs_second:
        return None
    what = {"doubt": form.question.doubt, "figures": form.question.figures, "because": form.because}
    return UnlikelyEntry.objects.create(**what, entered_by=act.by, entered_at=act.at, **of)


def waiting() -> QuerySet[UnlikelyEntry]:
    """Those that nobody has decided, and that are not withdrawn, closed or corrected meanwhile."""
    disputed = Coalesce("case__amended_amount", "case__disputed_amount")
    standing = Q(case=None, hold=None) | Q(hold__withdrawn_on=None, hold__isnull=False)
    standing |= Q(case__decided_on=None, case__isnull=False) & (Q(amount=None) | Q(amount=F("disputed")))
    return UnlikelyEntry.objects.alias(disputed=disputed).filter(standing, decided_at=None)


def confirm(entry: UnlikelyEntry, act: Act) -> None:
    """Say that it is right; a day of a calendar is entered now. Raises OwnEntry and DecidedAlready."""
    with transaction.atomic():
        ours = _ours(entry)
        if act.by == ours.entered_by:
            raise OwnEntry
        _decide(ours, act, confirmed=True)
        if ours.calendar_day:
            _enter_day(ours)


def refuse(entry: UnlikelyEntry, act: Act) -> None:
    """Say that it is wrong, and why: its hold is withdrawn, its day not entered.

    A case is not refused: its amount is corrected. Raises DecidedAlready, and what withdrawing raises.
    """
    with transaction.atomic():
        ours = _ours(entry)
        ours.refused_because = act.note
        _decide(ours, act, confirmed=False)
        if ours.hold and ours.account:
            on = local_day(act.at, ours.account.time_zone)
            holds.withdraw(ours.hold, on, act)


def _ours(entry: UnlikelyEntry) -> UnlikelyEntry:
    """The entry, ours alone until the transaction ends. Raises DecidedAlready."""
    locked = waiting().select_for_update(of=("self",)).filter(pk=entry.pk).first()
    if locked is None:
        raise DecidedAlready
    return locked


def _decide(entry: UnlikelyEntry, act: Act, *, confirmed: bool) -> None:
    entry.confirmed, entry.decided_by, entry.decided_at = confirmed, act.by, act.at
    entry.save(update_fields=["confirmed", "decided_by", "decided_at", "refused_because"])


def _enter_day(entry: UnlikelyEntry) -> None:
    """In the name of whoever wanted it, known from the first open date on."""
    entered: dict[str, Any] = entry.calendar_day or {}
    act = Act(by=entry.entered_by, at=entry.decided_at or entry.entered_at, note=entry.because)
    calendar_store.correct(
        entered["calendar"],
        date.fromisoformat(entered["day"]),
        act,
        works=entered["works"],
        name=entered["name"],
    )
