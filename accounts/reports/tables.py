"""Scratch tables of reports."""

from accounts.database.temp_tables import TempTable

# The days on which an account may stand differently than the day before, and whether it is in the book then.
SUPPOSED_DAY = TempTable("supposed_day", "account_id bigint, product_id bigint, day date, in_book boolean")
