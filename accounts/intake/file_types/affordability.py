"""What files of affordability statements hold: one row an item (rules, sections 8 and 11)."""

from accounts.intake import parsers
from accounts.intake.file_types.file_type import DAY, REFERENCE, Check, Column, Kind
from accounts.rules import affordability as affordability_rules

_DIFFERS = "differs from another row of the statement"

AFFORDABILITY = Kind(
    name="affordability",
    columns={
        "statement": REFERENCE,
        "customer": REFERENCE,
        "made_on": DAY,
        "currency": Column(parsers.currency),
        "kind": Column(parsers.one_of(*affordability_rules.KINDS)),
        "item": REFERENCE,
        "amount": Column(parsers.not_negative, "numeric"),
        "every": Column(parsers.one_of(*affordability_rules.TIMES_A_YEAR)),
        "balance": Column(parsers.not_negative, "numeric", optional=True, empty=True),
    },
    key="statement, kind, item",
    order="line",
    matched="match_affordability",
    amounts=("amount", "balance"),
    checks=(
        Check("customer", "unknown customer", "r.customer_id IS NULL"),
        Check("customer", _DIFFERS, "r.customer <> r.first_customer"),
        Check("made_on", _DIFFERS, "r.made_on <> r.first_made_on"),
        Check("currency", _DIFFERS, "r.currency <> r.first_currency"),
        Check("balance", "missing for another lender", "r.kind = 'creditor' AND r.balance IS NULL"),
        Check("balance", "only other lenders have one", "r.kind <> 'creditor' AND r.balance IS NOT NULL"),
        Check("amount", f"{_DIFFERS} for this item", "r.amount <> r.first_amount"),
        Check("every", f"{_DIFFERS} for this item", "r.every <> r.first_every"),
        Check("balance", f"{_DIFFERS} for this item", "r.balance <> r.first_balance"),
        Check(
            "statement",
            "another row of it is refused",
            "r.line NOT IN (SELECT x.line FROM refusal x) AND r.statement IN (SELECT t.whole FROM torn t"
            " UNION SELECT i.statement FROM refusal x JOIN incoming i USING (line))",
        ),
    ),
    refers=("customer_id",),
    steps=("judge_affordability", "add_affordability_statements", "add_affordability_items"),
    in_one_piece=True,
    in_turns=False,
    whole="statement",
)
