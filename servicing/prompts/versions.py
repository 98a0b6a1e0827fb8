"""Which words are in force, and how others come to be: drafted by one person, approved by another.

Version 1 stands in a file. Every sentence is held to the rules of letters (``notices.content_rules``).
"""

import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext_lazy as _

from accounts.acts import Act
from notices import content_rules
from servicing.models import PromptVersion

FOLDER = Path(__file__).parent / "texts"
SHIPPED = 1
LANGUAGES = ("en", "zh-Hans", "es")
LONGEST, MOST_SENTENCES = 240, 6
IDENTITY, THIRD_PERSON, SELF_HARM = "identity", "third-person", "self-harm"
SITUATIONS = {
    IDENTITY: _("Who is speaking?"),
    "forgot": _("Forgot"),
    "away": _("Away"),
    "lost-income": _("Lost work or income"),
    "illness": _("Illness"),
    "bereavement": _("Bereavement"),
    "dispute": _("Does not agree"),
    THIRD_PERSON: _("Somebody else is on the line"),
    SELF_HARM: _("Speaks of harming themselves"),
}
# What may be said before it is clear who speaks: none of it tells that there is a debt.
BEFORE_IDENTITY = (IDENTITY, THIRD_PERSON, SELF_HARM)


class PromptError(Exception):
    """``code``: ``own``, ``faults`` or ``settled``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Prompt:
    """The words of one situation in one language."""

    situation: str
    language: str
    number: int
    say: Sequence[str]
    help: str

    @property
    def title(self) -> Any:
        return SITUATIONS[self.situation]

    @property
    def is_before_identity(self) -> bool:
        return self.situation in BEFORE_IDENTITY

    @property
    def sentences(self) -> list[str]:
        return [*self.say, self.help]


@dataclass(frozen=True)
class Fault:
    """What may not be said, in which sentence, and why."""

    sentence: str
    words: str
    why: Any


def language_for(code: str) -> str:
    """The reader's language as far as there are words in it: ``zh-CN`` reads ``zh-Hans``, others English."""
    base = code.split("-", maxsplit=1)[0].lower()
    return next((each for each in LANGUAGES if each.split("-", maxsplit=1)[0] == base), LANGUAGES[0])


def in_force(language: str) -> list[Prompt]:
    """Of every situation what is said now, in the order of the list."""
    rows = PromptVersion.objects.filter(language=language, approved_at__isnull=False, withdrawn_at=None)
    newest = {row.situation: of(row) for row in rows.order_by("number")}
    return [newest.get(situation) or shipped(situation, language) for situation in SITUATIONS]


@cache
def shipped(situation: str, language: str) -> Prompt:
    """The words that come with the program."""
    text = tomllib.loads((FOLDER / f"{situation}.toml").read_text(encoding="utf-8"))[language]
    return Prompt(situation, language, SHIPPED, tuple(text["say"]), text["help"])


def faults(prompt: Prompt) -> list[Fault]:
    """What no conversation may say, by the rules that letters are held to."""
    return [
        Fault(sentence, sentence[found.start : found.end], found.why)
        for sentence in prompt.sentences
        for found in content_rules.check(sentence, prompt.language)
    ]


@transaction.atomic
def draft(situation: str, language: str, say: list[str], offer: str, act: Act) -> PromptVersion:
    """Other words, which nobody is shown until they are approved. They take the place of an open draft."""
    versions = PromptVersion.objects.filter(situation=situation, language=language)
    text = {"say": say, "help": offer, "written_by": act.by, "written_at": act.at}
    open_ = versions.filter(approved_at=None, withdrawn_at=None).select_for_update().first()
    if open_:
        versions.filter(pk=open_.pk).update(**text)
        return versions.get(pk=open_.pk)
    last = versions.aggregate(last=Max("number"))["last"] or SHIPPED
    return PromptVersion.objects.create(situation=situation, language=language, number=last + 1, **text)


@transaction.atomic
def approve(pk: int, act: Act) -> None:
    """From now on it is what is said, as it was written when ``act.seen`` was. Raises PromptError."""
    row = PromptVersion.objects.select_for_update().get(pk=pk)
    if row.approved_at or row.withdrawn_at:
        raise PromptError("settled")
    if act.seen is not None and act.seen != row.written_at.isoformat():
        raise PromptError("changed")
    if row.written_by == act.by:
        raise PromptError("own")
    if faults(of(row)):
        raise PromptError("faults")
    row.approved_by, row.approved_at = act.by, act.at
    row.save(update_fields=["approved_by", "approved_at"])


@transaction.atomic
def withdraw(pk: int, act: Act) -> None:
    """A draft is given up; approved words give way to those before them. Raises PromptError."""
    row = PromptVersion.objects.select_for_update().get(pk=pk)
    if row.withdrawn_at:
        raise PromptError("settled")
    row.withdrawn_by, row.withdrawn_at = act.by, act.at
    row.save(update_fields=["withdrawn_by", "withdrawn_at"])


def of(row: PromptVersion) -> Prompt:
    return Prompt(row.situation, row.language, row.number, tuple(row.say), row.help)
