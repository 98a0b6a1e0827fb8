"""One letter in words: the words of a template, filled, with the figures and the letterhead around them.

What comes out is for the press (``Letter.printed``) and for electronic messages alike: no layout, no markup.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

from notices import typesetting
from notices.kinds.placeholders import AMOUNT, DAY, FLAG, LINES, PLACEHOLDERS, TABLE, TEXT, WHOLE
from notices.kinds.schema import NoticeKind
from notices.letters import joint, locale_formats, slips
from notices.letters.figures import Figures
from notices.letters.slips import Slip
from notices.models import Letterhead
from notices.wordings import substitution
from notices.wordings.parts import Paragraph, Template, blocks

SIZE = 10.5  # of the body, in points; nothing of it is smaller
_OF_LETTERHEAD = {
    "issuer_name": "name",
    "service_number": "service_number",
    "complaint_channel": "complaint_channel",
    "how_to_pay": "how_to_pay",
    "pay_to": "pay_to",
    "how_to_query": "how_to_query",
    "how_to_object": "how_to_object",
    "how_to_send_evidence": "how_to_send_evidence",
    "debt_advice": "debt_advice",
}
OF_LETTERHEAD = {"issuer_address", *_OF_LETTERHEAD}
# Their values are words of our own; an example may be in free words.
_CODES = (
    "case_outcome",
    "offer_annual_cost",
    "offer_charges",
    "plan_charges",
    "plan_after",
    "rejection_reasons",
)
# Under these wordings a letter asks for nothing and warns of nothing.
NEUTRAL, UNDISPUTED = "neutral", "undisputed"
ASKS_NOTHING = (NEUTRAL, "counsel")
_ASKING = {"how_to_pay", "pay_to"}
ASKING_PARTS = (
    "duties", "what-may-follow", "suspension", "pay-more", "charges-statement", "consequence", "remedy",
    "before-report", "payment-order",
)  # fmt: skip
# Kinds that speak of the dispute itself, whose own words are those for a disputed amount.
_OF_CASES = ("case-opened", "case-decided")
_ADDED_UP = {
    "breakdown": "amount", "missed_statements": "unpaid", "accounts_before_due": "unpaid",
    "accounts_past_due": "past_due", "accounts_before_report": "past_due",
}  # fmt: skip


class CannotBeWritten(ValueError):  # noqa: N818 -- named for what is wrong
    """``code`` says why, ``detail`` where: a value that nobody knows, a seal that nobody has."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(": ".join(part for part in (code, detail) if part))
        self.code, self.detail = code, detail


@dataclass(frozen=True, slots=True)
class Table:
    """Cells as the reader reads them. ``numbers``: which columns are figures; ``wide``: which share the width
    that the others leave. The last row may add up."""

    names: tuple[str, ...]
    numbers: tuple[bool, ...]
    wide: tuple[bool, ...]
    rows: tuple[tuple[str, ...], ...]
    has_total: bool = False


@dataclass(frozen=True, slots=True)
class Part:
    """A paragraph with the heading before it, in lines, or a table. ``language``, where it is another one."""

    heading: str = ""
    lines: tuple[str, ...] = ()
    table: Table | None = None
    language: str = ""


@dataclass(frozen=True, slots=True)
class Letter:
    """``facts``: name and value of what the reader needs at hand. ``seal``: the name of its picture."""

    language: str
    jurisdiction: str
    title: str
    parts: tuple[Part, ...]
    email_subject: str
    sms: str
    reference: str
    as_of: Any
    issuer: str
    issuer_address: tuple[str, ...]
    recipient: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    foot: tuple[str, ...]
    seal: str = ""
    slip: Slip | None = None

    def printed(self) -> dict[str, Any]:
        """As ``press/letter.typ`` wants it."""
        word = locale_formats.WORDS[locale_formats.tongue(self.language)]
        seal = {"file": self.seal, "alt": word["seal"].format(issuer=self.issuer)}
        return {
            "envelope": typesetting.envelope(self.jurisdiction),
            "lang": locale_formats.tongue(self.language),
            "region": locale_formats.region(self.language, self.jurisdiction),
            "size": SIZE,
            "title": self.title,
            "reference": self.reference,
            "as_of": {"year": self.as_of.year, "month": self.as_of.month, "day": self.as_of.day},
            "date": locale_formats.day(self.as_of, self.language, self.jurisdiction),
            "issuer": {"name": self.issuer, "address": self.issuer_address},
            "recipient": self.recipient,
            "facts": self.facts,
            "body": [block for part in self.parts for block in _printed(part)],
            "seal": seal if self.seal else None,
            "slip": self.slip.printed(word["payment_code"]) if self.slip else None,
            "foot": self.foot,
            "pages": word["page"],
        }


