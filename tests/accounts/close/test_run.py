"""The close: it misses nothing, changes nothing twice, and survives what happens to it."""

import os
import signal
import subprocess
import sys
import time
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts import business_dates
from accounts.close import run as nightly_close
from accounts.close.verification import verify
from accounts.database.locks import Lock
from accounts.dates import ALWAYS, each
from accounts.intake import Intake, load
from accounts.models import (
    Account,
    Break,
    BusinessDay,
    DayTally,
    PromiseStatusChange,
    SetAside,
    StageChange,
    StageSpan,
)
from accounts.models import Exit as ExitRow
from accounts.models import Payment as PaymentRow
from accounts.reports import aging as aging_report
from accounts.rules import standing as standing_rules
from accounts.rules.promises import Instalment, Promise
from accounts.rules.standing import Cycle, Facts, Payment, Policy
from accounts.standings import reconciliation
from tests.book import put
from tests.histories import FIRST, LAST, lives
from tests.promised_lives import put_promise

NOW = datetime(2026, 11, 1, tzinfo=UTC)
POLICY = Policy(ALWAYS, 3, 1000, 0, ALWAYS)


def statement(month: int, minimum: int, past_due: int = 0, **changes) -> Cycle:
    day = date(2026, month, 1)
    return Cycle(day, date(2026, month, 21), 90000, minimum, past_due, day, changes.get("known_on", day))


def unpaid(months: int) -> Facts:
    """Statements of 100.00 each, none paid."""
    return Facts((POLICY,), tuple(statement(m, 10000 * m, 10000 * (m - 1)) for m in range(1, months + 1)))


def unpaid_from(day: date) -> Facts:
    """One statement, so that the book begins on this day."""
    return Facts((POLICY,), (Cycle(day, day + timedelta(20), 90000, 10000, 0, day, day),))


def promise_to_pay(account: Account, made_on: date) -> None:
    due_on = made_on + timedelta(days=5)
    said = Promise(f"P-{account}", made_on, made_on, (Instalment(due_on, due_on, 10000),), ())
    put_promise(said, [account])


def close(through: date) -> list[BusinessDay]:
    return nightly_close.close_through(through, now=NOW)


def stage_rows() -> list[tuple]:
    return [
        *StageChange.objects.order_by("account", "on").values_list("account", "on", "from_stage", "to_stage"),
        *StageSpan.objects.order_by("account", "starts_on").values_list(
            "account", "starts_on", "ends_before", "stage", "stage_since", "past_due"
        ),
        *PromiseStatusChange.objects.order_by("promise", "on").values_list(
            "promise", "on", "ends_before", "from_state", "to_state"
        ),
    ]


@pytest.mark.django_db
@settings(
    max_examples=1,  # every day of half a year is closed for it: many lives in one book
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.function_scoped_fixture,
        HealthCheck.data_too_large,
        HealthCheck.large_base_example,
    ],
)
@given(st.lists(lives(), min_size=25, max_size=40))
def test_what_the_closes_wrote_is_the_rule_of_every_day(book):
    """Looking only at accounts with something new, the closes miss no change on any day."""
    with transaction.atomic():
        accounts = {put(facts).pk: facts for facts in book}
        put(unpaid_from(FIRST))
        nightly_close.close_through(LAST, now=datetime(2024, 8, 1, tzinfo=UTC))
        assert list(verify()) == []
        spans = list(StageSpan.objects.order_by("starts_on").values())
        for pk, facts in accounts.items():
            for day in each(FIRST, LAST):
                held = [
                    span
                    for span in spans
                    if span["account_id"] == pk
                    and span["starts_on"] <= day
                    and (span["ends_before"] is None or day < span["ends_before"])
                ]
                try:
                    plain = standing_rules.standing(facts.known_by(day), day)
                except standing_rules.NoPolicy:
                    continue
                assert [(s["stage"], s["past_due"], s["statements_missed"]) for s in held] == [
                    (plain.stage, plain.past_due, plain.statements_missed)
                ], f"account {pk} on {day}"
        assert {(b.account_id, b.statement_date) for b in Break.objects.filter(settled_on=None)} == {
            (Account.objects.get(reference=found.account).pk, found.statement_date)
            for found in reconciliation.of_book()
            if found.statement_date <= LAST
        }
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_days_are_closed_in_order_from_the_first_date_of_the_book():
    put(unpaid(2))
    assert [day.day for day in close(date(2026, 1, 3))] == each(date(2026, 1, 1), date(2026, 1, 3))
    assert [day.day for day in close(date(2026, 1, 5))] == [date(2026, 1, 4), date(2026, 1, 5)]


@pytest.mark.django_db
def test_run_twice_it_changes_nothing():
    put(unpaid(3))
    close(date(2026, 3, 5))
    before = stage_rows()
    assert close(date(2026, 3, 5)) == []
    assert stage_rows() == before


@pytest.mark.django_db
def test_one_by_one_and_in_one_go_agree():
    put(unpaid(4))
    with transaction.atomic():
        close(date(2026, 4, 30))
        in_one_go = stage_rows()
        transaction.set_rollback(True)
    for day in each(date(2026, 1, 1), date(2026, 4, 30)):
        close(day)
    assert stage_rows() == in_one_go


