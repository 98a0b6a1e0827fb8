"""Since when an account has been behind without a break, whatever moved its stage in between."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.dates import ALWAYS, NEVER, each
from accounts.rules import first_delinquency as rules_first_delinquency
from accounts.rules import standing as standing_rules
from accounts.rules.first_delinquency import first_delinquency
from accounts.rules.pauses import Hold
from accounts.rules.standing import Cycle, Facts, NoPolicy, Payment, Policy, ReAge
from tests.histories import FIRST, LAST, lives

POLICY = Policy(ALWAYS, 3, 1000, 0, ALWAYS)
JANUARY, FEBRUARY, MARCH = (date(2026, month, 21) for month in (1, 2, 3))


def day(month: int, number: int) -> date:
    return date(2026, month, number)


def printed(*past_due: int, since: int = 1) -> tuple[Cycle, ...]:
    """Monthly statements from January on that newly ask 100.00 each, due on the 21st."""
    return tuple(
        Cycle(day(m, 1), day(m, 21), 90000, owed + 10000, owed, day(m, 1), day(m, 1))
        for m, owed in enumerate(past_due, since)
    )


def paid(on: date, amount: int = 10000, **said) -> Payment:
    return Payment(on, on, amount, said.pop("known_on", on), **said)


def reaged(on: date) -> ReAge:
    return ReAge(on, on)


UNPAID = printed(0, 10000, 20000, 30000)


@pytest.mark.parametrize(
    ("on", "since"),
    [(day(1, 24), None), (day(1, 25), JANUARY), (day(2, 28), JANUARY), (day(4, 30), JANUARY)],
)
def test_a_run_begins_with_the_first_missed_cycle(on, since):
    assert first_delinquency(Facts((POLICY,), UNPAID), on) == since


def test_part_payments_keep_it_though_the_oldest_missed_moves_on():
    facts = Facts((POLICY,), UNPAID, (paid(day(3, 10)), paid(day(3, 28))))
    assert standing_rules.standing(facts.known_by(NEVER), day(3, 30)).oldest_missed.statement_date == day(
        3, 1
    )
    assert first_delinquency(facts, day(3, 30)) == JANUARY


def test_cured_and_late_again_it_is_a_new_one():
    facts = Facts((POLICY,), printed(0, 10000, 10000), (paid(day(2, 10)),))
    assert first_delinquency(facts, day(2, 9)) == JANUARY
    assert first_delinquency(facts, day(2, 10)) is None
    assert first_delinquency(facts, day(2, 25)) == FEBRUARY


@pytest.mark.parametrize("past_due", [0, 20000])
def test_a_re_age_keeps_it(past_due):
    cycles = (*printed(0, 10000), *printed(past_due, past_due, since=3))
    facts = Facts((POLICY,), cycles, (), (reaged(day(2, 26)),))
    assert standing_rules.standing(facts.known_by(NEVER), day(3, 24)).stage == "CURRENT"
    assert first_delinquency(facts, day(3, 24)) is None
    assert first_delinquency(facts, day(3, 25)) == JANUARY


def test_after_a_re_age_whoever_pays_what_is_printed_has_ended_it():
    cycles = (*printed(0, 10000), *printed(0, 0, since=3))
    facts = Facts((POLICY,), cycles, (paid(day(3, 10)),), (reaged(day(2, 26)),))
    assert first_delinquency(facts, day(4, 25)) == date(2026, 4, 21)


def test_a_print_that_carries_nothing_over_without_a_credit_keeps_it():
    facts = Facts((POLICY,), printed(0, 0))
    assert first_delinquency(facts, day(2, 24)) is None
    assert first_delinquency(facts, day(2, 25)) == JANUARY
    credited = replace(facts, payments=(paid(day(1, 31), kind="fee-waiver"),))
    assert first_delinquency(credited, day(2, 25)) == FEBRUARY


def test_a_plan_keeps_it_and_another_pause_does_not():
    """February comes to be missed within the pause; January is paid while it lasts."""
    pause = Hold("hardship-plan", day(2, 20), day(2, 20), day(3, 10), day(2, 20), pauses=True)
    facts = Facts((POLICY,), printed(0, 10000, 10000), (paid(day(2, 26)),), holds=(pause,))
    assert first_delinquency(facts, day(3, 5)) is None
    assert first_delinquency(facts, day(3, 11)) == JANUARY
    disaster = replace(facts, holds=(replace(pause, kind="disaster"),))
    assert first_delinquency(disaster, day(3, 11)) == FEBRUARY


def test_a_returned_payment_opens_the_run_again():
    bounced = paid(day(2, 10), returned_on=day(3, 5), return_known_on=day(3, 5))
    facts = Facts((POLICY,), printed(0, 10000, 10000), (bounced,))
    assert first_delinquency(facts, day(3, 4)) == FEBRUARY
    assert first_delinquency(facts, day(3, 5)) == JANUARY


def test_it_is_asked_restated():
    late = paid(day(1, 20), known_on=day(4, 2))
    facts = Facts((POLICY,), printed(0, 10000), (late,))
    assert first_delinquency(facts, day(1, 31)) is None


def test_days_without_a_policy_end_the_run():
    began = Policy(day(2, 1), 3, 1000, 0, ALWAYS)
    cycles = printed(0, 0, 10000)
    assert first_delinquency(Facts((began,), cycles), day(3, 1)) == FEBRUARY
    with pytest.raises(NoPolicy):
        first_delinquency(Facts((began,), cycles), day(1, 31))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lives(), st.dates(FIRST, LAST))
def test_walking_every_day_finds_the_same(facts, last):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(
            rules_first_delinquency,
            "_days_before",
            lambda seen, on: reversed(each(FIRST - timedelta(31), on - timedelta(1))),
        )
        walked = found(facts, last)
    assert found(facts, last) == walked


def found(facts: Facts, last: date) -> date | str | None:
    try:
        return first_delinquency(facts, last)
    except NoPolicy as none:
        return str(none)
