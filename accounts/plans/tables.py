"""Scratch tables about hardship plans."""

from accounts.database.temp_tables import TempTable

# What is the status of a plan at the end of a day, by the facts known by a horizon?
PLAN_REQUEST = TempTable("plan_request", "plan_id bigint, day date, horizon date")
PLAN_STATUS = TempTable(
    "plan_status",
    "plan_id bigint, day date, state varchar(16), since date, expected numeric(60), paid numeric(60)",
)
