"""A past day restated: what the rule says of it with everything known now, shard by shard, by any workers."""

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from threading import Thread

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from accounts.acts import Act, ActRefused
from accounts.close import restatement as restatement_run
from accounts.close import run as nightly_close
from accounts.close import shards
from accounts.dates import ALWAYS, NEVER
from accounts.models import (
    Account,
    Exit,
    Payment,
    RestatedAccount,
    RestatedTally,
    Restatement,
    RestatementShard,
)
from accounts.reports import aging as aging_report
from accounts.rules import standing as standing_rules
from accounts.rules.standing import Cycle, Facts, Policy
from accounts.standings.evaluation import DayNotClosed
from accounts.tasks import lend_a_hand
from tests.acts import act_by
from tests.book import put
from tests.histories import FIRST, lives

NOW = datetime(2026, 11, 1, tzinfo=UTC)
POLICY = Policy(ALWAYS, 3, 1000, 0, ALWAYS)
DAY, LATER = date(2026, 2, 10), date(2026, 2, 20)


def unpaid() -> Facts:
    """Two statements of 100.00 each: M1 on DAY."""
    return Facts(
        (POLICY,),
        tuple(
            Cycle(day, day + timedelta(20), 90000, 10000 * month, 10000 * (month - 1), day, day)
            for month in (1, 2)
            for day in [date(2026, month, 1)]
        ),
    )


def close(through: date = LATER) -> None:
    nightly_close.close_through(through, now=NOW)


def pays_late(account: Account) -> None:
    """All that was asked, before DAY; it is known after the last close."""
    Payment.objects.create(
        reference=f"LATE{account.pk}",
        account=account,
        posted_on=date(2026, 2, 2),
        value_on=date(2026, 2, 2),
        amount=20000,
        known_on=LATER + timedelta(1),
    )


def restate(day: date = DAY) -> Restatement:
    restatement = restatement_run.begin(day, Act(by="anna", at=NOW))
    restatement_run.work_through(restatement)
    return restatement


def crossed(restatement: Restatement) -> dict[tuple[str, str], int]:
    return {(cell.known_stage, cell.stage): cell.accounts for cell in restatement_run.cells(restatement)}


def found(restatement: Restatement) -> list[tuple]:
    return [
        *RestatedTally.objects.filter(shard__restatement=restatement)
        .order_by("shard__number", "known_stage", "stage")
        .values_list("shard__number", "known_stage", "stage", "accounts", "differing", "balance", "past_due"),
        *restatement.accounts.order_by("account").values_list("account", "known_stage", "stage", "past_due"),
    ]


def of_book(day: date, basis: str) -> dict[str, tuple]:
    """Standings by reference, without what only the closes know."""
    return {
        line.account: (line.stage, line.past_due, line.statements_missed, line.days_past_due)
        for line in aging_report.standing(day, basis)
        if line.stage
    }


@pytest.mark.django_db
def test_a_payment_known_late_makes_the_known_m1_a_restated_current():
    payer = put(unpaid())
    put(unpaid())
    close()
    pays_late(payer)
    restatement = restate()
    assert crossed(restatement) == {("M1", "CURRENT"): 1, ("M1", "M1"): 1}
    (row,) = restatement_run.differences(restatement)
    assert (row.account, row.known_stage, row.known_past_due, row.known_statements_missed) == (
        payer, "M1", 10000, 1,
    )  # fmt: skip
    assert (row.stage, row.past_due, row.statements_missed, row.missed_due) == ("CURRENT", 0, 0, None)
    assert row.known_missed_due == date(2026, 1, 21)
    assert next(aging_report.standing(DAY, "known", [payer.pk])).stage == "M1"


