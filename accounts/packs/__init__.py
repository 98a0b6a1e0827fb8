"""Jurisdiction packs: what the rules of a place ask for, as data with citation and grade.

``of`` answers for every jurisdiction; one without a file has the base, works with the book and sends nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cache, cached_property
from pathlib import Path

from accounts.packs.builder import BASE, PackError, read
from accounts.packs.schema import (
    CASES,
    CHANNELS,
    HOLD_KINDS,
    ITEM_KINDS,
    POLICY,
    PURPOSES,
    RECORDS,
    Bands,
    Cap,
    Clocks,
    ContactRules,
    Hardship,
    HoldKind,
    Pack,
    PromiseLimits,
    Purpose,
    ReAgeLimits,
    Rule,
)

__all__ = [
    "BASE",
    "BASE_CODE",
    "CASES",
    "CHANNELS",
    "HOLD_KINDS",
    "ITEM_KINDS",
    "PACKS",
    "POLICY",
    "PURPOSES",
    "RECORDS",
    "Bands",
    "Cap",
    "Clocks",
    "ContactRules",
    "Hardship",
    "HoldKind",
    "Pack",
    "PackError",
    "PackRegistry",
    "PromiseLimits",
    "Purpose",
    "ReAgeLimits",
    "Rule",
    "by_code",
    "of",
]  # fmt: skip

FOLDER = Path(__file__).parent / "jurisdictions"


class PackRegistry(Mapping[str, Pack]):
    """The packs of a folder by jurisdiction, read when first asked for. Asking raises PackError."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    @cached_property
    def _read(self) -> dict[str, Pack]:
        return read(self.folder)

    def __getitem__(self, code: str) -> Pack:
        if code == BASE:
            raise KeyError(code)
        return self._read[code]

    def __iter__(self) -> Iterator[str]:
        return (code for code in self._read if code != BASE)

    def __len__(self) -> int:
        return len(self._read) - 1

    def load(self) -> None:
        """Read the files now. Raises PackError."""
        len(self)

    def of(self, jurisdiction: str) -> Pack:
        """The pack of a jurisdiction, or the base under its code."""
        return self.get(jurisdiction) or replace(self._read[BASE], code=jurisdiction)


PACKS = PackRegistry(FOLDER)
BASE_CODE = ""  # stands for every jurisdiction without a pack


@cache
def of(jurisdiction: str) -> Pack:
    """The pack of a jurisdiction; one without a file has the base under its own code, and sends nothing."""
    return PACKS.of(jurisdiction)


def by_code() -> list[tuple[str, Pack]]:
    """Every pack after the code of its jurisdiction, the base last, under an empty one."""
    return [*PACKS.items(), (BASE_CODE, of(BASE_CODE))]
