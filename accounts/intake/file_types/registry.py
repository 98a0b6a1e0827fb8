"""What each kind of file holds: its columns, how they are staged, and when a row is refused.

A file is known by its header. Checks are SQL conditions over the staged rows ``r``; they are asked in
order and each names the field at fault. Columns are those of the rules, section 11.
"""

from accounts.intake import parsers, policy_floors
from accounts.intake.file_types.affordability import AFFORDABILITY
from accounts.intake.file_types.contacts import CONTACTS
from accounts.intake.file_types.file_type import (
    AMOUNT,
    AMOUNT_NOT_NEGATIVE,
    DAY,
    FREE,
    LATER_DAY,
    PART,
    REFERENCE,
    UNKNOWN_ACCOUNT,
    Check,
    Column,
    Kind,
)
from accounts.intake.file_types.holds import HOLDS
from accounts.intake.file_types.people import ACCOUNTS, MANDATES, PARTIES, PENDING
from accounts.intake.file_types.plans import PLANS
from accounts.intake.file_types.promises import PROMISES

PRODUCTS = Kind(
    name="products",
    columns={
        "product": REFERENCE,
        "jurisdiction": Column(parsers.required(16)),
        "currency": Column(parsers.currency),
        "grace_days": Column(parsers.whole, "integer"),
        "tolerance": AMOUNT_NOT_NEGATIVE,
        "effective_from": LATER_DAY,
        "least_days": Column(parsers.whole, "integer", optional=True, empty=True),
        "rolls": Column(parsers.one_of("yes", "no"), "boolean", optional=True, empty=True),
    },
    key="product, effective_from",
    order="line",
    matched="match_products",
    beside=policy_floors.fill,
    amounts=("tolerance",),
    checks=(
        Check(
            "currency",
            "a product has one currency, in every row",
            "r.currency <> r.product_currency OR EXISTS (SELECT FROM incoming i WHERE i.product = r.product"
            " AND i.currency <> r.currency AND i.line < r.line)",
        ),
        Check(
            "jurisdiction",
            "a product has one jurisdiction, in every row",
            "r.jurisdiction <> r.product_jurisdiction OR EXISTS (SELECT FROM incoming i WHERE"
            " i.product = r.product AND i.jurisdiction <> r.jurisdiction AND i.line < r.line)",
        ),
        Check(
            "grace_days",
            "below the floor of {jurisdiction}, which is {floor_grace_days}",
            "r.grace_days < r.floor_grace_days",
        ),
        Check(
            "tolerance",
            "below the floor of {jurisdiction}, which is {floor_tolerance_text}",
            "r.tolerance * r.units < r.floor_tolerance",
        ),
        Check(
            "least_days",
            "below the floor of {jurisdiction}, which is {floor_least_days}",
            "r.least_days < r.floor_least_days",
        ),
    ),
    refers=("floor_least_days", "pack_rolls"),
    steps=("add_products", "judge_policies", "add_policies"),
    in_one_piece=True,
)

STATEMENTS = Kind(
    name="statements",
    columns={
        "account": REFERENCE,
        "statement_date": DAY,
        "due_date": DAY,
        "statement_balance": AMOUNT,
        "minimum_due": AMOUNT_NOT_NEGATIVE,
        "past_due": AMOUNT_NOT_NEGATIVE,
        "sent_on": LATER_DAY,
        "principal": PART,
        "interest": PART,
        "fees": PART,
        "known_on": LATER_DAY,
    },
    key="account, statement_date",
    order="coalesce(known_on, statement_date), line",
    matched="match_accounts",
    beside=policy_floors.fill_of_packs,
    control="statement_balance",
    amounts=("statement_balance", "minimum_due", "past_due", "principal", "interest", "fees"),
    checks=(
        UNKNOWN_ACCOUNT,
        Check("due_date", "not after the statement date", "r.due_date <= r.statement_date"),
        Check("sent_on", "before the statement date", "r.sent_on < r.statement_date"),
        Check(
            "sent_on",
            "is empty; in {jurisdiction} lateness counts from the day of sending",
            "r.sent_on IS NULL AND EXISTS ("
            "SELECT FROM pack_floor f WHERE f.jurisdiction = r.jurisdiction AND f.least_days > 0)",
        ),
        Check("past_due", "more than the minimum due it is part of", "r.past_due > r.minimum_due"),
        Check(
            "principal",
            "principal, interest and fees do not add up to the statement balance",
            "r.principal + r.interest + r.fees <> r.statement_balance",
        ),
    ),
    refers=("account_id", "product_id"),
    steps=("judge_statements", "add_statements"),
)