@pytest.mark.django_db
@hypothesis_settings(
    max_examples=2,
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.function_scoped_fixture,
        HealthCheck.data_too_large,
        HealthCheck.large_base_example,
    ],
)
@given(st.lists(lives(), min_size=12, max_size=18), st.dates(date(2024, 1, 20), date(2024, 4, 20)))
def test_it_is_the_rule_with_every_fact_and_differs_exactly_where_facts_were_corrected(settings, book, day):
    settings.SHARD_ACCOUNTS = 4
    with transaction.atomic():
        accounts = {put(facts).reference: facts for facts in book}
        put(Facts((POLICY,), (Cycle(FIRST, FIRST + timedelta(20), 90000, 10000, 0, FIRST, FIRST),)))
        nightly_close.close_through(day, now=datetime(2024, 8, 1, tzinfo=UTC))
        restatement = restate(day)
        restated, known = of_book(day, "restated"), of_book(day, "known")
        for reference in accounts.keys() & restated.keys():
            plain = standing_rules.standing(accounts[reference].known_by(NEVER), day)
            assert restated[reference][:2] == (plain.stage, plain.past_due)

        sums: dict[str, Counter] = {basis: Counter() for basis in ("known", "restated")}
        for cell in restatement_run.cells(restatement):
            sums["known"][cell.known_stage, "accounts"] += cell.accounts
            sums["known"][cell.known_stage, "past_due"] += cell.known_past_due
            for figure in ("accounts", "balance", "past_due"):
                sums["restated"][cell.stage, figure] += getattr(cell, figure)
        for basis, counted in sums.items():
            for line in aging_report.aging(day, basis):
                for figure in ("accounts", "past_due", *(["balance"] if basis == "restated" else [])):
                    assert counted[line.stage, figure] == getattr(line, figure), (basis, line.stage, figure)

        differing = {row.account.reference: row for row in restatement_run.differences(restatement)}
        assert differing.keys() == {
            reference
            for reference in known.keys() | restated.keys()
            if known.get(reference) != restated.get(reference)
        }
        for reference, row in differing.items():
            assert (row.stage or None) == restated.get(reference, [None])[0]
            assert (row.known_stage or None) == known.get(reference, [None])[0]
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_who_was_not_in_the_book_or_could_not_be_computed_has_no_stage():
    gone, computed_later = put(unpaid()), put(Facts((), unpaid().cycles))
    put(unpaid(), known_on=LATER)
    put(Facts((), unpaid().cycles), known_on=LATER)
    close(LATER - timedelta(1))
    Exit.objects.create(account=gone, on=date(2026, 2, 5), reason="sold", known_on=LATER)
    computed_later.product.policies.create(grace_days=3, tolerance=1000, known_on=LATER)
    restatement = restate()
    assert crossed(restatement) == {("M1", ""): 1, ("", "M1"): 2, ("", ""): 1}
    assert {(row.known_stage, row.stage) for row in restatement.accounts.all()} == {("M1", ""), ("", "M1")}
    assert restatement.accounts.get(account=gone).past_due is None


@pytest.mark.django_db
def test_a_day_that_is_not_closed_cannot_be_restated():
    put(unpaid())
    close()
    with pytest.raises(DayNotClosed, match="2026-02-21 is not closed; the last closed day is 2026-02-20"):
        restatement_run.begin(LATER + timedelta(1), Act(by="anna", at=NOW))


@pytest.mark.django_db
def test_asked_for_twice_it_is_one_until_it_is_finished_and_then_history(settings):
    settings.SHARD_ACCOUNTS = 1
    payer = put(unpaid())
    put(unpaid())
    close()
    first = restatement_run.begin(DAY, Act(by="anna", at=NOW))
    assert restatement_run.begin(DAY, Act(by="ben", at=NOW)) == first
    assert first.shards.count() == 2
    restatement_run.work_through(first)
    before, finished_at = found(first), first.finished_at
    restatement_run.work_through(first)
    assert (found(first), first.finished_at) == (before, finished_at)
    pays_late(payer)
    assert crossed(restate()) == {("M1", "CURRENT"): 1, ("M1", "M1"): 1}
    assert found(first) == before


@pytest.mark.django_db
def test_what_one_began_another_goes_on_with(settings):
    settings.SHARD_ACCOUNTS = 2
    for _ in range(7):
        pays_late(put(unpaid()))
    close()
    restatement = restatement_run.begin(DAY, Act(by="anna", at=NOW))
    assert restatement_run.work_shards(most=3) == 3
    far = restatement_run.progress_of(restatement)
    assert (far.done, far.total, far.left, far.workers) == (6, 7, 1, 0)
    lend_a_hand()
    restatement.refresh_from_db()
    assert restatement.finished_at
    assert crossed(restatement) == {("M1", "CURRENT"): 7}


