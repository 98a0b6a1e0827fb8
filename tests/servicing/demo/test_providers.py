"""The demo's own providers: what they take arrives once, is posted the next working day, and can be looked at."""

import csv
import json
import os
import time
from datetime import date, datetime
from hashlib import sha256
from pathlib import Path

import pytest
from django.urls import reverse

from accounts.calendars import sync as calendar_sync
from accounts.models import DeliveryReport
from notices.delivery.channels.letter import COLUMNS
from servicing.demo import post
from servicing.demo.providers.vendor import BadPackage, Vendor, some_return
from tests.notices.posted import PDF
from tests.servicing.workspace.reading import text

pytestmark = pytest.mark.django_db
FRIDAY, MONDAY = date(2026, 11, 20), date(2026, 11, 23)
BACK = next(f"N{number:012d}" for number in range(10_000) if some_return(f"N{number:012d}"))
STAYS = next(f"N{number:012d}" for number in range(10_000) if not some_return(f"N{number:012d}"))


def package(outbox: Path, name: str, *references: str) -> Path:
    folder = outbox / name
    folder.mkdir(parents=True)
    with (folder / "manifest.csv").open("w", newline="") as file:
        rows = csv.DictWriter(file, COLUMNS)
        rows.writeheader()
        for reference in references:
            (folder / f"{reference}.pdf").write_bytes(PDF)
            rows.writerow(
                {"notice": reference, "file": f"{reference}.pdf", "sha256": sha256(PDF).hexdigest()}
            )
    return folder


@pytest.fixture
def vendor(tmp_path):
    calendar_sync.keep(FRIDAY)
    return Vendor(tmp_path / "outbox", tmp_path / "received")


def taken_on(vendor: Vendor, day: date) -> None:
    at = time.mktime(datetime.combine(day, datetime.min.time()).timetuple())
    for taken in vendor.packages():
        os.utime(taken, (at, at))


def test_letters_are_posted_the_next_working_day_and_a_few_come_back(vendor):
    package(vendor.outbox, "one", BACK, STAYS)
    assert vendor.collect() == [BACK, STAYS]
    taken_on(vendor, FRIDAY)
    assert post.report(vendor, FRIDAY) == 0
    assert post.report(vendor, MONDAY) == 1
    assert set(DeliveryReport.objects.values_list("notice", "outcome", "on")) == {
        (BACK, "posted", MONDAY), (STAYS, "posted", MONDAY),
    }  # fmt: skip
    assert post.report(vendor, date(2026, 11, 26)) == 1
    assert DeliveryReport.objects.get(outcome="returned").notice == BACK
    assert post.report(vendor, date(2026, 11, 27)) == 0


def test_a_package_offered_twice_is_printed_once(vendor):
    package(vendor.outbox, "one", STAYS)
    vendor.collect()
    package(vendor.outbox, "two", STAYS)
    assert vendor.collect() == []
    assert vendor.ledger.offered[STAYS] == 2


def test_a_package_that_is_not_what_its_manifest_says_is_refused(vendor):
    (package(vendor.outbox, "one", STAYS) / f"{STAYS}.pdf").write_bytes(b"another")
    with pytest.raises(BadPackage):
        vendor.collect()


def test_what_customers_have_in_hand(vendor, agent, book, settings, tmp_path):
    assert agent.get(reverse("received")).status_code == 404
    settings.DEMO_RECEIVED = str(tmp_path / "received")
    package(vendor.outbox, "one", STAYS)
    vendor.collect()
    (tmp_path / "received/texts").mkdir()
    (tmp_path / "received/texts/N7.json").write_text(json.dumps({"id": "N7", "to": "+86138", "text": "您好"}))
    (tmp_path / "received/mails").mkdir()
    mail = (
        "From: a@b.example\nTo: c@d.example\nSubject: Your account\nContent-Type: text/html\n\n<p>Hello</p>"
    )
    (tmp_path / "received/mails/N8.eml").write_text(mail)
    found = text(agent.get(reverse("received")))
    assert all(each in found for each in (STAYS, "您好", "Your account"))
    assert agent.get(reverse("received-letter", args=[STAYS])).content == PDF
    page = agent.get(reverse("received-mail", args=["N8"]))
    assert b"<p>Hello</p>" in page.content
    assert "script-src 'none'" in page["Content-Security-Policy"]
    assert agent.get(reverse("received-mail", args=["N9"])).status_code == 404
