"""The queues by code (rules, section 13), in the order in which *Next* looks for work in them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts.rules.contact.terms import LATE, Question
from accounts.stages import M0, M1, M2, M3
from servicing.access import Capability, may
from servicing.models import User
from servicing.queues.entries import Entry, Part
from servicing.queues.rows import calling, office

CALL_BACK, SERVICE, COLLECTION = (Question("call", each) for each in ("call-back", "service", "collection"))
CALL_BACKS = "call-backs"
TRAINED = Question("call", "collection", trained=True)


@dataclass(frozen=True)
class Queue:
    """``calls``: what the gate is asked about each person before they are offered; None: nobody is called.

    ``order`` says who comes first.
    """

    code: str
    name: Any
    parts: tuple[Part, ...]
    order: Any
    calls: Question | None = None
    working: Capability = Capability.LOG_CONTACTS

    def part(self, major: int) -> Part:
        return next(part for part in self.parts if part.major == major)

    def question(self, entry: Entry, now: datetime) -> Question | None:
        """What the gate is asked about a person.

        A call of our own making obeys every rule of any other, and so does one whose agreed time is missed.
        """
        if self.calls is CALL_BACK and (entry.facts["asked"] == "no" or entry.on < now - LATE):
            return SERVICE
        return self.calls


_LONGEST_FIRST = gettext_lazy("The longest past due come first.")
_ALL = (
    Queue(
        CALL_BACKS,
        gettext_lazy("Call-backs"),
        calling.CALL_BACKS,
        gettext_lazy("The earliest agreed time comes first."),
        CALL_BACK,
    ),
    Queue(
        "cases",
        gettext_lazy("Disputes and complaints"),
        office.CASES,
        gettext_lazy(
            "Those past their deadline come first, then those to acknowledge, then those to decide."
        ),
        working=Capability.OPEN_CASES,
    ),
    Queue(
        "hardship",
        gettext_lazy("Requests for help"),
        office.HARDSHIP,
        gettext_lazy("Whoever asked first comes first."),
        working=Capability.OFFER_HELP,
    ),
    Queue(
        "vulnerable",
        pgettext_lazy("people", "Vulnerable"),
        calling.VULNERABLE,
        gettext_lazy("Whoever was marked first comes first."),
        TRAINED,
        Capability.CONTACT_VULNERABLE,
    ),
    Queue(
        "broken-promises",
        gettext_lazy("Broken promises"),
        calling.BROKEN_PROMISES,
        gettext_lazy("The promise that broke first comes first."),
        COLLECTION,
    ),
    Queue(
        "missed-plans",
        gettext_lazy("Missed plans"),
        office.MISSED_PLANS,
        gettext_lazy("Plans that can still be saved come first, then lapsed ones; the longest first."),
        working=Capability.OFFER_HELP,
    ),
    Queue("m3", "M3", calling.stage_parts(M3), _LONGEST_FIRST, COLLECTION),
    Queue("m2", "M2", calling.stage_parts(M2), _LONGEST_FIRST, COLLECTION),
    Queue("m1", "M1", calling.stage_parts(M1), _LONGEST_FIRST, COLLECTION),
    Queue(
        "first-reminder",
        gettext_lazy("First reminder"),
        calling.stage_parts(M0),
        _LONGEST_FIRST,
        COLLECTION,
    ),
    Queue(
        "hold-reviews",
        gettext_lazy("Holds to review"),
        office.HOLD_REVIEWS,
        gettext_lazy(
            "Those that nobody has looked at yet come first, then the others; the review due first."
        ),
        working=Capability.PLACE_HOLDS,
    ),
    Queue(
        "returned-mail",
        gettext_lazy("Returned mail"),
        office.RETURNED_MAIL,
        gettext_lazy("The letter that came back first comes first."),
        working=Capability.CHANGE_CUSTOMERS,
    ),
)
QUEUES: dict[str, Queue] = {queue.code: queue for queue in _ALL}


def of(user: User) -> list[Queue]:
    """The queues that this person works in."""
    return [queue for queue in _ALL if may(user, queue.working)]
