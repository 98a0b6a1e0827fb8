"""Letters as e-mail and as text message."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256
from math import ceil

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from notices.letters.compose import Letter, Part, Table
from notices.letters.slips import Slip

# What a message of 7-bit characters has (3GPP TS 23.038); those of the second line count twice.
GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
GSM_TWICE = set("^{}\\[~]|€\f")
NO_BREAK = "\N{NO-BREAK SPACE}"
BY_HAND = "_" * 24  # where a form is filled in
GSM_ALONE, GSM_EACH = 160, 153
UCS2_ALONE, UCS2_EACH = 70, 67


@dataclass(frozen=True, slots=True)
class Size:
    """How long a text message is: units of its encoding, and how many messages it is sent as."""

    encoding: str
    units: int
    segments: int


def size(text: str) -> Size:
    """GSM-7 where all characters have it, else UCS-2, where rare characters count twice."""
    if set(text) <= GSM | GSM_TWICE:
        units = len(text) + sum(character in GSM_TWICE for character in text)
        return Size("GSM-7", units, _segments(units, GSM_ALONE, GSM_EACH))
    units = len(text.encode("utf-16-be")) // 2
    return Size("UCS-2", units, _segments(units, UCS2_ALONE, UCS2_EACH))


def _segments(units: int, alone: int, each: int) -> int:
    return 1 if units <= alone else ceil(units / each)


def plain(letter: Letter) -> str:
    """The whole letter as text, tables row by row."""
    facts = "\n".join(f"{name}: {value}" for name, value in letter.facts)
    parts = [text for part in letter.parts for text in _plain_part(part)]
    if letter.slip:
        rows = [f"{name}: {value}" for name, value in letter.slip.rows]
        answers = [f"[ ] {answer}" for answer in letter.slip.answers]
        signed = [f"{name}: {BY_HAND}" for name in letter.slip.signed]
        parts += [letter.slip.heading, "\n".join([*rows, *answers, *signed])]
    close = f"{letter.issuer}\n" + "\n".join(letter.issuer_address)
    return "\n\n".join([letter.title, facts, *parts, close, "\n".join(letter.foot[1:])]) + "\n"


def html(letter: Letter) -> SafeString:
    """The whole letter as a page without pictures, scripts or anything fetched from elsewhere."""
    facts = format_html_join("", _FACT, letter.facts)
    body = format_html_join("", "{}", ((_html_part(part),) for part in letter.parts))
    body += _html_slip(letter.slip) if letter.slip else SafeString()
    foot = format_html_join(mark_safe("<br>"), "{}", ((line,) for line in letter.foot))
    return format_html(
        _PAGE, language=letter.language, title=letter.title, issuer=letter.issuer, facts=facts, body=body,
        foot=foot,
    )  # fmt: skip


def email(letter: Letter, pdf: bytes = b"", enclosure: tuple[str, bytes] | None = None) -> bytes:
    """Subject, text and page as one MIME entity, the same bytes for the same letter; addresses come later.

    ``pdf``: the letter as it is printed, which goes with one that bears a seal. ``enclosure``: name and bytes
    of the sheet that goes with it.
    """
    message = EmailMessage(policy=SMTP.clone(max_line_length=998))
    message["Subject"] = letter.email_subject
    text, page = plain(letter), str(html(letter))
    message.set_content(text, cte="base64")
    message.add_alternative(page, subtype="html", cte="base64")
    if pdf:
        message.add_attachment(pdf, "application", "pdf", filename=f"{letter.reference}.pdf")
    if enclosure:
        name, content = enclosure
        message.add_attachment(content, "application", "pdf", filename=f"{name}.pdf")
    summed = sha256((text + page).encode()).hexdigest()[:40]
    for number, part in enumerate(part for part in message.walk() if part.is_multipart()):
        part.set_boundary(f"=_{number}_{summed}")
    return message.as_bytes()


def _plain_part(part: Part) -> list[str]:
    heading = [part.heading] if part.heading else []
    return [*heading, _plain_table(part.table) if part.table else "\n".join(part.lines)]


def _plain_table(table: Table) -> str:
    """Each row on a line; the name of a column stands before each value."""
    lines = []
    for number, row in enumerate(table.rows, start=1):
        is_total = table.has_total and number == len(table.rows)
        named = row if is_total else [f"{name}: {cell}" for name, cell in zip(table.names, row, strict=True)]
        lines.append("; ".join(cell for cell in named if cell))
    return "\n".join(lines)


def _html_part(part: Part) -> SafeString:
    heading = format_html(_HEADING, part.heading) if part.heading else ""
    if part.table:
        return format_html("{}{}", heading, _html_table(part.table))
    lines = format_html_join(mark_safe("<br>"), "{}", ((line,) for line in part.lines))
    language = format_html(' lang="{}"', part.language) if part.language else ""
    return format_html(_PARAGRAPH, heading, language, lines)


def _html_slip(slip: Slip) -> SafeString:
    rows = format_html_join("", _FACT, slip.rows)
    answers = format_html_join("", _ANSWER, ((answer,) for answer in slip.answers))
    signed = format_html_join("", _SIGNED, ((name, BY_HAND) for name in slip.signed))
    return format_html(_SLIP, slip.heading, rows, answers, signed)


def _html_table(table: Table) -> SafeString:
    sides = ["right" if number else "left" for number in table.numbers]
    names = format_html_join("", _NAME, zip(sides, table.names, strict=True))
    rows = format_html_join(
        "",
        "<tr>{}</tr>",
        ((format_html_join("", _CELL, _cells(sides, row)),) for row in table.rows),
    )
    return format_html(_TABLE, names, rows)


def _cells(sides: list[str], row: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Each with its side. Days may break where a telephone is narrow, amounts never."""
    for side, cell in zip(sides, row, strict=True):
        yield side, cell.replace(NO_BREAK, " ") if side == "left" else cell