def write(template: Template, kind: NoticeKind, figures: Figures, letterhead: Letterhead) -> Letter:
    """The letter, in the language of the template. Raises CannotBeWritten, filling.CannotBeFilled."""
    language = template.language
    values = words(figures, letterhead, language)
    if joint.is_joint(figures):
        template = joint.form(template, kind)
        values |= joint.texts(figures, kind, language)
    template = _standing(template, kind, figures, values)
    filled = substitution.filled(template, values)
    if kind.sealed and not letterhead.seal_id:
        raise CannotBeWritten("no-seal")
    return Letter(
        language=language,
        jurisdiction=kind.jurisdiction,
        title=filled.title,
        parts=(
            *_in_their_own(figures, values, language),
            *_parts(template, filled, figures),
            *_at_the_end(template, values, language),
        ),
        email_subject=_plain(filled.email_subject),
        sms=_plain(filled.sms),
        reference=_must(values, "reference"),
        as_of=figures.as_of,
        issuer=letterhead.name,
        issuer_address=tuple(letterhead.address_lines),
        recipient=(_must(values, "recipient_name"), *figures.values.get("address_lines", ())),
        facts=tuple(_facts(values, language)),
        foot=tuple(_foot(letterhead, language)),
        seal=letterhead.seal_id or "" if kind.sealed else "",
        slip=slips.of(template, kind, figures, letterhead, values),
    )


def _standing(template: Template, kind: NoticeKind, figures: Figures, values: Mapping[str, str]) -> Template:
    """The template as it goes to this reader: without the paragraphs whose value neither the book nor the
    letterhead has, and in the words that a hold asks for. Raises CannotBeWritten where there are none."""
    known = {**figures.values, **values}
    stays = [each for each in template.paragraphs if not each.needs or known.get(each.needs)]
    wording = figures.wording
    if wording in ASKS_NOTHING:
        stays = [each for each in stays if not _asks(each)]
    elif wording == UNDISPUTED and kind.goes_if_all_is_disputed:
        stays = [each for each in stays if not _says_how_to_pay(each)]  # it may be all of it
    if text := _sentence_under(wording, kind, template.language):
        stays.insert(1, Paragraph(text=text))  # after the greeting, before all that it puts in another light
    outside = _outside_under(wording, template)
    return replace(outside, paragraphs=tuple(stays))


def _outside_under(wording: str, template: Template) -> Template:
    """What is read without opening it: to whoever acts for somebody, the card is not their own."""
    if wording != "representative":
        return template
    subject, sms = (
        locale_formats.word(f"{wording}_{place}", template.language) for place in ("subject", "sms")
    )
    return replace(template, email_subject=subject, sms=sms)


def _sentence_under(wording: str, kind: NoticeKind, language: str) -> str:
    """The sentence of a wording; nothing where the kind has words of its own for it."""
    has_own = wording == kind.recipient or (wording == UNDISPUTED and kind.occasion.type in _OF_CASES)
    if not wording or has_own:
        return ""
    known = locale_formats.WORDS[locale_formats.tongue(language)]
    if wording not in known:
        raise CannotBeWritten("no-words-for-it", wording)
    return str(known[wording])


def words(figures: Figures, letterhead: Letterhead, language: str) -> dict[str, str]:
    """What stands for each placeholder, tables left out; nothing for what is not known."""
    texts = {
        name: _in_words(PLACEHOLDERS[name].sort, name, value, figures, language)
        for name, value in figures.values.items()
        if PLACEHOLDERS[name].sort not in (TABLE, FLAG)
    }
    of_issuer = {name: _phrase(getattr(letterhead, column)) for name, column in _OF_LETTERHEAD.items()}
    if "product" in texts:
        generic = locale_formats.word("card", language)
        texts["product"] = letterhead.names_of_products.get(texts["product"], generic)
    of_issuer["issuer_address"] = ", ".join(letterhead.address_lines)
    return {name: value for name, value in {**texts, **of_issuer}.items() if value}


def _in_words(sort: str, name: str, value: Any, figures: Figures, language: str) -> str:
    if name in _CODES:
        return str(locale_formats.WORDS[locale_formats.tongue(language)].get(value, value))
    if sort == DAY:
        return locale_formats.day(value, language, figures.jurisdiction)
    if sort == AMOUNT:
        return locale_formats.amount(value, figures.currency, language, figures.jurisdiction)
    if sort == WHOLE:
        return locale_formats.whole(value)
    if sort == LINES:
        return ", ".join(value)
    return str(value)


def _phrase(text: str) -> str:
    """On one line and without a full stop: it stands within a sentence."""
    return " ".join(text.split()).rstrip(".。")


def _parts(template: Template, words: Template, figures: Figures) -> Iterator[Part]:
    for filled in words.paragraphs:
        yield _part(filled, figures, template.language)


def _in_their_own(figures: Figures, values: Mapping[str, str], language: str) -> Iterator[Part]:
    """One line for a reader whose language the pack has no letters in, where we have words of it."""
    own = figures.language.split("-", maxsplit=1)[0].lower()
    if own == locale_formats.tongue(language):
        return
    is_ours = own in locale_formats.WORDS
    line = locale_formats.word("other_language", own) if is_ours else locale_formats.OTHER_LANGUAGES.get(own)
    if line:
        yield Part(lines=(substitution.fill(line, values),), language=own)


