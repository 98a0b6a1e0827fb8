"""Letters go in packages, whole or not at all, and are sent once the vendor has posted them."""

import csv
import errno
from datetime import date, timedelta
from hashlib import sha256

import pytest
from pypdf import PdfReader

from accounts.acts import Act, ActRefused
from accounts.models import ContactPoint, DeliveryReport
from notices.delivery import outcomes, packages, queue, reports, sweep
from notices.delivery.channels import letter
from notices.delivery.channels import outbox as outboxes
from notices.models import Dispatch, Notice, Package, Receipt
from servicing.demo.providers import vendor
from tests.notices.delivery import sent
from tests.notices.delivery.sent import LAW, NOW, passed, released

pytestmark = pytest.mark.django_db


TODAY = NOW.date()


def reported(notice, outcome, on=TODAY, detail=""):
    DeliveryReport.objects.create(notice=notice.reference, outcome=outcome, on=on, detail=detail, known_on=on)


def test_a_package_is_what_its_manifest_says(outbox, clock):
    notices = [released() for _ in range(3)]
    assert passed(clock).handed == 3
    (package,) = sent.packages(outbox)
    with (package / "manifest.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == list(letter.COLUMNS)
    assert [row["notice"] for row in rows] == [notice.reference for notice in notices]
    for row, notice in zip(rows, notices, strict=True):
        content = (package / row["file"]).read_bytes()
        assert (
            sha256(content).hexdigest() == row["sha256"] == notice.contents.get(channel="letter").document_id
        )
        assert len(PdfReader(package / row["file"]).pages) == int(row["pages"]) == 1
    assert (rows[0]["postcode"], rows[0]["country"], rows[0]["line1"]) == (
        "100020",
        "CN",
        "北京市朝阳区示例街8号院3号楼",
    )
    assert vendor.checked(package) == rows


@pytest.mark.parametrize(
    ("address", "country", "columns"),
    [
        ("2 Low Lane\nFlat 3\nLeeds LS1 4AB", "GB", ("2 Low Lane", "Flat 3", "LS1 4AB", "Leeds")),
        ("Flat 7, 6 High St, London SW7 3BQ", "GB", ("Flat 7, 6 High St", "", "SW7 3BQ", "London")),
        (
            "35 Lake Drive, Apt 28C, San Diego, CA 92130",
            "US",
            ("35 Lake Drive, Apt 28C", "", "92130", "San Diego, CA"),
        ),
        ("710061 陕西省西安市健康路183号", "CN", ("陕西省西安市健康路183号", "", "710061", "")),
        ("北京市朝阳区示例街8号院3号楼\n100020", "CN", ("北京市朝阳区示例街8号院3号楼", "", "100020", "")),
        ("Leeds LS1 4AB", "GB", ("", "", "LS1 4AB", "Leeds")),
    ],
)
def test_an_address_stands_in_the_columns_of_the_manifest(address, country, columns):
    found = letter.address_columns(address, country)
    assert tuple(found[name] for name in ("line1", "line2", "postcode", "town")) == columns


def test_printed_is_not_sent_and_posted_is(outbox, clock):
    notice = released()
    passed(clock)
    notice.refresh_from_db()
    assert (notice.state, notice.sent_on) == ("sending", None)
    reported(notice, "printed")
    passed(clock)
    notice.refresh_from_db()
    assert notice.state == "sending"
    posted = NOW.date() + timedelta(days=1)
    reported(notice, "posted", posted)
    passed(clock)
    notice.refresh_from_db()
    assert (notice.state, notice.sent_on) == ("sent", posted)


def test_served_by_the_days_of_the_pack_and_turned_back_by_a_return(outbox, clock):
    notice = released()
    passed(clock)
    reported(notice, "posted")
    passed(clock)
    for _ in range(10):
        clock.move(days=1)
        passed(clock)
    notice.refresh_from_db()
    assert notice.state == "served"
    assert [turn.to_state for turn in notice.turns.order_by("pk")][-2:] == ["sent", "served"]
    reported(notice, "returned", clock().date(), "moved")
    passed(clock)
    notice.refresh_from_db()
    assert (notice.state, notice.reason) == ("returned", "moved")


def test_a_returned_letter_marks_the_address_and_goes_by_the_next_channel_with_a_new_clock(outbox, clock):
    notice = released(due_by=date(2026, 2, 26))
    address = ContactPoint.objects.get(customer=notice.recipient, kind="address")
    passed(clock)
    reported(notice, "posted")
    clock.move(days=6)
    reported(notice, "returned", clock().date(), "gone away")
    passed(clock)
    address.refresh_from_db()
    assert address.remarks.get().what == "stopped"
    assert ContactPoint.objects.filter(customer=notice.recipient, kind="address").count() == 1
    anew = Notice.objects.get(supersedes=notice)
    assert (anew.state, anew.issue, anew.occasion) == ("due", 2, notice.occasion)
    assert anew.due_by > notice.due_by


def test_a_returned_statutory_notice_opens_work_with_its_deadline_in_doubt(outbox, clock):
    notice = released(LAW, ("letter",))
    passed(clock)
    reported(notice, "posted")
    reported(notice, "returned", NOW.date(), "refused")
    assert passed(clock).work == 1
    dispatch = Dispatch.objects.get(notice=notice)
    assert (dispatch.work, dispatch.reason) == ("deadline-in-doubt", "refused")
    assert not Notice.objects.filter(supersedes=notice).exists()
    outcomes.settle(dispatch, Act(at=NOW, by="sam", note="served by hand"))
    with pytest.raises(ActRefused):
        outcomes.settle(dispatch, Act(at=NOW, by="kim", note="too late"))
    assert passed(clock).work == 0


def test_no_word_of_the_vendor_is_work_for_a_person(outbox, clock):
    notice = released()
    passed(clock)
    clock.move(days=7)
    assert passed(clock).work == 1
    assert Dispatch.objects.get(notice=notice).work == "no-word"


def test_a_full_disk_hands_nothing_over_and_the_letters_wait(outbox, clock, monkeypatch):
    notice = released()
    whole = outboxes._Folder.put

    def full(self, path, content):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(outboxes._Folder, "put", full)
    assert passed(clock).handed == 0
    notice.refresh_from_db()
    assert notice.state == "released"
    assert sent.packages(outbox) == []
    monkeypatch.setattr(outboxes._Folder, "put", whole)
    assert passed(clock).handed == 0  # it waits by the table
    clock.move(minutes=2)
    assert passed(clock).handed == 1
    assert len(sent.packages(outbox)) == 1
    assert sorted(Package.objects.values_list("state", flat=True)) == ["dropped", "published"]


@pytest.mark.parametrize("killed_after", ["begun", "written", "complete", "published"])
def test_whoever_is_killed_while_a_package_is_made_leaves_each_letter_in_one(outbox, clock, killed_after):
    """The steps of handing over, up to the kill; then another worker after the lease."""
    notice = released()
    queue.queue(clock())
    me = "killed"
    package = packages._begin(packages.claims.take("letter", 10, me, clock()), me, clock)
    with outboxes.opened() as at:
        if killed_after != "begun":
            letter.write(at, package.name, packages._letters(package))
        if killed_after in ("complete", "published"):
            Package.objects.filter(pk=package.pk).update(state="complete")
        if killed_after == "published":
            assert letter.publish(at, package.name)
    clock.move(minutes=10)
    passed(clock)
    clock.move(minutes=10)
    passed(clock)
    found = [row["notice"] for each in sent.packages(outbox) for row in vendor.checked(each)]
    assert found == [notice.reference]
    notice.refresh_from_db()
    assert notice.state == "sending"
    assert Dispatch.objects.get(notice=notice).state == "handed"


def test_a_writer_that_was_given_up_cannot_hand_over(outbox, clock):
    notice = released()
    queue.queue(clock())
    package = packages._begin(packages.claims.take("letter", 10, "slow", clock()), "slow", clock)
    clock.move(minutes=10)
    sweep.sweep(clock)
    assert packages._hand_over(package, clock) == 0
    assert sent.packages(outbox) == []
    clock.move(minutes=10)
    assert passed(clock).handed == 1
    assert [row["notice"] for row in vendor.checked(sent.packages(outbox)[0])] == [notice.reference]


def test_the_vendor_posts_before_it_is_written_down_that_it_has_the_package(outbox, clock):
    """Killed right after the rename; the vendor was quicker than the lease."""
    notice = released()
    queue.queue(clock())
    package = packages._begin(packages.claims.take("letter", 10, "killed", clock()), "killed", clock)
    with outboxes.opened() as at:
        letter.write(at, package.name, packages._letters(package))
        Package.objects.filter(pk=package.pk).update(state="complete")
        assert letter.publish(at, package.name)
    reported(notice, "posted")
    passed(clock)
    notice.refresh_from_db()
    assert (notice.state, notice.sent_on) == ("sent", TODAY)
    clock.move(minutes=10)
    passed(clock)
    notice.refresh_from_db()
    assert notice.state == "sent"
    assert Package.objects.get().state == "published"


def test_a_word_about_a_letter_that_was_never_handed_over_is_kept_as_strange(outbox, clock):
    notice = released()
    queue.queue(clock())
    reported(notice, "posted")
    reports.read_returns(clock())
    notice.refresh_from_db()
    assert notice.state == "released"
    assert not Receipt.objects.get().known
