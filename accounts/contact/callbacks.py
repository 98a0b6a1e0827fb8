"""Call-backs: calls agreed for a day and a time, and who makes them (rules, section 10)."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q, QuerySet

from accounts.acts import Act, ActRefused
from accounts.models import CallBack, ContactEvent
from accounts.rules.contact.hours import moment
from accounts.rules.contact.outcomes import CONVERSATION, OUT, REFUSED
from accounts.rules.contact.terms import LATE

Outcome = CallBack.Outcome
WEEK, MOST_A_WEEK = timedelta(days=7), 3  # calls that one person asked for
NOT_IN_TOUCH, TOO_MANY = "not-in-touch", "too-many"


def agree(call: CallBack, act: Act) -> CallBack:
    """Enter a call-back for its day and time, by the clock of its zone."""
    call.at = moment_of(call.day, call.time, call.zone)
    call.made_by, call.made_at = act.by, act.at
    call.save(force_insert=True)
    return call


def refusal(customer: int, account: int, now: datetime) -> str:
    """Why nobody can say now that this person asked for a call; nothing where they can.

    A call that somebody asked for is agreed while in touch with them: ``not-in-touch`` where no contact of
    the last day is logged that reached them, or one was agreed since; ``too-many`` above three in seven days.
    """
    asked = CallBack.objects.filter(customer=customer, account=account).exclude(asked=CallBack.Asked.NO)
    if asked.filter(made_at__gt=now - WEEK).count() >= MOST_A_WEEK:
        return TOO_MANY
    reached = Q(direction="in") | Q(outcome__in=(CONVERSATION, REFUSED))
    touched = ContactEvent.objects.filter(
        reached, customer=customer, account=account, relation="", entered_at__gt=now - timedelta(days=1)
    ).exclude(outcome=ContactEvent.Outcome.IN_ERROR)
    last = touched.order_by("-entered_at").values_list("entered_at", flat=True).first()
    is_new = last is not None and not asked.filter(made_at__gte=last).exists()
    return "" if is_new else NOT_IN_TOUCH


def move(old: CallBack, new: CallBack, act: Act) -> None:
    """Agree on another time instead. Raises ActRefused where the old one is not open any more."""
    with transaction.atomic():
        _settle_one(old, Outcome.MOVED, act)
        agree(new, act)


def cancel(call: CallBack, act: Act) -> None:
    """Cancel a call-back for a reason. Raises ActRefused where it is not open any more."""
    _settle_one(call, Outcome.CANCELLED, act)


def reached(event: ContactEvent, now: datetime) -> None:
    """A call that reached the person keeps the call-backs about the account that were due by then."""
    if event.channel == "call" and event.direction == OUT and event.outcome in (CONVERSATION, REFUSED):
        keep(event.customer_id, event.account_id, event.at, Act(by=event.agent, at=now))


def keep(customer: int, account: int, called_at: datetime, act: Act) -> None:
    """The person was reached about the account: what was agreed for then is made."""
    due = open_().filter(customer=customer, account=account, at__lte=called_at + LATE)
    _settle(due, Outcome.KEPT, act)


def open_() -> QuerySet[CallBack]:
    """Those that nobody has settled, the earliest first."""
    return CallBack.objects.filter(outcome="")


def missed(at: datetime) -> QuerySet[CallBack]:
    """Open ones whose time has passed: work, until they are made, moved or cancelled."""
    return open_().filter(at__lte=at - LATE)


def moment_of(day: date, clock: time, zone: str) -> datetime:
    return moment(day, clock, ZoneInfo(zone))


def _settle_one(call: CallBack, outcome: str, act: Act) -> None:
    if not _settle(open_().filter(pk=call.pk), outcome, act):
        raise ActRefused("settled")


def _settle(calls: QuerySet[CallBack], outcome: str, act: Act) -> int:
    """How many were open until now."""
    return calls.update(outcome=outcome, settled_by=act.by, settled_at=act.at, settled_note=act.note)