@pytest.mark.django_db
def test_a_lease_that_lapsed_is_taken_over_and_its_work_not_accepted(settings):
    put(unpaid())
    close()
    restatement = restatement_run.begin(DAY, Act(by="anna", at=NOW))
    settings.SHARD_LEASE_SECONDS = -1
    lost = shards._take(RestatementShard, restatement.pk)
    restatement_run.work_through(restatement)
    assert restatement.shards.get().attempt == 2
    with pytest.raises(shards.LeaseLost), connection.cursor() as cursor:
        shards._finish(RestatementShard, cursor, lost)


@pytest.mark.django_db
def test_withdrawn_nothing_of_it_is_kept_and_the_day_can_be_asked_for_again(settings):
    settings.SHARD_ACCOUNTS = 1
    for _ in range(3):
        pays_late(put(unpaid()))
    close()
    restatement = restatement_run.begin(DAY, Act(by="anna", at=NOW))
    restatement_run.work_shards(most=2)
    restatement_run.withdraw(restatement, act_by("ben"))
    assert restatement_run.work_shards() == 0
    assert not RestatementShard.objects.exists()
    assert not RestatedTally.objects.exists()
    assert not RestatedAccount.objects.exists()
    again = restate()
    assert crossed(again) == {("M1", "CURRENT"): 3}
    with pytest.raises(ActRefused, match="not-open"):
        restatement_run.withdraw(again, act_by("ben"))
    assert restatement_run.newest(DAY) == again


@pytest.mark.django_db(transaction=True)
def test_withdrawn_while_a_worker_is_at_it_the_worker_writes_nothing():
    pays_late(put(unpaid()))
    close()
    restatement = restatement_run.begin(DAY, Act(by="anna", at=NOW))

    def withdraw():
        restatement_run.withdraw(restatement, act_by("ben"))
        connection.close()

    def work(cursor, shard):
        restatement_run.work(cursor, shard, restatement)
        assert RestatedAccount.objects.count() == 1
        other = Thread(target=withdraw)
        other.start()
        other.join()

    assert shards.work_off(RestatementShard, restatement.pk, work) == 0
    assert not RestatedAccount.objects.exists()
    assert not RestatedTally.objects.exists()


def environment(**more: str) -> dict[str, str]:
    address = connection.settings_dict
    return {
        **os.environ,
        "DATABASE_URL": f"postgres://{address['USER']}:{address['PASSWORD']}@{address['HOST']}:{address['PORT']}/{address['NAME']}",
        "DJANGO_SETTINGS_MODULE": "servicing.settings",
        **more,
    }


COMMAND = [sys.executable, "-m", "django", "restate", "--on", str(DAY)]


@pytest.mark.django_db(transaction=True)
def test_killed_and_started_again_it_ends_as_one_clean_run(settings):
    settings.SHARD_ACCOUNTS = 1
    for place in range(60):
        account = put(unpaid())
        if place % 3 == 0:
            pays_late(account)
    close()
    clean = found(restate())
    restatement = restatement_run.begin(DAY, Act(by="anna", at=NOW))
    kills = 0
    while not Restatement.objects.filter(pk=restatement.pk, finished_at__isnull=False).exists():
        run = subprocess.Popen(
            COMMAND,
            env=environment(SHARD_LEASE_SECONDS="1"),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        done = restatement.shards.exclude(done_at=None).count()
        while (
            kills < 3 and run.poll() is None and restatement.shards.exclude(done_at=None).count() < done + 8
        ):
            time.sleep(0.005)
        if kills < 3 and run.poll() is None:
            run.send_signal(signal.SIGKILL)
            kills += 1
        run.wait(timeout=60)
    assert kills == 3
    assert found(restatement) == clean


@pytest.mark.django_db(transaction=True)
def test_two_at_once_do_each_shard_once_and_print_the_same(settings):
    settings.SHARD_ACCOUNTS = 1
    for _ in range(40):
        pays_late(put(unpaid()))
    close()
    restatement = restatement_run.begin(DAY, Act(by="anna", at=NOW))
    runs = [subprocess.Popen(COMMAND, env=environment(), stdout=subprocess.PIPE, text=True) for _ in range(2)]
    printed = {run.communicate(timeout=60)[0].splitlines()[-1] for run in runs}
    assert printed == {"CNY,M1,CURRENT,40,36000.00,0.00"}
    assert set(restatement.shards.values_list("attempt", flat=True)) == {1}
    assert restatement.accounts.count() == 40