def _at_the_end(template: Template, values: Mapping[str, str], language: str) -> Iterator[Part]:
    """Where to complain, in the order in which it is read."""
    if "complaint_channel" not in substitution.names(template) and "complaint_channel" in values:
        colon, stop = (locale_formats.word(name, language) for name in ("colon", "stop"))
        route = locale_formats.word("complaint", language) + colon + values["complaint_channel"] + stop
        yield Part(lines=(route,))


def _asks(paragraph: Paragraph) -> bool:
    return not paragraph.locked and (paragraph.part in ASKING_PARTS or _says_how_to_pay(paragraph))


def _says_how_to_pay(paragraph: Paragraph) -> bool:
    return bool({place.name for place in substitution.places(paragraph.text)} & _ASKING)


def _plain(text: str) -> str:
    """With common spaces only: a text message that has others is sent as if it were Chinese."""
    return text.replace(locale_formats.FAST, " ")


def _part(paragraph: Paragraph, figures: Figures, language: str) -> Part:
    if paragraph.table:
        return Part(heading=paragraph.heading, table=_table(paragraph.table, figures, language))
    return Part(
        heading=paragraph.heading,
        lines=tuple(paragraph.text.split("\n")),
        language="en" if _is_left_in_english(paragraph, figures.jurisdiction, language) else "",
    )


def _is_left_in_english(paragraph: Paragraph, jurisdiction: str, language: str) -> bool:
    """A prescribed text is printed in the language that law has it in, whatever the letter's is."""
    if not paragraph.locked or locale_formats.tongue(language) == "en":
        return False
    english = blocks(jurisdiction.lower(), "en").get(paragraph.block)
    return english is not None and english.text == paragraph.text


def _table(name: str, figures: Figures, language: str) -> Table:
    placeholder = PLACEHOLDERS.get(name)
    if placeholder is None or placeholder.columns is None or name not in figures.values:
        raise CannotBeWritten("missing-value", name)
    columns, rows = placeholder.columns, figures.values[name]
    printed = [
        tuple(_cell(sort, row[key], figures, language) for key, sort in columns.items()) for row in rows
    ]
    added = _ADDED_UP.get(name, "")
    if has_total := bool(added) and len(rows) > 1:
        printed.append(tuple(_last_row(columns, added, rows, figures, language)))
    return Table(
        names=tuple(locale_formats.word(key, language) for key in columns),
        numbers=tuple(sort in (AMOUNT, WHOLE) for sort in columns.values()),
        wide=tuple(
            sort == TEXT or (TEXT not in columns.values() and sort != DAY) for sort in columns.values()
        ),
        rows=tuple(printed),
        has_total=has_total,
    )


def _cell(sort: str, value: Any, figures: Figures, language: str) -> str:
    known = locale_formats.WORDS[locale_formats.tongue(language)]
    return known.get(value, value) if sort == TEXT else _in_words(sort, "", value, figures, language)


def _last_row(
    columns: Mapping[str, str], added: str, rows: list[dict[str, Any]], figures: Figures, language: str
) -> Iterator[str]:
    """``Total`` under the first column, the sum under the one that adds up, nothing under the others."""
    total = sum(row[added] for row in rows)
    for number, key in enumerate(columns):
        if key == added:
            yield locale_formats.amount(total, figures.currency, language, figures.jurisdiction)
        else:
            yield locale_formats.word("total", language) if number == 0 else ""


def _facts(values: Mapping[str, str], language: str) -> Iterator[tuple[str, str]]:
    named = {
        "reference": "reference",
        "as_of": "as_of",
        "account": "account_tail",
        "service": "service_number",
    }
    for name, placeholder in named.items():
        yield locale_formats.word(name, language), _must(values, placeholder)


def _foot(letterhead: Letterhead, language: str) -> Iterator[str]:
    colon = locale_formats.word("colon", language)
    yield " · ".join([letterhead.name, *letterhead.address_lines])
    if letterhead.terms_url:
        yield locale_formats.word("terms", language) + colon + letterhead.terms_url


def _must(values: Mapping[str, str], name: str) -> str:
    if not values.get(name):
        raise CannotBeWritten("missing-value", name)
    return values[name]


def _printed(part: Part) -> Iterator[dict[str, Any]]:
    if part.heading:
        yield {"heading": part.heading}
    if part.table:
        yield {
            "table": {
                "columns": [
                    {"name": name, "number": number, "wide": wide}
                    for name, number, wide in zip(
                        part.table.names, part.table.numbers, part.table.wide, strict=True
                    )
                ],
                "rows": part.table.rows,
                "total": part.table.has_total,
            }
        }
    else:
        yield {"text": part.lines, "lang": part.language}
