"""The explanation: sayable in every language on any day of any life, and true to the standing."""

import pytest
from django.utils import translation
from hypothesis import HealthCheck, given, settings

from accounts import formatting
from accounts.dates import NEVER, each
from accounts.reports.explanation import explain
from accounts.rules import standing as standing_rules
from accounts.stages import CURRENT
from tests.book import put
from tests.histories import FIRST, LAST, lives

pytestmark = pytest.mark.django_db


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(lives())
def test_any_day_of_any_life_can_be_explained(facts):
    account = put(facts)
    for day in each(FIRST, LAST)[::13]:
        try:
            told = explain(account, day, "restated")
        except standing_rules.NoPolicy:
            continue
        plain = standing_rules.standing(facts.known_by(NEVER), day)
        assert told.standing == plain
        assert sum(line.unpaid for line in told.lines) == plain.unpaid
        for language in ("en", "zh-hans", "es"):
            with translation.override(language):
                said = " ".join(told.sentences)
                assert (plain.stage in said) == (plain.stage != CURRENT) or told.outlook
                if plain.past_due:
                    assert formatting.amount(plain.past_due, "CNY") in said or plain.stage == CURRENT


@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(lives())
def test_what_it_says_comes_next_by_date_comes(facts):
    """Asked again on the day it names, the rule gives the stage it named, and none other before."""
    account = put(facts)
    seen = facts.known_by(NEVER)
    for day in each(FIRST, LAST)[::29]:
        try:
            told = explain(account, day, "restated")
        except standing_rules.NoPolicy:
            continue
        if told.outlook and not told.outlook.statement:
            assert told.outlook.day > day
            assert standing_rules.standing(seen, told.outlook.day).stage == told.outlook.stage
