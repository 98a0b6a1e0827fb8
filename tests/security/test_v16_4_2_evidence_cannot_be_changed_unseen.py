"""ASVS 5.0, 16.4.2: logs cannot be modified; here, not without `verify` naming the first row that does not fit."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from accounts import holds
from accounts.business_dates import last_closed
from accounts.close import verification as close_verification
from accounts.evidence import edits, rights, seal, sums, verification
from accounts.evidence.sources import sources
from accounts.models import (
    Customer,
    EvidenceBlock,
    EvidenceRow,
    EvidenceSeal,
    ExpectedFeed,
    Hold,
    StageChange,
)
from tests.acts import act_by
from tests.history import rewritten
from tests.security import filled
from tests.servicing.workspace.builders import UNPAID, close, hold

pytestmark = pytest.mark.django_db

DAY, AT = date(2026, 6, 1), datetime(2026, 6, 2, tzinfo=UTC)


def found() -> list[tuple[str, int, str]]:
    return [(misfit.table, misfit.row, misfit.problem) for misfit in verification.verify()]


@pytest.fixture
def account():
    return hold(UNPAID, name="李娜")


@pytest.fixture
def placed(account) -> Hold:
    return holds.place(act_by("ann"), account=account, kind="hardship-plan", starts_on=date(2026, 5, 1))


def test_what_is_filled_in_later_fits_and_is_sealed_in_its_turn(placed):
    first = seal.seal(DAY, AT)
    assert found() == []
    ended = holds.end(placed, date(2026, 5, 20), act_by("bob", "paid"))
    assert found() == []
    second = seal.seal(DAY, AT)
    assert (second.rows, found()) == (1, [])
    assert first.sha256 != second.sha256
    with rewritten():
        Hold.objects.filter(pk=ended.pk).update(ended_by="eve")
    assert found() == [("accounts_hold", ended.pk, "changed")]


def test_a_night_without_news_is_sealed_with_no_rows(placed):
    seal.seal(DAY, AT)
    again = seal.seal(DAY, AT)
    assert (again.rows, len(again.sha256)) == (0, 64)


def test_of_every_table_of_evidence_each_changed_column_and_a_missing_row_are_named():
    """Whatever stands there: the owner of the database changes it, or takes it away."""
    every = sources()
    filled.fill({source.table for source in every} | {*edits.tables()})
    seal.seal(DAY, AT)
    assert found() == []
    with rewritten(), connection.cursor() as cursor:
        for source in every:
            for column in (*source.fixed, *source.filled):
                with transaction.atomic():
                    assert filled.changed(source.table, column), (source.table, column)
                    assert [*verification.of_source(cursor, source)], (source.table, column)
                    transaction.set_rollback(True)
        for source in every:
            cursor.execute(f'DELETE FROM "{source.table}"')
    assert {(table, problem) for table, _, problem in found()} >= {
        (source.table, "missing") for source in every
    }


# History of which no night makes a sum, and what shows there that its owner has changed it.
UNSEALED = {
    "computed again from what is sealed": {"accounts_daytally", "accounts_stagespan"},
    "each says of a row of evidence what it is, and is deleted in its time": {"servicing_api_event"},
    "held against its edits, which are sealed": {"accounts_expectedfeed"},
    "the chain itself": {"accounts_evidenceblock", "accounts_evidencerow", "accounts_evidenceseal"},
    "named by the sum of what it holds, which verify_notices reads": {"notices_document"},
    "no book but the demo's has one": {"servicing_demobook"},
}


def test_whatever_is_history_is_sealed_or_shown_otherwise():
    assert set.union(*UNSEALED.values()) == rights.history() - {source.table for source in sources()}


OF_THE_CLOSES = {
    "accounts_stagespan": (
        "past_due = past_due + 1", "starts_on = starts_on - 1", "ends_before = ends_before + 1", "stage_since = '2026-01-02'",
        "statements_missed = statements_missed + 1", "oldest_missed_due = oldest_missed_due + 1",
        "oldest_missed_statement = oldest_missed_statement + 1",
    ),
    "accounts_daytally": (
        "closing = closing + 1, entered = entered + 1", "opening = opening + 1, moved_out = moved_out + 1",
        "moved_in = moved_in + 1, moved_out = moved_out + 1", "departed = departed + 1, entered = entered + 1",
        "balance = balance + 1", "past_due = past_due + 1",
    ),
}  # fmt: skip
WHICH = {
    "accounts_stagespan": "stage <> 'CURRENT' AND ends_before IS NOT NULL",
    "accounts_daytally": "day_id = (SELECT min(day) FROM accounts_businessday) + 9",
}


def test_what_the_closes_made_of_the_facts_is_computed_again():
    """Also of days long past."""
    hold(UNPAID, [(20, 1_000)])
    close()
    assert [*close_verification.verify()] == []
    for table, changes in OF_THE_CLOSES.items():
        for change in changes:
            with transaction.atomic(), rewritten(), connection.cursor() as cursor:
                cursor.execute(f"UPDATE {table} SET {change} WHERE {WHICH[table]}")
                assert cursor.rowcount, change
                assert [*close_verification.verify()], change
                transaction.set_rollback(True)


def test_why_an_account_moved_is_sealed_with_the_night():
    hold(UNPAID)
    close()
    first = StageChange.objects.earliest("pk").pk
    with rewritten():
        StageChange.objects.filter(pk=first).update(why=["mended"])
    assert found() == [("accounts_stagechange", first, "changed")]


def test_a_row_that_was_put_between_rows_of_blocks_is_named(account):
    seal.seal(DAY, AT)
    with rewritten():
        Customer.objects.create(pk=account.pk - 5_000, reference="put in")
    assert found() == [("accounts_customer", account.pk - 5_000, "unsealed")]


def test_a_return_that_nobody_loaded_is_named():
    account = hold(UNPAID, [(20, 1_000)])
    close()
    payment = account.payments.get()
    with rewritten():
        account.payments.update(returned_on=payment.known_on, return_known_on=payment.known_on)
    assert found() == [("accounts_payment", payment.pk, "unsealed")]


def test_a_return_fits_and_is_sealed_in_its_turn():
    account = hold(UNPAID, [(20, 1_000)])
    close()
    payment = account.payments.get()
    later = last_closed() + timedelta(1)
    account.payments.update(returned_on=later, return_known_on=later)
    assert found() == []
    seal.seal(later, AT)
    assert found() == []
    with rewritten():
        account.payments.update(returned_on=None, return_known_on=None)
    assert found() == [("accounts_payment", payment.pk, "changed")]


@pytest.mark.parametrize(
    "change", ["columns = '{}'", "day = day - 1", "sealed_at = sealed_at - interval '1 day'"]
)
def test_what_a_seal_says_of_itself_is_in_the_chain(placed, change):
    made = seal.seal(DAY, AT)
    with rewritten(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE accounts_evidenceseal SET {change}")
    assert found()[0] == ("accounts_evidenceseal", made.pk, "chain")


def test_a_seal_that_was_taken_away_is_missed(placed):
    close()
    last = EvidenceSeal.objects.latest()
    with rewritten():
        EvidenceBlock.objects.filter(seal=last).delete()
        EvidenceRow.objects.filter(seal=last).delete()
        last.delete()
    assert ("accounts_evidenceseal", "missing") in {(table, problem) for table, _, problem in found()}


def test_a_sum_that_says_that_nothing_more_is_filled_in_is_named(placed):
    seal.seal(DAY, AT)
    EvidenceRow.objects.filter(source="accounts_hold").update(is_open=False)
    assert {table for table, _, _ in found()} == {"accounts_evidencerow"}


def test_a_row_that_its_newest_edit_does_not_say_is_named():
    feed = ExpectedFeed.objects.create(business_date=DAY, kind="payments", rows=10, declared_by="ann")
    ExpectedFeed.objects.update(rows=12)
    assert found() == []
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE accounts_expectedfeed DISABLE TRIGGER USER")
        ExpectedFeed.objects.update(rows=1)
        assert found() == [("accounts_expectedfeed", feed.pk, "changed")]
        transaction.set_rollback(True)


def test_a_seal_that_was_made_again_breaks_the_chain(placed):
    seal.seal(DAY, AT)
    last = seal.seal(DAY, AT)
    with rewritten():
        EvidenceSeal.objects.filter(pk=last.pk - 1).update(sha256="0" * 64)
    assert found() == [("accounts_evidenceseal", last.pk - 1, "chain")]


def test_a_sum_that_was_taken_out_breaks_the_chain(placed):
    made = seal.seal(DAY, AT)
    with rewritten():
        EvidenceRow.objects.filter(source="accounts_hold").delete()
    assert found() == [("accounts_evidenceseal", made.pk, "chain")]


def forged(row: int, *, fixed: bytes = b"", gone: bool = False) -> None:
    """A sum as the application's own role may add one; the next night seals it with the others."""
    EvidenceRow.objects.create(
        source="accounts_hold", row=row, fixed=fixed, filled={}, is_open=True, gone=gone
    )
    seal.seal(DAY, AT)


