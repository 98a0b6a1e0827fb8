"""ASVS 5.0, 14.2.4: how long it is kept who signed in and who looked at whom, and that `verify` misses nothing then."""

from datetime import UTC, date, datetime

import pytest

from accounts.evidence import seal, verification
from servicing.models import AccessRecord, SignInEvent
from servicing.security import retention
from tests.history import rewritten

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 11, 29, 4, 30, tzinfo=UTC)
LAST_TO_GO = datetime(2024, 11, 28, 23, 59, tzinfo=UTC)
FIRST_TO_STAY = datetime(2024, 11, 29, tzinfo=UTC)


def kept() -> tuple[list[datetime], list[datetime]]:
    return tuple(
        [*rows.objects.order_by("pk").values_list("at", flat=True)] for rows in (SignInEvent, AccessRecord)
    )


@pytest.fixture
def looked():
    """Looks and events of signing in of three days, sealed by a night."""
    for at in (LAST_TO_GO, FIRST_TO_STAY, NOW):
        SignInEvent.objects.create(at=at, kind="signed-in", name_key="x")
        AccessRecord.objects.create(at=at, by="ann", route="account")
    seal.seal(date(2026, 11, 28), NOW)


def test_what_is_older_than_the_months_goes_and_the_evidence_does_not_miss_it(looked, monkeypatch):
    monkeypatch.setattr(retention, "CHUNK", 1)  # several times, as on a large book
    assert retention.purge(NOW) == {"sign_ins": 1, "looks": 1}
    assert kept() == ([FIRST_TO_STAY, NOW],) * 2
    assert [*verification.verify()] == []
    seal.seal(date(2026, 11, 29), NOW)
    assert [*verification.verify()] == []
    assert retention.purge(NOW) == {}


def test_an_installation_says_how_many_months(looked, settings):
    settings.ACCESS_KEPT_MONTHS = 25
    assert retention.purge(NOW) == {}


def test_what_somebody_else_deletes_is_missing(looked):
    with rewritten():
        AccessRecord.objects.filter(at=NOW).delete()
    assert [(each.table, each.problem) for each in verification.verify()] == [
        ("servicing_accessrecord", "missing")
    ]
