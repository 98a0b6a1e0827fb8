"""What a catalogue of notices can say: the closed lists, and the shape of a kind (rules, section 7)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from accounts.packs.schema import Rule, Section

Nature = Literal["statutory", "discretionary", "service"]
State = Literal[
    "due", "suspended", "ready", "released", "sending", "sent", "delivered", "served", "returned", "failed",
    "cancelled", "superseded",
]  # fmt: skip
# Facts and days of closed dates that call for a notice. `days`, `count` and `kinds` belong to some of them.
KnownOccasionType = Literal[
    "before-due",  # so many days before the effective due date of a statement whose minimum is not paid
    "in-grace",  # the day after it, while grace runs and the minimum is not paid
    "past-due",  # an episode of past-due days has begun, and lasted so many days
    "days-past-due",  # the first day of an episode with so many days past due, or more
    "missed-minimums",  # so many missed minimums running
    "before-adverse-report",  # so many days before the first adverse report that the pack's codes call for
    "promise-made",
    "promise-instalment",  # so many days before it
    "promise-broken",
    "up-to-date",  # nothing is past due any more, and a notice of that time had gone
    "hold-placed",  # of one of these kinds
    "hold-ended",
    "case-opened",  # of one of these kinds
    "case-decided",
    "settled",  # everything that was asked is paid, and the account is closed
    "estate",  # the person is deceased and somebody stands for the estate
    "corrected",  # a notice went out on facts that were corrected since
    "plan-offered",  # a hardship offer is approved
    "plan-agreed",
    "plan-rejected",  # a request for help is refused
    "plan-instalment",  # so many days before it
    "plan-instalment-missed",
    "plan-complete",  # everything that it asked is paid
    "help-needed",  # signs of difficulty, for which the help invitation goes by itself
]
# What no fact of the book tells yet. A kind with one of these is shown with what is missing.
UnknownOccasionType = Literal[
    "adverse-report-made",
    "outsourcing-decided",  # so many days before the debt is handed over
    "default-sum",
    "default-record-decided",  # so many days before a default is recorded
    "default-decided",
    "persistent-debt",  # `count`: months
    "limitation-ends",  # so many days before
]
OccasionType = Literal[KnownOccasionType, UnknownOccasionType]
# What law names as the end where it names no number of days after the occasion.
Limit = Literal[
    "3-days-before-due",
    "end-of-grace",
    "report",
    "30-days-after-report",
    "next-statement",
    "case-clock",
    "plan-start",
    "hand-over",
    "record",
    "limitation",
]
Channel = Literal["letter", "email", "sms", "app"]
# Whom a notice is written to. There is no other: nobody else can be recorded as someone to contact.
Recipient = Literal["liable", "cardholder", "representative", "estate"]

NATURES: tuple[str, ...] = get_args(Nature)
STATES: tuple[str, ...] = get_args(State)
OCCASIONS: tuple[str, ...] = get_args(KnownOccasionType)
UNKNOWN_OCCASIONS: tuple[str, ...] = get_args(UnknownOccasionType)
LIMITS: tuple[str, ...] = get_args(Limit)
CHANNELS: tuple[str, ...] = get_args(Channel)
RECIPIENTS: tuple[str, ...] = get_args(Recipient)
CASE_KINDS = ("dispute", "fraud-claim", "complaint")
BEFORE_PAST_DUE = ("before-due", "in-grace")  # occasions of people who are not past due
# What one letter can say of several accounts at once.
TOLD_TOGETHER = (
    "before-due", "in-grace", "past-due", "days-past-due", "before-adverse-report", "up-to-date",
    "help-needed",
)  # fmt: skip
INVITED_BY_THEMSELVES = ("promise-broken", "help-needed")  # once per quiet period
FINAL = ("delivered", "served", "cancelled", "superseded")
UNSENT = ("due", "suspended", "ready", "released")

DUE, SUSPENDED, READY, RELEASED = "due", "suspended", "ready", "released"
SENDING, DELIVERED, SERVED, RETURNED = "sending", "delivered", "served", "returned"
SENT, FAILED, CANCELLED, SUPERSEDED = "sent", "failed", "cancelled", "superseded"


@dataclass(frozen=True)
class Occasion(Section):
    """What calls for a notice, with ``days``, ``count`` or ``kinds`` where the type wants them."""

    type: OccasionType
    days: int = 0
    count: int = 0
    kinds: tuple[str, ...] = ()

    @property
    def is_known(self) -> bool:
        return self.type in OCCASIONS


@dataclass(frozen=True)
class Deadline(Section):
    """So many days after the occasion, the day of it not counted; working days by the pack's calendar.

    They are ours, and lie before law's own end: ``law_days`` after the occasion, or what ``limit`` names
    instead of a number of days. ``ours``: policy, so that a missed one is no breach of law by itself.
    """

    days: int
    working: bool = False
    ours: bool = True
    law_days: int | None = None
    limit: Limit | None = None


@dataclass(frozen=True, kw_only=True)
class NoticeKind(Section):
    """One kind of notice of one jurisdiction.

    ``code`` is unique over all packs; ``row`` is that of the law's own table, empty for a kind of our own.
    ``channels``: in the order in which they are tried. ``family``: notices that differ in facts only.
    ``first``: the first reminder of an episode, before which no discretionary one goes. ``gap_days``: least
    days after the first reminder and the last discretionary notice. ``invites``: carries the help invitation.
    ``while_past_due``: no longer called for once nothing is past due. ``survives``: kinds of hold under which
    it goes, with the wording of ``packs.terms.Statutory``; every other kind of hold stops it as far as that
    kind stops anything, and ``counsel`` waits for a person. ``requires``: names of ``contents.CONTENTS`` that
    its template must have. ``exempt_from``: those of every notice that this one need not have. ``encloses``,
    ``prints``: the codes of the sheet that goes with it and of the wording that it prints, which law
    prescribes and people keep in the archive. ``sealed``: bears the issuer's seal. ``joint``: the notices of
    one person and day are one letter about all their accounts. ``rests_on``: rows of law beside those of its
    values.
    """

    code: str
    jurisdiction: str
    row: str = ""
    nature: Nature
    occasion: Occasion
    deadline: Deadline | None
    channels: tuple[Channel, ...]
    languages: tuple[str, ...]
    requires: tuple[str, ...]
    recipient: Recipient
    family: str = ""
    first: bool = False
    gap_days: int = 0
    invites: bool = False
    while_past_due: bool = False
    second_person: bool = False
    sealed: bool = False
    exempt_from: tuple[str, ...] = ()
    joint: bool = False
    encloses: str = ""
    prints: str = ""
    goes_if_all_is_disputed: bool = False  # law asks for it even then
    survives: Mapping[str, str] = field(default_factory=dict)
    after: str = ""  # the kind that must have gone before, in the same episode
    rests_on: tuple[Rule, ...] = ()

    @property
    def is_statutory(self) -> bool:
        return self.nature == "statutory"

    @property
    def is_discretionary(self) -> bool:
        return self.nature == "discretionary"

    @property
    def can_be_triggered(self) -> bool:
        return self.occasion.is_known

    @property
    def law(self) -> Rule:
        """The row that asks for the notice, or our own policy."""
        return self.rule("nature")
