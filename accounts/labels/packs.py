"""What packs say, in the reader's language: names of kinds, channels and records, labels, values."""

from datetime import time
from fractions import Fraction
from functools import cache
from itertools import chain
from typing import Any

from django.utils.dates import WEEKDAYS_ABBR
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts import formatting, packs
from accounts.labels import hardship as hardship_labels
from accounts.packs import schema as packs_schema
from accounts.packs.schema import Band

HOLD_KINDS = {
    "hardship-plan": gettext_lazy("Hardship plan"),
    "plan-preparation": gettext_lazy("Plan in preparation"),
    "dispute": gettext_lazy("Dispute"),
    "fraud-claim": gettext_lazy("Fraud claim"),
    "complaint": gettext_lazy("Complaint"),
    "breathing-space": gettext_lazy("Breathing space"),
    "mental-health-crisis": gettext_lazy("Mental health crisis"),
    "moratorium": gettext_lazy("Moratorium"),
    "disaster": gettext_lazy("Disaster"),
    "payment-holiday": gettext_lazy("Payment holiday"),
    "bankruptcy": gettext_lazy("Bankruptcy"),
    "deceased": gettext_lazy("Deceased"),
    "incapacity": gettext_lazy("Incapacity"),
    "minor": gettext_lazy("Minor"),
    "represented": gettext_lazy("Represented"),
    "serious-illness": gettext_lazy("Serious illness"),
    "vulnerable": gettext_lazy("Vulnerable"),
    "cease-contact": gettext_lazy("Cease contact"),
    "military-service": gettext_lazy("Military service"),
    "time-barred": gettext_lazy("Time-barred"),
    "our-error": gettext_lazy("Our own error"),
}
CHANNELS = {
    "call": gettext_lazy("call"),
    "sms": gettext_lazy("text message"),
    "email": gettext_lazy("e-mail"),
    "app": gettext_lazy("app message"),
    "letter": gettext_lazy("letter"),
    "visit": gettext_lazy("visit"),
}
PURPOSES = {
    "collection": gettext_lazy("Collection"),
    "service": gettext_lazy("Service"),
    "call-back": gettext_lazy("Call-back"),
    "statutory": gettext_lazy("Statutory writing"),
}
CASES = {"dispute": HOLD_KINDS["dispute"], "complaint": HOLD_KINDS["complaint"]}
RECORDS = {
    "contact": gettext_lazy("Contacts"),
    "recording": gettext_lazy("Recordings of calls"),
    "oral-plan": gettext_lazy("Recordings of plans agreed orally"),
    "signed-plan": gettext_lazy("Signed plans"),
    "adverse-notice": gettext_lazy("Notices before adverse reporting"),
    "adverse-action": gettext_lazy("Adverse actions"),
    "case": gettext_lazy("Disputes and complaints"),
    "impact-assessment": gettext_lazy("Impact assessments"),
    "health-evidence": gettext_lazy("Evidence about health"),
}
COUNTED = {
    "attempt": gettext_lazy("attempts"),
    "unanswered": gettext_lazy("unanswered attempts"),
    "answered": gettext_lazy("answered attempts"),
}
PACKS = {
    "CN": gettext_lazy("Mainland China"),
    "US": gettext_lazy("United States"),
    "GB": gettext_lazy("United Kingdom"),
}
PLACES = {  # parts of a jurisdiction with law of their own
    "US-MA": gettext_lazy("Massachusetts"),
    "US-NYC": gettext_lazy("New York City"),
}
GRADES = {
    "V1": gettext_lazy("text read"),
    "V2": gettext_lazy("read in translation"),
    "V3": gettext_lazy("secondary source"),
    "R": gettext_lazy("not verified"),
    "P": gettext_lazy("our own policy"),
}
FORCES = {
    "LAW": gettext_lazy("statute"),
    "JI": gettext_lazy("judicial interpretation"),
    "AR": gettext_lazy("regulation"),
    "DR": gettext_lazy("departmental rule"),
    "ND": gettext_lazy("normative document"),
    "SG": gettext_lazy("supervisory guidance"),
    "SR": gettext_lazy("self-regulation"),
    "GB/T": gettext_lazy("recommended standard"),
}
SECTIONS = {
    "floors": gettext_lazy("What a product must grant"),
    "rolling": gettext_lazy("Due dates on days off"),
    "promises": gettext_lazy("Payment promises"),
    "hardship": gettext_lazy("Hardship"),
    "holds": gettext_lazy("Holds"),
    "contact": gettext_lazy("Contact"),
    "cases": gettext_lazy("Disputes and complaints"),
    "reage": gettext_lazy("Re-ages"),
    "observation": gettext_lazy("How long a plan is watched"),
    "credit_codes": gettext_lazy("Codes of credit reports by days past due"),
    "asset_classes": gettext_lazy("Asset classes by days past due"),
    "retention": gettext_lazy("How long records are kept"),
    "delivery": gettext_lazy("When a notice counts as served"),
    "letters": gettext_lazy("Letters"),
    "plausibility": gettext_lazy("Unlikely entries"),
}
FIELDS = {
    "grace_days": gettext_lazy("days of grace"),
    "least_days": gettext_lazy("least days from sending"),
    "tolerance": gettext_lazy("tolerance"),
    "rolls": gettext_lazy("moved to the next working day"),
    "first_within_days": gettext_lazy("first instalment within days"),
    "least_share": gettext_lazy("least share of the past due"),
    "approved_above": gettext_lazy("times what is owed above which a supervisor approves"),
    "running": gettext_lazy("supervisor from promise number"),
    "disputed_times": gettext_lazy("times a statement's balance above which a second person confirms"),
    "contradicted_days": gettext_lazy(
        "days from a death to a later contact above which a second person confirms"
    ),
    "far_days": gettext_lazy("days in the past or ahead above which a second person confirms"),
    "binds": gettext_lazy("binds"),
    "pauses_ageing": gettext_lazy("pauses ageing"),
    "stops_contact": gettext_lazy("stops contact"),
    "stops_discretionary": gettext_lazy("stops discretionary notices"),
    "holds_reporting": gettext_lazy("holds credit reporting"),
    "statutory": gettext_lazy("statutory notices"),
    "passes": gettext_lazy("still goes"),
    "review_days": gettext_lazy("reviewed after days"),
    "length_days": gettext_lazy("lasts days"),
    "extension_days": gettext_lazy("longer once by days"),
    "tail_days": gettext_lazy("days after its cause has ended"),
    "once_in_months": gettext_lazy("once in months"),
    "opens": gettext_lazy("from"),
    "closes": gettext_lazy("until"),
    "weekdays": gettext_lazy("weekdays"),
    "on_holidays": gettext_lazy("on holidays"),
    "hourless": gettext_lazy("at any hour"),
    "rest_days_after_conversation": gettext_lazy("days of rest after a conversation"),
    "counts": gettext_lazy("counts"),
    "channels": gettext_lazy("channels"),
    "each_channel": gettext_lazy("each channel by itself"),
    "per": gettext_lazy("per"),
    "days": gettext_lazy("in days"),
    "most": gettext_lazy("at most"),
    "keeps_hours": gettext_lazy("keeps the hours"),
    "keeps_days": gettext_lazy("keeps weekdays and holidays"),
    "keeps_caps": gettext_lazy("keeps the limits"),
    "uses_caps": gettext_lazy("counts against the limits"),
    "keeps_rest": gettext_lazy("keeps the rest"),
    "keeps_promises": gettext_lazy("waits for promises"),
    "acknowledge_days": gettext_lazy("acknowledged within days"),
    "resolve_days": gettext_lazy("resolved within days"),
    "extensions": gettext_lazy("extended to days"),
    "working_days": gettext_lazy("in working days"),
    "least_days_after_rejection": gettext_lazy("days to pay after a rejection"),
    "resolve_cycles": gettext_lazy("and within statements"),
    "raise_within_days": gettext_lazy("raised within days of the statement"),
    "least_age_months": gettext_lazy("least age in months"),
    "least_payments": gettext_lazy("least payments"),
    "twice_in_months": gettext_lazy("twice in months"),
    "least_periods": gettext_lazy("periods paid"),
    "least_months": gettext_lazy("least months"),
    "until_settled": gettext_lazy("until settled"),
    "months_after_settlement": gettext_lazy("months after settlement"),
    "most_days": gettext_lazy("at most days"),
    "statement_months": gettext_lazy("statement good for months"),
    "kept": gettext_lazy("what stays with the person each month"),
    "kept_share": gettext_lazy("share of the surplus that stays"),
    "catch_up_months": gettext_lazy("months to catch up"),
    "term_months": gettext_lazy("longest term in months"),
    "reduced_months": gettext_lazy("months of reduced payments"),
    "token": gettext_lazy("token payment"),
    "token_months": gettext_lazy("months of token payments"),
    "pause_months": gettext_lazy("months without payments"),
    "first_after_days": gettext_lazy("first payment after days"),
    "offer_days": gettext_lazy("offer open for days"),
    "approval_limit": gettext_lazy("second person from a total of"),
    "payment_floor": gettext_lazy("second person below a payment of"),
    "cure_days": gettext_lazy("days to make up a missed payment"),
    "crisis_months": gettext_lazy("longest break of payments without a named cause, in months"),
    "break_months": gettext_lazy("longest break of payments, in months"),
    "break_fall": gettext_lazy("share by which the income fell, for a longer break"),
    "invite_quiet_days": gettext_lazy("days between help invitations"),
    "letter_days": gettext_lazy("working days after posting"),
    "electronic_days": gettext_lazy("working days after a message was accepted"),
    "vendor_days": gettext_lazy("working days for the print vendor to report"),
    "fresh_days": gettext_lazy("figures at most days old"),
    "most_a_day": gettext_lazy("at most a day for one person"),
    "gap_days": gettext_lazy("days left to answer an offer of help"),
}
AMOUNTS = ("tolerance", "kept", "token", "approval_limit", "payment_floor")  # by currency
_BINDS = {"account": gettext_lazy("account"), "person": gettext_lazy("person")}
_NO_OR_ALL = {"no": pgettext_lazy("nothing", "no"), "all": pgettext_lazy("everything", "all")}
_VALUES = {
    "binds": _BINDS,
    "per": _BINDS,
    "channels": CHANNELS,
    "hourless": CHANNELS,
    "passes": PURPOSES,
    "counts": COUNTED,
    "stops_contact": _NO_OR_ALL
    | {
        "about-it": gettext_lazy("about the disputed amount"),
        "channel": gettext_lazy("by the channels named"),
        "trained": gettext_lazy("all but by the trained team"),
        "executor": gettext_lazy("all but with the executor"),
        "representative": gettext_lazy("all but with the representative"),
    },
    "stops_discretionary": _NO_OR_ALL
    | {
        "about-it": gettext_lazy("about the disputed amount"),
        "channel": gettext_lazy("by the channels named"),
        "review": gettext_lazy("until reviewed"),
        "representative": gettext_lazy("redirected to the representative"),
    },
    "holds_reporting": _NO_OR_ALL
    | {
        "amount": gettext_lazy("of the disputed amount"),
        "codes": gettext_lazy("all but bankruptcy codes"),
    },
    "statutory": {
        "go": gettext_lazy("go as they are"),
        "neutral": gettext_lazy("go in words that ask for nothing"),
        "undisputed": gettext_lazy("go without the disputed amount"),
        "counsel": gettext_lazy("only as counsel allows"),
        "estate": gettext_lazy("only to the estate"),
        "representative": gettext_lazy("go to the representative"),
        "corrected": gettext_lazy("only with the figures put right"),
    },
    "asset_classes": {
        "normal": gettext_lazy("normal"),
        "pass": gettext_lazy("pass"),
        "special-mention": gettext_lazy("special mention"),
        "substandard": gettext_lazy("substandard"),
        "doubtful": gettext_lazy("doubtful"),
        "loss": gettext_lazy("loss"),
    },
}


