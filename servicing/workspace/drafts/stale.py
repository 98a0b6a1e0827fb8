"""A save that meets a newer text: what changed meanwhile is shown, and both texts stay.

A form carries in ``seen`` when its text was last written, or the number of the newest row; saved again after
that it is theirs and ours.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpRequest

from servicing.workspace.people_names import names_of

SEEN = "seen"


@dataclass(frozen=True)
class Newer:
    """Who wrote meanwhile, when, and the passages that differ: theirs beside the reader's own.

    ``adds``: what the reader saves again stands beside theirs, and does not take its place.
    """

    by: str
    at: datetime | None
    passages: list[tuple[str, str]]
    adds: bool = False


def stamp(version: datetime | int) -> str:
    """What a form carries as ``seen``."""
    return version.isoformat() if isinstance(version, datetime) else str(version)


def is_stale(request: HttpRequest, version: datetime | int) -> bool:
    seen = request.POST.get(SEEN, "")
    return bool(seen) and seen != stamp(version)


def newer(
    by: str, at: datetime | None, theirs: Mapping[str, str], ours: Mapping[str, str], *, adds: bool = False
) -> Newer:
    """Both texts, each by the places of its passages; those that agree are left out."""
    places = dict.fromkeys([*theirs, *ours])
    pairs = [(theirs.get(place, ""), ours.get(place, "")) for place in places]
    return Newer(names_of([by]).get(by, by), at, [pair for pair in pairs if pair[0] != pair[1]], adds)
