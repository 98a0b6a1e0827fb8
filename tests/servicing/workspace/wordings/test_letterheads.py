"""Letterheads, as the administrator writes them."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from notices.letters import letterheads
from notices.models import Letterhead
from tests.notices.written import DOT, NOW
from tests.servicing.workspace.reading import markup, text

pytestmark = pytest.mark.django_db

PAGE = ("letterhead", ["CN", "zh-hans"])
SAID = {
    "name": "某某银行", "address": "某某路1号\n200000", "service_number": "95500",
    "complaint_channel": "95501", "how_to_pay": "手机银行", "pay_to": "某某银行",
    "how_to_query": "手机银行", "how_to_object": "致电95500", "how_to_send_evidence": "致函本行",
}  # fmt: skip


@pytest.fixture
def administrator(client, people):
    client.force_login(people["administrator"])
    return client


def address(name: str = "letterhead") -> str:
    return reverse(name, args=["CN", "zh-hans"])


def seal(content: bytes = DOT) -> SimpleUploadedFile:
    return SimpleUploadedFile("seal.png", content, "image/png")


def test_what_is_not_written_yet_is_told(administrator):
    assert text(administrator.get(reverse("letterheads"))).count("not written yet") == 5


def test_the_first_version(administrator):
    assert administrator.post(address(), {**SAID, "picture": seal()}).url == address()
    head = letterheads.in_force("CN", "zh-hans")
    assert (head.number, head.name, head.written_by) == (1, "某某银行", "administrator")
    assert bytes(head.seal.content) == DOT
    assert administrator.get(address("letterhead-seal")).content == DOT
    assert "某某银行" in text(administrator.get(reverse("letterheads")))


def test_the_next_version_keeps_the_seal_and_the_one_before(administrator):
    administrator.post(address(), {**SAID, "picture": seal()})
    administrator.post(address(), {**SAID, "name": "新某某银行"})
    first, second = Letterhead.objects.order_by("number")
    assert (first.name, second.name) == ("某某银行", "新某某银行")
    assert first.seal == second.seal
    administrator.post(address(), {**SAID, "no_seal": "on"})
    assert letterheads.in_force("CN", "zh-hans").seal is None
    assert "no seal" in text(administrator.get(reverse("letterheads")))


def test_the_form_begins_with_what_is_in_force(administrator):
    letterheads.put_examples("", NOW)
    page = markup(administrator.get(address()))
    assert 'value="示例银行信用卡中心"' in page
    assert 'enctype="multipart/form-data"' in page


@pytest.mark.parametrize(
    "wrong",
    [
        {"name": ""},
        {"address": ""},
        {"picture": seal(b"GIF89a")},
        {"pay_to": "4111 1111 1111 1111"},
        {"terms_url": "javascript:alert(1)"},
    ],
)
def test_what_cannot_stand_on_a_letter_is_refused(administrator, wrong):
    page = markup(administrator.post(address(), {**SAID, **wrong}))
    assert re.search(r'class="errorlist', page)
    assert not Letterhead.objects.exists()


def test_a_specimen_is_a_letter_to_nobody(administrator):
    letterheads.put_examples("", NOW)
    specimen = administrator.get(address("letterhead-specimen"))
    assert specimen["Content-Type"] == "application/pdf"
    assert specimen.content.startswith(b"%PDF-")


def test_a_specimen_that_cannot_be_made_says_why(administrator):
    administrator.post(address(), SAID)
    page = administrator.get(address("letterhead-specimen"), follow=True)
    assert "no-seal" in text(page)


def test_only_letterheads_that_letters_need(administrator):
    for jurisdiction, language in [("CN", "es"), ("XX", "en"), ("US", "zh-hans")]:
        assert administrator.get(reverse("letterhead", args=[jurisdiction, language])).status_code == 404
