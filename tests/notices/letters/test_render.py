"""Letters as they are printed and sent: right, readable by everybody, and the same each time."""

import re
from dataclasses import replace
from datetime import date
from email import message_from_bytes, policy
from io import BytesIO

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfReader

from notices import typesetting
from notices.kinds import catalogue
from notices.kinds.placeholders import PLACEHOLDERS
from notices.letters import compose, electronic, locale_formats, samples
from notices.letters import render as rendering
from notices.letters.figures import Figures
from notices.letters.render import RenderError
from notices.models import Document, Letterhead
from notices.wordings import versions as wording_versions
from tests.notices.written import CURRENCIES, DOT, RARE, sum_of

AS_OF = date(2026, 2, 25)
EVERY = [(code, language) for code, kind in catalogue.KINDS.items() for language in kind.languages]


def head(jurisdiction: str = "CN", language: str = "zh-hans", **texts: str) -> Letterhead:
    said = {
        "name": "示例银行" if language == "zh-hans" else "Example Bank",
        "address": "1 Example Road\nExampleton",
        "service_number": "400-000-0000",
        "complaint_channel": "400-000-0001",
        **dict.fromkeys(("how_to_pay", "how_to_query", "how_to_object", "how_to_send_evidence"), "by app."),
        "pay_to": "Example Bank",
        "debt_advice": "advice",
        "terms_url": "https://example.com/terms",
        **texts,
    }
    seal = Document(sha256=sum_of(DOT), media_type="image/png", content=DOT)
    return Letterhead(jurisdiction=jurisdiction, language=language, seal=seal, **said)


def said(code: str = "cn-collection-first", language: str = "zh-hans", **values) -> Figures:
    kind = catalogue.get(code)
    nobody = samples.empty(kind, language, CURRENCIES[kind.jurisdiction], AS_OF)
    return samples.completed(nobody.with_values(values), kind, language)


def written(code: str = "cn-collection-first", language: str = "zh-hans", **values) -> compose.Letter:
    kind = catalogue.get(code)
    template = wording_versions.shipped(wording_versions.name_of(kind), language)
    return rendering.write(template, kind, said(code, language, **values), head(kind.jurisdiction, language))


def printed(letter: compose.Letter) -> bytes:
    return rendering.print_pdf(letter, head(letter.jurisdiction, letter.language))


def text_of(pdf: bytes) -> str:
    """What can be read out of it, spaces and line ends left out."""
    return re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(BytesIO(pdf)).pages))


def metadata(pdf: bytes) -> str:
    return PdfReader(BytesIO(pdf)).trailer["/Root"]["/Metadata"].get_data().decode()


def tags(pdf: bytes) -> list[str]:
    """Every tag of the document, in the order in which it is read."""

    def walk(node) -> list[str]:
        node = node.get_object()
        if isinstance(node, list):
            return [tag for child in node for tag in walk(child)]
        if not hasattr(node, "get"):
            return []
        own = [str(node["/S"])] if "/S" in node else []
        return own + (walk(node["/K"]) if "/K" in node else [])

    return walk(PdfReader(BytesIO(pdf)).trailer["/Root"]["/StructTreeRoot"])


def fonts(pdf: bytes) -> list:
    """Descriptors of the fonts of all pages."""
    found = []
    for page in PdfReader(BytesIO(pdf)).pages:
        for each in page["/Resources"]["/Font"].values():
            font = each.get_object()
            inner = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
            found.append(inner["/FontDescriptor"].get_object())
    return found


@pytest.mark.parametrize(("code", "language"), EVERY)
def test_every_letter_can_be_printed(code, language):
    letter = written(code, language)
    pdf = printed(letter)
    claims = metadata(pdf)
    assert "<pdfaid:part>2</pdfaid:part>" in claims
    assert "<pdfaid:conformance>A</pdfaid:conformance>" in claims
    assert "<pdfuaid:part>1</pdfuaid:part>" in claims
    root = PdfReader(BytesIO(pdf)).trailer["/Root"]
    assert root["/Lang"].split("-")[0] == locale_formats.tongue(language)
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert PdfReader(BytesIO(pdf)).metadata.title == letter.title
    tree = tags(pdf)
    assert tree.count("/H1") == 1
    assert tree.count("/Table") == sum(part.table is not None for part in letter.parts)
    assert tree.count("/TH") == sum(len(part.table.names) for part in letter.parts if part.table)
    assert all({"/FontFile2", "/FontFile3"} & font.keys() for font in fonts(pdf))
    assert electronic.email(letter)
    assert letter.sms


