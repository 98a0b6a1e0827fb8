"""A named statement as a script that psql runs: its scratch tables, and EXPLAIN of it with sample values."""

import re
from importlib import import_module
from itertools import chain
from pathlib import Path
from typing import Any

from accounts.database import statements
from accounts.database.sample_values import VALUES
from accounts.database.temp_tables import TempTable
from accounts.intake import row_tables
from accounts.intake.file_types.file_type import Kind
from accounts.intake.file_types.registry import KINDS

_OF_ROWS = (row_tables.incoming, row_tables.matched, row_tables.taken)
_INTAKE = Path(row_tables.__file__).parent / "sql"
_WORD = re.compile(r"\w+")


def script(cursor: Any, name: str, parts: dict[str, str]) -> str:
    """The script, which leaves nothing behind. The cursor writes values as it would send them."""
    composed = statements.text(name, **parts)
    values = {value: VALUES[value] for value in statements.values(composed)}
    explained = f"EXPLAIN {cursor.mogrify(composed, values).decode()}"
    made = [cursor.mogrify(each, {}).decode() for each in definitions(name, composed)]
    return ";\n".join(("BEGIN", *made, explained, "ROLLBACK", ""))


def definitions(name: str, composed: str) -> list[str]:
    """The statements that make the tables it speaks of; those of rows hang on the kind of file."""
    kind = _kind(name)
    of_rows = [make(kind) for make in _OF_ROWS] if kind else []
    words = {word for text in (composed, *of_rows) for word in _WORD.findall(text)}
    fixed = [table.definition for table in declared().values() if table.name in words]
    return [*fixed, *of_rows]


def declared() -> dict[str, TempTable]:
    """Every scratch table that a module ``tables`` of a package declares, by name."""
    tables: dict[str, TempTable] = {}
    for path in statements.own_files("*/tables.py"):
        module = import_module(".".join(path.with_suffix("").parts[-3:]))
        tables |= {table.name: table for table in vars(module).values() if isinstance(table, TempTable)}
    return tables


def _kind(name: str) -> Kind | None:
    """The kind of file that a statement of intake is carried out for, or one of several."""
    named = (kind for kind in KINDS if name in (kind.matched, *kind.steps))
    beside = (kind for kind in KINDS if statements.find(name).file == _INTAKE / f"{kind.name}.sql")
    return next(chain(named, beside), None)
