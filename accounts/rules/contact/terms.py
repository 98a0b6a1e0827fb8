"""What the gate is asked, what it knows, and what it answers. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from accounts.dates import local_day
from accounts.packs.schema import ContactRules, HoldKind, Purpose
from accounts.rules.contact import hours as contact_hours
from accounts.rules.contact.hours import Span, Window

AHEAD = 120  # days that are looked at for one on which something is owed, or no promise silences
EARLY, LATE = timedelta(minutes=5), timedelta(hours=1)  # about the time that a call-back was agreed for

# What people are to an account; a supplementary holder owes where the contract says so.
LIABLE = frozenset({"cardholder", "joint-holder", "guarantor", "liable-supplementary-holder"})
REPRESENTATIVE = frozenset({"authorised-representative"})
ESTATE = frozenset({"executor", "trustee"})
RECIPIENTS = LIABLE | REPRESENTATIVE | ESTATE

OWED, NOTHING, COVERED, UNKNOWN = "owed", "nothing", "covered", "unknown"


PURPOSES_OF_PEOPLE = ("collection", "service", "call-back")  # what law asks for is never a person's contact


@dataclass(frozen=True, slots=True)
class Question:
    """``number`` in its one form; empty: whichever the person can be reached by.

    ``trained``: whether somebody of the team trained for vulnerable customers is to do it. ``entitled``:
    whether whoever asks may contact anybody for this purpose.
    """

    channel: str
    purpose: str
    number: str = ""
    trained: bool = False
    entitled: bool = True

    @property
    def reaches(self) -> str:
        """The kind of contact point that the channel needs; empty where a person is always reached."""
        return {"call": "phone", "sms": "phone", "email": "email"}.get(self.channel, "")


@dataclass(frozen=True, slots=True)
class ReachablePoint:
    """A telephone number or e-mail address of the person, in its one form. ``blocked``: the rule, if any."""

    kind: str
    value: str
    blocked: str = ""


@dataclass(frozen=True, slots=True)
class PartyRole:
    """What the person is to the account, and the last day of it, if it has one."""

    role: str
    last: date | None = None


@dataclass(frozen=True, slots=True)
class ActiveHold:
    """A hold that binds the account: its first and last day, both included; no last day: until lifted."""

    kind: str
    first: date
    last: date | None = None
    channel: str = ""
    names_amount: bool = False


@dataclass(frozen=True, slots=True)
class ContactAttempt:
    """A contact as logged, or one under way. ``lapses``: when one under way is taken not to have happened."""

    at: datetime
    channel: str
    purpose: str
    outward: bool = True
    answered: bool = False
    conversation: bool = False
    lapses: datetime | None = None
    of_person: bool = True
    of_account: bool = True


@dataclass(frozen=True, slots=True)
class AgreedCallback:
    """A call that the customer asked for; ``hour``: at this very hour, whatever the usual ones are."""

    at: datetime
    hour: bool = False

    @property
    def about(self) -> Span:
        return Span(self.at - EARLY, self.at + LATE)


@dataclass(frozen=True, kw_only=True)
class Situation:
    """Everything the rules ask about, for one person on one account. Days are those of the first zone.

    ``exits``: days on which the account leaves (true) or comes back, in order. ``points`` in the order in
    which they are tried. ``owed_on`` answers OWED, NOTHING, COVERED (by a payment
    on its way) or UNKNOWN.
    """

    contact: ContactRules
    kinds: Mapping[str, HoldKind]
    parts: tuple[PartyRole, ...]
    zones: tuple[ZoneInfo, ...]
    exits: tuple[tuple[date, bool], ...] = ()
    points: tuple[ReachablePoint, ...] = ()
    consents: Mapping[str, bool | None]
    stops: tuple[ActiveHold, ...] = ()
    tried: tuple[ContactAttempt, ...] = ()
    agreed: tuple[AgreedCallback, ...] = ()
    preferred: tuple[Window, ...] = ()
    owed_on: Callable[[date], str]
    promised_on: Callable[[date], bool]
    is_holiday: Callable[[date], bool]

    def purpose(self, question: Question) -> Purpose:
        return self.contact.purposes[question.purpose]

    def point(self, question: Question) -> ReachablePoint | None:
        """The one that is asked for, or the first that is not blocked, or is."""
        fitting = [point for point in self.points if point.kind == question.reaches]
        if question.number:
            return next((point for point in fitting if point.value == question.number), None)
        return min(fitting, key=lambda point: point.blocked != "", default=None)

    def roles(self, at: datetime) -> frozenset[str]:
        day = self.day(at)
        return frozenset(part.role for part in self.parts if part.last is None or day <= part.last)

    def is_gone(self, day: date) -> bool:
        """Whether the account has left the book by the day, and was not recalled."""
        return next((left for on, left in reversed(self.exits) if on <= day), False)

    def day(self, at: datetime) -> date:
        return local_day(at, self.zones[0])

    def begins(self, day: date) -> datetime:
        return contact_hours.begins(day, self.zones[0])


@dataclass(frozen=True, slots=True)
class Refusal:
    """The rule that refuses, what about it, and until when; None: only a person can change it."""

    rule: str
    about: str = ""
    until: datetime | None = None
    citation: str = ""


@dataclass(frozen=True, slots=True)
class Verdict:
    """Why not, in the order of the rules; the first moment of a yes; how long a yes of now holds at most."""

    refusals: tuple[Refusal, ...]
    from_when: datetime | None
    until: datetime | None = None

    @property
    def allowed(self) -> bool:
        return not self.refusals
