"""What law prescribes word for word: kept, approved by two others, enclosed and printed; without it nothing goes."""

import csv
from datetime import date, timedelta
from email import message_from_bytes, policy

import pytest

from accounts.acts import Act
from notices import batches, prescribed
from notices.archive import freeze as archive
from notices.archive import verification
from notices.delivery import run as delivery
from notices.models import Batch, PrescribedDocument
from servicing.demo.providers.vendor import Vendor
from tests.notices.archive.test_freeze import tamper
from tests.notices.delivery.sent import pdf
from tests.notices.written import NOW, account, due, heads, sum_of

pytestmark = pytest.mark.django_db

KIND = "gb-sums-in-arrears"
SHEET, WORDING = "gb-arrears-sheet", "gb-arrears-wording"
EARLIER = NOW - timedelta(hours=5)
WORDS = "This notice is given in compliance with the Act\nbecause you are behind with your payments."
SOLD = date(2026, 1, 1)


@pytest.fixture
def written_on():
    return heads()


def wanted(code):
    return next(each for each in prescribed.wanted() if each.code == code)


def kept(code: str, *approved_by: str, valid_from=SOLD, content: bytes = b"") -> PrescribedDocument:
    content = content or (pdf("Arrears") if code == SHEET else WORDS.encode())
    document = prescribed.keep(
        wanted(code), content, title="Information sheet on arrears", issue="July 2025", valid_from=valid_from,
        act=Act(at=EARLIER, by="chris"),
    )  # fmt: skip
    for name in approved_by:
        prescribed.approve(document, Act(at=EARLIER, by=name))
    return document


def owed():
    return due(account("GB", "en", address="1 High St\nLondon\nSW1A 1AA"), KIND, due_by=date(2026, 2, 26))


def make(notice):
    archive.make_ready([notice.pk], Act(at=EARLIER))
    notice.refresh_from_db()
    return notice.state, notice.reason


def test_without_what_law_prescribes_it_cannot_be_made_and_is_made_once_two_others_approve(written_on):
    notice = owed()
    assert make(notice) == ("failed", "not-prescribed")
    assert notice.turns.last().reason == "not-prescribed: gb-arrears-sheet"
    kept(SHEET, "ada", "sam")
    notice.refresh_from_db()
    assert (notice.state, notice.reason) == ("due", "")
    assert make(notice) == ("failed", "not-prescribed")
    assert notice.turns.last().reason == "not-prescribed: gb-arrears-wording"
    kept(WORDING, "ada", "sam")
    assert make(notice) == ("ready", "")


def test_the_letter_names_the_sheet_and_prints_the_wording(written_on):
    sheet, _wording = kept(SHEET, "ada", "sam"), kept(WORDING, "ada", "sam")
    notice = owed()
    make(notice)
    mail = message_from_bytes(
        bytes(notice.contents.get(channel="email").document.content), policy=policy.default
    )
    text = mail.get_body(("plain",)).get_content()
    assert "Enclosed: Information sheet on arrears, July 2025." in text
    assert WORDS in text.replace("\r\n", "\n")
    (attached,) = mail.iter_attachments()
    assert sum_of(attached.get_content()) == sheet.document_id
    assert attached.get_filename() == "gb-arrears-sheet.pdf"
    assert {content.enclosure_id for content in notice.contents.all()} == {sheet.document_id}
    assert list(verification.verify(render=5)) == []


@pytest.mark.parametrize("approved_by", [(), ("ada",)])
def test_one_other_is_not_enough(written_on, approved_by):
    kept(SHEET, *approved_by)
    assert make(owed()) == ("failed", "not-prescribed")


def test_nobody_approves_what_they_put_there_or_approves_twice():
    document = kept(SHEET, "ada")
    for name, code in (("chris", "own"), ("ada", "twice")):
        with pytest.raises(prescribed.CannotApprove, match=code):
            prescribed.approve(document, Act(at=NOW, by=name))
    prescribed.approve(document, Act(at=NOW, by="sam"))
    with pytest.raises(prescribed.CannotApprove, match="done"):
        prescribed.approve(document, Act(at=NOW, by="kim"))


def test_before_its_day_it_does_not_count(written_on):
    kept(WORDING, "ada", "sam")
    kept(SHEET, "ada", "sam", valid_from=date(2026, 2, 25))
    assert make(owed()) == ("failed", "not-prescribed")


def test_a_new_edition_has_unsent_letters_made_anew(written_on):
    kept(SHEET, "ada", "sam")
    kept(WORDING, "ada", "sam")
    notice = owed()
    make(notice)
    (batch,) = batches.make(Act(at=EARLIER))
    kept(SHEET, "ada", "sam", content=pdf("Arrears, second edition"))
    batches.release(batch.pk, Act(by="sam", at=EARLIER))
    notice.refresh_from_db()
    assert (notice.state, notice.reason) == ("due", "figures")
    assert make(notice) == ("ready", "")


def test_the_sheet_goes_into_the_package_once_and_the_manifest_names_it(written_on, settings, tmp_path):
    settings.OUTBOX, settings.EMAIL_URL, settings.SMS_URL = str(tmp_path / "outbox"), "", ""
    settings.APP_MESSAGES = False
    sheet, _wording = kept(SHEET, "ada", "sam"), kept(WORDING, "ada", "sam")
    notices = [owed(), owed()]
    for notice in notices:
        make(notice)
    batches.make(Act(at=EARLIER))
    for batch in Batch.objects.all():
        batches.release(batch.pk, Act(by="sam", at=EARLIER))
    delivery.send(lambda: NOW)
    (package,) = (path for path in (tmp_path / "outbox").glob("*/") if not path.name.startswith("."))
    rows = list(csv.DictReader((package / "manifest.csv").open(encoding="utf-8")))
    assert {(row["enclosure"], row["enclosure_sha256"]) for row in rows} == {
        (f"enclosure-{sheet.document_id[:16]}.pdf", sheet.document_id)
    }
    assert len(list(package.glob("*.pdf"))) == len(notices) + 1
    assert len(Vendor(tmp_path / "outbox", tmp_path / "received").collect()) == len(notices)


@pytest.mark.parametrize("content", [b"no pdf", b"%PDF-1.7 broken", pdf("x") + b"/JavaScript"])
def test_a_sheet_is_a_plain_pdf(content):
    with pytest.raises(prescribed.NotASheet):
        kept(SHEET, content=content)


def test_a_changed_sheet_is_found(written_on):
    sheet, _wording = kept(SHEET, "ada", "sam"), kept(WORDING, "ada", "sam")
    make(notice := owed())
    changed = bytes(sheet.document.content)[:-1] + b"?"
    tamper("UPDATE notices_document SET content = %s WHERE sha256 = %s", changed, sheet.document_id)
    assert {(each.notice, each.what) for each in verification.verify()} == {(notice.reference, "bytes")}
