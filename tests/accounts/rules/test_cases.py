"""What steps add up to, and which credit is for which case."""

from datetime import date, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.rules import cases as case_rules
from accounts.rules.cases import Expected, Step, credited, progress

FIRST = date(2026, 1, 1)
DAYS = st.integers(0, 20).map(lambda n: FIRST + timedelta(days=n))
AMOUNTS = st.integers(1, 50)
EXPECTED = st.lists(st.tuples(DAYS, AMOUNTS), max_size=5).map(
    lambda cases: [Expected(number, *case) for number, case in enumerate(cases)]
)
CREDITS = st.lists(st.tuples(DAYS, AMOUNTS), max_size=6)


def steps(*kinds: str) -> list[Step]:
    return [Step(number, kind, FIRST, until=FIRST) for number, kind in enumerate(kinds, start=1)]


def test_a_step_taken_back_does_not_count_and_its_answer_neither():
    asked, granted = Step(2, "extension-asked", FIRST), Step(3, "extended", FIRST, until=FIRST, of=2)
    opened = Step(1, "opened", FIRST, until=date(2026, 2, 1))
    assert progress([opened, asked, granted]).resolve_by == FIRST
    gone = Step(4, "taken-back", FIRST, of=2)
    assert progress([opened, asked, granted, gone]).resolve_by == date(2026, 2, 1)


def test_reopened_it_is_as_before_it_was_decided():
    before = progress(steps("opened", "acknowledged"))
    assert progress(steps("opened", "acknowledged", "decided", "reopened")) == before


def test_every_step_changes_something_it_is_known_for():
    assert set(case_rules.STEPS) - {"taken-back"} == set(case_rules._CHANGES)


@given(EXPECTED, CREDITS)
@settings(max_examples=100)
def test_no_money_counts_twice_and_none_is_left_unused(expected, credits):
    came = credited(expected, credits)
    taken = sum(case.amount - came[case.number].missing for case in expected)
    assert taken == greatest_flow(expected, credits)


@given(EXPECTED, CREDITS)
@settings(max_examples=100)
def test_older_cases_come_first(expected, credits):
    """A case is credited as though no later one were there."""
    came = credited(expected, credits)
    in_order = sorted(expected, key=lambda case: (case.opened_on, case.number))
    for place, case in enumerate(in_order, start=1):
        assert credited(in_order[:place], credits)[case.number] == came[case.number]


@given(EXPECTED, CREDITS)
@settings(max_examples=100)
def test_the_day_is_the_first_on_which_nothing_is_missing(expected, credits):
    for number, found in credited(expected, credits).items():
        if not found.missing:
            until = [credit for credit in credits if credit[0] <= found.on]
            before = [credit for credit in credits if credit[0] < found.on]
            assert credited(expected, until)[number].missing == 0
            assert credited(expected, before)[number].missing > 0


def greatest_flow(expected, credits) -> int:
    """The most that can be used: what is expected, less what is lacking in the worst stretch to the end."""
    days = {case.opened_on for case in expected}
    asked = sum(case.amount for case in expected)
    lacking = (
        sum(case.amount for case in expected if case.opened_on >= day)
        - sum(amount for on, amount in credits if on >= day)
        for day in days
    )
    return asked - max([0, *lacking])
