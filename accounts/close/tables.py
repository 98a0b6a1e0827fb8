"""Scratch tables of the close; ``candidates`` is declared in ``standings/tables``, which reads it too."""

from accounts.database.temp_tables import TempTable

# The open span of each candidate beside its result, both of which may be missing.
SPAN_DIFF = TempTable(
    "span_diff",
    "id bigint, product_id bigint, why integer, span bigint, stage varchar(8), stage_since date, past_due"
    " bigint, balance_before bigint, problem varchar(200), new_stage varchar(8), new_past_due bigint,"
    " statements_missed integer, oldest_missed_statement date, oldest_missed_due date, new_balance"
    " bigint, moves boolean",
)
# How many of some accounts stood where on each of several days.
STAGE_TOTALS = TempTable(
    "stage_totals",
    "day date, product_id bigint, stage text, accounts bigint, balance numeric, past_due numeric",
)
EARLIER_STAGE_TOTALS = TempTable("earlier_stage_totals", STAGE_TOTALS.columns)
