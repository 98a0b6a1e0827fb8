"""The set-based rule of plans against the plain one, and the changes that the closes write."""

from datetime import UTC, datetime

import pytest
from django.db import connection, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.close import run as nightly_close
from accounts.close.verification import verify
from accounts.dates import ALWAYS, NEVER, each
from accounts.plans import evaluation as plan_evaluation
from accounts.plans.tables import PLAN_REQUEST
from accounts.rules import plans as plan_rules
from accounts.rules.standing import Cycle, Facts, Policy
from tests.accounts.promises.test_evaluation import UNHURRIED
from tests.book import put
from tests.planned_lives import keep, planned_lives
from tests.promised_lives import FIRST, LAST

pytestmark = pytest.mark.django_db

DAYS = each(FIRST, LAST)


def in_sets(row, horizon):
    """What the set-based rule says of the plan on every day."""
    with transaction.atomic(), connection.cursor() as cursor:
        PLAN_REQUEST.empty(cursor)
        PLAN_REQUEST.insert(cursor, [(row.pk, day, horizon(day)) for day in DAYS])
        plan_evaluation.evaluate(cursor)
        cursor.execute("SELECT day, state, since, expected, paid FROM plan_status")
        return {day: tuple(status) for day, *status in cursor.fetchall()}


def plainly(plan, day, horizon):
    seen = plan.known_by(horizon)
    if seen is None or day < seen.agreed_on:
        return None
    status = plan_rules.status(seen, day)
    return (status.state, status.since, status.expected, status.paid)


@settings(max_examples=100, **UNHURRIED)
@given(planned_lives())
def test_the_set_based_rule_agrees_with_the_plain_rule_on_every_day(life):
    row, plan = keep(life), life.plain()
    known, restated = in_sets(row, lambda day: day), in_sets(row, lambda day: NEVER)
    for day in DAYS:
        assert known.get(day) == plainly(plan, day, day), f"as known on {day}"
        assert restated.get(day) == plainly(plan, day, NEVER), f"restated on {day}"


@settings(max_examples=25, **UNHURRIED)
@given(planned_lives())
def test_read_from_the_book_a_plan_is_what_it_was(life):
    row = keep(life)
    read = plan_evaluation.plain([row.pk])[row.pk]
    for day in DAYS[::7]:
        for horizon in (day, NEVER):
            assert plainly(read, day, horizon) == plainly(life.plain(), day, horizon)


@settings(max_examples=3, **UNHURRIED)
@given(st.lists(planned_lives(), min_size=15, max_size=25))
def test_the_closes_write_every_change_and_no_other(lives):
    with transaction.atomic():
        kept = [(keep(life), life.plain()) for life in lives]
        put(Facts((Policy(ALWAYS, 0, 0, 0, ALWAYS),), (Cycle(FIRST, LAST, 1, 1, 0, FIRST, FIRST),)))
        nightly_close.close_through(LAST, now=datetime(2024, 8, 1, tzinfo=UTC))
        for row, plan in kept:
            written = row.status_changes.order_by("on").values_list("on", "from_state", "to_state")
            assert list(written) == [
                (change.on, change.from_state, change.to_state)
                for change in plan_rules.as_known(plan, FIRST, LAST)
            ]
        assert list(verify()) == []
        transaction.set_rollback(True)
