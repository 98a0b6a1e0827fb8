"""How notices are named on the pages: kinds, states, deadlines, figures, in the reader's language."""

from collections.abc import Iterable
from email.parser import BytesParser
from email.policy import default
from typing import Any

from django import template
from django.utils.html import format_html
from django.utils.translation import ngettext

from accounts import formatting
from accounts.labels import packs as pack_labels
from accounts.packs.schema import Rule
from notices import delivery_labels, reason_labels
from notices.kinds import catalogue
from notices.kinds import labels as kind_labels
from notices.kinds.placeholders import AMOUNT, PLACEHOLDERS, Placeholder
from notices.kinds.schema import NoticeKind
from notices.models import Notice, NoticeContent

register = template.Library()

_MARKED = {"failed": "late", "returned": "late", "released": "now", "ready": "now"}


@register.filter
def title(code: str) -> str:
    """The kind's name; the code of one that is in the catalogue no more."""
    return kind_labels.title(code)


@register.filter
def jurisdiction(code: str) -> str:
    kind = catalogue.KINDS.get(code)
    return kind.jurisdiction if kind else ""


@register.filter
def state(name: str) -> str:
    """A state as a tag; its colour says nothing that the word does not."""
    return format_html('<span class="tag {}">{}</span>', _MARKED.get(name, ""), Notice.State(name).label)


@register.filter
def undelivered(code: str) -> str:
    """Why it was not delivered, waits, or needs a person."""
    return delivery_labels.reason(code)


@register.filter
def attempted(result: str) -> str:
    """What a provider answered; nothing while nobody knows."""
    return str(delivery_labels.RESULTS.get(result, result))


@register.filter
def outcome(name: str) -> str:
    """What a provider said later; a word without meaning for us as it is."""
    return str(delivery_labels.OUTCOMES.get(name, name))


@register.filter
def alarm(key: str) -> str:
    return delivery_labels.alarm(key)


@register.filter
def source(name: str) -> str:
    return str(delivery_labels.SOURCES[name])


@register.filter
def nature(name: str) -> str:
    return str(kind_labels.NATURES[name])


@register.filter
def law(kind: NoticeKind) -> list[Rule]:
    """The row that asks for it, then what it rests on besides, each once."""
    return list(dict.fromkeys((kind.law, *kind.rests_on)))


@register.filter
def deadline(kind: NoticeKind) -> str:
    """Until when, and where law names no number of days what it names instead."""
    days, limit = kind_labels.deadline(kind.deadline), kind_labels.limit(kind.deadline)
    return f"{days} ({limit})" if limit else days


@register.filter
def occasion(kind: NoticeKind) -> str:
    """What calls for it, in words."""
    return kind_labels.occasion(kind.occasion)


@register.filter
def because(reason: str, state: str = "") -> str:
    """Why a notice is where it is, in words."""
    return reason_labels.in_words(reason, state)


@register.filter
def prescribed(code: str) -> str:
    """What law prescribes word for word, by its name."""
    return str(kind_labels.PRESCRIBED.get(code, code))


@register.filter
def sharing(others: int) -> str:
    """That a letter is about other accounts too."""
    if not others:
        return ""
    text = ngettext(
        "one letter with %(number)s other account", "one letter with %(number)s other accounts", others
    )
    return text % {"number": others}


@register.filter
def channel(name: str) -> str:
    return str(pack_labels.CHANNELS.get(name, name))


@register.filter
def figures(content: NoticeContent) -> list[tuple[str, str]]:
    """What the letter says of account and person: what each figure means, and how much it is."""
    frozen = content.figures
    return [
        (str(PLACEHOLDERS[name].meaning), _figure(value, PLACEHOLDERS[name], frozen["currency"]))
        for name, value in frozen["values"].items()
        if name in PLACEHOLDERS and value not in ("", None, [])
    ]


@register.filter
def words(content: NoticeContent) -> str:
    """An e-mail or a text message as text; nothing of a letter."""
    kept = content.document
    if kept.media_type.startswith("text/plain"):
        return bytes(kept.content).decode()
    if kept.media_type == "message/rfc822":
        mail = BytesParser(policy=default).parsebytes(bytes(kept.content))
        body = mail.get_body(("plain",))
        return f"{mail['Subject']}\n\n{body.get_content() if body else ''}"
    return ""


def _figure(value: Any, of: Placeholder, currency: str) -> str:
    if of.columns is not None:
        rows = (
            ", ".join(
                _figure(cell, Placeholder(of.meaning, sort), currency) for cell, sort in _cells(row, of)
            )
            for row in value
        )
        return "\n".join(rows)
    if of.sort == AMOUNT:
        return formatting.amount(value, currency)
    return "\n".join(map(str, value)) if isinstance(value, list) else str(value)


def _cells(row: Any, of: Placeholder) -> Iterable[tuple[Any, str]]:
    """Each cell with the sort of its column."""
    columns = of.columns or {}
    cells = [row[name] for name in columns if name in row] if isinstance(row, dict) else row
    return zip(cells, columns.values(), strict=False)
