"""What files of hardship plans hold: one row an instalment (rules, sections 8 and 11).

Plans in force move in with the book: each is at once a hold on its account.
"""

from typing import Any

from accounts import packs
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
from accounts.intake.tables import PLAN_GRACE
from accounts.models import Plan
from accounts.plans.lifecycle import waited_for

_DIFFERS = "differs from another row of the plan"


def _lay_out_graces(cursor: Any) -> None:
    """The last day of grace for each day and grace that occurs, and the days to make up a miss."""
    ends = graces.ends(cursor, waited_for)
    PLAN_GRACE.empty(cursor)
    PLAN_GRACE.insert(cursor, ((*row, packs.of(row[0]).hardship.cure_days) for row in ends))


PLANS = Kind(
    name="plans",
    columns={
        "plan": REFERENCE,
        "account": REFERENCE,
        "agreed_on": DAY,
        "due_on": DAY,
        "amount": Column(parsers.not_negative, "numeric"),
        "option": Column(parsers.one_of(*Plan.Option.values), optional=True, empty=True),
        "statement": Column(parsers.text(64), optional=True, empty=True),
        "tolerance": Column(parsers.tolerance, optional=True, empty=True),
        "grace_days": Column(parsers.whole, "integer", optional=True, empty=True),
        "cure_days": Column(parsers.whole, "integer", optional=True, empty=True),
        "known_on": LATER_DAY,
        "ended_on": LATER_DAY,
        "end_reason": Column(parsers.one_of(*Plan.EndReason.values), optional=True, empty=True),
        "end_known_on": LATER_DAY,
    },
    key="plan, due_on",
    order="line",
    matched="match_plans",
    amounts=("amount",),
    checks=(
        UNKNOWN_ACCOUNT,
        Check("account", _DIFFERS, "r.account <> r.first_account"),
        Check("agreed_on", _DIFFERS, "r.agreed_on <> r.first_agreed_on"),
        Check("due_on", "before the day the plan was agreed", "r.due_on < r.agreed_on"),
        Check("amount", f"{_DIFFERS} for this day", "r.amount <> r.first_amount"),
        Check("option", _DIFFERS, "r.option IS DISTINCT FROM r.first_option"),
        Check("statement", "unknown statement", "r.unknown_statement"),
        Check("statement", "made by somebody who is no party to the account", "r.of_somebody_else"),
        Check("statement", _DIFFERS, "r.statement IS DISTINCT FROM r.first_statement"),
        Check(
            "tolerance",
            "has more decimals than its currency has",
            too_fine("r.as_written"),
        ),
        Check(
            "tolerance",
            _DIFFERS,
            "(coalesce(r.tolerance_percent, r.tolerance_amount), r.tolerance_percent IS NULL)"
            " IS DISTINCT FROM (r.first_tolerance, r.first_is_amount)",
        ),
        Check("grace_days", _DIFFERS, "r.grace_days IS DISTINCT FROM r.first_grace_days"),
        Check("cure_days", _DIFFERS, "r.cure_days IS DISTINCT FROM r.first_cure_days"),
        Check("ended_on", "before the day the plan was agreed", "r.ended_on < r.agreed_on"),
        Check("ended_on", _DIFFERS, "r.ended_on <> r.last_ended_on"),
        Check("end_reason", "given without ended_on", "r.end_reason IS NOT NULL AND r.ended_on IS NULL"),
        Check("end_reason", _DIFFERS, "r.end_reason <> r.last_end_reason"),
        Check("end_known_on", "given without ended_on", "r.end_known_on IS NOT NULL AND r.ended_on IS NULL"),
        Check(
            "plan",
            "another row of it is refused",
            "r.line NOT IN (SELECT x.line FROM refusal x) AND r.plan IN (SELECT t.whole FROM torn t"
            " UNION SELECT i.plan FROM refusal x JOIN incoming i USING (line))",
        ),
    ),
    refers=("account_id", "jurisdiction", "statement_id", "tolerance_amount", "tolerance_percent"),
    steps=(
        _lay_out_graces,
        "judge_plans",
        "end_plans",
        "extend_plans",
        "add_plan_holds",
        "add_plans",
        "add_plan_instalments",
        "update_plan_holds",
    ),
    in_one_piece=True,
    in_turns=False,
    whole="plan",
)
