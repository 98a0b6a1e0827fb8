"""How notices are named on the pages: kinds, states, deadlines, figures, in the reader's language."""

from django import template
from django.utils.html import format_html

from accounts import pack_words
from accounts.packs.terms import Rule
from notices import kind_words, kinds, reason_words
from notices.models import Notice
from notices.placeholders import PLACEHOLDERS
from notices.terms import NoticeKind

register = template.Library()

_MARKED = {"failed": "late", "returned": "late", "released": "now", "ready": "now"}


@register.filter
def title(code: str) -> str:
    """The kind's name; the code of one that is in the catalogue no more."""
    return kind_words.title(code)


@register.filter
def jurisdiction(code: str) -> str:
    kind = kinds.KINDS.get(code)
    return kind.jurisdiction if kind else ""


@register.filter
def state(name: str) -> str:
    """A state as a tag; its colour says nothing that the word does not."""
    return format_html('<span class="tag {}">{}</span>', _MARKED.get(name, ""), Notice.State(name).label)


@register.filter
def nature(name: str) -> str:
    return str(kind_words.NATURES[name])


@register.filter
def law(kind: NoticeKind) -> list[Rule]:
    """The row that asks for it, then what it rests on besides, each once."""
    return list(dict.fromkeys((kind.law, *kind.rests_on)))


@register.filter
def deadline(kind: NoticeKind) -> str:
    """Until when, and where law names no number of days what it names instead."""
    said, limit = kind_words.deadline(kind.deadline), kind_words.limit(kind.deadline)
    return f"{said} ({limit})" if limit else said


@register.filter
def occasion(kind: NoticeKind) -> str:
    """What calls for it, in words."""
    return kind_words.occasion(kind.occasion)


@register.filter
def because(reason: str) -> str:
    """Why a notice is where it is, in words."""
    return reason_words.said(reason)


@register.filter
def channel(name: str) -> str:
    return str(pack_words.CHANNELS.get(name, name))


@register.filter
def placeholder(name: str) -> str:
    """What a figure means; its name where no letter has it."""
    found = PLACEHOLDERS.get(name)
    return str(found.meaning) if found else name