_FACT = (
    '<tr><th scope="row" style="text-align:left;font-weight:normal;color:#55606b;'
    'padding:0 16px 4px 0">{}</th>'
    '<td style="padding:0 0 4px 0">{}</td></tr>'
)
_HEADING = '<h2 style="font-size:16px;margin:24px 0 8px;color:#1d2b3a">{}</h2>'
_PARAGRAPH = '{}<p style="margin:0 0 12px"{}>{}</p>'
_NAME = (
    '<th scope="col" style="text-align:{};padding:6px 5px;border-bottom:1px solid #1d2b3a;'
    'background:#eef1f4">{}</th>'
)
_CELL = '<td style="text-align:{};padding:6px 5px;border-bottom:1px solid #b8c0c8">{}</td>'
_TABLE = (  # on a telephone a wide one scrolls by itself, not the page
    '<div style="overflow-x:auto;margin:0 0 16px">'
    '<table style="border-collapse:collapse;width:100%;font-size:13px">'
    "<thead><tr>{}</tr></thead><tbody>{}</tbody></table></div>"
)
_ANSWER = '<p style="margin:0 0 8px">☐ {}</p>'
_SIGNED = '<p style="margin:16px 0 0">{} {}</p>'
_SLIP = (
    '<div style="border:1px dashed #55606b;margin:24px 0 0;padding:12px 16px">'
    '<h2 style="font-size:16px;margin:0 0 8px;color:#1d2b3a">{}</h2>'
    '<table style="font-size:14px;margin:0 0 8px">{}</table>{}{}</div>'
)
_PAGE = (
    '<!doctype html><html lang="{language}"><head><meta charset="utf-8">'
    '<meta name="viewport" content="width=device-width"><title>{title}</title></head>'
    "<body style=\"margin:0;background:#f4f6f8;color:#1b1f24;font:15px/1.6 'Noto Sans','Noto Sans SC',"
    "'PingFang SC','Microsoft YaHei',Arial,sans-serif\">"
    '<div style="max-width:640px;margin:0 auto;padding:24px 16px;background:#ffffff">'
    '<p style="font-size:18px;font-weight:bold;color:#1d2b3a;border-bottom:2px solid #1d2b3a;'
    'margin:0 0 16px;padding:0 0 8px">{issuer}</p>'
    '<table style="font-size:13px;margin:0 0 16px">{facts}</table>'
    '<h1 style="font-size:21px;margin:0 0 16px;color:#1d2b3a">{title}</h1>{body}'
    '<p style="font-size:12px;color:#55606b;border-top:1px solid #b8c0c8;margin:24px 0 0;'
    'padding:12px 0 0">{foot}</p>'
    "</div></body></html>"
)
