"""What one value of a file may be."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.intake.parsers import looks_like_a_card_number, masked

CARDS = [
    "4111111111111111",
    "4111 1111 1111 1111",
    "5500-0000-0000-0004",
    "４１１１１１１１１１１１１１１１",
    "card 4111111111111111 lost",
    "4111 1111 1111 1111 2026",
    "6011‐1111‐1111‐1117",
    "4111\n1111\t1111\u00a01111",
    "4111\u200b1111\u00ad1111―1111",
]


@pytest.mark.parametrize("text", CARDS)
def test_card_numbers_are_seen_in_any_dress(text):
    assert looks_like_a_card_number(text)
    assert sum(c.isdigit() for c in masked(text)) <= 4


@pytest.mark.parametrize(
    "text", ["4111111111111112", "411111111111", "2026-01-01", "A4111B1111C1111D1111", ""]
)
def test_other_digits_are_no_card_numbers(text):
    assert not looks_like_a_card_number(text)


@given(st.integers(10**14, 10**15 - 1))
def test_one_in_ten_long_numbers_passes_luhn(number):
    assert sum(looks_like_a_card_number(f"{number}{check}") for check in range(10)) == 1
