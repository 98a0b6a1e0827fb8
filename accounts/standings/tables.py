"""Scratch tables about where accounts stand; ``candidates`` is filled by the close."""

from accounts.database.temp_tables import TempTable

# Accounts of which something is new, with the span in force (``close/sql/candidates.sql``).
CANDIDATES = TempTable(
    "candidates",
    "id bigint, why integer, counts_from date, product_id bigint, opened_on date, known_on date,"
    " balance bigint, quiet boolean, printed bigint, before date, minimum_before bigint, balance_before"
    " bigint, span bigint, stage varchar(8), stage_since date, past_due bigint, statements_missed smallint,"
    " oldest_missed_statement date, oldest_missed_due date",
)
# Where does an account stand at the end of a day, by facts known by a horizon and statements before a date?
STANDING_REQUEST = TempTable(
    "standing_request", "account_id bigint, product_id bigint, day date, horizon date, before date"
)
STANDING_RESULT = TempTable(
    "standing_result",
    "account_id bigint, day date, horizon date, before date, stage varchar(8), past_due bigint,"
    " statements_missed integer, oldest_missed_statement date, oldest_missed_due date, balance bigint,"
    " unpaid bigint, problem varchar(200)",
)
# Policies of some products as they might have been.
SUPPOSED_POLICY = TempTable(
    "supposed_policy",
    "product_id bigint, effective_from date, grace_days integer, tolerance bigint, least_days integer,"
    " rolls boolean, known_on date",
)
ACCOUNT_STANDING = TempTable(
    "account_standing",
    "account_id bigint, stage text, stage_since date, days_past_due integer, past_due bigint,"
    " statements_missed integer, oldest_missed_statement date, balance bigint",
)
EARLIER_ACCOUNT_STANDING = TempTable("earlier_account_standing", ACCOUNT_STANDING.columns)

ACCOUNT_PAGE = TempTable("account_page", "id bigint")
# Statements beside what we held unpaid without them; ``whole``: the whole rule must say it.
RECONCILED_STATEMENT = TempTable(
    "reconciled_statement",
    "account_id bigint, product_id bigint, statement_date date, printed bigint, before date, ours"
    " bigint, whole boolean",
)
FOUND_BREAK = TempTable(
    "found_break", "account_id bigint, statement_date date, printed bigint, ours bigint, cause varchar(32)"
)
