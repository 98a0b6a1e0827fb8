"""The file of holds, each on an account or on a person (rules, section 6)."""

from accounts import packs
from accounts.intake import parsers
from accounts.intake.file_types.file_type import DAY, FREE, LATER_DAY, REFERENCE, Check, Column, Kind, sql
from accounts.models import Hold

_IN_PACKS = ", ".join(
    f"('{code}', '{kind.name}', {'account' not in kind.binds}, {kind.length_days or 'NULL'}::int)"
    for code in (*packs.PACKS, "")
    for kind in packs.of(code).holds.values()
)
# A kind that binds persons only binds whoever holds the account that is named. The hold of a person who holds
# accounts under several packs lasts as long as the longest of them says.
_MATCHED = f"""
    WITH in_pack (jurisdiction, kind, of_person, length_days) AS (VALUES {_IN_PACKS}),
    pack AS (
        SELECT p.id AS product_id, k.kind, k.of_person, k.length_days
        FROM accounts_product p
        JOIN in_pack k ON k.jurisdiction = CASE WHEN p.jurisdiction IN (SELECT jurisdiction FROM in_pack)
                                                THEN p.jurisdiction ELSE '' END
    )
    SELECT i.*, a.id AS named_account, u.id AS named_customer,
           CASE WHEN NOT k.of_person THEN a.id END AS account_id,
           CASE WHEN k.of_person THEN c.customer_id ELSE u.id END AS customer_id,
           i.starts_on + CASE WHEN a.id IS NULL THEN l.longest ELSE k.length_days END - 1 AS lapses_on,
           p.currency AS of_currency, m.places, m.units
    FROM incoming i
    LEFT JOIN accounts_account a ON a.reference = i.account
    LEFT JOIN accounts_product p ON p.id = a.product_id
    LEFT JOIN pack k ON k.product_id = p.id AND k.kind = i.kind
    LEFT JOIN accounts_party c ON c.account_id = a.id AND c.role = 'cardholder'
    LEFT JOIN accounts_customer u ON u.reference = i.customer
    LEFT JOIN currency_places m ON m.code = p.currency
    LEFT JOIN LATERAL (
        SELECT CASE WHEN count(*) = count(o.length_days) THEN max(o.length_days) END AS longest
        FROM accounts_party h
        JOIN accounts_account b ON b.id = h.account_id
        JOIN pack o ON o.product_id = b.product_id AND o.kind = i.kind
        WHERE h.customer_id = u.id AND h.role IN ('cardholder', 'joint-holder')
    ) l ON true
"""

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
    matched=_MATCHED,
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
    refers=("account_id", "customer_id", "lapses_on"),
    steps=sql("holds"),
)
