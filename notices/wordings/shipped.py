"""The words that come with the program: version 1 of every template, in a file; asked without a database."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from notices.kinds import catalogue
from notices.kinds.schema import NoticeKind
from notices.wordings import parts as wording_parts
from notices.wordings.parts import Template

FOLDER = Path(__file__).parent / "texts"
SHIPPED = 1


def names() -> dict[str, list[NoticeKind]]:
    """Every template by its name, with the kinds that it is for, in the order of the catalogue."""
    kinds: dict[str, list[NoticeKind]] = {}
    for kind in catalogue.KINDS.values():
        kinds.setdefault(name_of(kind), []).append(kind)
    return kinds


def name_of(kind: NoticeKind) -> str:
    return kind.family or kind.code


@cache
def shipped(name: str, language: str) -> Template:
    """The version that comes with the program."""
    path = FOLDER / name / str(SHIPPED) / f"{language}.toml"
    return made(name, language, SHIPPED, tomllib.loads(path.read_text(encoding="utf-8")))


def made(name: str, language: str, number: int, parts: Mapping[str, Any]) -> Template:
    """Raises UnknownBlock."""
    return wording_parts.made(name, language, number, parts, pack_of(name))


def pack_of(name: str) -> str:
    """Whose blocks it may use, such as ``cn``."""
    return names()[name][0].jurisdiction.split("-")[0].lower()
