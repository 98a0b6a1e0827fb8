"""What one version of a template says otherwise than another, paragraph by paragraph, word by word."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import zip_longest

from notices.wordings.parts import Template

SAME, ADDED, GONE = "same", "added", "gone"
_WORD = re.compile(r"\{\{[^{}]*\}\}|[\u3400-\u9fff]|\w+|\s+|.", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of a text that stands in both, or in the later one or the earlier one only."""

    text: str
    how: str


@dataclass(frozen=True, slots=True)
class Change:
    """One part of a template. ``place``: ``title``, ``paragraph``, ``email_subject`` or ``sms``."""

    place: str
    runs: tuple[Run, ...]

    @property
    def is_same(self) -> bool:
        return all(run.how == SAME for run in self.runs)


def changes(earlier: Template, later: Template) -> list[Change]:
    """Every part of the later one, and those of the earlier one that are gone, in order."""
    before, after = [*map(list, (_paragraphs(earlier), _paragraphs(later)))]
    return [
        Change("title", _runs(earlier.title, later.title)),
        *(Change("paragraph", runs) for runs in _aligned(before, after)),
        Change("email_subject", _runs(earlier.email_subject, later.email_subject)),
        Change("sms", _runs(earlier.sms, later.sms)),
    ]


def _paragraphs(template: Template) -> Iterator[str]:
    for paragraph in template.paragraphs:
        if paragraph.heading:
            yield paragraph.heading
        yield paragraph.text or f"{{{{ {paragraph.table} }}}}"


def _aligned(before: Sequence[str], after: Sequence[str]) -> Iterator[tuple[Run, ...]]:
    for how, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if how == "equal":
            yield from ((Run(text, SAME),) for text in after[k:m])
        else:
            yield from (_runs(old or "", new or "") for old, new in zip_longest(before[i:j], after[k:m]))


def _runs(old: str, new: str) -> tuple[Run, ...]:
    before, after = _WORD.findall(old), _WORD.findall(new)
    runs = []
    for how, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if how == "equal":
            runs.append(Run("".join(after[k:m]), SAME))
        else:
            runs += [Run("".join(before[i:j]), GONE), Run("".join(after[k:m]), ADDED)]
    return tuple(run for run in runs if run.text)
