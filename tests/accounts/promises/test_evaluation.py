"""The set-based rule of promises against the plain one, and the turns that the closes write."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.close import run as nightly_close
from accounts.close.verification import verify
from accounts.dates import ALWAYS, NEVER, each
from accounts.promises import evaluation as promise_evaluation
from accounts.promises.tables import PROMISE_REQUEST
from accounts.rules import promises as promise_rules
from accounts.rules.standing import Cycle, Facts, Policy
from tests.book import put
from tests.promised_lives import FIRST, LAST, keep, promised_lives

pytestmark = pytest.mark.django_db

DAYS = each(FIRST, LAST)
UNHURRIED = {
    "deadline": None,
    "suppress_health_check": [
        HealthCheck.too_slow,
        HealthCheck.function_scoped_fixture,
        HealthCheck.data_too_large,
        HealthCheck.large_base_example,
    ],
}


def in_sets(rows, days, horizon):
    """What the set-based rule says of every promise on every day: by (promise, day)."""
    asked = [(row.pk, day, horizon(day)) for row in rows for day in days]
    with transaction.atomic(), connection.cursor() as cursor:
        PROMISE_REQUEST.empty(cursor)
        cursor.executemany(
            "INSERT INTO promise_request (promise_id, day, horizon) VALUES (%s, %s, %s)", asked
        )
        promise_evaluation.evaluate(cursor)
        cursor.execute(
            "SELECT w.promise_id, w.day, w.state, w.since, w.expected, w.paid, split_part(p.reference, '-', 1)"
            " FROM promise_status w LEFT JOIN accounts_promise p ON p.id = w.replaced_by"
        )
        return {(pk, day): (*status, by or "") for pk, day, *status, by in cursor.fetchall()}


def plainly(promise, day, horizon):
    seen = promise.known_by(horizon)
    if seen is None or day < seen.made_on:
        return None
    come = promise_rules.status(seen, day)
    return (come.state, come.since, come.expected, come.paid, come.replaced_by)


@settings(max_examples=100, **UNHURRIED)
@given(promised_lives())
def test_the_set_based_rule_agrees_with_the_plain_rule_on_every_day(life):
    rows = keep(life)
    known, restated = in_sets(rows, DAYS, lambda day: day), in_sets(rows, DAYS, lambda day: NEVER)
    for row, promise in zip(rows, life.plain(), strict=True):
        for day in DAYS:
            assert known.get((row.pk, day)) == plainly(promise, day, day), f"as known on {day}"
            assert restated.get((row.pk, day)) == plainly(promise, day, NEVER), f"restated on {day}"


@settings(max_examples=25, **UNHURRIED)
@given(promised_lives())
def test_read_from_the_book_a_promise_is_what_it_was(life):
    rows = keep(life)
    read = promise_evaluation.plain(row.pk for row in rows)
    for row, promise in zip(rows, life.plain(), strict=True):
        for day in (FIRST + timedelta(20), LAST):
            for horizon in (day, NEVER):
                told = plainly(read[row.pk], day, horizon)
                same = plainly(promise, day, horizon)
                assert (told and told[:-1]) == (same and same[:-1])


def turns(row) -> list[tuple]:
    return list(
        row.turns.order_by("on").values_list("on", "from_state", "to_state", "replaced_by__reference")
    )


@settings(max_examples=3, **UNHURRIED)
@given(st.lists(promised_lives(), min_size=10, max_size=20))
def test_the_closes_write_every_turn_and_no_other(lives):
    with transaction.atomic():
        kept = [
            (row, promise) for life in lives for row, promise in zip(keep(life), life.plain(), strict=True)
        ]
        put(Facts((Policy(ALWAYS, 0, 0, 0, ALWAYS),), (Cycle(FIRST, LAST, 1, 1, 0, FIRST, FIRST),)))
        nightly_close.close_through(LAST, now=datetime(2024, 8, 1, tzinfo=UTC))
        for row, promise in kept:
            written = [(*turn[:3], (turn[3] and turn[3].split("-")[0]) or "") for turn in turns(row)]
            assert written == [
                (turn.on, turn.from_state, turn.to_state, turn.replaced_by)
                for turn in promise_rules.as_known(promise, FIRST, LAST)
            ]
        assert list(verify()) == []
        transaction.set_rollback(True)
