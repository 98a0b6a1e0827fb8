"""The clock's tick: it closes what is over, and a doubled or missed one costs nothing."""

from datetime import UTC, date, datetime

import pytest
import time_machine

from accounts import business_dates, tasks
from accounts.acts import Act
from accounts.close import restatement as restatement_run
from accounts.dates import ALWAYS
from accounts.rules.standing import Cycle, Facts, Policy
from accounts.tasks import close_days_that_are_over, lend_a_hand
from servicing.celery import app
from tests.book import put

pytestmark = pytest.mark.django_db


def test_ticks_close_the_days_that_are_over_in_shanghai():
    day = date(2026, 1, 1)
    put(Facts((Policy(ALWAYS, 3, 1000, 0, ALWAYS),), (Cycle(day, date(2026, 1, 21), 1, 100, 0, day, day),)))
    seen = []
    for now in (
        datetime(2026, 1, 1, 15, 59, tzinfo=UTC),
        datetime(2026, 1, 1, 16, 0, tzinfo=UTC),
        datetime(2026, 1, 1, 16, 0, tzinfo=UTC),
        datetime(2026, 1, 4, 16, 0, tzinfo=UTC),
    ):
        with time_machine.travel(now, tick=False):
            close_days_that_are_over()
        seen.append(business_dates.last_closed())
    assert seen == [None, day, day, date(2026, 1, 4)]


@pytest.fixture
def messages_arrive_at_once():
    app.conf.task_always_eager = True
    yield
    app.conf.task_always_eager = False


def test_restatements_are_worked_on_in_stretches_until_none_is_left(
    settings, monkeypatch, messages_arrive_at_once
):
    settings.SHARD_ACCOUNTS = 1
    monkeypatch.setattr(tasks, "MOST_SHARDS", 2)
    day = date(2026, 1, 1)
    for _ in range(5):
        put(
            Facts(
                (Policy(ALWAYS, 3, 1000, 0, ALWAYS),), (Cycle(day, date(2026, 1, 21), 1, 100, 0, day, day),)
            )
        )
    now = datetime(2026, 1, 1, 16, 0, tzinfo=UTC)
    with time_machine.travel(now, tick=False):
        close_days_that_are_over()
    restatement = restatement_run.begin(day, Act(by="anna", at=now))
    lend_a_hand()
    restatement.refresh_from_db()
    assert restatement.finished_at
