"""Placeholders in the texts of a template give way to values; without one it is an error, never a blank."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import lru_cache

from liquid import BoundTemplate, Environment, StrictUndefined
from liquid.exceptions import LiquidError, UndefinedError

from notices.wordings.parts import Paragraph, Template

LONGEST = 20_000  # characters of one text, filled
_OPEN = re.compile(r"\{\{(.*?)\}\}", re.DOTALL)
_NAME = re.compile(r"\s*([a-z][a-z0-9_]*)\s*")
_STRAY = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}")


class CannotBeFilled(Exception):  # noqa: N818 (it says what happened)
    """A text asks for what there is no value for, whose names it says, or is no text with placeholders."""


@dataclass(frozen=True, slots=True)
class Place:
    """A placeholder in a text, or what is there in its stead: ``name`` is empty where it is none."""

    start: int
    end: int
    name: str


class _Plain(Environment):
    """Values are put in as they are; a template has no tags and no filters, and no end of output."""

    output_stream_limit = LONGEST
    context_depth_limit = 4


_ENVIRONMENT = _Plain(undefined=StrictUndefined, autoescape=False, strict_filters=True)
_ENVIRONMENT.tags = {name: _ENVIRONMENT.tags[name] for name in ("content", "output", "illegal")}
_ENVIRONMENT.filters.clear()


def places(text: str) -> list[Place]:
    """What stands in braces, in order. Anything but the plain name of a placeholder has no name."""
    all_places, covered = [], []
    for match in _OPEN.finditer(text):
        name = _NAME.fullmatch(match[1])
        all_places.append(Place(*match.span(), name[1] if name else ""))
        covered.append(match.span())
    for match in _STRAY.finditer(text):
        if not any(start <= match.start() < end for start, end in covered):
            all_places.append(Place(*match.span(), ""))
    return sorted(all_places, key=lambda place: place.start)


def names(template: Template) -> set[str]:
    """Placeholders and tables of all its texts, locked ones included."""
    texts = [template.title, template.email_subject, template.sms]
    texts += [text for each in template.paragraphs for text in (each.heading, each.text)]
    tables = {paragraph.table for paragraph in template.paragraphs} - {""}
    return tables | {place.name for text in texts for place in places(text)} - {""}


def fill(text: str, values: Mapping[str, str]) -> str:
    """The text with its placeholders filled. Raises CannotBeFilled."""
    if any(not place.name for place in places(text)):
        raise CannotBeFilled(text)
    try:
        return _parsed(text).render(**{k: v for k, v in values.items() if v != ""})
    except UndefinedError as error:
        raise CannotBeFilled(", ".join(_missing(text, values))) from error
    except LiquidError as error:
        raise CannotBeFilled(f"{type(error).__name__}: {text[:80]}") from error


def _missing(text: str, values: Mapping[str, str]) -> list[str]:
    """Names of the placeholders that have no value, each once, in order."""
    return list(dict.fromkeys(place.name for place in places(text) if values.get(place.name, "") == ""))


@lru_cache(maxsize=4096)
def _parsed(text: str) -> BoundTemplate:
    return _ENVIRONMENT.from_string(text)


def filled(template: Template, values: Mapping[str, str]) -> Template:
    """The same template with every text filled; tables stand by their name. Raises CannotBeFilled."""
    return replace(
        template,
        title=fill(template.title, values),
        paragraphs=tuple(_filled(paragraph, values) for paragraph in template.paragraphs),
        email_subject=fill(template.email_subject, values),
        sms=fill(template.sms, values),
    )


def _filled(paragraph: Paragraph, values: Mapping[str, str]) -> Paragraph:
    return replace(paragraph, heading=fill(paragraph.heading, values), text=fill(paragraph.text, values))
