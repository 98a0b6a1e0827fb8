"""What a sentence may speak of because of what it says: condolence, relief, help by others, and assurances.

A pardon is of a whole sentence and of some rules only; a condition takes an assurance back: "we tell nobody
if ...".
"""

import re
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from notices.content_rules.phrases import Phrase

_FILE = Path(__file__).parent / "pardons.toml"
_SENTENCE = re.compile(r"[^.。!?！？;；\n]+")


@dataclass(frozen=True, slots=True)
class Pardon:
    """In a sentence where ``says`` is found and ``unless`` is not, these rules are not broken."""

    rules: frozenset[str]
    says: tuple[Phrase, ...]
    unless: tuple[Phrase, ...]

    def covers(self, sentence: str) -> bool:
        return any(each.search(sentence) for each in self.says) and not any(
            each.search(sentence) for each in self.unless
        )


def pardoned(plain: str, start: int, rule: str) -> bool:
    """Whether the sentence around a place may break this rule."""
    listed = [each for each in _pardons() if rule in each.rules]
    if not listed:
        return False
    sentence = next((m.group() for m in _SENTENCE.finditer(plain) if m.start() <= start < m.end()), "")
    return any(each.covers(sentence) for each in listed)


@cache
def _pardons() -> tuple[Pardon, ...]:
    listed = tomllib.loads(_FILE.read_text(encoding="utf-8"))
    return tuple(
        Pardon(frozenset(each["rules"]), tuple(map(Phrase, each["says"])), tuple(map(Phrase, each["unless"])))
        for each in listed.values()
    )
