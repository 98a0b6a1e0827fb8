"""A row in every table of history, whatever it means: each column holds something, so that all can be changed.

Inside a transaction that is rolled back: constraints that ask for sense are taken away.
"""

from collections.abc import Iterable, Iterator

from django.apps import apps
from django.db import DatabaseError, connection, transaction

from accounts.database.append_only import Stays
from accounts.evidence import rights

_FIRST = {
    "bigint": "1", "integer": "1", "smallint": "1", "numeric": "1", "double precision": "1",
    "boolean": "false", "date": "'2026-01-01'", "timestamp with time zone": "'2026-01-01T00:00Z'",
    "time without time zone": "'09:00'", "character varying": "'x'", "text": "'x'", "jsonb": "'{}'",
    "bytea": "'x'", "ARRAY": "'{}'", "interval": "'1 day'",
}  # fmt: skip
_OTHERS = (
    '"{0}" + 1', "\"{0}\" + interval '25 hours'", "'y'", 'NOT "{0}"', "'{{\"y\": 1}}'", "'{{1}}'", "'{{2026-01-01}}'",
)  # fmt: skip
_COLUMNS = """
    SELECT column_name, data_type FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name = %s AND is_generated = 'NEVER'
"""
_CONSTRAINTS = """
    SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass AND contype IN ('c', 'x', 'f')
"""


def tables() -> list[str]:
    return sorted(rights.history())


def fill(names: Iterable[str]) -> None:
    with connection.cursor() as cursor:
        for table in names:
            cursor.execute(_CONSTRAINTS, [table])
            for (name,) in cursor.fetchall():
                cursor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"')
            cursor.execute(f'ALTER TABLE "{table}" DISABLE TRIGGER USER')
            cursor.execute(_COLUMNS, [table])
            columns = dict(cursor.fetchall())
            listed = ", ".join(f'"{name}"' for name in columns)
            values = ", ".join(_FIRST[kind] for kind in columns.values())
            cursor.execute(f'INSERT INTO "{table}" ({listed}) VALUES ({values})')
            cursor.execute(f'ALTER TABLE "{table}" ENABLE TRIGGER USER')
            for key in {"id", "pgh_id"} & set(columns):  # the next row, if a trigger adds one, is another
                cursor.execute("SELECT setval(pg_get_serial_sequence(%s, %s), 1)", [table, key])


def fixed_columns() -> Iterator[tuple[str, str]]:
    """Every column of history that may not change once it holds something, after its table."""
    for model in apps.get_models():
        for trigger in getattr(model._meta, "triggers", ()):
            if isinstance(trigger, Stays):
                yield from (
                    (model._meta.db_table, field.column)
                    for field in model._meta.concrete_fields
                    if field.name not in trigger.free
                )


def changed(table: str, column: str) -> bool:
    """Whether the column could be given another value. Raises DatabaseError where the table says no."""
    for other in _OTHERS:
        try:
            with transaction.atomic(), connection.cursor() as cursor:
                cursor.execute(f'UPDATE "{table}" SET "{column}" = {other.format(column)}')
                return True
        except DatabaseError as error:
            if "only added to" in str(error) or "denied" in str(error):
                raise
    return False