def citation(cited: str) -> str:
    """A citation; of law of one place only, why it is kept elsewhere too."""
    place = _places().get(cited)
    if place is None:
        return cited
    words = _("%(citation)s (%(place)s): the strictest of such rules, kept for everybody")
    return words % {"citation": cited, "place": PLACES[place]}


@cache
def _places() -> dict[str, str]:
    """By citation, the one place whose law it is."""
    rules = chain.from_iterable(pack.leaves.values() for pack in packs.PACKS.values())
    return {rule.citation: rule.binds_in for rule in rules if rule.binds_in}


def label(place: str) -> str:
    """What a value is called: ``days of grace``, ``tolerance``, the code of a band."""
    section, *rest, name = place.split(".")
    if len(rest) == 1 and rest[0] in AMOUNTS:
        return str(FIELDS[rest[0]])
    if rest[:1] == ["items"]:
        return str(hardship_labels.ITEM_GROUPS.get(name, name))
    if section in ("credit_codes", "asset_classes"):
        return str(_VALUES["asset_classes"].get(name, name))
    return str(FIELDS.get(name, name))


def value(place: str, value: Any) -> str:
    """A value as people read it."""
    *_rest, above, name = place.split(".")
    if above in AMOUNTS:
        return formatting.amount(value, name)
    if isinstance(value, Band):
        return _days(value)
    if above in packs_schema.ITEM_KINDS:
        return ", ".join(hardship_labels.item(each) for each in value)
    if isinstance(value, frozenset | tuple):
        return _several(name, value)
    return _one(name, value)


def _days(band: Band) -> str:
    if band.last is None:
        return _("%(days)s and more") % {"days": band.first}
    return f"{band.first}–{band.last}" if band.last > band.first else str(band.first)


def _several(name: str, values: frozenset[Any] | tuple[Any, ...]) -> str:
    """In the order of the closed lists; numbers and weekdays by themselves."""
    if name == "weekdays":
        return ", ".join(str(WEEKDAYS_ABBR[day]) for day in sorted(values))
    known = _VALUES.get(name, {})
    listed = [str(known[each]) for each in known if each in values] or [str(each) for each in values]
    return ", ".join(listed) or _("none")


def _one(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, time):
        return f"{value:%H:%M}"
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    return str(_VALUES.get(name, {}).get(value, value))
