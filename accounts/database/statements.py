"""The statements of the ``.sql`` files by name, read when the first of them is asked for.

A folder ``sql`` of a package holds files of statements. Each begins with a line ``-- name: tally_day`` and
reaches to the next; a name stands once in all files. What several statements share is a part, which begins
with ``-- part: in_book``: ``{in_book}`` in a statement stands for its text. Where a line ``-- with: listed =
shard_entries | set_aside_entries`` says so, ``{listed}`` stands for one of these, as the caller names it.

Values are never composed, they are bound: ``%(day)s``. A per cent sign that is one is written ``%%``.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.apps import apps
from django.conf import settings

_HEAD = re.compile(r"^-- (name|part): (\w+)\n", re.MULTILINE)
_WITH = re.compile(r"^-- with: (\w+) = (.+)$", re.MULTILINE)
_COMMENT = re.compile(r"^ *--.*\n?", re.MULTILINE)
_PLACE = re.compile(r"\{([a-z]\w*)\}")
_VALUE = re.compile(r"%\((\w+)\)s")


class StatementError(ValueError):
    """A statement that is not there, stands twice, or is composed of what its file does not offer."""


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement, or a part of some, as its file has it. ``choices``: by place, what may stand there."""

    name: str
    is_whole: bool
    file: Path
    body: str
    choices: Mapping[str, tuple[str, ...]]

    def part(self, place: str, parts: Mapping[str, str]) -> str:
        """The name of the statement that stands at a place. Raises StatementError."""
        if place not in self.choices:
            return place
        if parts.get(place) not in self.choices[place]:
            raise StatementError(f"{self.name}: {place} is one of {', '.join(self.choices[place])}")
        return parts[place]


def text(name: str, **parts: str) -> str:
    """The statement, composed, as a cursor takes it. Raises StatementError."""
    return _text(name, tuple(sorted(parts.items())))


def execute(cursor: Any, *names: str, **values: Any) -> None:
    """Carry out statements one after the other with the same values."""
    for name in names:
        cursor.execute(text(name), values)


def names() -> list[str]:
    """The name of every statement, in order."""
    return sorted(statement.name for statement in _statements().values() if statement.is_whole)


def find(name: str) -> Statement:
    """The statement of this name. Raises StatementError."""
    try:
        return _statements()[name]
    except KeyError:
        raise StatementError(f"no statement is called {name}") from None


def choices(name: str) -> dict[str, tuple[str, ...]]:
    """By place, what the statement and those that it is composed of may be composed with."""
    statement = find(name)
    values = dict(statement.choices)
    for place in _PLACE.findall(statement.body):
        for part in statement.choices.get(place, (place,)):
            values |= choices(part)
    return values


def values(composed: str) -> list[str]:
    """The names of the values that a composed statement binds, in order."""
    return sorted(set(_VALUE.findall(composed)))


def own_files(pattern: str) -> Iterator[Path]:
    """Files of the packages of this program, in order."""
    for app in apps.get_app_configs():
        if Path(app.path).parent == settings.BASE_DIR:
            yield from sorted(Path(app.path).glob(pattern))


@cache
def _text(name: str, parts: tuple[tuple[str, str], ...]) -> str:
    return f"/* {name} */ {_composed(name, dict(parts))}"


def _composed(name: str, parts: Mapping[str, str]) -> str:
    statement = find(name)
    return _PLACE.sub(lambda place: _composed(statement.part(place[1], parts), parts), statement.body)


@cache
def _statements() -> dict[str, Statement]:
    statements: dict[str, Statement] = {}
    for file in own_files("*/sql/*.sql"):
        for statement in _read(file):
            if other := statements.get(statement.name):
                raise StatementError(f"{statement.name} stands in {other.file} and in {file}")
            statements[statement.name] = statement
    return statements


def _read(file: Path) -> Iterator[Statement]:
    _, *sections = _HEAD.split(file.read_text(encoding="utf-8"))
    for head, name, body in zip(sections[::3], sections[1::3], sections[2::3], strict=True):
        offered = {place: tuple(map(str.strip, parts.split("|"))) for place, parts in _WITH.findall(body)}
        yield Statement(name, head == "name", file, _COMMENT.sub("", body).strip(), offered)
