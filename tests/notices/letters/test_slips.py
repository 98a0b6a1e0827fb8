"""The slip of a letter: what a payment has to name, a code where the currency has one, the answer to an offer."""

import re
from dataclasses import replace

import pytest

from notices.kinds import catalogue
from notices.letters import electronic, letterheads, payment_codes
from notices.letters import render as rendering
from notices.wordings import versions as wording_versions
from tests.notices.letters.test_render import head, printed, said, tags, text_of, written

IBAN = "DE89370400440532013000"


def in_euro(**texts):
    kind = catalogue.get("gb-early-difficulty")
    figures = replace(said("gb-early-difficulty", "en"), currency="EUR")
    template = wording_versions.shipped("gb-early-difficulty", "en")
    own = head("GB", "en", name="Example Bank", **{"iban": IBAN, "bic": "COBADEFFXXX", **texts})
    return rendering.write(template, kind, figures, own), own


def test_a_letter_that_says_how_to_pay_has_a_slip_with_its_reference():
    letter = written("us-reminder", "es")
    assert dict(letter.slip.rows) == {
        "Pague a": "Example Bank", "Referencia que debe indicar": "N000000000000", "Importe": "$1,234.50",
    }  # fmt: skip
    assert letter.slip.code == ""
    for text in (text_of(printed(letter)), electronic.plain(letter), str(electronic.html(letter))):
        assert "N000000000000" in text and "$1,234.50" in text
    assert written("us-estate", "es").slip is None


def test_the_amount_is_what_the_letter_asks_for():
    assert dict(written("cn-pre-due-reminder").slip.rows)["金额"] == "人民币1,869.00元"
    assert dict(written("cn-plan-missed").slip.rows)["金额"] == "人民币428.53元"
    assert dict(written("gb-default-notice", "en").slip.rows)["Amount"] == "£1,234.50"
    assert "金额" not in dict(written("cn-plan-agreed").slip.rows)


def test_euro_have_a_code_as_the_banks_agreed_on():
    letter, own = in_euro()
    assert payment_codes.of(own, 123_450, "N000000000000").split("\n") == [
        "BCD", "002", "1", "SCT", "COBADEFFXXX", "Example Bank", IBAN, "EUR1234.50", "", "", "N000000000000",
    ]  # fmt: skip
    pdf = rendering.print_pdf(letter, own)
    assert "/Figure" in tags(pdf)
    assert "DE89370400440532013000" in text_of(pdf)
    assert payment_codes.of(own, 0, "N1").split("\n")[7] == "", "the payer types the amount"


def test_without_an_account_number_or_in_another_currency_there_is_none():
    assert in_euro(iban="")[0].slip.code == ""
    kind, template = (
        catalogue.get("gb-early-difficulty"),
        wording_versions.shipped("gb-early-difficulty", "en"),
    )
    pounds = rendering.write(template, kind, said("gb-early-difficulty", "en"), head("GB", "en", iban=IBAN))
    assert pounds.slip.code == "" and IBAN[:4] not in str(pounds.slip.rows)


@pytest.mark.parametrize(
    ("iban", "bic", "wrong"),
    [
        (IBAN, "COBADEFFXXX", []), (IBAN, "", []), ("", "", []),
        ("DE89370400440532013001", "", ["iban"]), ("DE89 3704 0044 0532 0130 00", "", ["iban"]),
        (IBAN, "COBADE", ["bic"]),
    ],
)  # fmt: skip
def test_an_account_number_is_checked_by_its_own_digits(iban, bic, wrong):
    assert [field for field, _ in letterheads.faults({"iban": iban, "bic": bic}, "en")] == wrong


def test_an_offer_has_answers_to_tick():
    letter = written("us-plan-offer", "en")
    assert len(letter.slip.answers) == 3 and letter.slip.signed == ("Signature", "Date")
    assert "Iacceptwhatthisletteroffers" in text_of(printed(letter))


@pytest.mark.parametrize("code", ["cn-plan-offer", "gb-plan-offer", "us-plan-offer"])
def test_the_form_that_an_offer_speaks_of_is_in_its_e_mail_too(code):
    """It can be filled in wherever it is read: no page is asked back that nobody has."""
    letter = written(code, "en")
    assert "fill in and sign the form below" in electronic.plain(letter)
    for text in (electronic.plain(letter), str(electronic.html(letter))):
        _, form = text.split(letter.slip.heading)
        assert all(answer in form for answer in letter.slip.answers)
        assert all(re.search(rf"{name}:? _____", form) for name in letter.slip.signed)
        assert "page" not in form
