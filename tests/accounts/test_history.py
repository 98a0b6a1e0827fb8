"""History is kept by the database: what was written stays, whoever asks in whatever way."""

from datetime import UTC, date, datetime

import pgtrigger
import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction

from accounts.models import Break, Payment, Wish
from tests.book import put, somebody
from tests.servicing.workspace.builders import UNPAID, colleague, facts

pytestmark = pytest.mark.django_db

# What is no history: work in progress, made anew, and what the frameworks keep.
WORKING = {
    "AffordabilityDraft", "Alarm", "Claim", "CloseCandidate", "ClosingShard",
    "Deferral", "Delivery", "Dispatch", "Draft", "EventSource", "IdempotencyKey",
    "LeftOut", "NameKey", "NameKeys", "Package", "PendingPlanChange", "PendingPromiseChange",
    "PendingStageChange", "Presence", "RecoveryCode", "ReportCells", "RestatedAccount",
    "RestatedTally", "RestatementShard", "SavedView", "SecondFactor", "SentForm", "SetAside",
    "ShardTally", "StaffSession", "Team", "UnindexedName", "User",
}  # fmt: skip
MODELS = [
    model
    for house in ("accounts", "notices", "servicing", "servicing_api")
    for model in apps.get_app_config(house).get_models(include_auto_created=True)
    if model.__name__ not in WORKING and not model._meta.auto_created
]


@pytest.fixture
def payment():
    known = facts(UNPAID, ((2, 5000),))
    return Payment.objects.get(account=put(known))


def refused(change) -> bool:
    with pytest.raises(IntegrityError, match="only added to"), transaction.atomic():
        change()
    return True


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_fact_and_every_turn_is_guarded(model):
    table = model._meta.db_table
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FILTER (WHERE tgenabled = 'O') FROM pg_trigger t JOIN pg_proc p ON p.oid = t.tgfoid"
            " WHERE tgrelid = %s::regclass AND proname = 'accounts_append_only'",
            [table],
        )
        assert cursor.fetchone() == (3,)
    assert refused(lambda: run(f'TRUNCATE "{table}" CASCADE'))


def run(statement: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement)


def test_an_empty_return_is_filled_in_once_and_stays(payment):
    rows, day = Payment.objects.filter(pk=payment.pk), date(2026, 1, 9)
    assert rows.update(returned_on=day, return_known_on=day) == 1
    assert rows.update(returned_on=day, return_known_on=day) == 1  # the same once more changes nothing
    assert refused(lambda: rows.update(returned_on=date(2026, 1, 8)))
    assert refused(lambda: rows.update(returned_on=None, return_known_on=None))


def test_nothing_else_of_a_fact_changes_and_it_is_not_deleted(payment):
    rows = Payment.objects.filter(pk=payment.pk)
    assert refused(lambda: rows.update(amount=1))
    assert refused(lambda: rows.update(known_on=date(2026, 1, 1)))
    assert refused(rows.delete)
    with pytest.raises(IntegrityError), transaction.atomic():
        payment.amount = 1
        payment.save()


def test_no_session_can_have_it_ignored(payment):
    with pgtrigger.ignore("accounts.Payment:stays", "accounts.Payment:is_kept"):
        assert refused(lambda: Payment.objects.filter(pk=payment.pk).update(amount=1))
        assert refused(Payment.objects.all().delete)


def test_a_wish_is_taken_back_by_another_one():
    wish = Wish.objects.create(
        customer=somebody(), kind="language", value="es", said_at=datetime(2026, 1, 1, tzinfo=UTC)
    )
    assert refused(lambda: Wish.objects.filter(pk=wish.pk).update(value=""))


class TestEdits:
    def test_a_role_that_changes_leaves_the_one_before_and_by_whom(self, client):
        ann, bob = colleague("administrator", username="ann"), colleague("agent", username="bob")
        client.force_login(ann)
        answer = client.post(
            f"/team/{bob.pk}/", {"username": "bob", "name": "Bob", "role": "supervisor", "is_active": "on"}
        )
        assert answer.status_code == 302
        made, named, changed = bob.edits.order_by("pgh_id")
        assert (named.role, named.name) == ("agent", "Bob")
        assert (made.pgh_label, made.role, made.pgh_context) == ("insert", "agent", None)
        assert (changed.pgh_label, changed.role, changed.pgh_context) == (
            "update",
            "supervisor",
            {"by": "ann"},
        )
        assert refused(lambda: bob.edits.update(role="agent"))
        assert refused(lambda: bob.edits.all().delete())

    def test_no_session_can_have_an_edit_forgotten(self):
        bob = colleague("agent", username="bob")
        with pgtrigger.ignore("servicing.User:update_update"):
            type(bob).objects.filter(pk=bob.pk).update(role="administrator")
        assert bob.edits.filter(role="administrator").exists()

    def test_the_owners_of_a_break(self):
        found = Break.objects.create(
            account=put(facts(UNPAID)), statement_date=date(2026, 1, 8), printed=1, ours=2, cause="higher-print",
            found_on=date(2026, 1, 9),
        )  # fmt: skip
        for owner in ("ann", "ann", "bob"):
            Break.objects.filter(pk=found.pk).update(owner=owner, printed=3)
        assert list(found.edits.order_by("pgh_id").values_list("owner", flat=True)) == ["ann", "bob"]
