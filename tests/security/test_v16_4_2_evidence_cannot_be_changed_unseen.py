"""ASVS 5.0, 16.4.2: logs cannot be modified; here, not without `verify` naming the first row that does not fit."""

from datetime import UTC, date, datetime

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction

from accounts import holds
from accounts.evidence import seal, verification
from accounts.evidence.sources import sources
from accounts.models import EvidenceRow, EvidenceSeal, Hold
from accounts.promises import lifecycle as promise_lifecycle
from notices import batches
from tests.accounts.contact.calling import ask, happened
from tests.history import rewritten
from tests.notices.posted import noticed
from tests.servicing.workspace.builders import UNPAID, call_back, close, colleague, hold
from tests.servicing.workspace.cases.test_cases import opened

pytestmark = pytest.mark.django_db

DAY, AT = date(2026, 6, 1), datetime(2026, 6, 2, tzinfo=UTC)


def found() -> list[tuple[str, int, str]]:
    return [(misfit.table, misfit.row, misfit.problem) for misfit in verification.verify()]


@pytest.fixture
def account():
    return hold(UNPAID, name="李娜")


@pytest.fixture
def placed(account) -> Hold:
    return holds.place(account=account, kind="hardship-plan", starts_on=date(2026, 5, 1), placed_by="ann")


def test_what_is_filled_in_later_fits_and_is_sealed_in_its_turn(placed):
    first = seal.seal(DAY, AT)
    assert found() == []
    ended = holds.end(placed, date(2026, 5, 20), by="bob", reason="paid")
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


def tamper(table: str, key: str, row: int, columns: tuple[str, ...]) -> bool:
    """Another value in one of the columns, whichever the table's own constraints let pass."""
    with connection.cursor() as cursor:
        for column in (name for name in columns if f'"{name}"' not in key):
            for other in OTHERS:
                try:
                    with transaction.atomic():
                        cursor.execute(
                            f'UPDATE "{table}" t SET "{column}" = {other.format(column)} WHERE {key} = %s',
                            [row],
                        )
                except DatabaseError:
                    continue
                return True
    return False


OTHERS = ('"{}" + 1', "\"{}\" + interval '1 day'", "\"{}\" || 'x'", 'NOT "{}"')


def test_of_every_table_a_changed_and_a_deleted_row_are_named(everything):
    seal.seal(DAY, AT)
    assert found() == []
    tried = set()
    for source in sources():
        row = EvidenceRow.objects.filter(source=source.table).values_list("row", flat=True).first()
        if row is None:
            continue
        for change in ("changed", "missing"):
            with transaction.atomic(), rewritten():
                if change == "changed":
                    assert tamper(source.table, source.key, row, source.fixed), source.table
                else:
                    with connection.cursor() as cursor:
                        cursor.execute(f'DELETE FROM "{source.table}" t WHERE {source.key} = %s', [row])
                assert (source.table, row, change) in found()
                transaction.set_rollback(True)
        tried.add(source.table)
    assert tried >= EXPECTED


EXPECTED = {
    "accounts_businessday", "accounts_callback", "accounts_case", "accounts_casestep", "accounts_contactevent",
    "accounts_contactpoint", "accounts_gateanswer", "accounts_hold", "accounts_party", "accounts_promise",
    "accounts_promisestatuschange", "notices_batch", "notices_batchednotice", "notices_letterhead", "notices_notice",
    "notices_noticecontent", "notices_noticestatechange", "servicing_useredit",
}  # fmt: skip


@pytest.fixture
def everything(account):
    """Something of what people did and what was sent."""
    at = datetime(2026, 1, 24, 2, tzinfo=UTC)
    colleague("agent")
    opened(account)
    call_back(account)
    holds.place(account=account, kind="hardship-plan", starts_on=date(2026, 1, 2), placed_by="agent")
    terms = promise_lifecycle.Terms(date(2026, 1, 5), {date(2026, 1, 9): 5_000})
    promise_lifecycle.record([account], terms, now=at, by="agent")
    close()
    ask(account, at)
    happened(account, at)
    noticed(account)
    batches.make(at)


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


def test_verify_says_it_and_ends_with_1(placed, capsys):
    close()
    with rewritten():
        Hold.objects.filter(pk=placed.pk).update(placed_by="eve")
    with pytest.raises(SystemExit):
        call_command("verify")
    assert f"evidence: row {placed.pk} of accounts_hold: changed" in capsys.readouterr().out
