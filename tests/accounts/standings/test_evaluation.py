"""The set-based rule against the plain one, on lives crowded with what makes the rule hard."""

from datetime import date, timedelta

import pytest
from hypothesis import HealthCheck, given, settings

from accounts.dates import ALWAYS, NEVER, each
from accounts.rules import standing as standing_rules
from accounts.rules.standing import Cycle, Facts, Policy
from accounts.standings import evaluation, reconciliation
from tests.book import put
from tests.histories import CALENDARS, FIRST, LAST, lives

pytestmark = pytest.mark.django_db
DAYS = each(FIRST, LAST)


def plainly(facts, day, horizon):
    try:
        plain = standing_rules.standing(facts.known_by(horizon), day)
    except standing_rules.NoPolicy as none:
        return str(none)
    oldest = plain.oldest_missed
    return (
        plain.stage,
        plain.past_due,
        plain.statements_missed,
        oldest and oldest.statement_date,
        oldest and oldest.effective_due,
        plain.balance,
        plain.unpaid,
    )


def in_sets(account, requests):
    with evaluation.requesting() as cursor:
        for day, horizon, before in requests:
            cursor.execute(
                "INSERT INTO standing_request (account_id, product_id, day, horizon, before)"
                " VALUES (%s, %s, %s, %s, coalesce(%s, %s::date + 1))",
                [account.pk, account.product_id, day, horizon, before, day],
            )
        evaluation.evaluate(cursor)
        cursor.execute(
            "SELECT day, horizon, before, problem, stage, past_due, statements_missed, oldest_missed_statement,"
            " oldest_missed_due, balance, unpaid FROM standing_result"
        )
        found = {tuple(row[:3]): row[3] or row[4:] for row in cursor.fetchall()}
        return [found[day, horizon, before or day + timedelta(days=1)] for day, horizon, before in requests]


def test_the_oldest_missed_statement_is_the_oldest_even_where_a_later_one_was_due_before_it():
    facts = Facts(
        (Policy(ALWAYS, 0, 0, 0, ALWAYS),),
        (
            Cycle(date(2023, 12, 31), date(2024, 1, 20), 1, 100, 0, date(2023, 12, 31), date(2023, 12, 31)),
            Cycle(date(2024, 1, 9), date(2024, 1, 10), 1, 200, 100, date(2024, 1, 9), date(2024, 1, 9)),
        ),
    )
    day = date(2024, 1, 21)
    assert in_sets(put(facts), [(day, day, None)]) == [plainly(facts, day, day)]


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(lives(CALENDARS))
def test_the_set_based_rule_agrees_with_the_plain_rule_on_every_day(facts):
    account = put(facts)
    known = in_sets(account, [(day, day, None) for day in DAYS])
    restated = in_sets(account, [(day, NEVER, None) for day in DAYS])
    for day, as_known, as_restated in zip(DAYS, known, restated, strict=True):
        assert as_known == plainly(facts, day, day), f"as known on {day}"
        assert as_restated == plainly(facts, day, NEVER), f"restated on {day}"


def plain_breaks(facts):
    """Every statement under a policy, and our sum where the print is a break of it."""
    seen = facts.known_by(NEVER)
    for cycle in seen.cycles:
        try:
            tolerance = standing_rules.policy_on(seen.policies, cycle.statement_date).tolerance
            ours = standing_rules.ours(facts, cycle.statement_date)
        except standing_rules.NoPolicy:
            continue
        broken = cycle.past_due if ours is None else abs(cycle.past_due - ours) > tolerance
        yield cycle.statement_date, (ours,) if broken else None


@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
@given(lives(CALENDARS))
def test_reconciling_agrees_with_the_plain_rule(facts):
    account = put(facts)
    dates = sorted({cycle.statement_date for cycle in facts.cycles})
    answers = in_sets(account, [(day, NEVER, day) for day in dates[1:]])
    for statement_date, answered in zip(dates[1:], answers, strict=True):
        if not isinstance(answered, str):
            assert answered[-1] == standing_rules.ours(facts, statement_date)
    found = {f.statement_date: (f.ours,) for f in reconciliation.of_book() if f.account == account.reference}
    for statement_date, plain in plain_breaks(facts):
        assert found.get(statement_date) == plain, statement_date
