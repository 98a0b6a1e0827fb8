"""A hold that lets a notice go all the same gives it words of its own, or it does not go (rules, section 6)."""

from dataclasses import replace

import pytest

from notices.kinds import catalogue
from notices.letters import compose, electronic, locale_formats, samples
from notices.letters import render as rendering
from notices.letters.render import RenderError
from notices.wordings import substitution
from notices.wordings import versions as wording_versions
from tests.notices.letters.test_render import head, said

WORDINGS = ["neutral", "counsel", "undisputed", "representative", "corrected"]
CLIENT = {"zh-hans": "王小明", "en": "Rosa Client", "es": "Rosa Cliente"}


def told(code: str, language: str, wording: str = "") -> str:
    kind = catalogue.get(code)
    template = wording_versions.shipped(wording_versions.name_of(kind), language)
    known = replace(said(code, language, cardholder_name=CLIENT[language]), wording=wording)
    return electronic.plain(rendering.write(template, kind, known, head(kind.jurisdiction, language)))


@pytest.mark.parametrize(
    ("code", "language"), [("cn-overdue", "zh-hans"), ("us-validation", "es"), ("gb-sums-in-arrears", "en")]
)
def test_every_wording_has_a_text_of_its_own(code, language):
    """And the reader is told for whom, where the letter goes to somebody who acts for them."""
    texts = {wording: told(code, language, wording) for wording in ("", *WORDINGS)}
    for wording in WORDINGS:
        own = str(locale_formats.word(wording, language)).partition("{{")[0]
        assert own in texts[wording].split("\n\n")[3], "it is read first, after the greeting"
    assert len(set(texts.values())) == len(texts)
    assert [wording for wording, text in texts.items() if CLIENT[language] in text] == ["representative"]


@pytest.mark.parametrize("kind", [kind for kind in catalogue.KINDS.values() if kind.is_statutory])
@pytest.mark.parametrize("wording", compose.ASKS_NOTHING)
def test_what_asks_for_nothing_warns_of_nothing(kind, wording):
    for language in kind.languages:
        template = wording_versions.shipped(wording_versions.name_of(kind), language)
        known = replace(samples.empty(kind, language, "GBP", samples_day()), wording=wording)
        stands = compose._standing(template, kind, known, {})
        assert not {each.part for each in stands.paragraphs if not each.locked} & set(compose.ASKING_PARTS)
        assert not substitution.names(stands) & {"how_to_pay", "pay_to"}


def samples_day():
    return said().as_of


@pytest.mark.parametrize(
    ("code", "language", "words"),
    [
        ("cn-overdue", "zh-hans", "您所代理"),
        ("us-validation", "es", "a quien"),
        ("us-validation", "en", "somebody you act for"),
    ],
)
def test_what_a_representative_reads_without_opening_it_calls_no_card_theirs(code, language, words):
    kind = catalogue.get(code)
    known = replace(said(code, language, cardholder_name=CLIENT[language]), wording="representative")
    template = wording_versions.shipped(wording_versions.name_of(kind), language)
    letter = rendering.write(template, kind, known, head(kind.jurisdiction, language))
    for text in (letter.email_subject, letter.sms):
        assert words in text and "N000000000000" in text
        assert "1234" not in text and CLIENT[language] not in text
    assert electronic.size(letter.sms).segments == 1


def test_a_letter_about_a_dispute_has_its_own_words_for_it():
    assert told("us-dispute-receipt", "en", "undisputed") == told("us-dispute-receipt", "en")


def test_without_words_for_a_hold_nothing_goes():
    with pytest.raises(RenderError, match="no-words-for-it"):
        told("cn-overdue", "zh-hans", "estate")
    assert told("cn-estate", "zh-hans", "estate")
