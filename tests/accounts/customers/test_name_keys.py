"""A name is found however it is written."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.customers import name_keys as names

NAMES = st.text(
    st.sampled_from("aábcdeèfghijklmnñopqrsßtuüvwxyzÄÖØ'’-·. 李娜王小明单曾 欧阳"), min_size=1, max_size=24
)


def found(name: str, term: str) -> bool:
    keys, words = names.keys(name), names.words(term)
    return bool(words) and all(any(key.startswith(word) for key in keys) for word in words)


def found_by_sound(name: str, term: str) -> bool:
    return set(names.similar(term)) <= names.keys(name)


@pytest.mark.parametrize(
    ("name", "term"),
    [
        ("María García-López", "garcia lopez, maria"),
        ("María García-López", "Garcialopez"),
        ("Jürgen Müller", "MUELLER jurgen"),
        ("Seán O’Brien", "obrien"),
        ("Großmann", "grossman"),
        ("王小明", "小明"),
        ("王小明", "Wang Xiaoming"),
        ("王小明", "xiaoming wang"),
        ("王小明", "wangxiaoming"),
        ("单田芳", "shan tianfang"),
        ("曾国藩", "zeng"),
        ("陈伟 David", "david chen"),
        ("ＬＩ Ｎａ", "li"),
    ],
)
def test_a_name_is_found(name, term):
    assert found(name, term)


@pytest.mark.parametrize(
    ("name", "term"),
    [
        ("Smith", "Smyth"),
        ("Katherine", "Catherine"),
        ("Stephen", "Steven"),
        ("González", "Gonsales"),
        ("陈伟", "陳偉"),
    ],
)
def test_or_as_it_sounds(name, term):
    assert not found(name, term)
    assert found_by_sound(name, term)


@pytest.mark.parametrize(
    ("name", "term"), [("María García", "arcia"), ("王小明", "李"), ("Smith", ""), ("", "x")]
)
def test_what_is_not_in_a_name_is_not_found(name, term):
    assert not found(name, term)


@given(NAMES)
def test_every_name_is_found_by_itself(name):
    assert not names.words(name) or found(name, name)


@given(NAMES)
def test_keys_are_short_and_in_one_form(name):
    for key in names.keys(name):
        assert 0 < len(key) <= names.LONGEST
        assert key == key.casefold()
