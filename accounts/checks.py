"""What is asked before any command runs."""

from collections.abc import Sequence
from typing import Any

from django.core.checks import CheckMessage, Error
from django.db import connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from accounts.packs import PACKS, PackError


def packs_can_be_used(**asked: Any) -> list[CheckMessage]:
    """One error for everything that is wrong with the files of the jurisdictions."""
    try:
        PACKS.load()
    except PackError as problems:
        return [Error(problem, id="accounts.E001") for problem in str(problems).splitlines()]
    return []


def tables_can_be_migrated(databases: Sequence[str] | None = None, **asked: Any) -> list[CheckMessage]:
    """One error for every app whose tables an older version left on the way to where this one goes on.

    A squashed migration stands for all that it replaces: where only some of these were done, Django finds
    neither the rest of them nor a way around.
    """
    loader = MigrationLoader(None, load=False)
    loader.load_disk()
    problems: list[CheckMessage] = []
    for alias in databases or ():
        done = MigrationRecorder(connections[alias]).applied_migrations()
        for (app, name), migration in loader.disk_migrations.items():
            missing = [step for step in migration.replaces if step not in done]
            if (app, name) not in done and 0 < len(missing) < len(migration.replaces):
                text = f"The tables of {app} are of an older version, without the migration {missing[0][1]}."
                hint = "Migrate with the newest version that has a file of this name, and then with this one."
                problems.append(Error(text, hint=hint, id="accounts.E002"))
    return problems
