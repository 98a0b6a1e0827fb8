"""What holds of every plan, whatever befalls it."""

from datetime import date, timedelta
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from accounts.dates import NEVER, each
from accounts.rules import plans as plan_rules
from tests.planned_lives import planned_lives
from tests.promised_lives import LAST


@given(planned_lives())
def test_a_plan_that_asks_nothing_is_neither_missed_nor_lapsed(life):
    seen = life.plain().known_by(NEVER)
    for day in each(seen.agreed_on, LAST):
        if seen.asks_nothing_on(day):
            assert plan_rules.status(seen, day).state not in (plan_rules.MISSED, plan_rules.LAPSED)


@given(planned_lives())
def test_what_lapsed_was_missed_for_all_its_cure_days(life):
    seen = life.plain().known_by(NEVER)
    changes = plan_rules.restated(life.plain(), LAST)
    for before, lapsed in pairwise(changes):
        if lapsed.to_state == plan_rules.LAPSED and seen.cure_days:
            assert before.to_state == plan_rules.MISSED
            assert lapsed.on - before.on == timedelta(days=seen.cure_days)


@given(planned_lives())
def test_after_its_end_nothing_changes_any_more(life):
    states = [change.to_state for change in plan_rules.restated(life.plain(), LAST)]
    assert plan_rules.ENDED not in states[:-1]


ON = date(2026, 3, 10)
PARTS = st.dictionaries(
    st.integers(-120, 300).map(lambda days: ON + timedelta(days)),
    st.integers(0, 500_00),
    min_size=1,
    max_size=14,
)


@given(PARTS, st.integers(0, 4_000_00), st.integers(1, 6))
def test_after_a_break_all_that_is_left_is_asked_and_nothing_before_its_time(parts, paid, months):
    later = plan_rules.deferred(parts, paid, months, ON)
    assert sum(later.values()) == max(0, sum(parts.values()) - paid)
    left = plan_rules.left_of(parts, paid)
    ahead = [day for day, amount in left.items() if day > ON and amount]
    asked = [day for day, amount in later.items() if amount]
    if asked:
        assert min(asked) >= plan_rules.months_later(min(ahead, default=ON), months)


@given(PARTS, st.integers(0, 4_000_00))
def test_lowered_parts_are_equal_on_the_same_days_and_ask_all_that_is_left(parts, paid):
    lower = plan_rules.lowered(parts, paid, ON)
    assert sorted(lower) == sorted(day for day in parts if day > ON)
    if lower:
        assert sum(lower.values()) == max(0, sum(parts.values()) - paid)
        assert max(lower.values()) - min(lower.values()) <= 1


def test_a_break_asks_for_what_was_missed_at_the_end_and_not_again_for_what_was_paid_early():
    parts = {date(2026, month, 5): 100_00 for month in (2, 3, 4, 5)}
    assert plan_rules.deferred(parts, 0, 1, ON) == {
        date(2026, 5, 5): 100_00, date(2026, 6, 5): 100_00,  # April and May
        date(2026, 7, 5): 100_00, date(2026, 8, 5): 100_00,  # February and March, missed
    }  # fmt: skip
    assert plan_rules.deferred(parts, 250_00, 2, ON) == {
        date(2026, 6, 5): 50_00, date(2026, 7, 5): 100_00
    }  # fmt: skip
    assert plan_rules.deferred({date(2026, 2, 5): 80_00}, 30_00, 1, ON) == {date(2026, 4, 10): 50_00}
    assert plan_rules.deferred(parts, 400_00, 1, ON) == {}
    assert plan_rules.deferred({}, 0, 1, ON) == {}
