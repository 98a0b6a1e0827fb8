"""Scratch tables about promises."""

from accounts.database.temp_tables import TempTable

# What is the status of a promise at the end of a day, by the facts known by a horizon?
PROMISE_REQUEST = TempTable("promise_request", "promise_id bigint, day date, horizon date")
PROMISE_STATUS = TempTable(
    "promise_status",
    "promise_id bigint, day date, state varchar(16), since date, expected numeric(60), paid numeric(60),"
    " replaced_by bigint",
)