@pytest.mark.parametrize(
    ("code", "language"), [("cn-collection-first", "zh-hans"), ("gb-sums-in-arrears", "en")]
)
def test_what_is_printed_is_what_was_asked(code, language):
    letter = written(code, language)
    text = text_of(printed(letter))
    for part in letter.parts:
        rows = part.table.rows if part.table else [part.lines]
        for each in (part.heading, *(cell for row in rows for cell in row)):
            assert re.sub(r"\s", "", each) in text
    for each in (letter.title, *letter.recipient, *(value for _, value in letter.facts)):
        assert re.sub(r"\s", "", each) in text


def test_figures_stand_as_the_reader_writes_them():
    for (code, language), amount, day in [
        (("cn-collection-first", "zh-hans"), "人民币1,234.50元", "2026年2月25日"),
        (("cn-collection-first", "en"), "CNY1,234.50", "25February2026"),
        (("us-negative-notice", "en"), "$1,234.50", "February25,2026"),
        (("us-negative-notice", "es"), "$1,234.50", "25defebrerode2026"),
        (("gb-sums-in-arrears", "en"), "£1,234.50", "25February2026"),
    ]:
        text = text_of(printed(written(code, language)))
        assert amount in text
        assert day in text


@pytest.mark.parametrize(
    ("minor", "currency", "language", "jurisdiction", "told"),
    [
        (0, "CNY", "zh-hans", "CN", "人民币0.00元"),
        (-123_456_789, "CNY", "zh-hans", "CN", "人民币-1,234,567.89元"),
        (5, "JPY", "zh-hans", "CN", "JPY\u00a05"),
        (123_450, "KWD", "en", "GB", "KWD\u00a0123.450"),
        (-123_450, "USD", "es", "US", "-$1,234.50"),
        (123_450, "USD", "en", "GB", "USD\u00a01,234.50"),
    ],
)
def test_amounts(minor, currency, language, jurisdiction, told):
    assert locale_formats.amount(minor, currency, language, jurisdiction) == told


def test_rare_characters_of_names():
    """Extension characters, one of them outside the basic plane, from the font for Chinese."""
    for language in ("zh-hans", "en"):
        text = text_of(printed(written(language=language, recipient_name=RARE, address_lines=[RARE])))
        assert text.count(RARE) >= 2


@pytest.mark.parametrize("odd", ["\u0378", "🙂", "\ue000", "ﷺ"])
def test_a_character_that_no_font_has_is_an_error(odd):
    with pytest.raises(RenderError, match="missing-glyph") as caught:
        printed(written(recipient_name=f"李{odd}"))
    assert caught.value.code == "missing-glyph"


@pytest.mark.parametrize("name", ["recipient_name", "past_due", "days_past_due", "missed_statements"])
def test_a_value_that_nobody_knows_is_an_error(name):
    kind = catalogue.get("cn-collection-first")
    known = said()
    del known.values[name]
    with pytest.raises(RenderError) as caught:
        rendering.write(wording_versions.shipped("cn-collection", "zh-hans"), kind, known, head())
    assert caught.value.code == "missing-value"
    assert name in caught.value.detail


@pytest.mark.parametrize("lines", [["A road"] * 9, ["A very long road " * 30]])
def test_an_address_that_does_not_fit_the_window_is_an_error(lines):
    for code in ("gb-help", "us-help"):
        with pytest.raises(RenderError, match="address-too-long"):
            printed(written(code, "en", address_lines=lines))


def test_a_letterhead_that_leaves_open_what_a_letter_needs_is_an_error():
    kind = catalogue.get("cn-collection-first")
    with pytest.raises(RenderError, match="how_to_pay"):
        rendering.write(
            wording_versions.shipped("cn-collection", "zh-hans"), kind, said(), head(how_to_pay="")
        )


def test_a_sealed_letter_without_a_seal_is_an_error():
    kind, bare = catalogue.get("cn-collection-first"), head()
    bare.seal = None
    with pytest.raises(RenderError, match="no-seal"):
        rendering.write(wording_versions.shipped("cn-collection", "zh-hans"), kind, said(), bare)


