"""Paused days are the size of a union: counted by hand, day by day."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from accounts.dates import NEVER, each
from accounts.rules import pauses
from accounts.rules.pauses import Days, Hold

FIRST = date(2026, 1, 1)
YEAR = each(FIRST, date(2026, 12, 31))
holds = st.lists(
    st.builds(
        lambda starts, length, kind: Hold(
            kind, starts, starts, length and starts + timedelta(length - 1), pauses=kind == "disaster"
        ),
        st.sampled_from(YEAR),
        st.none() | st.integers(1, 90),
        st.sampled_from(["disaster", "disaster", "vulnerable"]),
    ),
    max_size=6,
)


def by_hand(holds):
    return {day for day in YEAR for hold in holds if hold.pauses and hold.in_force(day)}


@given(holds, st.sampled_from(YEAR), st.sampled_from(YEAR))
def test_paused_days_are_the_size_of_the_union(holds, first, last):
    paused = by_hand(holds)
    assert pauses.size(pauses.of(holds), first, last) == sum(first <= day <= last for day in paused)


@given(holds)
def test_every_day_is_in_the_union_or_not(holds):
    paused, union = by_hand(holds), pauses.of(holds)
    assert {day for day in YEAR if pauses.cover(union, day)} == paused
    for day in YEAR[:-90]:
        after = next((later for later in YEAR if later >= day and later not in paused), None)
        assert after is None or pauses.first_after(union, day) == after


@given(holds)
def test_ranges_of_a_union_lie_apart_and_in_order(holds):
    union = pauses.of(holds)
    assert all(one.until < other.first for one, other in pairwise(union))
    assert all(span.first < span.until for span in union)


def test_what_is_contained_overlaps_or_touches_is_one_range():
    def days(first, last):
        return Days(date(2026, 1, first), date(2026, 1, last) + timedelta(1))

    assert pauses.union([days(1, 20), days(5, 9), days(20, 22), days(23, 25), days(27, 28)]) == (
        days(1, 25),
        days(27, 28),
    )


def test_without_an_end_there_is_no_day_after():
    forever = (Days(FIRST, NEVER),)
    assert pauses.first_after(forever, YEAR[40]) == NEVER
    assert pauses.size(forever, YEAR[10], YEAR[19]) == 10
