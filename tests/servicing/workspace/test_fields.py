"""What people type, and what is read of it."""

from contextlib import suppress
from datetime import date

import pytest
from django import forms
from django.core.exceptions import ValidationError
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from accounts import formatting, money
from servicing.workspace.fields import AmountField, DayField, NoteField, NumberField


class TestAmount:
    @pytest.mark.parametrize(
        ("language", "currency", "typed", "minor"),
        [
            ("en", "USD", "1,000.00", 100_000),
            ("en", "USD", "$ 1,000.00", 100_000),
            ("en", "USD", "1000 USD", 100_000),
            ("en", "USD", "1,000", 100_000),
            ("en", "EUR", "81,38", 8138),
            ("es", "EUR", "81,38", 8138),
            ("es", "EUR", "81.38", 8138),
            ("es", "EUR", "1.000", 100_000),
            ("es", "EUR", "1.000,50 €", 100_050),
            ("es", "EUR", "1\xa0000,50", 100_050),
            ("zh-hans", "CNY", "１，２００．５０", 120_050),
            ("zh-hans", "CNY", "￥1,200.50元", None),
            ("zh-hans", "CNY", "￥1,200.50", 120_050),
            ("zh-hans", "CNY", "1200元", 120_000),
            ("en", "CHF", "1'234.50", 123_450),
            ("en", "JPY", "¥5,000", 5000),
            ("en", "KWD", "0.500", 500),
            ("es", "KWD", "0.500", 500),
            ("en", "USD", "€5", None),
            ("en", "USD", "1.000", None),  # a thousand to some, one to others
            ("en", "USD", "12,34,567.00", None),
            ("en", "USD", "81 38", None),
            ("en", "USD", "-5", None),
            ("en", "USD", "0", None),
            ("en", "JPY", "5.5", None),
            ("en", "USD", "five", None),
            ("en", "USD", "9" * 20, None),
        ],
    )
    def test_as_it_is_printed_or_pasted(self, language, currency, typed, minor):
        with translation.override(language):
            if minor is None:
                with pytest.raises(ValidationError):
                    AmountField(currency).clean(typed)
            else:
                assert AmountField(currency).clean(typed) == minor

    @given(
        minor=st.integers(1, 10**13),
        currency=st.sampled_from(["USD", "CNY", "JPY", "KWD", "EUR"]),
        language=st.sampled_from(["en", "zh-hans", "es"]),
    )
    def test_what_a_page_prints_can_be_typed(self, minor, currency, language):
        with translation.override(language):
            assert formatting.typed_amount(formatting.amount(minor, currency), currency) == minor

    @given(st.text(max_size=12))
    def test_any_text_is_an_amount_or_refused(self, typed):
        with suppress(money.MoneyError):
            assert formatting.typed_amount(typed, "USD") >= 0

    def test_left_empty_it_is_none(self):
        assert AmountField("USD", required=False).clean(" ") is None


@pytest.mark.parametrize(
    ("given_day", "problem"),
    [
        ("2026-02-30", "Enter a date such as 2026-01-31."),
        ("1026-01-01", "The year is not one of this book."),
        ("2026-01-09", "Date is in the past."),
        ("2026-01-21", "Date is in the future."),
    ],
)
def test_a_day_is_one_of_the_book_and_within_its_bounds(given_day, problem):
    field = DayField(earliest=date(2026, 1, 10), latest=lambda: date(2026, 1, 20))
    assert field.clean("2026-01-10") == date(2026, 1, 10)
    with pytest.raises(ValidationError, match=problem):
        field.clean(given_day)


def test_a_control_sum_is_typed_as_it_is_printed():
    assert str(NumberField(max_digits=24, decimal_places=4).clean("1,234,567.5")) == "1234567.5"


def test_a_note_takes_no_card_number():
    class Form(forms.Form):
        note = NoteField(rows=3)

    assert Form({"note": "called about 1,000.00"}).is_valid()
    assert not Form({"note": "card 4111 1111 1111 1111"}).is_valid()
