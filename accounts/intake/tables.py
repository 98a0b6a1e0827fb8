"""Scratch tables of intake. Those of the rows themselves have the columns of the kind of file."""

from accounts.database import statements
from accounts.database.temp_tables import TempTable
from accounts.intake.file_types.file_type import Kind

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
PACK_HOLD = TempTable("pack_hold", "pack text, kind text, of_person boolean, length_days integer")
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


def incoming(kind: Kind) -> str:
    """The statement that makes the table of the rows as they were read."""
    columns = ", ".join(f'"{name}" {column.type}' for name, column in kind.columns.items())
    return f"CREATE TEMP TABLE incoming (line bigint NOT NULL, {columns}) ON COMMIT DROP"


def matched(kind: Kind) -> str:
    """The statement that puts the rows beside what they refer to."""
    return f"CREATE TEMP TABLE matched ON COMMIT DROP AS {statements.text(kind.matched)}"


def taken(kind: Kind) -> str:
    """The statement that takes the rows with nothing wrong.

    Amounts are in minor units. Where several rows are about one thing, they are numbered.
    """
    columns = [
        f'(r."{name}" * r.units)::bigint AS "{name}"' if name in kind.amounts else f'r."{name}"'
        for name in (*kind.columns, *kind.refers)
    ]
    return (
        f"CREATE TEMP TABLE taken ON COMMIT DROP AS SELECT r.line, {', '.join(columns)},"
        f" row_number() OVER (PARTITION BY {kind.key} ORDER BY {kind.order}) AS turn"
        " FROM matched r WHERE NOT EXISTS (SELECT FROM refusal x WHERE x.line = r.line)"
    )
