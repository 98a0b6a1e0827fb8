"""What a jurisdiction pack can say: the closed lists and the shape of every section.

Values stand plain in their fields; ``rule(name)`` tells of any of them where it comes from. Days are
calendar days unless a section says working days; money is minor units.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, time
from fractions import Fraction
from typing import Any, Literal, get_args

HoldKindName = Literal[
    "hardship-plan", "plan-preparation", "dispute", "fraud-claim", "complaint", "breathing-space",
    "mental-health-crisis", "moratorium", "disaster", "payment-holiday", "bankruptcy", "deceased",
    "incapacity", "minor", "represented", "serious-illness", "vulnerable", "cease-contact",
    "military-service", "time-barred", "our-error",
]  # fmt: skip
Channel = Literal["call", "sms", "email", "app", "letter", "visit"]
PurposeName = Literal["collection", "service", "call-back", "statutory"]
Binds = Literal["account", "person"]
StopsContact = Literal["no", "all", "about-it", "channel", "trained", "executor", "representative"]
StopsDiscretionary = Literal["no", "all", "about-it", "channel", "review", "representative"]
HoldsReporting = Literal["no", "all", "amount", "codes"]
# Which statutory notices still go: as they are; in words that ask for nothing; without what is disputed; only
# as counsel allows; only those to the estate; to the representative; only with the figures put right.
Statutory = Literal["go", "neutral", "undisputed", "counsel", "estate", "representative", "corrected"]
Counted = Literal["attempt", "unanswered", "answered"]
Record = Literal[
    "contact", "recording", "oral-plan", "signed-plan", "adverse-notice", "adverse-action", "case",
    "impact-assessment", "health-evidence",
]  # fmt: skip

SECTIONS = (
    "pack", "floors", "rolling", "promises", "hardship", "holds", "contact", "cases", "reage", "observation",
    "credit_codes", "asset_classes", "retention", "delivery", "letters", "plausibility",
)  # fmt: skip
HOLD_KINDS: tuple[str, ...] = get_args(HoldKindName)
CHANNELS: tuple[str, ...] = get_args(Channel)  # a visit is only ever logged: no pack permits to make one
PURPOSES: tuple[str, ...] = get_args(PurposeName)
CASES = ("dispute", "complaint")
RECORDS: tuple[str, ...] = get_args(Record)
ITEM_KINDS = ("income", "essential", "priority", "other")  # of an affordability statement; lenders are named

# How well a rule is known. Read; read in translation; known at second hand; recalled only; our own policy.
POLICY = "P"
CITED = ("V1", "V2", "V3")
GRADES = (*CITED, "R", POLICY)
# What binds: statute, judicial interpretation, regulation, departmental rule, normative document, guidance
# of a supervisor, self-regulation, a recommended standard; prudence is ours and no law.
FORCES = ("LAW", "JI", "AR", "DR", "ND", "SG", "SR", "GB/T", "P")


@dataclass(frozen=True, slots=True)
class Rule:
    """One value of a pack, and what it rests on. ``origin`` is the pack that says it, ``base`` included.

    ``binds_in``: the one part of the jurisdiction whose law it is; kept everywhere, being the strictest.
    """

    value: Any
    key: str
    citation: str
    grade: str
    force: str
    source: str
    origin: str
    binds_in: str = ""

    @property
    def cited(self) -> str:
        """The citation that may be printed: none for what is recalled only, or binds others and not us."""
        return self.citation if self.grade in CITED and self.force != POLICY else ""


@dataclass(frozen=True, kw_only=True)
class Section:
    """Part of a pack. ``rules`` by name of the value."""

    rules: Mapping[str, Rule] = field(default_factory=dict, repr=False, compare=False)

    def rule(self, name: str) -> Rule:
        return self.rules[name]


@dataclass(frozen=True, kw_only=True)
class Floors(Section):
    """The least a product must grant. Tolerance by currency; a currency that is not named has none."""

    grace_days: int
    least_days: int
    tolerance: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Rolling(Section):
    """Whether a due date on a day off moves to the next working day, unless the product says otherwise."""

    rolls: bool


@dataclass(frozen=True, kw_only=True)
class PromiseLimits(Section):
    """Defaults of a promise, and how far one silences by itself (rules, section 5).

    Grace in working days. No tolerance: that of the product. ``running``: the promise from which on, in one
    run of past-due days, a supervisor is asked. ``approved_above``: how many times all that is owed a promise
    may come to before a supervisor is asked, as it may be a slip of the keyboard.
    """

    grace_days: int
    tolerance: Mapping[str, int] = field(default_factory=dict)
    first_within_days: int
    least_share: Fraction
    running: int
    approved_above: int


@dataclass(frozen=True, kw_only=True)
class Hardship(Section):
    """How a person in difficulty is helped (rules, section 8).

    ``kept`` and ``kept_share``: what stays with the person each month, whichever of them is more. ``token``:
    the smallest payment worth asking for; a currency without one has no such option. ``pause_months``: how
    long nothing at all is asked. ``approval_limit``: from this total on a second person approves an offer,
    and below the ``payment_floor`` a month. ``crisis_months``: the longest break of payments without a named
    cause; ``break_fall``: how far the income must have fallen for one up to the ``break_months``. Grace in
    working days, as for promises. ``items``: what a statement asks about, as names by group by kind.
    """

    statement_months: int
    kept: Mapping[str, int] = field(default_factory=dict)
    kept_share: Fraction
    catch_up_months: int
    term_months: int
    reduced_months: int
    token: Mapping[str, int] = field(default_factory=dict)
    token_months: int
    pause_months: int
    first_after_days: int
    offer_days: int
    approval_limit: Mapping[str, int] = field(default_factory=dict)
    payment_floor: Mapping[str, int] = field(default_factory=dict)
    grace_days: int
    tolerance: Mapping[str, int] = field(default_factory=dict)
    cure_days: int
    crisis_months: int
    break_months: int
    break_fall: Fraction
    invite_quiet_days: int
    items: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)

    def names(self, kind: str) -> tuple[str, ...]:
        """The names of a kind of item, all groups one after the other."""
        return tuple(name for names in self.items.get(kind, {}).values() for name in names)


@dataclass(frozen=True, kw_only=True)
class HoldKind(Section):
    """A kind of hold with its four switches (rules, section 6).

    ``passes``: purposes of contact that go although contact stops. No length: until lifted.
    ``extension_days``: by how much it may be made longer once. ``tail_days``: it lasts so long after its
    cause has ended. ``once_in_months``: a person has one of this kind in that time at most.
    """

    name: str
    binds: frozenset[Binds]
    pauses_ageing: bool
    stops_contact: StopsContact
    stops_discretionary: StopsDiscretionary
    holds_reporting: HoldsReporting
    statutory: Statutory
    passes: frozenset[PurposeName]
    review_days: int
    length_days: int | None = None
    extension_days: int | None = None
    tail_days: int | None = None
    once_in_months: int | None = None


@dataclass(frozen=True, kw_only=True)
class Cap(Section):
    """At most so many in so many days. Days: 1 is the local calendar day, more are rolling days.

    ``each_channel``: every channel is counted by itself. Counted per person, over all their accounts and all
    systems, or per account.
    """

    name: str
    counts: Counted
    channels: frozenset[Channel]
    each_channel: bool
    per: Binds
    days: int
    most: int


@dataclass(frozen=True, kw_only=True)
class Purpose(Section):
    """What contact for this purpose obeys. ``uses_caps``: whether it is counted for others.

    ``keeps_days``: weekdays and holidays. ``keeps_rest``: the rest after a conversation. ``keeps_promises``:
    an open promise silences it.
    """

    name: str
    channels: frozenset[Channel]
    keeps_hours: bool
    keeps_days: bool
    keeps_caps: bool
    uses_caps: bool
    keeps_rest: bool
    keeps_promises: bool


@dataclass(frozen=True, kw_only=True)
class ContactRules(Section):
    """When and how often (rules, section 10), by the person's local time; from ``opens`` until ``closes``.

    Weekdays as Python counts them, Monday 0. ``hourless``: channels that disturb nobody at night. A
    conversation on day 1 and 7 days of rest: from day 8 on.
    """

    opens: time
    closes: time
    weekdays: frozenset[int]
    on_holidays: bool
    hourless: frozenset[Channel]
    rest_days_after_conversation: int
    caps: tuple[Cap, ...] = ()
    purposes: Mapping[str, Purpose] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Clocks(Section):
    """Days from the day on which a case was opened. ``extensions``: to which day each of them moves the last.

    ``least_days_after_rejection``: the fresh due date of a disputed amount that turned out to be owed.
    ``resolve_cycles``: also within so many statements. ``raise_within_days``: after the statement.
    """

    name: str
    acknowledge_days: int
    resolve_days: int
    extensions: tuple[int, ...]
    working_days: bool
    least_days_after_rejection: int
    resolve_cycles: int | None = None
    raise_within_days: int | None = None


@dataclass(frozen=True, kw_only=True)
class ReAgeLimits(Section):
    """Age of the account, payments since it fell behind, one in so many months, two in so many."""

    least_age_months: int
    least_payments: int
    once_in_months: int
    twice_in_months: int


@dataclass(frozen=True, kw_only=True)
class Observation(Section):
    """How long a plan is watched before it counts as a cure: whichever of the two ends later."""

    least_periods: int
    least_months: int


@dataclass(frozen=True, kw_only=True)
class Band:
    """Days past due from first to last, both included; the last band has no end."""

    code: str
    first: int
    last: int | None


@dataclass(frozen=True, kw_only=True)
class Bands(Section):
    """Codes by days past due, without gaps from 0 on."""

    bands: tuple[Band, ...] = ()

    def of(self, days: int) -> str:
        """The code of so many days past due; none where the pack has no bands."""
        return next((band.code for band in reversed(self.bands) if band.first <= days), "")


@dataclass(frozen=True, kw_only=True)
class Retention(Section):
    """How long a record is kept: so long after it was made, until the debt is settled, so long after that."""

    name: str
    least_months: int | None = None
    until_settled: bool = False
    months_after_settlement: int | None = None
    most_days: int | None = None  # and no longer than so many days, then only the outcome


@dataclass(frozen=True, kw_only=True)
class Delivery(Section):
    """When what was sent counts as served (rules, section 12), in working days after the sending day.

    ``letter_days`` for what was posted, ``electronic_days`` for what a mail server or gateway accepted.
    ``vendor_days``: working days in which a print vendor says what became of a letter.
    """

    letter_days: int
    electronic_days: int
    vendor_days: int


@dataclass(frozen=True, kw_only=True)
class LetterLimits(Section):
    """What holds for every letter.

    ``fresh_days``: how old its figures may be when it goes. ``most_a_day``: notices to one person on one day.
    ``gap_days``: so long nothing discretionary follows an offer of help.
    """

    fresh_days: int
    most_a_day: int
    gap_days: int


@dataclass(frozen=True, kw_only=True)
class Plausibility(Section):
    """From where on an unlikely entry needs a second person, as it may be a slip of the keyboard.

    ``disputed_times``: how many times the statement's balance is disputed. ``contradicted_days``: how long
    after the day of a death the person opened the account or was spoken to. ``far_days``: how far a day lies
    in the past or ahead.
    """

    disputed_times: int
    contradicted_days: int
    far_days: int


@dataclass(frozen=True, kw_only=True)
class Pack(Section):
    """The rules of one jurisdiction. ``leaves``: every value by its place, such as ``contact.opens``.

    No ``contact``: there is no pack, so nothing is sent and nobody called.
    """

    code: str
    name: str = ""
    time_zone: str = "UTC"
    country: str = ""
    subdivision: str = ""
    currency: str = ""
    checked_on: date | None = None
    floors: Floors
    rolling: Rolling
    promises: PromiseLimits
    hardship: Hardship
    holds: Mapping[str, HoldKind]
    contact: ContactRules | None
    cases: Mapping[str, Clocks]
    reage: ReAgeLimits
    observation: Observation | None
    credit_codes: Bands
    asset_classes: Mapping[str, Bands]
    retention: Mapping[str, Retention]
    delivery: Delivery
    letters: LetterLimits
    plausibility: Plausibility
    leaves: Mapping[str, Rule] = field(repr=False, compare=False)

    @property
    def sends(self) -> bool:
        """Whether anything may go out under this pack at all."""
        return self.contact is not None

    @property
    def rolls(self) -> bool:
        return self.rolling.rolls

    @property
    def calendar(self) -> str:
        """The working calendar by its code, such as CN or GB-ENG; empty without one."""
        return "-".join(part for part in (self.country, self.subdivision) if part)
