"""Kinds of notices by jurisdiction: what must or may be written, when and to whom, as data with citations."""

from collections.abc import Iterator, Mapping
from functools import cache, cached_property
from pathlib import Path

from accounts.packs import PACKS, PackError, PackRegistry
from notices.kinds.builder import read
from notices.kinds.schema import NoticeKind

__all__ = ["KINDS", "Catalogue", "PackError", "get", "of"]

FOLDER = Path(__file__).parent / "jurisdictions"


class Catalogue(Mapping[str, NoticeKind]):
    """The kinds of a folder by code, read when first asked for. Asking raises PackError."""

    def __init__(self, folder: Path, packs: PackRegistry) -> None:
        self.folder, self.packs = folder, packs

    @cached_property
    def _read(self) -> dict[str, NoticeKind]:
        return read(self.folder, self.packs)

    def __getitem__(self, code: str) -> NoticeKind:
        return self._read[code]

    def __iter__(self) -> Iterator[str]:
        return iter(self._read)

    def __len__(self) -> int:
        return len(self._read)

    def load(self) -> None:
        """Read the files now. Raises PackError."""
        len(self)

    def of(self, jurisdiction: str) -> dict[str, NoticeKind]:
        """The kinds of a jurisdiction by code, in the order of its file; none for one without a pack."""
        return {code: kind for code, kind in self.items() if kind.jurisdiction == jurisdiction}


KINDS = Catalogue(FOLDER, PACKS)


@cache
def of(jurisdiction: str) -> Mapping[str, NoticeKind]:
    """The kinds of a jurisdiction by code, in the order of its file; none for one without a pack."""
    return KINDS.of(jurisdiction)


def get(code: str) -> NoticeKind:
    """Raises KeyError."""
    return KINDS[code]
