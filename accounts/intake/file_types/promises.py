"""What files of payment promises hold."""

from typing import Any

from accounts import packs
from accounts.calendars import store as calendar_store
from accounts.intake import parsers
from accounts.intake.file_types.file_type import (
    DAY,
    LATER_DAY,
    REFERENCE,
    UNKNOWN_ACCOUNT,
    Check,
    Column,
    Kind,
    sql,
)
from accounts.promises.lifecycle import waited_for

# A promise is its rows: the first says what the others must say too. Its accounts, those in the book among
# them, must all be of one person who owes on each.
_PROMISED = """
    WITH one AS MATERIALIZED (
        SELECT i.*, a.id AS account_id, p.jurisdiction, p.currency AS of_currency, c.places, c.units
        FROM incoming i
        LEFT JOIN accounts_account a ON a.reference = i.account
        LEFT JOIN accounts_product p ON p.id = a.product_id
        LEFT JOIN currency_places c ON c.code = p.currency
    ),
    covered AS (
        SELECT promise, account_id, count(*) OVER (PARTITION BY promise) AS accounts
        FROM (
            SELECT promise, account_id FROM one WHERE account_id IS NOT NULL
            UNION
            SELECT p.reference, c.account_id FROM accounts_promise p
            JOIN accounts_promisedaccount c ON c.promise_id = p.id
            WHERE p.reference IN (SELECT promise FROM incoming)
        ) a
    ),
    of_one_person AS (
        SELECT DISTINCT c.promise FROM covered c
        JOIN accounts_party h ON h.account_id = c.account_id AND h.role IN ('cardholder', 'joint-holder')
        WHERE c.accounts > 1
        GROUP BY c.promise, c.accounts, h.customer_id
        HAVING count(DISTINCT c.account_id) = c.accounts
    )
    SELECT r.*, t.percent AS tolerance_percent, t.amount AS tolerance_amount,
           r.promise IN (SELECT promise FROM covered WHERE accounts > 1)
               AND r.promise NOT IN (SELECT promise FROM of_one_person) AS of_several_people,
           first_value(r.made_on) OVER whole AS first_made_on,
           first_value(r.of_currency) OVER whole AS first_currency,
           first_value(coalesce(t.percent, t.amount)) OVER whole AS first_tolerance,
           first_value(t.percent IS NULL) OVER whole AS first_is_amount,
           first_value(r.grace_days) OVER whole AS first_grace_days,
           first_value(r.amount) OVER instalment AS first_amount,
           max(r.cancelled_on) OVER (PARTITION BY r.promise) AS last_cancelled_on
    FROM one r
    CROSS JOIN LATERAL (
        SELECT CASE WHEN right(r.tolerance, 1) = '%' THEN rtrim(r.tolerance, '%')::numeric END AS percent,
               CASE WHEN right(r.tolerance, 1) <> '%' THEN r.tolerance::numeric * r.units END AS amount
    ) t
    WINDOW whole AS (PARTITION BY r.promise ORDER BY r.line),
           instalment AS (PARTITION BY r.promise, r.account, r.due_on ORDER BY r.line)
"""


def _end_graces(cursor: Any) -> None:
    """The last day of grace for each day and grace that occurs, by the calendar of the account."""
    cursor.execute("SELECT DISTINCT jurisdiction, due_on, grace_days FROM taken")
    rows = cursor.fetchall()
    used = {jurisdiction: packs.of(jurisdiction) for jurisdiction, _, _ in rows}
    worked = {jurisdiction: calendar_store.of(pack.calendar) for jurisdiction, pack in used.items()}
    graces = [(*row, waited_for(used[row[0]], worked[row[0]], *row[1:])) for row in rows]
    cursor.execute("DROP TABLE IF EXISTS grace")
    cursor.execute(
        "CREATE TEMP TABLE grace ON COMMIT DROP AS"
        " SELECT * FROM unnest(%s::text[], %s::date[], %s::int[], %s::date[])"
        " AS g (jurisdiction, due_on, grace_days, ends_on)",
        [list(column) for column in zip(*graces, strict=True)] if graces else [[]] * 4,
    )


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
    matched=_PROMISED,
    amounts=("amount",),
    checks=(
        UNKNOWN_ACCOUNT,
        Check("account", "not in the currency of its other accounts", "r.of_currency <> r.first_currency"),
        Check("account", "not all of its accounts are one person''s", "r.of_several_people"),
        Check("made_on", "differs from another row of the promise", "r.made_on <> r.first_made_on"),
        Check("due_on", "before the day the promise was made", "r.due_on < r.made_on"),
        Check("amount", "differs from another row of the promise for this day", "r.amount <> r.first_amount"),
        Check(
            "tolerance",
            "has more decimals than its currency has",
            "r.tolerance_amount <> trunc(r.tolerance_amount)",
        ),
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
    steps=(_end_graces, *sql("promises")),
    in_one_piece=True,
    in_turns=False,
    whole="promise",
)
