"""The pages of what law prescribes: what is missing, a version put there, and two others who approve it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from notices.models import PrescribedDocument
from tests.notices.delivery.sent import pdf
from tests.servicing.workspace.reading import text

pytestmark = pytest.mark.django_db

SHEET, WORDING = ["gb-arrears-sheet", "en"], ["gb-arrears-wording", "en"]
SAID = {"title": "Information sheet on arrears", "issue": "July 2025", "valid_from": "2026-01-01"}


@pytest.fixture
def seen_by(client, people):
    def sign_in(name: str):
        client.force_login(people[name])
        return client

    return sign_in


def file(content: bytes) -> SimpleUploadedFile:
    return SimpleUploadedFile("sheet.pdf", content, "application/pdf")


def put(client, at=SHEET, **said):
    return client.post(reverse("prescribed-document", args=at), {**SAID, **said})


def approve(client):
    return client.post(reverse("approve-prescribed", args=[*SHEET, 1]), follow=True)


def test_what_is_missing_is_told_with_the_letters_that_need_it(seen_by):
    page = text(seen_by("agent").get(reverse("prescribed-documents")))
    assert page.count("missing") == 5 and "Notice of sums in arrears" in page


def test_one_puts_it_there_and_two_others_approve_it(seen_by):
    assert put(seen_by("compliance"), file=file(pdf("Arrears"))).status_code == 302
    assert "Somebody other than who added it" in text(approve(seen_by("compliance")))
    assert "One more person has to" in text(approve(seen_by("administrator")))
    assert "have approved it already" in text(approve(seen_by("administrator")))
    page = text(approve(seen_by("supervisor")))
    assert "Approved." in page and "in force" in page
    kept = seen_by("agent").get(reverse("prescribed-version", args=[*SHEET, 1]))
    assert kept.content == pdf("Arrears") and kept["Content-Type"] == "application/pdf"


@pytest.mark.parametrize("content", [b"no pdf", pdf("x") + b"/JavaScript"])
def test_what_is_no_plain_pdf_is_refused(seen_by, content):
    assert "no plain PDF" in text(put(seen_by("compliance"), file=file(content)))
    assert not PrescribedDocument.objects.exists()


def test_its_title_goes_through_the_check_of_words(seen_by):
    page = text(put(seen_by("compliance"), file=file(pdf("Arrears")), title="Pay or the police will come"))
    assert "Enter" not in page and not PrescribedDocument.objects.exists()


def test_a_wording_is_text(seen_by):
    assert put(seen_by("administrator"), WORDING, text="Because you are behind.").status_code == 302
    assert bytes(PrescribedDocument.objects.get().document.content) == b"Because you are behind."


def test_others_only_read(seen_by):
    assert put(seen_by("agent"), file=file(pdf("Arrears"))).status_code == 200
    assert not PrescribedDocument.objects.exists()
    assert approve(seen_by("agent")).status_code == 403
