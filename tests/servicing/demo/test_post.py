"""The demo's post has a past, and leaves something to release."""

from datetime import UTC, datetime

import pytest

from accounts.models import BillingCycle
from notices.models import Batch, Notice, PlannedDay
from servicing.demo import post as demo_post
from tests.history import rewritten
from tests.notices.posted import reached
from tests.servicing.workspace.builders import LAST, release, small_book

NOW = datetime(2026, 1, 24, 12, tzinfo=UTC)


@pytest.mark.django_db
def test_what_is_older_was_sent_and_what_is_newest_waits(monkeypatch):
    monkeypatch.setattr(demo_post, "IN_HAND", 10)  # the small book calls for nothing later
    for account in small_book().values():
        reached(account.parties.get().customer)
    with rewritten():
        BillingCycle.objects.update(principal=90_000, interest=8_000, fees=2_000)
    release()
    seen = []
    demo_post.write(demo_post.begin(LAST, NOW), NOW, lambda: seen.append(1))
    assert len(seen) == 23
    assert PlannedDay.objects.latest("day").day == LAST
    sent = Notice.objects.filter(state="sent")
    assert sent.exists()
    assert not sent.filter(sent_on=None).exists()
    assert Notice.objects.filter(state__in=["ready", "released"]).exists()
    assert Batch.objects.exists()
    assert not Notice.objects.exclude(missed_on=None).exclude(state="cancelled").exists()
    assert demo_post.begin(LAST, NOW) == []
