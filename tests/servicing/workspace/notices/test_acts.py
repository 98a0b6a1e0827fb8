"""The one list of statutory and decided acts: each with its basis, who decided it, and when."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from accounts.models import Exit, ReAge
from notices.kinds import catalogue
from notices.kinds import labels as kind_labels
from servicing.worklists import acts as act_lists
from tests.notices.written import due
from tests.servicing.workspace.reading import text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def day():
    with time_machine.travel("2026-02-10T02:00Z", tick=False):
        yield


def test_every_notice_that_law_asks_for_stands_there_with_its_basis(desk):
    page = text(desk.get(reverse("acts")))
    statutory = [kind for kind in catalogue.KINDS.values() if kind.is_statutory]
    assert statutory
    for kind in statutory:
        assert kind_labels.title(kind.code) in page
        assert kind.law.cited in page
    assert {each.act for each in act_lists.kinds()} == {"notice", *act_lists.DECIDED}


def test_what_was_done_says_who_decided_and_when(desk, book):
    account = book["late"]
    due(account, "cn-overdue", state="sent", sent_on=date(2026, 2, 2))
    ReAge.objects.create(
        account=account, on=date(2026, 2, 3), reason="kept", known_on=date(2026, 2, 3), granted_by="eve"
    )
    Exit.objects.create(account=account, on=date(2026, 2, 4), reason="placed", known_on=date(2026, 2, 4))
    page = text(desk.get(reverse("acts") + "?through=2026-02-10"))
    name = account.reference
    assert f"2026-02-02 {name} Overdue notice" in page
    assert f"2026-02-03 {name} re-age" in page and "eve" in page
    assert f"2026-02-04 {name} hand-over to an agency – the issuer, by file" in page


def test_a_reminder_is_none_of_them(desk, book):
    due(book["late"], "cn-collection-first", state="sent", sent_on=date(2026, 2, 2))
    assert "Collection letter" not in text(desk.get(reverse("acts") + "?through=2026-02-10"))


def test_older_acts_are_a_month_back(desk):
    page = desk.get(reverse("acts") + "?through=2026-02-10")
    assert "?through=2026-01-10" in page.content.decode()
    assert desk.get(reverse("acts") + "?through=never").status_code == 400
