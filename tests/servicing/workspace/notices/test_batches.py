"""Batches at the desk: what is shown before a release, who may release and recall, and what they are told."""

from datetime import timedelta

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from accounts import formatting
from accounts.acts import Act
from notices import batch_release, batches
from notices.kinds import labels as kind_labels
from notices.models import Batch, Notice
from tests.history import rewritten
from tests.notices.posted import ALONE, SECOND, noticed
from tests.servicing.workspace.builders import release
from tests.servicing.workspace.reading import markup, rows, text

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def the_day_after_the_last_close():
    """Letters are released while their figures are fresh."""
    with time_machine.travel("2026-01-24T09:00Z"):
        yield


@pytest.fixture
def batch(book):
    """Two to people who are past due, made by the job; no close is in doubt."""
    release()
    for name in ("late", "broken"):
        noticed(book[name], SECOND)
    return batches.make(Act(at=timezone.now()))[0]


@pytest.fixture
def compliance(client, book, people):
    client.force_login(people["compliance"])
    return client


def page_of(client, batch):
    return client.get(reverse("batch", args=[batch.pk]))


def send(client, name, batch, **said):
    return client.post(reverse(name, args=[batch.pk]), said, follow=True)


def seen(batch) -> int:
    return batches.preview(batch).newest


class TestList:
    def test_in_hand_and_earlier(self, desk, batch, book):
        Batch.objects.create(
            kind=SECOND, made_on="2026-01-01", made_at=timezone.now(), released_by="supervisor",
            released_at="2026-01-01T08:00Z", leaves_at="2026-01-01T10:00Z",
        )  # fmt: skip
        listed = text(desk.get(reverse("batches")))
        in_hand, earlier = listed.split("Earlier")
        assert "2 first to release" in in_hand
        assert "2026-01-01" in earlier
        assert "The supervisor" in earlier
        assert "dispatched" in earlier
        noticed(book["late"], ALONE)
        batches.make(Act(at=timezone.now()))
        assert "automatic from " in text(desk.get(reverse("batches")))

    def test_none_yet(self, agent):
        listed = text(agent.get(reverse("batches")))
        assert "No batch was made today, and none waits." in listed
        assert "Put what is ready into batches" not in listed

    def test_a_provisional_close_is_named(self, desk):
        assert "The close of 22 Jan 2026 is provisional" in text(desk.get(reverse("batches")))

    def test_the_home_page_counts_what_waits(self, desk, batch):
        assert "Batches to release 1" in text(desk.get(reverse("home")))
        assert "1 batch of notices waits to be released" in text(desk.get(reverse("night")))


class TestOne:
    def test_what_is_seen_before_the_release(self, desk, batch, book):
        noticed(book["paid"], SECOND, "suspended", reason="promise")
        page = text(page_of(desk, batch))
        assert "In the batch 2 all of them" in page
        assert "the first of its kind" in page
        assert "Not going 1" in page
        assert "Why some do not go suspended" in page
        assert "李娜" in page
        assert "Release 2 notices" in page

    def test_its_notices_are_a_list_that_says_which_batch(self, desk, batch):
        page = text(desk.get(reverse("notices") + f"?batch={batch.pk}"))
        assert f"Batch {kind_labels.title(SECOND)} · {formatting.day(batch.made_on)} · {batch.number}" in page

    def test_a_sample_shows_its_letter_in_the_page(self, desk, batch):
        page = page_of(desk, batch)
        assert '<object class="paper" data="/notices/' in markup(page)
        assert "object-src 'self'" in page["Content-Security-Policy"]

    def test_a_supervisor_releases_it(self, desk, batch):
        answer = text(send(desk, "release-batch", batch, seen=seen(batch)))
        assert "2 notices are released and leave at" in answer
        assert set(Notice.objects.values_list("state", flat=True)) == {"released"}
        assert "The supervisor" in answer
        assert "Recall the batch" in answer
        assert "Release 2 notices" not in answer

    def test_nothing_goes_that_was_not_looked_at(self, desk, batch, book):
        before = seen(batch)
        noticed(book["late"], SECOND)
        batches.make(Act(at=timezone.now()))
        assert "Look again." in text(send(desk, "release-batch", batch, seen=before))
        assert "Look at the batch before" in text(send(desk, "release-batch", batch))

    def test_nobody_releases_their_own(self, desk, batch, book):
        noticed(book["late"], SECOND)
        desk.post(reverse("make-batches"))
        own = Batch.objects.latest("pk")
        assert own.made_by == "supervisor"
        page = text(page_of(desk, own))
        assert "somebody other than who made the batch" in page
        assert "Release 1 notice" not in page
        assert "somebody other" in text(send(desk, "release-batch", own, seen=seen(own)))
        assert Notice.objects.filter(state="released").count() == 0

    def test_nothing_is_released_on_a_provisional_close(self, desk, book):
        noticed(book["late"], SECOND)
        batch = batches.make(Act(at=timezone.now()))[0]
        assert "provisional: nothing is released" in text(page_of(desk, batch))
        assert "provisional: nothing is released" in text(send(desk, "release-batch", batch, seen=9**9))

    def test_an_agent_looks_on(self, agent, batch):
        page = text(page_of(agent, batch))
        assert "A supervisor releases it." in page
        assert "Recall" not in page
        for name in ("release-batch", "recall-batch"):
            assert agent.post(reverse(name, args=[batch.pk])).status_code == 403


