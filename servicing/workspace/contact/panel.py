"""What an agent sees of contacts beside an account: what the gate says now, and what was said before."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts import packs
from accounts.contact import callbacks, gate, gate_messages
from accounts.contact import log as contact_log
from accounts.dates import local_day
from accounts.models import Account, Channel, ContactEvent, Customer, Party
from accounts.rules.contact.terms import LATE, RECIPIENTS, Question
from servicing import scope
from servicing.access import Capability, may
from servicing.models import User

SHOWN = 8  # of the newest contacts
ASKED = ("call", "sms", "email")  # what the desk does by hand; letters have their own way
PURPOSES = ("collection", "service")


@dataclass(frozen=True)
class GateView:
    """What the gate says about one channel and purpose now: yes until a time, or why not and from when."""

    channel: str
    purpose: str
    answer: gate.Answer
    why: str
    when: str

    @property
    def what(self) -> str:
        return f"{self.channel} {self.purpose}"


@dataclass(frozen=True)
class Reach:
    """A person who may be contacted about the account, and what the gate says by channel."""

    customer: Customer
    role: str
    channels: list[tuple[str, list[GateView]]]


def panel(account: Account, user: User) -> dict[str, Any]:
    """What an agent sees beside the account: the gate now, calls agreed and allowed, the newest contacts."""
    now = timezone.now()
    open_ = callbacks.open_().filter(account=account).select_related("customer")
    return {
        "reaches": _reaches(account, user, now),
        "agreed_calls": [(call, call.at <= now - LATE) for call in open_],
        "allowed_now": gate.reserved(now).filter(account=account, asked_by=user.username),
        "contacts": scope.narrow(of_people(account), user).order_by("-at", "-pk")[:SHOWN],
    }


def conversations(account: Account) -> list[tuple[date, str]]:
    """Days, by the clock where the account is, and channels on which somebody of it was spoken to."""
    spoken = contact_log.standing().filter(account=account, outcome=ContactEvent.Outcome.CONVERSATION)
    zone = ZoneInfo(account.time_zone)
    return [(local_day(at, zone), channel) for at, channel in spoken.values_list("at", "channel")]


def of_people(account: Account) -> QuerySet[ContactEvent]:
    """Contacts about the account, and with its people about their other accounts, as they stand."""
    customers = Party.objects.filter(account=account).values("customer")
    contacts = contact_log.standing().filter(Q(account=account) | Q(customer__in=customers))
    return contacts.select_related("customer", "account").exclude(outcome=ContactEvent.Outcome.IN_ERROR)


def _reaches(account: Account, user: User, now: datetime) -> list[Reach]:
    people = _people(account)
    trained = may(user, Capability.CONTACT_VULNERABLE)
    questions = [Question(channel, purpose, trained=trained) for channel in ASKED for purpose in PURPOSES]
    answers = gate.look([(party.customer_id, account.pk) for party in people], questions, now)
    pack = packs.of(account.product.jurisdiction)
    return [
        Reach(
            party.customer,
            party.get_role_display(),
            _by_channel(
                _view(question, answer, pack, account)
                for question, answer in zip(questions, answers[party.customer_id, account.pk], strict=True)
            ),
        )
        for party in people
    ]


def _people(account: Account) -> list[Party]:
    """One row a person, by their first part in the account that lets them be contacted."""
    parties = Party.objects.filter(account=account, until=None).select_related("customer").order_by("-pk")
    fitting = [p for p in parties if p.role in RECIPIENTS or p.liable_by_contract]
    return list({party.customer_id: party for party in fitting}.values())[::-1]


def _view(question: Question, answer: gate.Answer, pack: packs.Pack, account: Account) -> GateView:
    why = "" if answer.allowed else gate_messages.why(answer.refusals[0], pack)
    when = gate_messages.when(answer.until if answer.allowed else answer.from_when, account.time_zone)
    return GateView(question.channel, question.purpose, answer, why, when)


def _by_channel(views: Iterable[GateView]) -> list[tuple[str, list[GateView]]]:
    channels: dict[str, list[GateView]] = {}
    for each in views:
        channels.setdefault(str(Channel(each.channel).label), []).append(each)
    return list(channels.items())
