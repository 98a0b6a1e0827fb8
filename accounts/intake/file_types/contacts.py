"""Contacts that other systems made: the dialler, the sender of messages, a branch (rules, section 10)."""

from collections.abc import Iterator

from accounts.intake import parsers, wrong_numbers
from accounts.intake.file_types.file_type import REFERENCE, UNKNOWN_ACCOUNT, Check, Column, Kind
from accounts.packs import CHANNELS, PURPOSES
from accounts.rules.contact.outcomes import ALL_OUTCOMES, DIRECTIONS, IN, OUTCOMES


def _checks() -> Iterator[Check]:
    yield UNKNOWN_ACCOUNT
    yield Check("customer", "unknown customer", "r.customer IS NOT NULL AND r.customer_id IS NULL")
    yield Check(
        "customer",
        "has no part in this account",
        "r.customer_id IS NOT NULL AND NOT EXISTS (SELECT FROM accounts_party p"
        " WHERE p.account_id = r.account_id AND p.customer_id = r.customer_id)",
    )
    yield Check("direction", "nobody visits a customer", f"r.channel = 'visit' AND r.direction <> '{IN}'")
    for channel, outcomes in OUTCOMES.items():
        reason = f"of channel {channel} it is one of {', '.join(outcomes)}"
        yield Check("outcome", reason, f"r.channel = '{channel}' AND r.outcome NOT IN {outcomes}")


# The person is the cardholder where no other is named. A time without a zone is by the account's clock.
CONTACTS = Kind(
    name="contacts",
    columns={
        "contact": REFERENCE,
        "account": REFERENCE,
        "at": Column(parsers.moment),
        "channel": Column(parsers.one_of(*CHANNELS)),
        "direction": Column(parsers.one_of(*DIRECTIONS)),
        "outcome": Column(parsers.one_of(*ALL_OUTCOMES)),
        "number": Column(parsers.text(254), optional=True, empty=True),
        "agent": Column(parsers.text(150), optional=True, empty=True),
        "note": Column(parsers.text(1000), optional=True, empty=True),
        "customer": Column(parsers.required(64), optional=True, empty=True),
        "purpose": Column(parsers.one_of(*PURPOSES), optional=True, empty=True),
    },
    key="contact",
    order="line",
    matched="match_contacts",
    checks=tuple(_checks()),
    refers=("account_id", "time_zone", "jurisdiction", "customer_id", "moment"),
    steps=("judge_contacts", "add_contacts", wrong_numbers.mark),
)
