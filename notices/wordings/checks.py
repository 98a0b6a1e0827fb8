"""What is wrong with the words of a template, each fault at its place, and what they leave unsaid."""

import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from notices import content_rules
from notices.content_rules import visible_text
from notices.content_rules.phrases import Phrase
from notices.kinds import placeholders
from notices.kinds.placeholders import AMOUNT, FLAG, LINES, TABLE, WHOLE, Placeholder
from notices.kinds.required_content import CONTENTS
from notices.kinds.schema import BEFORE_PAST_DUE, NoticeKind
from notices.wordings import money_requests, substitution
from notices.wordings.parts import Template

LONGEST, LONGEST_SMS, LONGEST_TITLE = 4_000, 500, 120
_LIMITS = {"title": LONGEST_TITLE, "email_subject": LONGEST_TITLE, "sms": LONGEST_SMS}
_NO_PLACEHOLDER = _("Braces hold the name of a placeholder, and nothing else.")
_UNKNOWN = _("There is no such placeholder.")
_NOT_ALWAYS = _("Not every notice of this kind has it.")
_STANDS_ALONE = _("It has several lines or columns, and stands alone.")
_IS_PHRASE = _("These are words of their own: they stand after a colon or in brackets.")
_EMPTY = _("This is empty.")
_TOO_LONG = _("It is too long.")
_NO_TABLE = _("There is no such table.")
_OUTSIDE = _("Whoever sees the screen reads it: it names neither debt nor delay.")
_OUTSIDE_WORDS = Path(__file__).parent / "outside.toml"
_ASKS = _("It asks for money, which a service never does: only what was agreed may be named.")
_NO_PART = _("There is no such part.")


@dataclass(frozen=True, slots=True)
class Fault:
    """``place`` as in ``Template.texts``; ``[start:end]`` of the text there."""

    place: str
    start: int
    end: int
    why: Promise | str


def faults(template: Template, kinds: Sequence[NoticeKind]) -> list[Fault]:
    """What may not stand there. ``kinds``: those that the template is for."""
    known = placeholders.of(kinds)
    all_faults = [*_shape(template)]
    for place, text in template.texts():
        all_faults += _wording(place, text, template.language)
        all_faults += _placeholders(place, text, known)
    all_faults += _asking(template, kinds)
    all_faults += _outside(template, kinds)
    for number, paragraph in enumerate(template.paragraphs):
        all_faults += _table(f"paragraphs.{number}.table", paragraph.table, known)
        all_faults += _part(f"paragraphs.{number}.part", paragraph.part)
        if paragraph.needs and paragraph.needs not in known:
            all_faults.append(Fault(f"paragraphs.{number}.needs", 0, len(paragraph.needs), _UNKNOWN))
    return all_faults


def missing(template: Template, kind: NoticeKind) -> list[str]:
    """Codes of the contents that the kind requires and the template does not have."""
    used = substitution.names(template) | set(placeholders.FRAME)
    parts = {paragraph.part for paragraph in template.paragraphs}
    wanted = dict.fromkeys([*kind.requires, *(["help"] if kind.invites else [])])
    return [code for code in wanted if not _is_met(code, used, parts)]


def _is_met(code: str, used: set[str], parts: set[str]) -> bool:
    content = CONTENTS[code]
    return set(content.placeholders) <= used if content.placeholders else code in parts


def _shape(template: Template) -> Iterator[Fault]:
    for place, text in template.texts():
        if len(text) > (limit := _LIMITS.get(place, LONGEST)):
            yield Fault(place, limit, len(text), _TOO_LONG)
    for place, text in (
        ("title", template.title),
        ("email_subject", template.email_subject),
        ("sms", template.sms),
    ):
        if not text.strip():
            yield Fault(place, 0, 0, _EMPTY)
    for number, paragraph in enumerate(template.paragraphs):
        if not (paragraph.text.strip() or paragraph.table):
            yield Fault(f"paragraphs.{number}.text", 0, 0, _EMPTY)
    if not template.paragraphs:
        yield Fault("paragraphs", 0, 0, _EMPTY)


def _wording(place: str, text: str, language: str) -> Iterator[Fault]:
    for finding in content_rules.check(text, language):
        yield Fault(place, finding.start, finding.end, finding.why)


def _asking(template: Template, kinds: Sequence[NoticeKind]) -> Iterator[Fault]:
    if any(kind.nature == "service" and money_requests.found(template, kind) for kind in kinds):
        yield Fault("paragraphs", 0, 0, _ASKS)


def _outside(template: Template, kinds: Sequence[NoticeKind]) -> Iterator[Fault]:
    """What whoever sees the screen reads. Only before a due date is an amount named, as on a statement."""
    is_whole = all(kind.occasion.type == BEFORE_PAST_DUE[0] for kind in kinds)
    for place, text in (("email_subject", template.email_subject), ("sms", template.sms)):
        plain = visible_text.read(text)
        for pattern in _outside_patterns():
            for match in pattern.finditer(plain.plain):
                yield Fault(place, *plain.span(*match.span()), _OUTSIDE)
        for used in substitution.places(text):
            named = placeholders.PLACEHOLDERS.get(used.name)
            if named and named.sort in (AMOUNT, WHOLE) and (place == "email_subject" or not is_whole):
                yield Fault(place, used.start, used.end, _OUTSIDE)


@cache
def _outside_patterns() -> tuple[Phrase, ...]:
    listed = tomllib.loads(_OUTSIDE_WORDS.read_text(encoding="utf-8"))
    return tuple(Phrase(written) for each in listed.values() for written in each)


def _placeholders(place: str, text: str, known: dict[str, Placeholder]) -> Iterator[Fault]:
    for used in substitution.places(text):
        if why := _wrong_placeholder(used.name, known) or _in_a_sentence(text[: used.start], used.name):
            yield Fault(place, used.start, used.end, why)


def _in_a_sentence(before: str, name: str) -> Promise | None:
    is_apart = before.rstrip().endswith((":", "：", "(", "（"))
    return None if is_apart or not placeholders.PLACEHOLDERS[name].is_phrase else _IS_PHRASE


def _wrong_placeholder(name: str, known: dict[str, Placeholder]) -> Promise | None:
    if not name:
        return _NO_PLACEHOLDER
    if name not in placeholders.PLACEHOLDERS:
        return _UNKNOWN
    if name not in known:
        return _NOT_ALWAYS
    return _STANDS_ALONE if known[name].sort in (LINES, TABLE, FLAG) else None


def _table(place: str, name: str, known: dict[str, Placeholder]) -> Iterator[Fault]:
    if name and (name not in known or known[name].sort != TABLE):
        is_other = name in placeholders.PLACEHOLDERS and name not in known
        yield Fault(place, 0, len(name), _NOT_ALWAYS if is_other else _NO_TABLE)


def _part(place: str, code: str) -> Iterator[Fault]:
    if code and code not in CONTENTS:
        yield Fault(place, 0, len(code), _NO_PART)