def test_a_sum_that_is_added_makes_no_change_right(placed):
    seal.seal(DAY, AT)
    with rewritten():
        Hold.objects.filter(pk=placed.pk).update(placed_by="eve")
    with connection.cursor() as cursor:
        cursor.execute(sums.summed(next(each for each in sources() if each.table == "accounts_hold")))
        (fixed,) = [bytes(row[1]) for row in cursor.fetchall()]
    forged(placed.pk, fixed=fixed)
    assert found() == [("accounts_hold", placed.pk, "changed")]


def test_what_is_never_deleted_is_missing_whoever_notes_that_its_time_was_over(placed):
    seal.seal(DAY, AT)
    with rewritten():
        Hold.objects.filter(pk=placed.pk).delete()
    forged(placed.pk, gone=True)
    assert found() == [("accounts_hold", placed.pk, "missing")]


def test_a_row_that_was_noted_as_gone_and_is_there_is_named(placed):
    seal.seal(DAY, AT)
    forged(placed.pk, gone=True)
    assert found() == [("accounts_hold", placed.pk, "unsealed")]


def test_a_row_that_was_put_among_older_ones_is_named(account, placed):
    seal.seal(DAY, AT)
    later = placed.pk + seal.LOOK_BACK + 5
    for pk in (later, placed.pk + 2):
        Hold.objects.create(
            pk=pk, reference=f"H{pk}", account=account, kind="dispute", starts_on=DAY, known_on=DAY
        )
        seal.seal(DAY, AT)
    assert found() == [("accounts_hold", placed.pk + 2, "unsealed")]


def test_verify_says_it_and_ends_with_1(placed, capsys):
    close()
    with rewritten():
        Hold.objects.filter(pk=placed.pk).update(placed_by="eve")
    with pytest.raises(SystemExit):
        call_command("verify")
    assert f"evidence: row {placed.pk} of accounts_hold: changed" in capsys.readouterr().out
