"""One letter about several accounts of one person (rules, section 7): what it says of them, in which words.

The words of the kind stay as they are, but for the sentences and tables about one account: in their place
stands one table of all accounts.
"""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from notices.kinds.placeholders import OF_ONE_ACCOUNT
from notices.kinds.schema import NoticeKind
from notices.letters import locale_formats
from notices.letters.figures import SPLIT, Figures, Values
from notices.wordings import substitution
from notices.wordings.parts import Paragraph, Template

COUNT = "account_count"
BREAKDOWN = "accounts_breakdown"
WORDS: Mapping[str, Mapping[str, Any]] = tomllib.loads(
    (Path(__file__).parent / "joint_words.toml").read_text(encoding="utf-8")
)
_LATE = (
    "past-due",
    "accounts_past_due",
    {"due": "oldest_missed_due", "days": "days_past_due", "past_due": "past_due"},
)
_OPEN = {"minimum": "minimum_due", "unpaid": "minimum_left", "due": "due_date", "on_time": "grace_ends"}
# By what called for it: the words, the table, and which figure of each account stands in which column.
_SHAPES: Mapping[str, tuple[str, str, Mapping[str, str]]] = {
    "before-due": ("before-due", "accounts_before_due", _OPEN),
    "in-grace": ("in-grace", "accounts_before_due", _OPEN),
    "past-due": _LATE,
    "days-past-due": _LATE,
    "before-adverse-report": (
        "before-adverse-report",
        "accounts_before_report",
        {"days": "days_past_due", "past_due": "past_due", "report": "report_from"},
    ),
    "up-to-date": ("up-to-date", "accounts_up_to_date", {"since": "up_to_date_on"}),
    "help-needed": ("help-needed", "accounts_listed", {}),
}
_OF_THE_PERSON = ("recipient_name", "address_lines", "cardholder_name", "reference", "as_of")


def key(kind: NoticeKind, figures: Figures) -> tuple[Any, ...]:
    """Notices to one person with the same key go in one letter: nothing but their accounts differs."""
    client = figures.values.get("cardholder_name", "")
    return kind.code, figures.currency, figures.language, figures.wording, client, figures.stopped


def row(kind: NoticeKind, figures: Figures) -> Values | None:
    """What the table says of an account; nothing where a figure is not known, so that it needs a letter of
    its own."""
    columns = {"account": "account_tail", **_SHAPES[kind.occasion.type][2]}
    if any(name not in figures.values for name in columns.values()):
        return None
    return {column: figures.values[name] for column, name in columns.items()}


def together(kind: NoticeKind, each: Sequence[Figures]) -> Figures:
    """The figures of one letter about all of these, which ``row`` is known of; the first one leads."""
    first = each[0]
    values = {name: first.values[name] for name in _OF_THE_PERSON if name in first.values}
    values |= {COUNT: len(each), _SHAPES[kind.occasion.type][1]: [row(kind, figures) for figures in each]}
    split = [figures.values for figures in each if all(name in figures.values for name in SPLIT)]
    if split:
        values[BREAKDOWN] = [
            {"account": known["account_tail"], **{name: known[name] for name in SPLIT}} for known in split
        ]
    return replace(first, values=values)


def is_joint(figures: Figures) -> bool:
    return COUNT in figures.values


def form(template: Template, kind: NoticeKind) -> Template:
    """The words of the kind as they stand in a letter about several accounts."""
    words, table = WORDS[locale_formats.tongue(template.language)], _SHAPES[kind.occasion.type][1]
    own = words[_SHAPES[kind.occasion.type][0]]
    about = [Paragraph(text=own["intro"])]
    if table != "accounts_listed":
        about.append(Paragraph(table=table))
    if after := own.get("after"):
        about.append(Paragraph(text=after, part=own.get("part", "")))
    stops = any(paragraph.part == "opt-out" for paragraph in template.paragraphs)
    return replace(
        template,
        paragraphs=tuple(_placed(template.paragraphs, about)),
        email_subject=words["subject"],
        sms=own["sms"] + (words["opt_out"] if stops else ""),
    )


def _placed(paragraphs: Sequence[Paragraph], about: list[Paragraph]) -> list[Paragraph]:
    """What is about all of them where the first sentence about one stood, or after the greeting."""
    of_one = [number for number, paragraph in enumerate(paragraphs) if _is_of_one(paragraph)]
    place = of_one[0] if of_one else 1
    kept: list[Paragraph] = []
    for number, paragraph in enumerate(paragraphs):
        if number == place:
            kept += about
        if number not in of_one:
            kept.append(paragraph)
        elif paragraph.table == "breakdown":
            kept.append(replace(paragraph, table=BREAKDOWN, needs=BREAKDOWN))
    return kept


def _is_of_one(paragraph: Paragraph) -> bool:
    named = {place.name for place in substitution.places(paragraph.heading + paragraph.text)}
    return bool(paragraph.table or named & OF_ONE_ACCOUNT)


def texts(figures: Figures, kind: NoticeKind, language: str) -> dict[str, str]:
    """What stands for the accounts within a sentence, and in a text message."""
    words = WORDS[locale_formats.tongue(language)]
    name, table = _SHAPES[kind.occasion.type][:2]
    rows = figures.values[table]
    told = {"account_tail": words["tails"].join(each["account"] for each in rows)}
    if brief := words[name].get("each"):
        told["accounts_briefly"] = words["between"].join(
            substitution.fill(brief, _cells(each, figures, language)) for each in rows
        )
    return told


def _cells(values: Values, figures: Figures, language: str) -> dict[str, str]:
    country = figures.jurisdiction
    return {
        "account": values["account"],
        "minimum": locale_formats.amount(values["minimum"], figures.currency, language, country),
        "on_time": locale_formats.day(values["on_time"], language, country),
    }