@pytest.mark.django_db
def test_a_late_payment_changes_the_open_day_and_no_old_row():
    account = put(unpaid(3))
    close(date(2026, 3, 9))
    before = list(StageChange.objects.values())
    PaymentRow.objects.create(
        reference="LATE",
        account=account,
        posted_on=date(2026, 3, 2),
        value_on=date(2026, 3, 2),
        amount=30000,
        known_on=business_dates.first_open(),
    )
    close(date(2026, 3, 10))
    change = StageChange.objects.latest("on")
    assert (change.on, change.from_stage, change.to_stage, change.why) == (
        date(2026, 3, 10),
        "M2",
        "CURRENT",
        ["payment"],
    )
    assert list(StageChange.objects.exclude(pk=change.pk).values()) == before
    restated = next(aging_report.standing(date(2026, 3, 5), "restated"))
    assert restated.stage == "CURRENT"


@pytest.mark.django_db
def test_tallies_add_up_as_accounts_come_move_and_go():
    put(unpaid(3))
    leaver = put(unpaid(3))
    put(Facts((POLICY,)), opened_on=date(2026, 2, 10))
    ExitRow.objects.create(account=leaver, on=date(2026, 2, 20), reason="sold", known_on=date(2026, 2, 20))
    ExitRow.objects.create(
        account=leaver, on=date(2026, 3, 20), reason="recalled", known_on=date(2026, 3, 20)
    )
    close(date(2026, 3, 31))

    def tally(day, stage):
        counts = ("opening", "entered", "moved_in", "moved_out", "departed", "closing")
        rows = DayTally.objects.filter(day=day, stage=stage).values_list(*counts)
        return tuple(sum(column) for column in zip(*rows, strict=True))

    assert tally(date(2026, 1, 1), "CURRENT") == (0, 2, 0, 0, 0, 2)
    assert tally(date(2026, 1, 25), "M0") == (0, 0, 2, 0, 0, 2)
    assert tally(date(2026, 2, 10), "CURRENT") == (0, 1, 0, 0, 0, 1)
    assert tally(date(2026, 2, 20), "M1") == (2, 0, 0, 0, 1, 1)
    assert tally(date(2026, 3, 20), "M2") == (1, 1, 0, 0, 0, 2)
    assert list(verify()) == []


@pytest.mark.django_db
def test_stage_since_is_empty_until_there_has_been_another_stage():
    put(unpaid(2))
    close(date(2026, 2, 10))

    def since(day):
        return next(aging_report.standing(day, "known")).stage_since

    assert since(date(2026, 1, 20)) is None
    assert since(date(2026, 1, 28)) == date(2026, 1, 25)
    assert since(date(2026, 2, 10)) == date(2026, 2, 1)


@pytest.mark.django_db
def test_an_account_that_cannot_be_computed_is_set_aside_and_keeps_nobody_waiting():
    put(unpaid(2))
    late = Policy(date(2026, 2, 1), 3, 1000, 0, date(2026, 2, 1))
    aside = put(Facts((late,), unpaid(2).cycles))
    days = close(date(2026, 1, 10))
    assert days[-1].set_aside == 1
    assert SetAside.objects.get().reason == "no policy in force on 2026-01-10"
    assert {line.account: line.stage for line in aging_report.standing(date(2026, 1, 10), "known")}[
        aside.reference
    ] is None
    close(date(2026, 2, 3))
    assert SetAside.objects.get().since == date(2026, 1, 1)
    assert aging_report.uncomputed(date(2026, 1, 10), "known") == [aside.reference]


@pytest.mark.django_db
def test_mended_its_days_are_closed_in_order_with_the_facts_known_on_each(tmp_path):
    with transaction.atomic():
        put(unpaid(3))
        facts = unpaid(3)
        aside = put(Facts((), facts.cycles))
        close(date(2026, 3, 10))
        assert SetAside.objects.get().reason == "no policy in force on 2026-03-10"
        path = tmp_path / "products.csv"
        path.write_text(
            f"product,jurisdiction,currency,grace_days,tolerance\n{aside.product.code},CN,CNY,3,10.00\n"
        )
        assert next(load([path], Intake(tmp_path))).loaded == 1
        close(date(2026, 3, 11))
        assert not SetAside.objects.exists()
        assert list(verify()) == []
        one, other = (
            [span[1:] for span in stage_rows() if span[0] == pk]
            for pk in Account.objects.order_by("pk").values_list("pk", flat=True)
        )
        assert one == other
        entered = DayTally.objects.filter(day=date(2026, 1, 1), stage="CURRENT").values_list("entered")
        assert list(entered) == [(1,), (1,)]
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_an_opening_cycle_turns_late_also_where_an_earlier_statement_is_known_only_later():
    june, may = date(2026, 6, 1), date(2026, 5, 1)
    account = put(
        Facts(
            (POLICY,),
            (
                Cycle(june, date(2026, 7, 11), 90000, 30000, 20000, june, june),
                Cycle(may, date(2026, 6, 10), 90000, 10000, 0, may, date(2026, 6, 25)),
            ),
        )
    )
    close(date(2026, 6, 26))
    assert list(verify()) == []
    assert StageChange.objects.filter(account=account, to_stage="M0").get().on == date(2026, 6, 15)


