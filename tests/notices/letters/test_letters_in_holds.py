"""Every letter of people who are represented, deceased, in dispute, on a plan or protected, and of twelve accounts.

What a hold of the pack lets go is written in the words that the hold asks for, and read sentence by sentence.
"""

import re
from collections import defaultdict
from dataclasses import replace

import pytest

from accounts import packs
from notices import content_rules
from notices.kinds import catalogue
from notices.kinds.placeholders import OF_ONE_ACCOUNT
from notices.kinds.schema import NoticeKind
from notices.letters import compose, electronic, joint, locale_formats
from notices.letters import render as rendering
from notices.wordings import money_requests, substitution
from notices.wordings import versions as wording_versions
from notices.wordings.parts import Template
from tests.notices.letters.test_render import EVERY, head, said

CLIENT = {"zh": "王小明", "en": "Rosa Client", "es": "Rosa Cliente"}
ACCOUNTS = 12
SENTENCE = re.compile(r"[^.。!?！？\n]+")
WARNINGS = ("what-may-follow", "suspension", "consequence")


def template_of(kind: NoticeKind, language: str) -> Template:
    return wording_versions.shipped(wording_versions.name_of(kind), language)


def written(kind: NoticeKind, language: str, wording: str) -> str:
    client = CLIENT[locale_formats.tongue(language)]
    known = replace(said(kind.code, language, cardholder_name=client), wording=wording)
    letter = rendering.write(template_of(kind, language), kind, known, head(kind.jurisdiction, language))
    return electronic.plain(letter)


def wordings(kind: NoticeKind) -> dict[str, list[str]]:
    """The holds under which it goes, by the words in which it does."""
    found = defaultdict(list)
    for hold, wording in kind.survives.items():
        found["" if wording == "go" else wording].append(hold)
    return found


@pytest.mark.parametrize(("code", "language"), EVERY)
def test_each_letter_in_the_words_of_each_hold(code, language):
    kind, tongue = catalogue.get(code), locale_formats.tongue(language)
    plain = written(kind, language, "")
    own = {each.strip() for each in SENTENCE.findall(plain)}
    for wording in wordings(kind).keys() - {""}:
        text = written(kind, language, wording)
        added = {each.strip() for each in SENTENCE.findall(text)} - own
        words = str(locale_formats.WORDS[tongue].get(wording, ""))
        assert all(each in substitution.fill(words, {"cardholder_name": CLIENT[tongue]}) for each in added), (
            added
        )
        assert (CLIENT[tongue] in text) == (CLIENT[tongue] in plain or wording == "representative")
        assert wording != "undisputed" or not re.search("You owe|Usted debe|您(所)?欠", text)
        if wording in compose.ASKS_NOTHING:
            assert_asks_for_nothing(kind, language, wording)


def assert_asks_for_nothing(kind: NoticeKind, language: str, wording: str) -> None:
    """No sentence of ours asks or warns; what law prescribes word for word stands as it is."""
    known = replace(said(kind.code, language), wording=wording)
    values = compose.words(known, head(kind.jurisdiction, language), language)
    stands = compose._standing(template_of(kind, language), kind, known, values)
    ours = replace(stands, paragraphs=tuple(each for each in stands.paragraphs if not each.locked))
    assert not {each.part for each in ours.paragraphs} & set(compose.ASKING_PARTS)
    assert not substitution.names(ours) & {"how_to_pay", "pay_to"}
    assert money_requests._in_words(ours) == "" or kind.is_statutory, kind.code


@pytest.mark.parametrize("kind", catalogue.KINDS.values(), ids=lambda kind: kind.code)
def test_what_asks_for_money_goes_under_no_hold_that_stops_it(kind):
    """On a plan, in breathing space, in a dispute of all of it: only law's own, and what was agreed."""
    pack = packs.of(kind.jurisdiction)
    for hold in (
        "hardship-plan",
        "plan-preparation",
        "complaint",
        "breathing-space",
        "deceased",
        "bankruptcy",
    ):
        goes = hold in pack.holds and hold in kind.survives
        if goes and not kind.is_statutory:
            asks = [money_requests.found(template_of(kind, language), kind) for language in kind.languages]
            assert not any(asks), (hold, asks)
            assert not kind.is_discretionary, hold


@pytest.mark.parametrize(
    ("code", "language"), [(code, language) for code, language in EVERY if catalogue.get(code).joint]
)
def test_twelve_accounts_are_one_letter_that_lists_each_and_speaks_of_no_single_one(code, language):
    kind = catalogue.get(code)
    each = [said(code, language, account_tail=f"{number:04d}") for number in range(1, ACCOUNTS + 1)]
    shared = joint.together(kind, each)
    form = joint.form(template_of(kind, language), kind)
    letter = rendering.write(template_of(kind, language), kind, shared, head(kind.jurisdiction, language))
    body = "\n".join(
        [line for part in letter.parts for line in part.lines]
        + [" ".join(row) for part in letter.parts if part.table for row in part.table.rows]
    )
    assert [tail for tail in (f"{number:04d}" for number in range(1, 13)) if tail not in body] == []
    assert not substitution.names(replace(form, sms="")) & (OF_ONE_ACCOUNT - {"account_tail"})
    assert str(ACCOUNTS) in letter.email_subject


@pytest.mark.parametrize("jurisdiction", ["CN", "US", "GB"])
def test_what_may_follow_is_said_in_the_same_words_in_all_kinds_of_a_pack(jurisdiction):
    """A later letter warns of nothing new, whatever it is called, and every one to the late brings help."""
    warned = defaultdict(set)
    for kind in catalogue.of(jurisdiction).values():
        for language in kind.languages:
            parts = template_of(kind, language).paragraphs
            warned[language] |= {each.text for each in parts if each.part == "what-may-follow"}
            others = {each.part for each in parts if not each.locked} & set(WARNINGS[1:])
            assert not others or (kind.is_statutory and not kind.can_be_triggered), kind.code
            if kind.while_past_due or kind.occasion.type in ("past-due", "days-past-due", "missed-minimums"):
                assert "help" in {each.part for each in parts}, kind.code
    assert {language: len(texts) for language, texts in warned.items() if len(texts) > 1} == {}


@pytest.mark.parametrize("tongue", sorted(locale_formats.WORDS))
def test_the_words_around_letters_obey_the_rules_of_letters(tongue):
    """What holds, joint letters and other languages add stands in no template, so it is read here."""
    words = [text for text in locale_formats.WORDS[tongue].values() if isinstance(text, str)]
    for form in joint.WORDS[tongue].values():
        words += form.values() if isinstance(form, dict) else [form]
    findings = {text: content_rules.check(text, tongue) for text in words if len(text) > 12}
    assert {text: found for text, found in findings.items() if found} == {}
