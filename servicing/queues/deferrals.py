"""Saying no to a person for a while: skipped, snoozed until a time, at rest after work (rules, section 13).

Nobody is deferred past the deadline of the work about them.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import transaction
from django.utils.translation import gettext_lazy

from accounts.acts import Act
from accounts.contact import gate
from accounts.dates import local_day, over_at
from servicing.models import Claim, ClaimRecord, Deferral
from servicing.queues import claims
from servicing.queues.catalogue import CALL_BACK, COLLECTION, QUEUES

Kind = Deferral.Kind
AGAIN = timedelta(minutes=15)  # after a call that was agreed for this time and reached nobody
LEFT = timedelta(hours=1)  # whoever left a person without doing anything is not offered them at once again
OVERDUE = timedelta(hours=1)  # the longest rest of work whose deadline is over
_YEAR = timedelta(days=365)


class PastDeadline(ValueError):  # noqa: N818 -- named for what is wrong with the time
    """The time lies past the deadline of the work. ``last``: the day of the deadline."""

    def __init__(self, last: date) -> None:
        super().__init__(str(last))
        self.last = last


@dataclass(frozen=True)
class SkipReason:
    """``lasts``: for how long the person is not offered; ``to_all``: to nobody, else not to whoever skips.
    ``again``: whether whoever skips may be offered the person again afterwards, in so many words."""

    label: Any
    lasts: timedelta
    again: bool
    to_all: bool = False


SKIPS: dict[str, SkipReason] = {
    "knows-them": SkipReason(gettext_lazy("I know this person"), _YEAR, again=False),
    "language": SkipReason(gettext_lazy("I do not speak their language"), _YEAR, again=False),
    "training": SkipReason(gettext_lazy("This needs a colleague who is trained for it"), _YEAR, again=False),
    "no-time": SkipReason(gettext_lazy("Too long for the time I have left"), timedelta(hours=8), again=True),
    "wrong-queue": SkipReason(
        gettext_lazy("They do not belong in this queue"), timedelta(days=1), again=True, to_all=True
    ),
}
SNOOZES: dict[str, Any] = {
    "colleague": gettext_lazy("Waiting for an answer from a colleague"),
    "papers": gettext_lazy("Waiting for papers from the customer"),
    "payment": gettext_lazy("They say that they have paid"),
    "better-time": gettext_lazy("Another time of day is better"),
    "other": gettext_lazy("Another reason, in the note"),
}


def skip(claim: Claim, reason: str, act: Act) -> Deferral:
    """Give the person back, and do not offer them for a while. Raises LostClaim."""
    known = SKIPS[reason]
    until = min(act.at + known.lasts, _latest(claim, act.at)) if known.to_all else act.at + known.lasts
    only = "" if known.to_all else act.by
    return _given_back(claim, act, Deferral(kind=Kind.SKIPPED, reason=reason, until=until, only=only))


def snooze(claim: Claim, reason: str, until: datetime, act: Act) -> Deferral:
    """Give the person back until a moment. Raises LostClaim, or PastDeadline."""
    check_deadline(claim.due_on, until, _zone(claim))
    return _given_back(claim, act, Deferral(kind=Kind.SNOOZED, reason=reason, until=until))


def check_deadline(due_on: date | None, until: datetime, zone: str) -> None:
    """Raises PastDeadline where the moment lies after the day of the deadline there."""
    if due_on and until > over_at(due_on, zone):
        raise PastDeadline(due_on)


def snooze_unclaimed(customer: int, reason: str, until: datetime, act: Act) -> Deferral:
    """Do not offer a person whom nobody has, until a moment that ``check_deadline`` lets pass."""
    return _kept(customer, act, Deferral(kind=Kind.SNOOZED, reason=reason, until=until))


def same_time_again(customer: int, now: datetime, zone: str) -> Deferral | None:
    """The last snooze of the person with the next moment after now that has its time of day."""
    last = Deferral.objects.filter(customer=customer, kind=Kind.SNOOZED).order_by("-made_at").first()
    if last is None:
        return None
    clock = last.until.astimezone(ZoneInfo(zone))
    at = datetime.combine(local_day(now, zone), clock.time(), clock.tzinfo)
    last.until = at if at > now else at + timedelta(days=1)
    return last


def rest(claim: Claim, act: Act) -> Deferral:
    """The person was worked on: offered again when they may be contacted again, or the day after."""
    queue = QUEUES[claim.queue]
    until = min(_rests_until(claim, act.at), _latest(claim, act.at))
    with transaction.atomic():
        claims.end(claim, act, ClaimRecord.End.DONE)
        where = "" if queue.calls else queue.code
        return _kept(claim.pk, act, Deferral(kind=Kind.WORKED, reason="done", until=until, queue=where))


def leave(claim: Claim, act: Act) -> Deferral:
    """Nothing was done about the person: they go back to everybody else at once, and that is on record."""
    with transaction.atomic():
        claims.end(claim, act, ClaimRecord.End.GIVEN_BACK)
        left = Deferral(kind=Kind.SKIPPED, reason="left", until=act.at + LEFT, only=act.by)
        return _kept(claim.pk, act, left)


def _given_back(claim: Claim, act: Act, deferral: Deferral) -> Deferral:
    how = ClaimRecord.End.SKIPPED if deferral.kind == Kind.SKIPPED else ClaimRecord.End.SNOOZED
    note = f"{deferral.reason}: {act.note}" if act.note else deferral.reason
    with transaction.atomic():
        claims.end(claim, Act(by=act.by, at=act.at, note=note), how)
        return _kept(claim.pk, act, deferral)


def _kept(customer: int, act: Act, deferral: Deferral) -> Deferral:
    """The newest word of a colleague about a person takes the place of the one before."""
    earlier = Deferral.objects.filter(customer=customer, made_by=act.by)
    earlier.filter(only=deferral.only, queue=deferral.queue).delete()
    deferral.customer_id, deferral.note = customer, act.note
    deferral.made_by, deferral.made_at = act.by, act.at
    deferral.save(force_insert=True)
    return deferral


def _rests_until(claim: Claim, now: datetime) -> datetime:
    queue, zone = QUEUES[claim.queue], _zone(claim)
    if queue.calls is CALL_BACK:
        return now + AGAIN
    tomorrow = over_at(local_day(now, zone), zone)
    if queue.calls is None:
        return tomorrow
    pair = (claim.customer_id, claim.account_id)
    answer = gate.look([pair], [COLLECTION], now)[pair][0]
    return max(filter(None, (tomorrow, answer.from_when)))


def _latest(claim: Claim, now: datetime) -> datetime:
    """The end of the day of the deadline; of one that is over, an hour from now."""
    if claim.due_on is None:
        return now + _YEAR
    return max(over_at(claim.due_on, _zone(claim)), now + OVERDUE)


def _zone(claim: Claim) -> str:
    return claim.account.time_zone
