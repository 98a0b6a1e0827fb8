"""The role that owns the tables, beside that of the application: who may do what to which table.

The application reads, adds and fills in. It defines nothing, empties only its own scratch, and deletes only
what is no history. With one role (no OWNER_DATABASE_URL) it owns all, and the triggers stand alone.
"""

from collections.abc import Iterator

from django.apps import apps
from django.conf import settings
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg2 import sql

from accounts.database.append_only import Stays
from accounts.models import PendingPlanChange, PendingPromiseChange, PendingStageChange

OWNER = "owner"
EMPTIED = (PendingPlanChange, PendingPromiseChange, PendingStageChange)  # by each close, before it begins


def alias() -> str:
    """The connection of the owner, where there is one; else the only one there is."""
    return OWNER if OWNER in settings.DATABASES else DEFAULT_DB_ALIAS


def history() -> set[str]:
    """Tables whose rows are only added to, by name."""
    return {
        model._meta.db_table
        for model in apps.get_models()
        if any(isinstance(trigger, Stays) for trigger in getattr(model._meta, "triggers", ()))
    }


def grant(role: str, *, using: str) -> None:
    """Give the application's role what it needs, and take from it what it had beyond that."""
    with connections[using].cursor() as cursor:
        for statement in _rights(role, connections[using].settings_dict["NAME"]):
            cursor.execute(statement)


def _rights(role: str, database: str) -> Iterator[sql.Composed]:
    names = {"role": sql.Identifier(role), "database": sql.Identifier(database)}
    kept = history()
    deleted = [table for table in _tables() if table not in kept]
    for statement in (
        "GRANT CONNECT, TEMPORARY ON DATABASE {database} TO {role}",
        "REVOKE CREATE ON SCHEMA public FROM PUBLIC, {role}",
        "GRANT USAGE ON SCHEMA public TO {role}",
        "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, {role}",
        "GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO {role}",
        "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    ):
        yield sql.SQL(statement).format(**names)
    for right, tables in (("DELETE", deleted), ("TRUNCATE", [model._meta.db_table for model in EMPTIED])):
        listed = sql.SQL(", ").join(map(sql.Identifier, tables))
        yield sql.SQL("GRANT {right} ON {listed} TO {role}").format(
            right=sql.SQL(right), listed=listed, **names
        )


def _tables() -> list[str]:
    return sorted(
        model._meta.db_table
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and not model._meta.proxy
    )