PAYMENTS = Kind(
    name="payments",
    columns={
        "payment": REFERENCE,
        "account": REFERENCE,
        "posted_on": DAY,
        "amount": Column(parsers.positive, "numeric"),
        "value_on": LATER_DAY,
        "kind": Column(parsers.payment_kind, optional=True, empty=True),
        "known_on": LATER_DAY,
        "returned_on": LATER_DAY,
        "return_known_on": LATER_DAY,
    },
    key="payment",
    order="line",
    matched="match_accounts",
    control="amount",
    amounts=("amount",),
    checks=(
        UNKNOWN_ACCOUNT,
        Check("value_on", "later than the day of posting", "r.value_on > r.posted_on"),
        Check("returned_on", "before the day of posting", "r.returned_on < r.posted_on"),
        Check(
            "return_known_on",
            "given without returned_on",
            "r.return_known_on IS NOT NULL AND r.returned_on IS NULL",
        ),
    ),
    refers=("account_id",),
    steps=("judge_payments", "return_payments", "add_payments"),
)

REAGES = Kind(
    name="reages",
    columns={
        "account": REFERENCE,
        "on": DAY,
        "reason": FREE,
        "known_on": LATER_DAY,
        "withdrawn_on": LATER_DAY,
        "withdraw_known_on": LATER_DAY,
    },
    key='account, "on"',
    order="line",
    matched="match_accounts",
    checks=(
        UNKNOWN_ACCOUNT,
        Check("withdrawn_on", "before the day of the re-age", 'r.withdrawn_on < r."on"'),
        Check(
            "withdraw_known_on",
            "given without withdrawn_on",
            "r.withdraw_known_on IS NOT NULL AND r.withdrawn_on IS NULL",
        ),
    ),
    refers=("account_id",),
    steps=("judge_reages", "add_reages"),
)

EXITS = Kind(
    name="exits",
    columns={"account": REFERENCE, "on": DAY, "reason": Column(parsers.exit_reason), "known_on": LATER_DAY},
    key='account, "on"',
    order="line",
    matched="match_accounts",
    checks=(UNKNOWN_ACCOUNT,),
    refers=("account_id",),
    steps=("judge_exits", "add_exits"),
)

# Words of a print vendor about notices, which the book need not know.
RETURNS = Kind(
    name="returns",
    columns={
        "notice": REFERENCE,
        "outcome": Column(parsers.delivery_outcome),
        "on": DAY,
        "detail": Column(parsers.text(200), optional=True, empty=True),
        "known_on": LATER_DAY,
    },
    key='notice, outcome, "on"',
    order="line",
    matched="match_returns",
    steps=("judge_returns", "add_returns"),
)

# In the order in which they lean on each other.
OF_THE_BOOK = (
    PRODUCTS, ACCOUNTS, STATEMENTS, PAYMENTS, REAGES, EXITS, PARTIES, PENDING, MANDATES, HOLDS, PROMISES,
    AFFORDABILITY, PLANS, CONTACTS,
)  # fmt: skip
ADDED_UP = tuple(kind.name for kind in OF_THE_BOOK if kind.control)

FEEDS = Kind(
    name="feeds",
    columns={
        "business_date": DAY,
        "kind": Column(parsers.one_of(*(kind.name for kind in OF_THE_BOOK))),
        "rows": Column(parsers.count, "integer"),
        "control_sum": Column(parsers.control_sum, "numeric", optional=True, empty=True),
        "source": Column(parsers.text(64), optional=True, empty=True),
    },
    key="business_date, kind, coalesce(source, '')",
    order="line",
    matched="match_feeds",
    checks=(
        Check(
            "control_sum",
            f"only {' and '.join(ADDED_UP)} have one",
            f"r.control_sum <> 0 AND r.kind NOT IN {ADDED_UP}",
        ),
    ),
    steps=("judge_feeds", "add_feeds"),
)

KINDS = (*OF_THE_BOOK, RETURNS, FEEDS)