class TestRecall:
    @pytest.fixture
    def released(self, batch):
        batches.release(batch.pk, Act(by="supervisor", at=timezone.now()))
        return batch

    def test_compliance_recalls_all_of_it_with_a_reason(self, compliance, released):
        assert "This field is required." in text(send(compliance, "recall-batch", released, to="ready"))
        answer = text(send(compliance, "recall-batch", released, to="ready", reason="the seal is wrong"))
        assert "Recalled by The compliance" in answer
        assert "the seal is wrong" in answer
        assert rows(compliance.get(reverse("notices") + "?show=recalled"))
        assert "2 notices were recalled" in text(compliance.get(reverse("batches")))

    def test_a_card_number_is_no_reason(self, compliance, released):
        answer = send(compliance, "recall-batch", released, to="ready", reason="4111 1111 1111 1111")
        assert "card number" in text(answer)
        assert Notice.objects.filter(state="released").count() == 2

    def test_one_notice_from_its_own_page(self, compliance, released):
        notice = batches.of(released).first()
        page = text(compliance.get(reverse("notice", args=[notice.pk])))
        assert "Recall this notice" in page
        assert "Enter a short reason" in text(send(compliance, "recall-notice", notice))
        answer = text(send(compliance, "recall-notice", notice, to="cancelled", reason="wrong person"))
        assert "cancelled" in answer
        assert "wrong person" in answer
        assert batches.of(released).count() == 1

    def test_too_late(self, compliance, released):
        past = timezone.now() - timedelta(hours=1)
        with rewritten():
            Batch.objects.update(released_at=past - timedelta(hours=2), leaves_at=past)
        assert "Recall" not in text(page_of(compliance, released))
        answer = send(compliance, "recall-batch", released, to="ready", reason="late")
        assert Notice.objects.filter(state="released").count() == 2
        assert answer.status_code == 200

    def test_what_law_asks_for_is_only_kept_back(self, compliance, book):
        release()
        noticed(book["late"], ALONE)
        [batch] = batches.make(Act(at=timezone.now()))
        page = text(page_of(compliance, batch))
        assert "Law asks for this notice: it is kept back" in page
        send(compliance, "recall-batch", batch, reason="wrong letterhead")
        assert Notice.objects.get().state == "ready"

    def test_what_was_recalled_goes_into_a_batch_of_its_own(self, desk, released):
        batches.recall(released.pk, Act(at=timezone.now(), by="compliance", note="wait"))
        answer = text(desk.post(reverse("make-batches"), follow=True))
        assert "Put into batches." in answer
        assert batches.of(Batch.objects.latest("pk")).count() == 2
        assert "No letter is waiting for a batch." in text(desk.post(reverse("make-batches"), follow=True))


class TestLargeBatch:
    def test_a_worker_releases_it_and_the_page_tells_how_far_it_is(self, desk, batch, monkeypatch):
        monkeypatch.setattr(batch_release, "AT_ONCE", 1)
        page = send(desk, "release-batch", batch, seen=seen(batch))
        assert "Being released 0 of 2 notices are looked over by the facts of now." in text(page)
        assert 'hx-trigger="every 2s"' in page.content.decode()
        watched = desk.get(reverse("batch", args=[batch.pk]), headers={"HX-Request": "true"})
        assert "0 of 2 notices" in text(watched)
        batch_release.work_off(timezone.now())
        watched = desk.get(reverse("batch", args=[batch.pk]), headers={"HX-Request": "true"})
        assert watched.headers["HX-Refresh"] == "true"
        assert "Being released" not in text(page_of(desk, batch))
        batch.refresh_from_db()
        assert batch.released_by == "supervisor"
