"""The parts of a template: a title, paragraphs, the subject of an e-mail, the text of a short message.

They stand in a file or in a row in the same form. A paragraph is a text of its own, or a block that several
templates share, or a table of figures; a heading may stand before it. ``part`` says which required content it
is (``contents``). Texts leave open nothing but ``{{ placeholders }}``.
"""

import hashlib
import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from typing import Any

BLOCKS = Path(__file__).parent / "blocks"
_PARAGRAPH = ("heading", "text", "block", "table", "part", "needs")


class UnknownBlock(Exception):  # noqa: N818 (it says what happened)
    """No block of this name in this language."""


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph that templates of a pack share. A locked one is law's own text, and names its citation."""

    name: str
    part: str
    text: str
    locked: bool = False
    citation: str = ""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """``text`` is what is printed, that of the block where it is one.

    ``needs``: a value without which the paragraph is left out. What law asks for needs nothing: without its
    value the notice fails.
    """

    heading: str = ""
    text: str = ""
    block: str = ""
    table: str = ""
    part: str = ""
    needs: str = ""
    locked: bool = False
    citation: str = ""


@dataclass(frozen=True)
class Template:
    """One version of the words of a kind in one language. ``proof``: what counsel has still to look at."""

    kind: str
    language: str
    number: int
    title: str
    paragraphs: tuple[Paragraph, ...]
    email_subject: str
    sms: str
    proof: str = ""

    @property
    def sha256(self) -> str:
        """Of everything that it prints."""
        content = {**asdict(self), "number": 0, "proof": ""}
        return hashlib.sha256(json.dumps(content, ensure_ascii=False, sort_keys=True).encode()).hexdigest()

    def texts(self) -> Iterator[tuple[str, str]]:
        """Place and text of everything that is not locked: ``title``, ``paragraphs.2.text`` and so on."""
        yield "title", self.title
        for number, paragraph in enumerate(self.paragraphs):
            yield f"paragraphs.{number}.heading", paragraph.heading
            if not paragraph.locked:
                yield f"paragraphs.{number}.text", paragraph.text
        yield "email_subject", self.email_subject
        yield "sms", self.sms


def made(kind: str, language: str, number: int, parts: Mapping[str, Any], pack: str) -> Template:
    """The template of these parts, with the text of its blocks. Raises UnknownBlock."""
    return Template(
        kind,
        language,
        number,
        parts.get("title", ""),
        tuple(_paragraph(paragraph, pack, language) for paragraph in parts.get("paragraphs", ())),
        parts.get("email_subject", ""),
        parts.get("sms", ""),
        parts.get("proof", ""),
    )


def parts_of(template: Template) -> dict[str, Any]:
    """The parts that make this template again."""
    return {
        "title": template.title,
        "paragraphs": [_parts_of(paragraph) for paragraph in template.paragraphs],
        "email_subject": template.email_subject,
        "sms": template.sms,
    }


@cache
def blocks(pack: str, language: str) -> dict[str, Block]:
    """The blocks of a pack, such as ``cn``, in a language, by name."""
    path = BLOCKS / f"{pack}.toml"
    tables = tomllib.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {
        name: Block(name, row["part"], row[language], row.get("locked", False), row.get("citation", ""))
        for name, row in tables.items()
        if language in row
    }


def _paragraph(row: Mapping[str, Any], pack: str, language: str) -> Paragraph:
    if not (name := row.get("block")):
        return Paragraph(**{key: row[key] for key in _PARAGRAPH if key in row})
    try:
        block = blocks(pack, language)[name]
    except KeyError:
        raise UnknownBlock(name) from None
    return Paragraph(
        heading=row.get("heading", ""), text=block.text, block=name, part=block.part,
        needs=row.get("needs", ""), locked=block.locked, citation=block.citation,
    )  # fmt: skip


def _parts_of(paragraph: Paragraph) -> dict[str, str]:
    values = {key: getattr(paragraph, key) for key in _PARAGRAPH if getattr(paragraph, key)}
    return {key: values[key] for key in values if not paragraph.block or key in ("heading", "block", "needs")}
