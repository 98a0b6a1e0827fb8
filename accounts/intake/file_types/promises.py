"""What files of payment promises hold."""

from typing import Any

from accounts.intake import parsers
from accounts.intake.file_types import graces
from accounts.intake.file_types.file_type import (
    DAY,
    LATER_DAY,
    REFERENCE,
    UNKNOWN_ACCOUNT,
    Check,
    Column,
    Kind,
    too_fine,
)
from accounts.intake.tables import INSTALMENT_GRACE
from accounts.promises.lifecycle import waited_for


def _end_graces(cursor: Any) -> None:
    """The last day of grace for each day and grace that occurs, by the calendar of the account."""
    ends = graces.ends(cursor, waited_for)
    INSTALMENT_GRACE.empty(cursor)
    INSTALMENT_GRACE.insert(cursor, ends)


PROMISES = Kind(
    name="promises",
    columns={
        "promise": REFERENCE,
        "account": REFERENCE,
        "made_on": DAY,
        "due_on": DAY,
        "amount": Column(parsers.positive, "numeric"),
        "tolerance": Column(parsers.tolerance, optional=True, empty=True),
        "grace_days": Column(parsers.whole, "integer", optional=True, empty=True),
        "known_on": LATER_DAY,
        "cancelled_on": LATER_DAY,
        "cancel_known_on": LATER_DAY,
    },
    key="promise, account, due_on",
    order="line",
    matched="match_promises",
    amounts=("amount",),
    checks=(
        UNKNOWN_ACCOUNT,
        Check("account", "not in the currency of its other accounts", "r.of_currency <> r.first_currency"),
        Check("account", "not all of its accounts are one person''s", "r.of_several_people"),
        Check("made_on", "differs from another row of the promise", "r.made_on <> r.first_made_on"),
        Check("due_on", "before the day the promise was made", "r.due_on < r.made_on"),
        Check("amount", "differs from another row of the promise for this day", "r.amount <> r.first_amount"),
        Check("tolerance", "has more decimals than its currency has", too_fine("r.as_written")),
        Check(
            "tolerance",
            "differs from another row of the promise",
            "(coalesce(r.tolerance_percent, r.tolerance_amount), r.tolerance_percent IS NULL)"
            " IS DISTINCT FROM (r.first_tolerance, r.first_is_amount)",
        ),
        Check(
            "grace_days",
            "differs from another row of the promise",
            "r.grace_days IS DISTINCT FROM r.first_grace_days",
        ),
        Check("cancelled_on", "before the day the promise was made", "r.cancelled_on < r.made_on"),
        Check(
            "cancelled_on", "differs from another row of the promise", "r.cancelled_on <> r.last_cancelled_on"
        ),
        Check(
            "cancel_known_on",
            "given without cancelled_on",
            "r.cancel_known_on IS NOT NULL AND r.cancelled_on IS NULL",
        ),
        Check(
            "promise",
            "another row of it is refused",
            "r.line NOT IN (SELECT x.line FROM refusal x) AND r.promise IN (SELECT t.whole FROM torn t"
            " UNION SELECT i.promise FROM refusal x JOIN incoming i USING (line))",
        ),
    ),
    refers=("account_id", "jurisdiction", "tolerance_amount", "tolerance_percent"),
    steps=(
        _end_graces,
        "judge_promises",
        "cancel_promises",
        "extend_promises",
        "add_promises",
        "add_promised_accounts",
        "add_instalments",
    ),
    in_one_piece=True,
    in_turns=False,
    whole="promise",
)
