"""One form of a telephone number or an e-mail address, whoever wrote it and however."""

import re

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.customers.phone_numbers import can_be_dialled, normal

PLAIN = re.compile(r"\+(1[2-9]\d\d[2-9]\d{6}|861[3-9]\d{9}|44[1-9]\d{9})", re.ASCII)


@pytest.mark.parametrize(
    ("value", "jurisdiction", "one"),
    [
        ("+44 (0)20 7946-0000", "", "+442079460000"),
        ("020 7946 0000", "GB", "+442079460000"),
        ("0044 20 7946 0000", "CN", "+442079460000"),
        ("(212) 555-0123", "US-NY", "+12125550123"),
        ("＋８６ 138 0000 1234", "", "+8613800001234"),
        ("13800001234", "CN", "+8613800001234"),
        ("138 0000 1234", "", "13800001234"),
        ("95588", "", "95588"),
        ("no telephone", "GB", ""),
        ("", "GB", ""),
        (" Li.Na@Example.COM ", "CN", "li.na@example.com"),
    ],
)
def test_one_form(value, jurisdiction, one):
    assert normal(value, jurisdiction) == one
    assert can_be_dialled(one) == one.startswith("+")


@given(st.from_regex(PLAIN, fullmatch=True))
def test_what_is_taken_for_its_own_one_form_is_so_by_the_library_too(value):
    parsed = phonenumbers.parse(value)
    assert phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164) == value


@given(st.text(max_size=30), st.sampled_from(["", "CN", "US", "GB", "XX"]))
def test_the_one_form_is_its_own(value, jurisdiction):
    one = normal(value, jurisdiction)
    assert normal(one, jurisdiction) == one or not can_be_dialled(one)
