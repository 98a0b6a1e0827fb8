"""Notices at the desk: the lists of work, one with its life and its letter, and an account's."""

from datetime import date

import pytest
from django.urls import reverse
from django.utils import timezone

from accounts.acts import Act
from notices.kinds.catalogue import KINDS
from notices.models import Notice, NoticeStateChange
from notices.state_changes import change_state
from tests.notices.posted import ALONE, NOW, PDF, SECOND, lettered, noticed
from tests.servicing.workspace.reading import markup, rows, text

pytestmark = pytest.mark.django_db
MISSED = {"due_by": date(2026, 1, 10), "missed_on": date(2026, 1, 11)}


@pytest.fixture
def compliance(client, book, people):
    client.force_login(people["compliance"])
    return client


def listed(client, query="") -> list[str]:
    return rows(client.get(reverse("notices") + query))


def page_of(client, notice):
    return client.get(reverse("notice", args=[notice.pk]))


class TestLists:
    def test_all_the_newest_first(self, agent, book):
        first, second = noticed(book["late"], ALONE), noticed(book["broken"], SECOND)
        found = listed(agent)
        assert [row.split()[0] for row in found] == [second.reference, first.reference]
        assert "陈伟" in found[0]

    @pytest.mark.parametrize(
        ("show", "said"),
        [
            ("suspended", {"state": "suspended", "reason": "promise"}),
            ("failed", {"state": "failed", "reason": "no address"}),
            ("missed", MISSED),
        ],
    )
    def test_work(self, agent, book, show, said):
        wanted = noticed(book["late"], SECOND, **{"state": "ready", **said})
        noticed(book["late"], SECOND, "sent")
        assert [row.split()[0] for row in listed(agent, f"?show={show}")] == [wanted.reference]

    def test_filtered(self, agent, book):
        wanted = noticed(book["late"], ALONE, "due")
        noticed(book["late"], SECOND, "due")
        noticed(book["late"], ALONE, "ready")
        for query in (f"?kind={ALONE}&state=due", f"?reference={wanted.reference}"):
            assert [row.split()[0] for row in listed(agent, query)] == [wanted.reference]
        assert agent.get(reverse("notices") + "?kind=none").status_code == 400

    def test_the_filter_says_of_which_country_a_kind_is(self, agent):
        page = markup(agent.get(reverse("notices")))
        assert ">Overdue notice · CN</option>" in page
        assert ">Notice of sums in arrears · GB</option>" in page

    def test_a_page_at_a_time(self, agent, book):
        made = [noticed(book["late"], SECOND, "due") for _ in range(53)]
        page = agent.get(reverse("notices") + "?state=due")
        assert len(rows(page)) == 50
        assert f"state=due&amp;after={made[3].pk}" in markup(page)
        assert len(listed(agent, f"?state=due&after={made[3].pk}")) == 3


class TestOne:
    def test_its_life_and_its_letter(self, agent, book):
        notice = noticed(book["late"], SECOND)
        change_state(Notice.objects.filter(pk=notice.pk), "released", Act(at=NOW, by="supervisor"))
        page = page_of(agent, notice)
        read = text(page)
        assert "The supervisor" in read
        assert "figures as of 2026-01-23" in read
        assert "1 Example Road Shanghai" in read
        assert notice.contents.get().document_id in read
        assert "the balance of the newest statement 1,000.00 CNY" in read
        assert f'data="/notices/{notice.pk}/documents/' in markup(page)

    def test_the_law_behind_the_kind(self, agent, book):
        notice = noticed(book["late"], ALONE)
        assert KINDS[ALONE].law.cited in text(page_of(agent, notice))

    def test_one_without_a_letter_says_so(self, agent, book):
        assert "Not made yet." in text(page_of(agent, noticed(book["late"], SECOND, "due")))

    def test_the_last_letter_counts(self, agent, book):
        notice = noticed(book["late"], SECOND)
        again = lettered(notice, PDF + b"again", at=timezone.now())
        read = text(page_of(agent, notice))
        assert again.document_id in read
        assert read.count("application/pdf") == 1

    def test_a_missed_deadline_is_made_good_once(self, compliance, book):
        notice = noticed(book["late"], SECOND, **MISSED)
        page = text(page_of(compliance, notice))
        assert "It was due by 10 Jan 2026, which has passed." in page
        address = reverse("remedy-notice", args=[notice.pk])
        assert "This field is required." in text(compliance.post(address, follow=True))
        answer = text(compliance.post(address, {"done": "fees waived"}, follow=True))
        assert "fees waived" in answer
        assert "a colleague has recorded one" in text(
            compliance.post(address, {"done": "again"}, follow=True)
        )
        assert listed(compliance, "?show=missed") == []

    def test_a_failed_one_is_made_again(self, compliance, book):
        notice = noticed(book["late"], SECOND, "failed", reason="no address")
        address = reverse("retry-notice", args=[notice.pk])
        assert "Try again" in text(page_of(compliance, notice))
        assert "It is due again" in text(compliance.post(address, follow=True))
        assert "It has not failed" in text(compliance.post(address, follow=True))
        assert NoticeStateChange.objects.filter(by="compliance").get().to_state == "due"

    def test_an_agent_looks_on(self, agent, book):
        notice = noticed(book["late"], SECOND, "failed", reason="no address", **MISSED)
        read = text(page_of(agent, notice))
        assert "Try again" not in read
        assert "Remedy" not in read
        for name in ("remedy-notice", "retry-notice", "recall-notice"):
            assert agent.post(reverse(name, args=[notice.pk])).status_code == 403


class TestDocument:
    def address(self, content) -> str:
        return reverse("notice-document", args=[content.notice_id, content.pk])

    def test_the_very_bytes(self, agent, book):
        response = agent.get(self.address(noticed(book["late"]).contents.get()))
        assert response.content == PDF
        assert response["Content-Type"] == "application/pdf"
        assert response["Content-Disposition"].startswith('inline; filename="N')
        assert "no-store" in response["Cache-Control"]
        assert response["X-Frame-Options"] == "SAMEORIGIN"
        assert "frame-ancestors 'self'" in response["Content-Security-Policy"]
        assert "script-src 'none'" in response["Content-Security-Policy"]

    def test_a_page_runs_nothing(self, agent, book):
        content = lettered(noticed(book["late"]), "<p>李娜</p>".encode(), "text/html; charset=utf-8")
        response = agent.get(self.address(content))
        assert response["Content-Type"] == "text/html; charset=utf-8"
        assert "default-src 'none'" in response["Content-Security-Policy"]

    def test_of_another_notice_there_is_none(self, agent, book):
        one, other = noticed(book["late"]), noticed(book["broken"])
        address = reverse("notice-document", args=[other.pk, one.contents.get().pk])
        assert agent.get(address).status_code == 404

    def test_not_for_an_administrator(self, client, book, people):
        client.force_login(people["administrator"])
        assert client.get(self.address(noticed(book["late"]).contents.get())).status_code == 403


class TestAccount:
    def test_its_notices_and_each_turn_in_time(self, agent, book):
        notice = noticed(book["late"], SECOND)
        change_state(Notice.objects.filter(pk=notice.pk), "suspended", Act(at=NOW.replace(day=23)), "promise")
        page = text(agent.get(reverse("account", args=[book["late"].pk])))
        assert notice.reference in page
        assert ": due" in page
        assert ": suspended" in page

    def test_none_yet(self, agent, book):
        assert "Nothing is to be written yet." in text(agent.get(reverse("account", args=[book["paid"].pk])))
