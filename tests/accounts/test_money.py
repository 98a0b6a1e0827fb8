import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import money

CURRENCIES = st.sampled_from(["CNY", "USD", "GBP", "TWD", "JPY", "KWD"])


@given(st.integers(-(10**13), 10**13), CURRENCIES)
def test_text_and_parse_are_each_other_s_inverse(minor, currency):
    text = money.text(minor, currency)
    assert money.parse(text, currency) == minor
    assert len(text.partition(".")[2]) == money.decimals(currency)


@pytest.mark.parametrize(
    ("text", "currency", "minor"),
    [
        ("10.00", "JPY", 10),
        ("10", "CNY", 1000),
        ("10.5", "CNY", 1050),
        ("10.50", "TWD", 1050),
        ("-0.01", "USD", -1),
        ("1.234", "KWD", 1234),
    ],
)
def test_zeros_may_be_left_out(text, currency, minor):
    assert money.parse(text, currency) == minor


@pytest.mark.parametrize(
    ("text", "currency"),
    [
        ("10.50", "JPY"),
        ("10.005", "CNY"),
        ("1.000", "CNY"),
        ("1.000", "JPY"),
        ("1.0000", "KWD"),
        ("1.2345", "KWD"),
        ("1e3", "CNY"),
        ("", "CNY"),
        ("1,000", "CNY"),
        ("١٠", "CNY"),
    ],
)
def test_finer_or_other_text_is_refused(text, currency):
    with pytest.raises(money.MoneyError):
        money.parse(text, currency)


def test_floats_have_no_way_in():
    with pytest.raises(money.MoneyError):
        money.text(10.0, "CNY")
