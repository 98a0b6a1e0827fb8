"""A template as it is read on a page: what is wrong marked at its place, and what is left unsaid."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from notices.kinds import placeholders
from notices.kinds.placeholders import FLAG, LINES, PLACEHOLDERS, TABLE, Placeholder
from notices.kinds.required_content import CONTENTS
from notices.kinds.schema import NoticeKind
from notices.letters import compose, samples
from notices.letters import render as rendering
from notices.wordings import substitution
from notices.wordings import versions as wording_versions
from notices.wordings.checks import Fault
from notices.wordings.parts import Paragraph, Template

CURRENCIES = {"CN": "CNY", "GB": "GBP", "US": "USD"}  # of the example
NAMES = {
    "title": gettext_lazy("title"),
    "paragraph": gettext_lazy("paragraph"),
    "email_subject": gettext_lazy("subject of the e-mail"),
    "sms": gettext_lazy("text message"),
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text. ``why``: what is wrong with it; ``is_open``: a placeholder."""

    text: str
    why: tuple[str, ...] = ()
    is_open: bool = False


@dataclass(frozen=True, slots=True)
class Read:
    """A paragraph as it is read. ``part`` in words; a table by what it shows."""

    heading: list[Piece]
    pieces: list[Piece]
    paragraph: Paragraph
    part: Promise | str
    table: Promise | str


@dataclass(frozen=True)
class Reading:
    template: Template
    title: list[Piece]
    email_subject: list[Piece]
    sms: list[Piece]
    paragraphs: list[Read]
    faults: list[tuple[str, str, str]]  # where, what, why
    missing: list[str]
    example: Template | None

    @property
    def is_ready(self) -> bool:
        return not self.faults and not self.missing


def read(template: Template, day: date) -> Reading:
    faults = wording_versions.faults(template)
    texts = dict(template.texts())

    def marked(place: str) -> list[Piece]:
        return pieces(texts.get(place, ""), [fault for fault in faults if fault.place == place])

    return Reading(
        template,
        marked("title"),
        marked("email_subject"),
        marked("sms"),
        [_paragraph(number, each, marked) for number, each in enumerate(template.paragraphs)],
        [(_place(fault.place), _excerpt(fault, texts), _(str(fault.why))) for fault in faults],
        [str(CONTENTS[code].meaning) for code in wording_versions.missing(template)],
        example(template, wording_versions.names()[template.kind][0], day) if not faults else None,
    )


def pieces(text: str, faults: Sequence[Fault]) -> list[Piece]:
    """The text cut where a fault or a placeholder begins or ends."""
    opens = [place for place in substitution.places(text) if place.name]
    cuts = sorted({0, len(text), *_ends(faults), *_ends(opens)})
    return [
        Piece(
            text[start:end],
            tuple(dict.fromkeys(_(str(f.why)) for f in faults if f.start <= start and end <= f.end)),
            any(place.start <= start and end <= place.end for place in opens),
        )
        for start, end in pairwise(cuts)
    ]


def _ends(stretches: Sequence[Fault] | Sequence[substitution.Place]) -> Iterator[int]:
    for stretch in stretches:
        yield from (stretch.start, stretch.end)


def required(kinds: Sequence[NoticeKind]) -> list[str]:
    """Contents that the template must have, those aside that stand around every letter."""
    wanted = dict.fromkeys(code for kind in kinds for code in kind.requires)
    return [str(CONTENTS[code].meaning) for code in wanted if not CONTENTS[code].is_framed]


def open_in_texts(kinds: Sequence[NoticeKind]) -> dict[str, Placeholder]:
    """What a text may leave open, by name."""
    known = placeholders.of(kinds)
    return {
        name: placeholder
        for name, placeholder in known.items()
        if placeholder.sort not in (FLAG, LINES, TABLE)
    }


def example(template: Template, kind: NoticeKind, day: date) -> Template | None:
    """Its words with an example for every placeholder; none where the issuer has no letterhead."""
    try:
        head = rendering.letterhead(kind, template.language, day)
        nobody = samples.empty(kind, template.language, CURRENCIES.get(kind.jurisdiction, "USD"), day)
        figures = samples.completed(nobody, kind, template.language)
        return substitution.filled(template, compose.words(figures, head, template.language))
    except (rendering.RenderError, substitution.CannotBeFilled):
        return None


def _paragraph(number: int, paragraph: Paragraph, marked: Callable[[str], list[Piece]]) -> Read:
    content, table = CONTENTS.get(paragraph.part), PLACEHOLDERS.get(paragraph.table)
    locked = [Piece(paragraph.text)]
    return Read(
        marked(f"paragraphs.{number}.heading"),
        locked if paragraph.locked else marked(f"paragraphs.{number}.text"),
        paragraph,
        content.meaning if content else "",
        table.meaning if table else paragraph.table,
    )


def _place(place: str) -> str:
    """``paragraphs.2.text`` as people say it: paragraph 3."""
    first, *rest = place.split(".")
    if rest:
        return _("paragraph %(number)s") % {"number": int(rest[0]) + 1}
    return str(NAMES.get(first, NAMES["paragraph"]))


def _excerpt(fault: Fault, texts: dict[str, str]) -> str:
    return texts.get(fault.place, "")[fault.start : fault.end][:60]
