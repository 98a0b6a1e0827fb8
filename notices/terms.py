"""What a catalogue of notices can say: the closed lists, and the shape of a kind (rules, section 7)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, get_args

from accounts.packs.terms import Rule

Nature = Literal["statutory", "discretionary", "service"]
State = Literal[
    "due", "suspended", "ready", "released", "sending", "sent", "delivered", "served", "returned", "failed",
    "cancelled", "superseded",
]  # fmt: skip
# Facts and days of closed dates that call for a notice. `days` and `count` belong to some of them.
OccasionType = Literal[
    "before-due",  # so many days before the effective due date of a statement whose minimum is not paid
    "in-grace",  # the day after it, while grace runs and the minimum is not paid
    "past-due",  # an episode of past-due days has begun, and lasted so many days
    "days-past-due",  # so many days past due
    "missed-minimums",  # so many missed minimums running
    "before-adverse-report",  # so many days before the first adverse report that the pack's codes call for
    "promise-broken",
    "hold-placed",  # of one of these kinds
    "hold-ended",
    "case-opened",  # of one of these kinds
    "case-decided",
    "settled",  # everything that was asked is paid, and the account is closed
    "estate",  # the person is deceased and somebody stands for the estate
    "corrected",  # a notice went out on facts that were corrected since
]
# What no fact of the book tells yet. A kind with one of these is shown with what is missing.
UnknownOccasionType = Literal[
    "plan-offered", "plan-agreed", "plan-instalment", "plan-rejected", "outsourcing-decided", "default-sum",
    "limitation-ends", "default-decided", "persistent-debt", "rate-change",
]  # fmt: skip
Channel = Literal["letter", "email", "sms", "app"]
# Whom a notice is written to. There is no other: nobody else can be recorded as someone to contact.
Recipient = Literal["liable", "cardholder", "representative", "estate"]

NATURES: tuple[str, ...] = get_args(Nature)
STATES: tuple[str, ...] = get_args(State)
OCCASIONS: tuple[str, ...] = get_args(OccasionType)
UNKNOWN_OCCASIONS: tuple[str, ...] = get_args(UnknownOccasionType)
CHANNELS: tuple[str, ...] = get_args(Channel)
RECIPIENTS: tuple[str, ...] = get_args(Recipient)
FINAL = ("delivered", "served", "cancelled", "superseded")
UNSENT = ("due", "suspended", "ready", "released")

DUE, SUSPENDED, READY, RELEASED = "due", "suspended", "ready", "released"
SENT, FAILED, CANCELLED, SUPERSEDED = "sent", "failed", "cancelled", "superseded"


@dataclass(frozen=True, slots=True)
class Occasion:
    """``days``, ``count``, ``kinds`` where the type wants them; ``missing`` for an unknown type: the fact."""

    type: str
    days: int = 0
    count: int = 0
    kinds: tuple[str, ...] = ()

    @property
    def is_known(self) -> bool:
        return self.type in OCCASIONS


@dataclass(frozen=True, slots=True)
class Deadline:
    """So many days after the occasion, the day of it not counted; working days by the pack's calendar.

    ``ours``: policy, so that a missed one is no breach of law."""

    days: int
    working: bool
    ours: bool


@dataclass(frozen=True, kw_only=True)
class NoticeKind:
    """One kind of notice of one jurisdiction.

    ``code`` is unique over all packs; ``row`` is that of the law's own table. ``family``: notices that differ
    in facts only. ``first``: the first reminder of an episode, before which no discretionary one goes.
    ``gap_days``: least days after the last discretionary notice. ``invites``: carries the help invitation.
    ``while_past_due``: no longer called for once nothing is past due. ``survives``: kinds of hold under which
    it goes although others stop, with the wording of ``packs.terms.Statutory``. ``requires``: parts of
    content that its template must have. ``letter_always``: a letter even where an electronic one was sent.
    """

    code: str
    jurisdiction: str
    row: str
    nature: str
    occasion: Occasion
    deadline: Deadline | None
    channels: tuple[str, ...]
    languages: tuple[str, ...]
    requires: tuple[str, ...]
    recipient: str
    family: str = ""
    first: bool = False
    gap_days: int = 0
    invites: bool = False
    while_past_due: bool = False
    second_person: bool = False
    survives: Mapping[str, str] = field(default_factory=dict)
    after: str = ""  # the kind that must have gone before, in the same episode
    rules: Mapping[str, Rule] = field(default_factory=dict, repr=False, compare=False)

    @property
    def is_statutory(self) -> bool:
        return self.nature == "statutory"

    @property
    def is_discretionary(self) -> bool:
        return self.nature == "discretionary"

    @property
    def can_be_triggered(self) -> bool:
        return self.occasion.is_known
