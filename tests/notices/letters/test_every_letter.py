"""Every letter in every language for many lives, read sentence by sentence: what may stand there, and what must."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest

from notices.kinds import catalogue, placeholders
from notices.kinds.placeholders import DAY, PLACEHOLDERS
from notices.letters import compose, electronic, locale_formats
from notices.letters import render as rendering
from notices.letters.figures import Figures
from notices.wordings import money_requests, substitution
from notices.wordings import versions as wording_versions
from tests.notices.letters.test_render import AS_OF, EVERY, head, said

LONG = {"statement": AS_OF, "due": AS_OF, "asked": 60_000, "unpaid": 60_000}
# What is another one in each life: figures by placeholder; none where the book does not know it.
LIVES = {
    "late once": {"days_past_due": 4, "statements_missed": 1, "past_due": 10_000},
    "late for a year": {
        "days_past_due": 365,
        "past_due": 720_000,
        "missed_statements": [LONG | {"unpaid": 60_000 + number} for number in range(12)],
    },
    "owes a great deal": {"balance": 98_765_432_109, "past_due": 98_765_432_109},
    "paid too much": {"balance": -5_000},
    "owes a cent": {"past_due": 1, "minimum_left": 1},
    "no split of the balance": {"breakdown": None, "principal": None, "interest": None, "fees": None},
    "never late before": {"was_late": False},
    "a name of one letter": {"recipient_name": "O", "cardholder_name": "O"},
    "a very long name": {"recipient_name": "Maria " * 12, "cardholder_name": "Maria " * 12},
    "an account of another name": {"cardholder_name": "Somebody Else"},
    "a plan beside statements": {"charges_stop": False, "beside_statements": True},
    "a plan that leaves a balance": {"review_after": True},
    "no other figure of the correction": {"earlier_minimum_left": None, "earlier_days_past_due": None},
    "a dispute that names no amount": {"disputed_amount": None},
    "all of it": {},
}
WARNING = ("what-may-follow", "suspension", "consequence")
_AMOUNT = re.compile(r"(?:人民币|CNY|[$£])-?\d[\d,]*\.\d\d元?|(?:人民币|CNY.|[$£])-?[\d,]+\.\d\d")


def life(code: str, language: str, name: str) -> Figures:
    changed = {
        key: value for key, value in LIVES[name].items() if key in placeholders.of([catalogue.get(code)])
    }
    figures = said(code, language)
    values = {key: value for key, value in {**figures.values, **changed}.items() if value is not None}
    return replace(figures, values=values)


def read(code: str, language: str, name: str) -> str:
    kind = catalogue.get(code)
    template = wording_versions.shipped(wording_versions.name_of(kind), language)
    letter = rendering.write(template, kind, life(code, language, name), head(kind.jurisdiction, language))
    return electronic.plain(letter)


@pytest.mark.parametrize(("code", "language"), EVERY)
def test_each_letter_for_each_life(code, language):
    kind = catalogue.get(code)
    used = substitution.names(wording_versions.shipped(wording_versions.name_of(kind), language))
    for name in LIVES:
        if (
            name == "no split of the balance"
            and "breakdown" in kind.requires
            and not _leaves_out(kind, language)
        ):
            with pytest.raises(rendering.RenderError, match="breakdown"):
                read(code, language, name)
            continue
        text = read(code, language, name)
        assert "{{" not in text and "None" not in text, name
        assert not re.search(r"\d{4}-\d\d-\d\d", text), "no day is written as machines do"
        assert "CLASSIC" not in text, "a product has a name that people know"
        assert "400-000-0001" in text, "where to complain"
        assert "1234" in text and "N000000000000" in text
        if kind.nature == "service":
            assert not _AMOUNT.search(text) or used & _AGREED_OR_PLAIN, text


# Amounts that no service asks for: agreed, settled, corrected, disputed, or the balance told to an estate.
_AGREED_OR_PLAIN = {
    name
    for name in PLACEHOLDERS
    if name.startswith(("plan_", "offer_", "promise_", "instalment_", "earlier_", "corrected_", "disputed_"))
} | {"balance"}


def _leaves_out(kind, language) -> bool:
    template = wording_versions.shipped(wording_versions.name_of(kind), language)
    return any(each.needs == "breakdown" for each in template.paragraphs)


@pytest.mark.parametrize("jurisdiction", ["CN", "US", "GB"])
def test_what_comes_later_adds_help_and_warns_of_nothing_new(jurisdiction):
    """Across all kinds of a pack, not only within a family."""
    of_pack = list(catalogue.of(jurisdiction).values())
    first = next(kind for kind in of_pack if kind.first)
    later = [kind for kind in of_pack if kind.is_discretionary and kind.while_past_due and not kind.first]
    for language in first.languages:
        for kind in later:
            assert _warnings(kind, language) <= _warnings(first, language), kind.code
            assert "help" in _parts(kind, language), kind.code


def _parts(kind, language) -> set[str]:
    template = wording_versions.shipped(wording_versions.name_of(kind), language)
    return {each.part for each in template.paragraphs}


def _warnings(kind, language) -> set[str]:
    template = wording_versions.shipped(wording_versions.name_of(kind), language)
    return {each.text for each in template.paragraphs if each.part in WARNING}


@pytest.mark.parametrize(("code", "language"), EVERY)
def test_what_is_read_without_opening_names_neither_debt_nor_delay(code, language):
    kind = catalogue.get(code)
    template = wording_versions.shipped(wording_versions.name_of(kind), language)
    assert wording_versions.faults(template) == []
    said_ = {
        PLACEHOLDERS[name].sort for name in substitution.names(replace(template, paragraphs=(), title=""))
    }
    assert not said_ & {"amount", "whole"} or kind.occasion.type == "before-due"


BESIDE = {
    "zh-hans": "新账单的最低还款额",
    "en": "each new statement falls due",
    "es": "cada nuevo estado de cuenta",
}
LEFT = {"zh-hans": "其余欠款", "en": "the rest of the balance", "es": "el resto del saldo"}


@pytest.mark.parametrize(
    ("code", "language"),
    [(c, li) for c, li in EVERY if c.endswith(("plan-offer", "plan-agreed", "plan-terms"))],
)
def test_a_plan_says_what_it_leaves_and_what_falls_due_beside_it(code, language):
    texts = {name: read(code, language, name) for name in LIVES if name != "no split of the balance"}
    assert [name for name in texts if BESIDE[language] in texts[name]] == ["a plan beside statements"]
    assert [name for name in texts if LEFT[language] in texts[name]] == ["a plan that leaves a balance"]
    grows = [name for name in texts if "does not grow" in texts[name]]
    assert "a plan beside statements" not in grows and bool(grows) == code.startswith("gb-")


@pytest.mark.parametrize(("code", "language"), EVERY)
def test_who_acts_for_an_estate_is_sent_to_no_app_and_a_complaint_is_no_objection(code, language):
    kind = catalogue.get(code)
    used = substitution.names(wording_versions.shipped(wording_versions.name_of(kind), language))
    if kind.recipient == "estate":
        assert not used & {"how_to_query", "how_to_object", "how_to_pay", "pay_to"}
    if kind.occasion.kinds == ("complaint",):
        assert "how_to_object" not in used or "{{ how_to_query }}" in _block_texts(kind, language)


def _block_texts(kind, language) -> str:
    template = wording_versions.shipped(wording_versions.name_of(kind), language)
    return " ".join(each.text for each in template.paragraphs if each.block == "query")


@pytest.mark.parametrize(("code", "language"), EVERY)
def test_where_to_complain_stands_in_the_letter_and_not_at_its_foot(code, language):
    kind = catalogue.get(code)
    template = wording_versions.shipped(wording_versions.name_of(kind), language)
    own = head(kind.jurisdiction, language)
    letter = rendering.write(template, kind, said(code, language), own)
    assert any(own.complaint_channel in line for part in letter.parts for line in part.lines)
    assert not any(own.complaint_channel in line for line in letter.foot)


# What a letter says of others is true of itself: of one that tells of an agency, a report, or goes to who acts for
# somebody, too.
ALONE = {"zh-hans": ("只写给您", "不与他人"), "en": ("for you alone", "to anybody else")}


@pytest.mark.parametrize(("code", "language"), [(c, li) for c, li in EVERY if c.startswith("cn-")])
def test_no_letter_says_that_nobody_else_hears_of_what_it_says_others_will(code, language):
    text = read(code, language, "all of it")
    assert [each for each in ALONE[language] if each in text] == []
    tells = {"cn-adverse-report", "cn-outsourcing", "cn-overdue", "cn-collection-first"}
    assert code not in tells or ("法律规定" in text or "the law provides" in text)


OBJECTION = {"zh-hans": ("异议",), "en": ("objection", "dispute"), "es": ("objeción", "disputa")}


@pytest.mark.parametrize(("code", "language"), [(c, li) for c, li in EVERY if "-complaint-" in c])
def test_a_letter_about_a_complaint_speaks_of_no_objection(code, language):
    template = wording_versions.shipped(wording_versions.name_of(catalogue.get(code)), language)
    own = [each.text for each in template.paragraphs if not each.block]
    words = " ".join([template.title, template.email_subject, *own]).lower()
    assert [each for each in OBJECTION[language] if each in words] == []


# Said once in letters of the United States, without proof.
UNPROVED = {
    "en": ("most customers", "free and independent", "free advice", "nonprofit", "not responsible"),
    "es": ("la mayoría de los clientes", "gratuita", "sin fines de lucro", "no responde por"),
}


@pytest.mark.parametrize(("code", "language"), [(c, li) for c, li in EVERY if c.startswith("us-")])
def test_nothing_is_claimed_in_the_united_states_that_nobody_proved(code, language):
    template = wording_versions.shipped(wording_versions.name_of(catalogue.get(code)), language)
    words = " ".join(text for _place, text in template.texts()).lower()
    assert [each for each in UNPROVED[language] if each in words] == []


@pytest.mark.parametrize("jurisdiction", ["CN", "US", "GB"])
def test_who_is_offered_help_hears_of_advice_by_others(jurisdiction):
    """But in the days of grace, and where nothing is late yet."""
    for kind in catalogue.of(jurisdiction).values():
        if not (kind.invites and (kind.while_past_due or kind.occasion.type == "help-needed")):
            continue
        for language in kind.languages:
            template = wording_versions.shipped(wording_versions.name_of(kind), language)
            assert "debt_advice" in substitution.names(template), kind.code


@pytest.mark.parametrize("reader", ["zh-hans", "es", *locale_formats.OTHER_LANGUAGES])
def test_a_reader_of_another_language_gets_one_line_in_it(reader):
    figures = replace(said("gb-help", "en"), language=reader)
    template = wording_versions.shipped("gb-help", "en")
    letter = rendering.write(template, catalogue.get("gb-help"), figures, head("GB", "en"))
    line, rest = letter.parts[0], letter.parts[1]
    assert line.language == reader.split("-")[0] and "400-000-0000" in line.lines[0]
    assert rest.lines[0].startswith("Dear")
    assert rendering.print_pdf(letter, head("GB", "en")), "the fonts have all its characters"


def test_a_language_of_which_nobody_has_words_gets_none():
    figures = replace(said("gb-help", "en"), language="xx")
    template = wording_versions.shipped("gb-help", "en")
    letter = rendering.write(template, catalogue.get("gb-help"), figures, head("GB", "en"))
    assert letter.parts[0].lines[0].startswith("Dear")


def test_debt_advice_that_nobody_wrote_down_is_left_out_with_its_sentence():
    kind, template = catalogue.get("cn-help"), wording_versions.shipped("cn-help", "zh-hans")
    with_advice = rendering.write(template, kind, said("cn-help", "zh-hans"), head())
    without = rendering.write(template, kind, said("cn-help", "zh-hans"), head(debt_advice=""))
    assert "调解：advice" in electronic.plain(with_advice)
    assert "调解" not in electronic.plain(without)


@pytest.mark.parametrize(("code", "language"), EVERY)
def test_a_text_message_is_one_or_two_of_those_that_are_paid_for(code, language):
    """A letter outside the short alphabet, as most accents of Spanish are, makes each of them half as long."""
    kind = catalogue.get(code)
    template = wording_versions.shipped(wording_versions.name_of(kind), language)
    letter = rendering.write(template, kind, said(code, language), head(kind.jurisdiction, language))
    size = electronic.size(letter.sms)
    assert size.segments <= 2, letter.sms
    assert size.encoding == "GSM-7" or locale_formats.tongue(language) == "zh", letter.sms


@pytest.mark.parametrize(("code", "language"), EVERY)
def test_days_to_come_lie_ahead_and_services_ask_for_nothing(code, language):
    kind = catalogue.get(code)
    template = wording_versions.shipped(wording_versions.name_of(kind), language)
    values = said(code, language).values
    ahead = [name for name in substitution.names(template) if name in values and PLACEHOLDERS[name].is_ahead]
    assert all(values[name] >= AS_OF - timedelta(0) for name in ahead if PLACEHOLDERS[name].sort == DAY)
    if kind.nature == "service":
        assert money_requests.found(template, kind) == ""


def test_each_language_has_all_words_around_letters():
    languages = locale_formats.WORDS.values()
    assert len({frozenset(words) for words in languages}) == 1
    assert all(compose.SIZE >= 10.5 for _ in languages)
