"""One file of a pack as it stands: rows of law, and values with the row that each rests on.

A value stands plain, resting on the ``by`` of its section, or as ``{value = …, by = "KEY"}``.
"""

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from accounts.packs import schema
from accounts.packs.schema import Rule

NO_SOURCE = {"citation": "", "source": ""}  # of a row of law that cites nothing

_LAW = {"citation", "grade", "force", "source", "binds_in"}
_RESTS_ON_NO_LAW = {"pack": "policy"}  # what the pack is called, and where its clocks are


class File:
    """``law`` by key, ``leaves`` by place such as ``contact.opens``. Faults go to ``problems``."""

    def __init__(self, path: Path, problems: list[str]) -> None:
        self.name, self.origin, self.problems = path.name, path.stem.upper(), problems
        self.leaves: dict[str, Rule] = {}
        self.tables = self._tables(path)
        self.law = self._law(self.tables.pop("law", {}))

    def fault(self, place: str, reason: str) -> None:
        self.problems.append(": ".join(part for part in (self.name, place, reason) if part))

    @property
    def has_faults(self) -> bool:
        return any(problem.startswith(f"{self.name}: ") for problem in self.problems)

    def take_leaves(self, law: Mapping[str, Any], sections: tuple[str, ...] = schema.SECTIONS) -> None:
        """Values of all sections, each with its row of law."""
        for section, table in self.tables.items():
            if section in sections and isinstance(table, dict):
                self._walk(table, section, _RESTS_ON_NO_LAW.get(section, ""), law)
            else:
                self.fault(section, f"not one of the sections {', '.join(sections)}")

    def _tables(self, path: Path) -> dict[str, Any]:
        try:
            return tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            self.fault("", f"cannot be read: {error}")
            return {}

    def _law(self, rows: Any) -> dict[str, Any]:
        if not isinstance(rows, dict):
            self.fault("law", "not a table")
            return {}
        for key, row in rows.items():
            for problem in _wrong_law(row):
                self.fault(f"law.{key}", problem)
        return rows

    def _walk(self, table: dict[str, Any], place: str, by: Any, law: Mapping[str, Any]) -> None:
        by = table.get("by", by)
        for key, value in table.items():
            if key == "by":
                continue
            if isinstance(value, dict) and "value" not in value:
                self._walk(value, f"{place}.{key}", by, law)
            else:
                leaf = value if isinstance(value, dict) else {"value": value}
                self._leaf(f"{place}.{key}", {"by": by, **leaf}, law)

    def _leaf(self, place: str, leaf: dict[str, Any], law: Mapping[str, Any]) -> None:
        if unknown := sorted(set(leaf) - {"value", "by"}):
            self.fault(place, f"unknown key {unknown[0]}")
        elif not leaf["by"]:
            self.fault(place, "by is missing: every value names the row of law that it rests on")
        elif not isinstance(leaf["by"], str) or leaf["by"] not in law:
            self.fault(place, f"rests on {leaf['by']}, which is no row of law")
        else:
            row = NO_SOURCE | law[leaf["by"]]
            self.leaves[place] = Rule(value=leaf["value"], key=leaf["by"], origin=self.origin, **row)


def _wrong_law(row: Any) -> Iterator[str]:
    if not isinstance(row, dict) or not all(isinstance(value, str) for value in row.values()):
        yield "not a table of texts"
        return
    if unknown := sorted(set(row) - _LAW):
        yield f"unknown key {unknown[0]}"
    if row.get("force") not in schema.FORCES:
        yield f"force: not one of {', '.join(schema.FORCES)}"
    if row.get("grade") not in schema.GRADES:
        yield f"grade: not one of {', '.join(schema.GRADES)}, without which there is no citation"
    if row.get("grade") == schema.POLICY and row.get("citation"):
        yield "citation: our own policy cites nothing"
    if row.get("grade") in schema.CITED:
        yield from (f"{key}: missing" for key in ("citation", "source") if not row.get(key))
