"""What holds of every plan, whatever befalls it."""

from datetime import timedelta
from itertools import pairwise

from hypothesis import given

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
