"""Letterheads, as the administrator writes them."""

import re
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accounts.acts import Act
from notices.letters import letterheads
from notices.models import Letterhead
from notices.models.letterhead import LetterheadApproval
from tests.notices.written import DOT, NOW
from tests.servicing.workspace.reading import markup, text

pytestmark = pytest.mark.django_db

LATER = date(2100, 1, 1)
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


def in_force(day=LATER) -> Letterhead | None:
    try:
        return letterheads.in_force("CN", "zh-hans", day)
    except letterheads.NoLetterhead:
        return None


def approved(*by: str) -> None:
    """The newest version, by these people."""
    for name in by:
        letterheads.approve(Letterhead.objects.latest("number"), Act(by=name, at=timezone.now()))


def test_the_first_version(administrator):
    assert administrator.post(address(), {**SAID, "picture": seal()}).url == address()
    assert in_force() is None, "nobody else has looked at it"
    approved("ann", "ben")
    head = in_force()
    assert (head.number, head.name, head.written_by) == (1, "某某银行", "administrator")
    assert bytes(head.seal.content) == DOT


def test_the_next_version_keeps_the_seal_and_the_one_before(administrator):
    administrator.post(address(), {**SAID, "picture": seal()})
    approved("ann", "ben")
    administrator.post(address(), {**SAID, "name": "新某某银行"})
    first, second = Letterhead.objects.order_by("number")
    assert (first.name, second.name) == ("某某银行", "新某某银行")
    assert first.seal == second.seal
    administrator.post(address(), {**SAID, "no_seal": "on"})
    approved(*(["ann", "ben"][: Letterhead.objects.latest("number").needs_approvals]))
    assert in_force().seal is None


def test_the_form_begins_with_what_is_in_force(administrator):
    letterheads.put_examples(Act(at=NOW))
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
        {"how_to_pay": "拿着现金，和警察一起来"},
        {"complaint_channel": "请告诉您的老板"},
        {"pay_to": "请联系王经理付款"},
    ],
)
def test_what_cannot_stand_on_a_letter_is_refused(administrator, wrong):
    page = markup(administrator.post(address(), {**SAID, **wrong}))
    assert re.search(r'class="errorlist', page)
    assert not Letterhead.objects.exists()


def test_a_specimen_is_a_letter_to_nobody(administrator):
    letterheads.put_examples(Act(at=NOW))
    specimen = administrator.get(address("letterhead-specimen"))
    assert specimen["Content-Type"] == "application/pdf"
    assert specimen.content.startswith(b"%PDF-")


def test_a_specimen_that_cannot_be_made_says_why(administrator):
    letterheads._write("CN", "zh-hans", SAID, None, Act(at=NOW), is_ours=True)
    page = administrator.get(address("letterhead-specimen"), follow=True)
    assert "no-seal" in text(page)


def test_only_letterheads_that_letters_need(administrator):
    for jurisdiction, language in [("CN", "es"), ("XX", "en"), ("US", "zh-hans")]:
        assert administrator.get(reverse("letterhead", args=[jurisdiction, language])).status_code == 404


class TestApproval:
    """What reaches a customer is looked at by a second person, and where money goes by two."""

    @pytest.fixture(autouse=True)
    def known(self):
        letterheads.put_examples(Act(at=NOW))

    def propose(self, **changed) -> Letterhead:
        before = in_force()
        texts = {name: getattr(before, name) for name in letterheads.TEXTS} | changed
        return letterheads.save("CN", "zh-hans", texts, before.seal, Act(by="ann", at=NOW))

    def test_somebody_else_than_the_writer(self):
        head = self.propose(name="新示例银行")
        assert in_force().number == 1
        with pytest.raises(letterheads.CannotApprove, match="own"):
            letterheads.approve(head, Act(by="ann", at=NOW))
        assert letterheads.approve(head, Act(by="ben", at=NOW)).effective_on == NOW.date()
        assert in_force(NOW.date()) == head
        with pytest.raises(letterheads.CannotApprove, match="done"):
            letterheads.approve(head, Act(by="eve", at=NOW))

    @pytest.mark.parametrize("money", [{"pay_to": "示例银行，账号另行通知"}, {"how_to_pay": "柜台"}])
    def test_where_money_goes_two_others_and_a_day(self, money):
        head = self.propose(**money)
        assert letterheads.approve(head, Act(by="ben", at=NOW)).effective_on is None
        with pytest.raises(letterheads.CannotApprove, match="twice"):
            letterheads.approve(head, Act(by="ben", at=NOW))
        letterheads.approve(head, Act(by="eve", at=NOW))
        day = NOW.date()
        numbers = [in_force(day + timedelta(days=waited)).number for waited in range(3)]
        assert numbers == [1, 1, 2], "a whole day goes by first"

    def test_no_text_but_a_threat_is_refused(self):
        with pytest.raises(letterheads.RefusedTexts, match="how_to_pay"):
            self.propose(how_to_pay="带上您的家人和警察来付款")
        assert self.propose(how_to_pay="手机银行，或致电400-000-0000").number == 2

    def test_old_and_new_stand_beside_each_other(self, client, people):
        self.propose(pay_to="示例银行，新的收款账户")
        client.force_login(people["compliance"])
        page = text(client.get(address("letterhead-approval")))
        assert "新的收款账户" in page and in_force().pay_to in page
        assert "2 others approve it" in page
        client.post(address("letterhead-approval"), {"seen": Letterhead.objects.latest("number").number})
        assert LetterheadApproval.objects.get().by == "compliance"
        assert client.get(address()).status_code == 403

    def test_products_have_the_names_that_people_know(self):
        head = self.propose(product_names="CN-CLASSIC: 示例标准卡\nCN-GOLD:示例金卡")
        assert head.names_of_products == {"CN-CLASSIC": "示例标准卡", "CN-GOLD": "示例金卡"}
