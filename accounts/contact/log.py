"""The contact log: what was tried and said, added to and never changed (rules, section 10)."""

from datetime import datetime

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet
from django.db.models.functions import Coalesce

from accounts.acts import Act
from accounts.business_dates import becomes_known
from accounts.contact import callbacks, gate
from accounts.customers import contact_points
from accounts.customers.phone_numbers import normal
from accounts.dates import local_day
from accounts.models import ContactEvent, GateAnswer
from accounts.rules.contact.outcomes import OUT


class NotAllowed(ValueError):  # noqa: N818 -- named for what is wrong with the contact
    """Something went out that the gate did not allow, or that is logged already."""


def log(event: ContactEvent, *, now: datetime) -> ContactEvent:
    """Log a contact of the desk. One from us needs the answer that allowed it, and happened then.

    Raises NotAllowed. A wrong number is marked for everybody; a call-back that was reached is kept.
    """
    with transaction.atomic():
        gate.lock([event.customer_id], [event.account_id])
        if event.direction == OUT:
            _as_allowed(event)
        _enter(event, now)
        if event.outcome == ContactEvent.Outcome.WRONG_NUMBER:
            _mark_wrong(event, now)
        callbacks.reached(event, now)
    return event


def correct(event: ContactEvent, *, of: ContactEvent, now: datetime, may_lift: bool = False) -> ContactEvent:
    """Log what stands instead of an entry. Who was contacted, how and what for stays as it was.

    A number that was marked as wrong stays marked, unless whoever corrects may lift such marks.
    """
    with transaction.atomic():
        gate.lock([of.customer_id], [of.account_id])
        event.corrects_id = of.corrects_id or of.pk
        for name in ("customer_id", "account_id", "channel", "direction", "purpose", "relation"):
            setattr(event, name, getattr(of, name))
        _enter(event, now)
        _mark_anew(event, before=of, now=now, may_lift=may_lift)
    return event


def standing() -> QuerySet[ContactEvent]:
    """Entries as they stand: of an entry and its corrections the newest."""
    first = Coalesce(OuterRef("corrects"), OuterRef("pk"))
    later = ContactEvent.objects.filter(corrects=first, pk__gt=OuterRef("pk"))
    return ContactEvent.objects.exclude(Exists(later))


def _as_allowed(event: ContactEvent) -> None:
    """The yes that an outgoing contact rests on, not used before; who and how are as asked."""
    unused = GateAnswer.objects.filter(allowed=True, given_back_at=None, event=None)
    answer = unused.filter(pk=event.answer_id).first() if event.answer_id else None
    asked = ("customer_id", "account_id", "channel", "purpose")
    if answer is None or any(getattr(answer, name) != getattr(event, name) for name in asked):
        raise NotAllowed("the gate has not allowed this contact")
    event.at, event.number = answer.at, answer.number


def _enter(event: ContactEvent, now: datetime) -> None:
    event.source = ContactEvent.Source.DESK
    event.number = normal(event.number, event.account.product.jurisdiction)
    event.entered_at = now
    event.known_on = becomes_known(local_day(now, event.account.time_zone))
    event.save(force_insert=True)


def _mark_anew(event: ContactEvent, *, before: ContactEvent, now: datetime, may_lift: bool) -> None:
    """A correction may be about just this: whether the number was wrong."""
    was, wrong = (each.outcome == ContactEvent.Outcome.WRONG_NUMBER for each in (before, event))
    if may_lift and was and (not wrong or event.number != before.number):
        contact_points.lift(before.number, Act(by=event.agent, at=now, note=_why(event)))
    if wrong:
        _mark_wrong(event, now)


def _mark_wrong(event: ContactEvent, now: datetime) -> None:
    """Whoever called from a number that nobody knows is logged all the same."""
    if event.number:
        contact_points.mark_wrong(event.number, Act(by=event.agent, at=now, note=_why(event)))


def _why(event: ContactEvent) -> str:
    return f"contact {event.pk}"
