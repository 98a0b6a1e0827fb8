"""Scratch tables of intake; those of the rows themselves are in ``row_tables``."""

from accounts.database.temp_tables import TempTable

# What is wrong with rows, and what becomes of the good ones.
REFUSAL = TempTable(
    "refusal",
    "line bigint NOT NULL, field text NOT NULL, reason text NOT NULL,"
    " conflicting boolean NOT NULL DEFAULT false",
)
VERDICT = TempTable("verdict", "line bigint PRIMARY KEY, what text NOT NULL, field text, reason text")
# Facts of several rows of which one could not be staged.
TORN = TempTable("torn", "whole text NOT NULL")
CURRENCY_PLACES = TempTable(
    "currency_places", "code text PRIMARY KEY, places integer NOT NULL, units numeric NOT NULL"
)
# What the packs ask of products at least, by jurisdiction and currency.
PACK_FLOOR = TempTable(
    "pack_floor",
    "jurisdiction text NOT NULL, currency text NOT NULL, grace_days integer NOT NULL,"
    " least_days integer NOT NULL, rolls boolean NOT NULL, tolerance bigint NOT NULL,"
    " tolerance_text text NOT NULL",
)
# Whom each kind of hold binds by a pack, and how long; the base has an empty name.
PACK_HOLD = TempTable(
    "pack_hold", "pack text, kind text, of_person boolean, length_days integer, tail_days integer"
)
# The last day of grace of an instalment.
INSTALMENT_GRACE = TempTable(
    "instalment_grace", "jurisdiction text, due_on date, grace_days integer, ends_on date"
)
# The last day of grace of an instalment of a plan, and the days to make up a miss.
PLAN_GRACE = TempTable(
    "plan_grace", "jurisdiction text, due_on date, grace_days integer, ends_on date, cure_days integer"
)
# People as files gave them last, and as this one does; their details that change; those in their one form.
RECORDED_PERSON = TempTable(
    "recorded_person", "id bigint, reference text, name text, email text, phone text, address text"
)
STATED_PERSON = TempTable(
    "stated_person",
    "customer text, id bigint, line bigint, name text, email text, phone text, address text, language text,"
    " jurisdiction text",
)
CHANGED_DETAIL = TempTable(
    "changed_detail", "place bigint PRIMARY KEY, customer_id bigint, kind text, value text, jurisdiction text"
)
NORMALISED_DETAIL = TempTable("normalised_detail", "place bigint NOT NULL, normal text NOT NULL")
