"""Scratch tables of the kinds of notices that a fact of the book can call for, and what holds do to them."""

from accounts.database.temp_tables import TempTable

NOTICE_KIND = TempTable(
    "notice_kind",
    "code text, jurisdiction text, type text, days integer, count integer, kinds text[], threshold"
    " integer, nature text, owes boolean, first boolean, gap_days integer, help_days integer,"
    " most_a_day integer, quiet_days integer, invites boolean, after text, recipient text,"
    " channels text[], due_by date, before_next_statement boolean",
)
KIND_HOLD = TempTable("kind_hold", "code text, hold text, effect text, wording text")
