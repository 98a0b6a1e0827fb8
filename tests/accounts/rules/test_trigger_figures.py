"""Trigger figures: what a note is asked about, what seems too low, and that nothing else comes of them."""

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from accounts.rules.affordability import (
    ABOVE,
    LOW,
    LOW_SHARE,
    MEMBERS,
    Figure,
    Household,
    figures_of,
    findings,
)

FIGURES = [
    Figure("food", "first-adult", 200_00),
    Figure("food", "further-adult", 150_00),
    Figure("food", "child-under-16", 80_00),
    Figure("personal", "vehicle", 10_00),
]
HOUSEHOLDS = st.builds(Household, st.integers(0, 9), st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))


def found(total: int, household: Household = Household()) -> list[str]:  # noqa: B008 -- never changed
    return [each.what for each in findings({"food": Fraction(total)}, FIGURES, household)]


def test_a_figure_is_that_of_the_household():
    assert figures_of(FIGURES, Household()) == {"food": 200_00}
    family = Household(adults=2, children_under_16=3, vehicles=1)
    assert figures_of(FIGURES, family) == {"food": 590_00, "personal": 10_00}


def test_above_it_a_note_is_asked_and_at_it_none():
    assert found(200_00) == []
    assert found(200_01) == [ABOVE]
    assert found(200_01, Household(adults=2)) == []


def test_what_is_unusually_low_is_asked_about_too():
    assert found(50_00) == []
    assert found(49_99) == [LOW]
    assert found(0) == [LOW]


def test_a_group_without_a_figure_is_never_asked_about():
    assert list(findings({"rent": Fraction(10**9)}, [], Household())) == []


@given(HOUSEHOLDS, st.lists(st.builds(Figure, st.just("food"), st.sampled_from(MEMBERS), st.integers(1, 10**6))),
       st.integers(0, 10**8))  # fmt: skip
def test_one_more_in_the_household_never_makes_a_note_needed(household, figures, total):
    spent = {"food": Fraction(total)}
    more = Household(
        household.adults + 1, household.children_under_16, household.children_16_18, household.vehicles
    )
    before = {each.what for each in findings(spent, figures, household)}
    after = {each.what for each in findings(spent, figures, more)}
    has_figure = bool(figures_of(figures, household))
    assert ABOVE not in after or ABOVE in before or not has_figure
    for each in findings(spent, figures, household):
        assert each.total > each.figure or each.total < each.figure * LOW_SHARE
