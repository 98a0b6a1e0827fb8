"""Scratch tables of the rows of a file, which have the columns of its kind."""

from accounts.database import statements
from accounts.intake.file_types.file_type import Kind


def incoming(kind: Kind) -> str:
    """The statement that makes the table of the rows as they were read."""
    columns = ", ".join(f'"{name}" {column.type}' for name, column in kind.columns.items())
    return f"CREATE TEMP TABLE incoming (line bigint NOT NULL, {columns}) ON COMMIT DROP"


def matched(kind: Kind) -> str:
    """The statement that puts the rows beside what they refer to."""
    return f"CREATE TEMP TABLE matched ON COMMIT DROP AS {statements.text(kind.matched)}"


def planned_by(kind: Kind) -> str:
    """The columns that the planner must know of: nothing is looked up by an amount."""
    return ", ".join(f'"{name}"' for name, column in kind.columns.items() if column.type != "numeric")


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
