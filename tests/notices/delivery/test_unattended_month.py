"""A month of the demo book sent unattended, the clock moved day by day: closed, planned, made, released, sent.

The print vendor posts on the next working day, mail server and gateway take what they get. A supervisor lets go
what needs a second person; nobody does anything else.
"""

import csv
import mailbox
from datetime import date, timedelta
from hashlib import sha256

import pytest
from django.core.management import call_command
from django.test import override_settings

from accounts.acts import Act
from accounts.close import run as nightly_close
from accounts.dates import each
from accounts.intake import Intake, load
from notices.archive import verification
from notices.kinds import catalogue
from notices.letters import letterheads
from notices.models import Notice, NoticeContent, PlannedDay
from servicing.demo.book import write_book
from servicing.demo.providers.vendor import Vendor
from tests.notices.delivery.unattended import Unattended, at

pytestmark = pytest.mark.django_db

FIRST, LAST = date(2026, 10, 1), date(2026, 10, 31)
GONE = ("sent", "delivered", "served")
LEFT_TO_DO = ("due", "ready", "released", "sending", "failed")


@pytest.fixture(scope="module")
def month(module_db, tmp_path_factory, mail_server, gateway):
    folder = tmp_path_factory.mktemp("post")
    write_book(folder / "book", accounts=40, months=3, through=LAST)
    for outcome in load(sorted((folder / "book").glob("*.csv")), Intake(folder / "refused")):
        assert outcome.clean, outcome
    before = FIRST - timedelta(days=1)
    nightly_close.close_through(before, now=at(FIRST, 14))
    letterheads.put_examples(Act(at=at(before, 1)))
    PlannedDay.objects.create(day=before, planned_at=at(FIRST, 1), found=0)
    mailbox.Maildir(folder / "bounces")
    lived = Unattended(Vendor(folder / "outbox", folder / "received"), at(FIRST, 2))
    with override_settings(
        OUTBOX=str(folder / "outbox"), EMAIL_URL=mail_server.url, EMAIL_FROM="notices@bank.example",
        SMS_URL=gateway.url, BOUNCES=str(folder / "bounces"), APP_MESSAGES=False, SEND_TIMEOUT_SECONDS=2,
    ):  # fmt: skip
        for day in each(FIRST, LAST):
            lived.live(day)
    return lived


def statutory():
    return [row for row in Notice.objects.all() if catalogue.get(row.kind).is_statutory]


def test_every_statutory_notice_went_before_its_deadline(month):
    rows = [row for row in statutory() if row.state in GONE]
    assert len(rows) > 5
    late = [(row.kind, row.due_by, row.sent_on) for row in rows if row.due_by and row.sent_on > row.due_by]
    assert late == []


def test_nothing_that_law_asks_for_is_left_beyond_its_day(month):
    waiting = [row for row in statutory() if row.state in LEFT_TO_DO and row.due_by and row.due_by <= LAST]
    assert [(row.kind, row.state, row.reason, row.due_by) for row in waiting] == []
    assert not [row for row in statutory() if row.missed_on and row.state != "suspended"]


def test_the_files_of_the_manifests_are_those_of_the_archive(month):
    kept = dict(
        NoticeContent.objects.filter(channel="letter").values_list("notice__reference", "document_id")
    )
    listed = set()
    for package in month.vendor.packages():
        with (package / "manifest.csv").open(encoding="utf-8", newline="") as manifest:
            for row in csv.DictReader(manifest):
                found = sha256((package / row["file"]).read_bytes()).hexdigest()
                assert found == row["sha256"] == kept[row["notice"]]
                listed.add(row["notice"])
    assert listed == month.letters != set()


def test_each_notice_went_once(month, mail_server, gateway):
    taken = [*month.letters, *mail_server.ledger.delivered.elements(), *gateway.ledger.delivered.elements()]
    assert len(taken) == len(set(taken))


def test_the_archive_is_as_it_was_made(month, capsys):
    assert list(verification.verify(render=5)) == []
    call_command("verify_notices")
    assert "every notice is kept as it was made" in capsys.readouterr().err
