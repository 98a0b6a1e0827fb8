"""A phrase that its pattern finds in a text is never passed over because the text is folded first."""

import re

from hypothesis import assume, given
from hypothesis import strategies as st

from notices import content_rules
from notices.content_rules.phrases import Phrase, PhraseIndex

SHAPES = {"a": "a4", "b": "b8", "e": "e3", "g": "g9", "i": "i1l", "l": "l1i", "o": "o0", "s": "s5", "t": "t7"}
PHRASES = [phrase for language in content_rules.LANGUAGES for phrase in content_rules.words(language).refused]


@st.composite
def disguised(draw, phrase):
    """The phrase in one of its readings, with figures for letters, letters doubled and apart."""
    words = []
    for part in re.findall(r"\([^)]*\)[*?]?|~|[^ ]+", phrase.written):
        word = draw(st.sampled_from(part.strip("()*?").split("|"))).strip("*")
        words.append({"~": "and then", "#": "12"}.get(word, word))
    letters = [draw(st.sampled_from(SHAPES.get(letter, letter))) for letter in " ".join(words)]
    apart = [letter * draw(st.integers(1, 2)) + draw(st.sampled_from(("", "", "-"))) for letter in letters]
    return f"so {''.join(draw(st.sampled_from((letters, apart))))}."


@given(st.data())
def test_what_a_pattern_finds_is_found_by_the_index(data):
    phrase = data.draw(st.sampled_from(PHRASES))
    text = data.draw(disguised(phrase))
    by_pattern = [match.span() for match in phrase.pattern.finditer(text)]
    assume(by_pattern)
    assert [match.span() for match in phrase.finditer(text)] == by_pattern
    assert [match.span() for _, match in PhraseIndex([phrase]).finditer(text)] == by_pattern


def test_a_phrase_that_is_not_there_needs_no_pattern():
    phrase = Phrase("face the consequences")
    assert not phrase.search("There is a way to pay that fits you.")
    assert "pattern" not in vars(phrase)
    assert phrase.search("face the c0nsequences.")
