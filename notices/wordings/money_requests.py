"""Whether a text asks for money. What does is discretionary or law's own, whatever it is called.

A service may ask for what was agreed, as a plan or a promise, and for nothing else (rules, section 7).
"""

import tomllib
from functools import cache
from pathlib import Path

from notices.content_rules import visible_text
from notices.content_rules.phrases import Phrase
from notices.kinds.schema import NoticeKind
from notices.wordings import substitution
from notices.wordings.parts import Template

_PHRASES = Path(__file__).parent / "asking.toml"
_ROUTES = {"how_to_pay", "pay_to"}
# Figures that say that something is late, or has to be paid by a day.
_ASSERTING = {
    "past_due", "days_past_due", "missed_statements", "statements_missed", "oldest_missed_due", "minimum_due",
    "minimum_left", "grace_ends", "remedy_amount", "remedy_by",
}  # fmt: skip
# Occasions whose notices may name what was agreed, and those of them on which nothing stands as agreed.
_AGREED, _NOT_AGREED = ("plan-", "promise-"), ("promise-broken", "plan-rejected")


def found(template: Template, kind: NoticeKind) -> str:
    """The placeholder or the words by which it asks for money, or nothing."""
    called_by = kind.occasion.type
    agreed = called_by.startswith(_AGREED) and called_by not in _NOT_AGREED
    used = substitution.names(template)
    if asked := sorted(used & (_ASSERTING if agreed else _ASSERTING | _ROUTES)):
        return asked[0]
    return "" if agreed else _in_words(template)


def _in_words(template: Template) -> str:
    for _place, text in template.texts():
        reading = visible_text.read(text)
        for pattern in _patterns():
            if match := pattern.search(reading.plain):
                return match.group()
    return ""


@cache
def _patterns() -> tuple[Phrase, ...]:
    listed = tomllib.loads(_PHRASES.read_text(encoding="utf-8"))
    return tuple(Phrase(written) for each in listed.values() for written in each)
