"""The kinds of files about people: accounts with their holders, other parties, payments on their way."""

from accounts.intake import normalised_contacts, parsers
from accounts.intake.file_types.file_type import (
    CONTACT,
    DAY,
    LATER_DAY,
    PART,
    REFERENCE,
    UNKNOWN_ACCOUNT,
    Check,
    Column,
    Kind,
    Step,
)
from accounts.intake.tables import CHANGED_DETAIL, RECORDED_PERSON, STATED_PERSON
from accounts.models import Party

# What a file says of people, taken over: ``stated_person`` beside ``recorded_person``, which each kind fills.
DETAILS: tuple[Step, ...] = (
    CHANGED_DETAIL.empty,
    "keep_former_names",
    "add_customers",
    "find_changed_details",
    normalised_contacts.find,
    CHANGED_DETAIL.analyze,
    "end_contact_points",
    "add_contact_points",
)

ACCOUNTS = Kind(
    name="accounts",
    columns={
        "account": REFERENCE,
        "product": REFERENCE,
        "currency": Column(parsers.currency),
        "jurisdiction": Column(parsers.required(16)),
        "language": Column(parsers.text(20), empty=True),
        "time_zone": Column(parsers.time_zone),
        "opened_on": DAY,
        "credit_limit": Column(parsers.not_negative, "numeric", empty=True),
        "last4": Column(parsers.last4),
        "branch": Column(parsers.text(64), empty=True),
        "customer": REFERENCE,
        "customer_name": Column(parsers.text(200), empty=True),
        "email": CONTACT,
        "phone": Column(parsers.text(40), empty=True),
        "address": Column(parsers.text(1000), empty=True),
    },
    key="account",
    order="line",
    matched="match_products_of_accounts",
    amounts=("credit_limit",),
    checks=(
        Check("product", "unknown product", "r.product_id IS NULL"),
        Check("currency", "not the currency of its product", "r.currency <> r.product_currency"),
        Check(
            "jurisdiction", "not the jurisdiction of its product", "r.jurisdiction <> r.product_jurisdiction"
        ),
    ),
    refers=("product_id",),
    steps=(
        RECORDED_PERSON.empty,
        STATED_PERSON.empty,
        "find_recorded_people",
        RECORDED_PERSON.analyze,
        "judge_accounts",
        "find_people_of_accounts",
        "add_accounts",
        *DETAILS,
        "add_cardholders",
    ),
    in_one_piece=True,
    in_turns=False,
)

HOLDERS = (str(Party.Role.CARDHOLDER), str(Party.Role.JOINT_HOLDER))

PARTIES = Kind(
    name="parties",
    columns={
        "account": REFERENCE,
        "customer": REFERENCE,
        "role": Column(parsers.party_role),
        "liable": Column(parsers.yes_or_no, optional=True, empty=True),
        "known_on": LATER_DAY,
        "until": LATER_DAY,
        "customer_name": Column(parsers.text(200), optional=True, empty=True),
        "email": Column(parsers.text(254), optional=True, empty=True),
        "phone": Column(parsers.text(40), optional=True, empty=True),
        "address": Column(parsers.text(1000), optional=True, empty=True),
        "language": Column(parsers.text(20), optional=True, empty=True),
    },
    key="account, customer, role",
    order="line",
    matched="match_parties",
    checks=(
        UNKNOWN_ACCOUNT,
        Check(
            "customer",
            "unknown customer; with a customer_name a new one comes in",
            "r.customer_id IS NULL AND coalesce(r.customer_name, '') = ''",
        ),
        Check(
            "liable",
            "only said of a supplementary holder: for all others the role says it",
            "r.liable IS NOT NULL AND r.role <> 'supplementary-holder'",
        ),
        Check(
            "until", "a holder stays as long as the account", f"r.until IS NOT NULL AND r.role IN {HOLDERS}"
        ),
    ),
    refers=("account_id", "jurisdiction"),
    steps=(
        "judge_parties",
        RECORDED_PERSON.empty,
        STATED_PERSON.empty,
        "find_recorded_people_of_parties",
        "find_people_of_parties",
        "judge_people_of_parties",
        *DETAILS,
        "add_languages",
        "end_parties",
        "add_parties",
    ),
    in_one_piece=True,
)

PENDING = Kind(
    name="pending",
    columns={
        "pending": REFERENCE,
        "account": REFERENCE,
        "due_on": DAY,
        "amount": Column(parsers.positive, "numeric"),
        "presents": Column(parsers.text(64), optional=True, empty=True),
        "known_on": LATER_DAY,
        "outcome": Column(parsers.pending_outcome, optional=True, empty=True),
        "outcome_on": LATER_DAY,
        "outcome_known_on": LATER_DAY,
    },
    key="pending",
    order="line",
    matched="match_pending",
    amounts=("amount",),
    checks=(
        UNKNOWN_ACCOUNT,
        Check(
            "presents",
            "unknown pending payment",
            "r.presents IS NOT NULL AND r.presents_account_id IS NULL",
        ),
        Check("presents", "a pending payment of another account", "r.presents_account_id <> r.account_id"),
        Check("presents", "the pending payment itself", "r.presents = r.pending"),
        Check(
            "presents",
            "presented again by another already",
            "r.presents IS NOT NULL AND r.presented_by <> r.pending",
        ),
        Check("outcome", "missing beside outcome_on", "r.outcome_on IS NOT NULL AND r.outcome IS NULL"),
        Check(
            "outcome_known_on",
            "given without an outcome",
            "r.outcome_known_on IS NOT NULL AND r.outcome IS NULL",
        ),
    ),
    refers=("account_id",),
    steps=("judge_pending", "settle_pending", "add_pending", "link_presentations"),
    in_one_piece=True,
)

MANDATES = Kind(
    name="mandates",
    columns={
        "mandate": REFERENCE,
        "account": REFERENCE,
        "kind": Column(parsers.mandate_kind),
        "starts_on": DAY,
        "amount": PART,
        "ends_on": LATER_DAY,
        "known_on": LATER_DAY,
        "end_known_on": LATER_DAY,
    },
    key="mandate",
    order="line",
    matched="match_accounts",
    amounts=("amount",),
    checks=(
        UNKNOWN_ACCOUNT,
        Check("amount", "missing: a fixed one collects an amount", "r.kind = 'fixed' AND r.amount IS NULL"),
        Check("amount", "only a fixed one has an amount", "r.kind <> 'fixed' AND r.amount IS NOT NULL"),
        Check("amount", "is not more than zero", "r.amount <= 0"),
        Check("ends_on", "before the first day", "r.ends_on < r.starts_on"),
        Check("end_known_on", "given without ends_on", "r.end_known_on IS NOT NULL AND r.ends_on IS NULL"),
    ),
    refers=("account_id",),
    steps=("judge_mandates", "end_mandates", "add_mandates"),
)