@pytest.mark.django_db
def test_a_day_that_is_not_over_in_the_westernmost_zone_is_not_closed():
    account = put(unpaid(1))
    Account.objects.filter(pk=account.pk).update(time_zone="America/Los_Angeles")
    at_utc_midnight = datetime(2026, 1, 3, 0, 0, tzinfo=UTC)
    with pytest.raises(nightly_close.NotOver, match="the newest day that is over is 2026-01-01"):
        nightly_close.close_through(date(2026, 1, 2), now=at_utc_midnight)
    assert len(nightly_close.close_through(date(2026, 1, 2), now=at_utc_midnight + timedelta(hours=8))) == 2


@pytest.mark.django_db
def test_a_rehearsal_tells_the_moves_and_writes_nothing():
    account = put(unpaid(2))
    close(date(2026, 1, 20))
    before = stage_rows()
    moves = [
        (m.account, m.day, m.from_stage, m.to_stage, m.why)
        for m in nightly_close.rehearse(date(2026, 2, 2), now=NOW)
    ]
    assert moves == [
        (account.reference, date(2026, 1, 25), "CURRENT", "M0", ["past-due"]),
        (account.reference, date(2026, 2, 1), "M0", "M1", ["statement"]),
    ]
    assert stage_rows() == before
    assert business_dates.last_closed() == date(2026, 1, 20)


@pytest.mark.django_db
def test_a_close_whose_checks_fail_writes_nothing(monkeypatch):
    put(unpaid(1))
    close(date(2026, 1, 24))
    before = stage_rows()
    monkeypatch.setattr(standing_rules, "stage_after", lambda statements: "M3")
    with pytest.raises(nightly_close.CloseFailed, match="is M0 in the close and M3 by the plain rule"):
        close(date(2026, 1, 25))
    assert stage_rows() == before
    assert business_dates.last_closed() == date(2026, 1, 24)


@pytest.mark.django_db(transaction=True)
def test_killed_and_started_again_it_ends_as_one_clean_run():
    for month in range(30):
        promise_to_pay(put(unpaid(6)), date(2026, 1 + month % 6, 10))
    with transaction.atomic():
        close(date(2026, 6, 30))
        clean = stage_rows()
        transaction.set_rollback(True)
    command = [sys.executable, "-m", "django", "close_day", "--through", "2026-06-30"]
    address = connection.settings_dict
    environment = {
        **os.environ,
        "DATABASE_URL": f"postgres://{address['USER']}:{address['PASSWORD']}@{address['HOST']}:{address['PORT']}/{address['NAME']}",
        "DJANGO_SETTINGS_MODULE": "servicing.settings",
        "SHARD_LEASE_SECONDS": "1",
    }
    kills = 0
    while business_dates.last_closed() != date(2026, 6, 30):
        run = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
        closed = BusinessDay.objects.count()
        while kills < 3 and run.poll() is None and BusinessDay.objects.count() < closed + 20:
            time.sleep(0.01)
        if kills < 3 and run.poll() is None:
            run.send_signal(signal.SIGKILL)
            kills += 1
        run.wait(timeout=60)
    assert kills == 3
    assert stage_rows() == clean
    assert list(verify()) == []


@pytest.mark.django_db(transaction=True)
def test_two_at_once_one_works_and_the_other_says_so():
    put(unpaid(1))
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [int(Lock.CLOSING)])
        with pytest.raises(nightly_close.AlreadyClosing):
            close(date(2026, 1, 2))
        cursor.execute("SELECT pg_advisory_unlock(%s)", [int(Lock.CLOSING)])
    other.close()
    assert len(close(date(2026, 1, 2))) == 2


@pytest.mark.django_db
def test_a_break_is_found_and_settled_when_a_later_fact_explains_it():
    facts = Facts((POLICY,), (statement(1, 10000), statement(2, 10000)))
    account = put(facts)
    close(date(2026, 2, 1))
    found = Break.objects.get()
    assert (found.statement_date, found.printed, found.ours, found.cause) == (
        date(2026, 2, 1),
        0,
        10000,
        "lower-print",
    )
    PaymentRow.objects.create(
        reference="EXPLAINS",
        account=account,
        posted_on=date(2026, 1, 30),
        value_on=date(2026, 1, 30),
        amount=10000,
        known_on=business_dates.first_open(),
    )
    close(date(2026, 2, 2))
    assert Break.objects.get().settled_on == date(2026, 2, 2)


@pytest.mark.django_db
def test_a_payment_on_the_statement_day_is_the_first_cause_looked_for():
    payment = Payment(date(2026, 2, 1), date(2026, 2, 1), 10000, date(2026, 2, 1))
    put(Facts((POLICY,), (statement(1, 10000), statement(2, 20000, 10000)), (payment,)))
    close(date(2026, 2, 1))
    found = Break.objects.get()
    assert (found.printed, found.ours, found.cause) == (10000, 0, "statement-day-payment")
