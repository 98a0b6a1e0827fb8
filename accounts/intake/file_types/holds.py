"""The file of holds, each on an account or on a person (rules, section 6)."""

from typing import Any

from accounts import packs
from accounts.intake import parsers
from accounts.intake.file_types.file_type import DAY, FREE, LATER_DAY, REFERENCE, Check, Column, Kind
from accounts.intake.tables import PACK_HOLD
from accounts.models import Hold


def _fill_pack_holds(cursor: Any) -> None:
    """What the packs say of each kind of hold, beside the staged rows."""
    PACK_HOLD.empty(cursor)
    PACK_HOLD.insert(
        cursor,
        (
            (name, kind.name, "account" not in kind.binds, kind.length_days, kind.tail_days or 0)
            for name, pack in packs.by_code()
            for kind in pack.holds.values()
        ),
    )


HOLDS = Kind(
    name="holds",
    columns={
        "hold": REFERENCE,
        "account": Column(parsers.text(64), empty=True),
        "kind": Column(parsers.one_of(*packs.HOLD_KINDS)),
        "starts_on": DAY,
        "customer": Column(parsers.text(64), optional=True, empty=True),
        "ends_on": LATER_DAY,
        "review_on": LATER_DAY,
        "channel": Column(parsers.one_of(*packs.CHANNELS), optional=True, empty=True),
        "disputed_amount": Column(parsers.positive, "numeric", optional=True, empty=True),
        "statement_date": LATER_DAY,
        "fresh_due_on": LATER_DAY,
        "known_on": LATER_DAY,
        "end_known_on": LATER_DAY,
        "reason": Column(FREE.parse, optional=True, empty=True),
    },
    key="hold",
    order="line",
    matched="match_holds",
    beside=_fill_pack_holds,
    amounts=("disputed_amount",),
    checks=(
        Check(
            "account", "neither an account nor a customer is named", "num_nonnulls(r.account, r.customer) = 0"
        ),
        Check(
            "customer",
            "named beside an account; a hold is on one of them",
            "num_nonnulls(r.account, r.customer) = 2",
        ),
        Check("account", "unknown account", "r.account IS NOT NULL AND r.named_account IS NULL"),
        Check("customer", "unknown customer", "r.customer IS NOT NULL AND r.named_customer IS NULL"),
        Check("ends_on", "before the first day", "r.ends_on < r.starts_on"),
        Check("review_on", "before the first day", "r.review_on < r.starts_on"),
        Check("end_known_on", "given without ends_on", "r.end_known_on IS NOT NULL AND r.ends_on IS NULL"),
        Check("fresh_due_on", "given without ends_on", "r.fresh_due_on IS NOT NULL AND r.ends_on IS NULL"),
        Check("fresh_due_on", "not after ends_on", "r.fresh_due_on <= r.ends_on"),
        Check(
            "channel",
            "only cease-contact can name one",
            "r.channel IS NOT NULL AND r.kind <> 'cease-contact'",
        ),
        Check(
            "disputed_amount",
            f"only {' and '.join(Hold.DISPUTES)} can name one",
            f"r.disputed_amount IS NOT NULL AND r.kind NOT IN {Hold.DISPUTES}",
        ),
        Check(
            "disputed_amount",
            "given without an account",
            "r.disputed_amount IS NOT NULL AND r.account IS NULL",
        ),
        Check(
            "statement_date",
            "missing beside disputed_amount",
            "r.disputed_amount IS NOT NULL AND r.statement_date IS NULL",
        ),
        Check(
            "disputed_amount",
            "missing beside statement_date",
            "r.disputed_amount IS NULL AND r.statement_date IS NOT NULL",
        ),
    ),
    refers=("account_id", "customer_id", "lapses_on", "last_on"),
    steps=("judge_holds", "end_holds", "add_holds"),
)
