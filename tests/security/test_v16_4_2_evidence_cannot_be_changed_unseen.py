"""ASVS 5.0, 16.4.2: logs cannot be modified; here, not without `verify` naming the first row that does not fit."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.db import connection, transaction

from accounts import holds
from accounts.close import verification as close_verification
from accounts.evidence import rights, seal, verification
from accounts.evidence.sources import sources
from accounts.models import EvidenceRow, EvidenceSeal, Hold
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


def test_of_every_table_of_evidence_a_changed_and_a_missing_row_are_named():
    """Whatever stands there: the owner of the database changes it, or takes it away."""
    every = [(source.table, source.fixed[0]) for source in sources()]
    filled.fill(table for table, _ in every)
    seal.seal(DAY, AT)
    assert found() == []
    with transaction.atomic(), rewritten():
        for source in sources():
            assert any(filled.changed(source.table, column) for column in reversed(source.fixed)), (
                source.table
            )
        assert {(table, problem) for table, _, problem in found()} == {
            (table, "changed") for table, _ in every
        }
        transaction.set_rollback(True)
    with transaction.atomic(), rewritten(), connection.cursor() as cursor:
        for table, _ in every:
            cursor.execute(f'DELETE FROM "{table}"')
        assert {(table, problem) for table, _, problem in found()} == {
            (table, "missing") for table, _ in every
        }
        transaction.set_rollback(True)


# History of which no night makes a sum, and what shows there that its owner has changed it.
UNSEALED = {
    "computed again from the facts": {
        "accounts_account", "accounts_billingcycle", "accounts_customer", "accounts_payment", "accounts_pendingpayment",
        "accounts_policy", "accounts_product",
    },
    "computed from them": {
        "accounts_daytally", "accounts_stagechange", "accounts_stagespan", "accounts_break", "accounts_feedofday",
        "notices_plannedday", "servicing_api_event",
    },
    "every edit of it is sealed": {"accounts_expectedfeed"},
    "the chain itself": {"accounts_evidencerow", "accounts_evidenceseal"},
    "named by the sum of what it holds, which verify_notices reads": {"notices_document"},
    "no book but the demo's has one": {"servicing_demobook"},
}  # fmt: skip


def test_whatever_is_history_is_sealed_or_shown_otherwise():
    assert set.union(*UNSEALED.values()) == rights.history() - {source.table for source in sources()}


OF_THE_BOOK = {
    "accounts_payment": "amount = amount * 9", "accounts_billingcycle": "minimum_due = minimum_due * 2",
    "accounts_stagespan": "past_due = past_due + 1", "accounts_stagechange": "to_stage = 'M3'",
    "accounts_daytally": "closing = closing + 1, entered = entered + 1",
}  # fmt: skip


def test_facts_and_what_the_closes_made_of_them_are_computed_again():
    hold(UNPAID, [(20, 1_000)])
    close()
    assert [*close_verification.verify()] == []
    for table, change in OF_THE_BOOK.items():
        with transaction.atomic(), rewritten(), connection.cursor() as cursor:
            cursor.execute(f"UPDATE {table} SET {change}")
            assert cursor.rowcount, table
            assert [*close_verification.verify()], table
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
        source="accounts_hold", row=row, fixed=fixed, filled={}, is_open=False, gone=gone
    )
    seal.seal(DAY, AT)


def test_a_sum_that_is_added_makes_no_change_right(placed):
    seal.seal(DAY, AT)
    with rewritten():
        Hold.objects.filter(pk=placed.pk).update(placed_by="eve")
    with connection.cursor() as cursor:
        cursor.execute(seal.summed(next(each for each in sources() if each.table == "accounts_hold")))
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