def test_the_seal_is_a_picture_with_words_for_those_who_do_not_see_it():
    pdf = printed(written())
    assert "/Figure" in tags(pdf)
    assert "/Figure" not in tags(printed(written("cn-overdue")))


def test_the_same_letter_is_the_same_bytes():
    typesetting._press.cache_clear()
    first = printed(written())
    printed(written("us-negative-notice", "es"))
    typesetting._press.cache_clear()
    assert printed(written()) == first
    assert electronic.email(written(), first) == electronic.email(written(), first)


@pytest.mark.parametrize(
    ("code", "language"), [("cn-adverse-report", "zh-hans"), ("us-negative-notice", "es")]
)
def test_words_that_ask_for_nothing(code, language):
    """Under breathing space, say: no way to pay, nothing that may follow; what law prescribes stays."""
    kind, template = (
        catalogue.get(code),
        wording_versions.shipped(wording_versions.name_of(catalogue.get(code)), language),
    )
    known = replace(said(code, language), wording="neutral")
    letter = rendering.write(template, kind, known, head(kind.jurisdiction, language, how_to_pay="PAYING"))
    lines = " ".join(line for part in letter.parts for line in part.lines)
    assert "PAYING" not in lines
    assert locale_formats.word("neutral", language) in lines
    locked = [paragraph.text for paragraph in template.paragraphs if paragraph.locked]
    assert all(text in lines for text in locked)


def test_letters_to_the_us_are_on_its_paper():
    for code, size in [("us-reminder", (612, 792)), ("gb-help", (595, 842))]:
        page = PdfReader(BytesIO(printed(written(code, "en")))).pages[0]
        assert (round(page.mediabox.width), round(page.mediabox.height)) == size


def test_a_prescribed_text_keeps_its_language():
    (english,) = [part for part in written("us-negative-notice", "es").parts if part.language == "en"]
    assert english.lines[0].startswith("We may report information")


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126), min_size=1, max_size=60))
@settings(max_examples=60, deadline=None)
def test_nothing_said_is_ever_markup(text):
    letter = written("gb-help", "en", recipient_name=f"A{text}Z")
    assert re.sub(r"\s", "", f"A{text}Z") in text_of(printed(letter)).replace("ﬁ", "fi").replace("ﬂ", "fl")


def test_an_e_mail_says_the_same_as_text_and_as_a_page():
    letter = written()
    message = message_from_bytes(electronic.email(letter), policy=policy.default)
    assert message["Subject"] == letter.email_subject
    text, page = (part.get_content() for part in message.iter_parts())
    for part in letter.parts:
        for each in [cell for row in part.table.rows for cell in row if cell] if part.table else part.lines:
            assert each in text
            assert each in page
    assert '<html lang="zh-hans">' in page
    assert "http" not in re.sub(r"https://example\.com/terms", "", page), "nothing is fetched from elsewhere"


def test_a_name_is_text_in_a_page():
    assert "<b>" not in electronic.html(written(recipient_name="<b>Li</b>"))


@pytest.mark.parametrize(
    ("text", "size"),
    [
        ("", ("GSM-7", 0, 1)),
        ("a" * 160, ("GSM-7", 160, 1)),
        ("a" * 161, ("GSM-7", 161, 2)),
        ("a" * 307, ("GSM-7", 307, 3)),
        ("€" * 80, ("GSM-7", 160, 1)),
        ("ñ" * 160, ("GSM-7", 160, 1)),
        ("á" * 70, ("UCS-2", 70, 1)),
        ("款" * 71, ("UCS-2", 71, 2)),
        ("𬱖" * 35, ("UCS-2", 70, 1)),
        ("𬱖" * 36, ("UCS-2", 72, 2)),
    ],
)
def test_the_length_of_a_text_message(text, size):
    found = electronic.size(text)
    assert (found.encoding, found.units, found.segments) == size


def test_text_messages_in_english_are_short():
    for code, language in EVERY:
        found = electronic.size(written(code, language).sms)
        assert found.segments <= (2 if language == "en" else 3), code
        assert found.encoding == "GSM-7" or language != "en", code


def test_every_language_has_the_same_words():
    first, *others = locale_formats.WORDS.values()
    for other in others:
        assert other.keys() == first.keys()
    columns = {name for each in PLACEHOLDERS.values() for name in each.columns or ()}
    assert columns <= first.keys()
