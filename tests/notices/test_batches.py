"""Batches: gathered, looked at, released by whom and when, and recalled until they have left."""

from datetime import date, timedelta
from threading import Barrier, Thread

import pytest
from django.db import IntegrityError, connection, transaction

from accounts.acts import Act
from accounts.models import BusinessDay, FeedDiscrepancy
from notices import batches, state_changes
from notices.models import Batch, Notice, NoticeStateChange
from tests.notices.posted import ALONE, NOW, SECOND, noticed
from tests.servicing.workspace.builders import UNPAID, hold

LATER = NOW + timedelta(minutes=20)
CUT_OFF = timedelta(hours=2)


@pytest.fixture
def account(db):
    return hold(UNPAID, name="李娜")


@pytest.fixture
def batch(account):
    """One that the job has made of three notices that a second person releases."""
    return made(account, SECOND, 3)


def made(account, kind, number) -> Batch:
    for _ in range(number):
        noticed(account, kind)
    return batches.make(Act(at=NOW))[0]


def states(kind=SECOND) -> list[str]:
    return list(Notice.objects.filter(kind=kind).order_by("pk").values_list("state", flat=True))


def doubtful(day=date(2026, 1, 22)) -> BusinessDay:
    close = BusinessDay.objects.create(day=day, started_at=NOW, closed_at=NOW)
    FeedDiscrepancy.objects.create(
        day=close, code=FeedDiscrepancy.Code.MISSING, kind="payments", expected=5, found=0
    )
    return close


class TestMaking:
    def test_one_a_kind_and_day_that_takes_in_what_becomes_ready(self, account):
        noticed(account, SECOND)
        noticed(account, ALONE)
        noticed(account, SECOND, "suspended", reason="hold")
        first = batches.make(Act(at=NOW))
        assert [(b.kind, b.number, b.second_person) for b in first] == [(SECOND, 1, True), (ALONE, 1, False)]
        assert batches.make(Act(at=NOW)) == []
        noticed(account, SECOND)
        assert batches.make(Act(at=LATER)) == [first[0]]
        assert batches.of(first[0]).count() == 2
        noticed(account, SECOND)
        assert batches.make(Act(at=NOW + timedelta(days=1)))[0].made_on == date(2026, 1, 25)

    def test_what_comes_after_the_release_has_a_batch_of_its_own(self, account, batch):
        batches.release(batch.pk, Act(by="supervisor", at=NOW))
        noticed(account)
        assert [b.number for b in batches.make(Act(at=LATER))] == [2]

    def test_one_that_is_ready_no_more_is_let_go_and_comes_back_in_a_later_one(self, account, batch):
        other = batches.of(batch).first()
        state_changes.change_state(Notice.objects.filter(pk=other.pk), "suspended", Act(at=NOW), "promise")
        batches.make(Act(at=NOW))
        assert batches.of(batch).count() == 2
        assert batch.batched.get(notice=other).left_by == ""
        state_changes.change_state(Notice.objects.filter(pk=other.pk), "ready", Act(at=LATER))
        assert batches.make(Act(at=LATER)) == [batch]
        assert batches.of(batch).count() == 3


class TestPreview:
    def test_how_many_against_the_one_before_and_what_does_not_go(self, account, batch):
        batches.release(batch.pk, Act(by="supervisor", at=NOW))
        noticed(account, SECOND, "suspended", reason="promise")
        noticed(account, SECOND, "suspended", reason="promise")
        noticed(account, SECOND, "failed", reason="no address")
        noticed(account, ALONE, "failed", reason="no address")
        seen = batches.preview(made(account, SECOND, 5))
        assert (seen.size, seen.difference, [each.size for each in seen.earlier]) == (5, 2, [3])
        assert seen.waiting == [("suspended", "promise", 2), ("failed", "no address", 1)]
        assert seen.held == 3
        assert len(seen.samples) == 5

    def test_the_first_of_its_kind_has_nothing_to_compare_with(self, batch):
        assert batches.preview(batch).difference is None

    def test_samples_are_drawn_at_random(self, account):
        seen = made(account, SECOND, 20)
        drawn = {tuple(each.pk for each in batches.preview(seen).samples) for _ in range(5)}
        assert len(drawn) > 1


class TestRelease:
    def test_by_a_second_person_until_the_cut_off(self, batch):
        done = batches.release(batch.pk, Act(by="supervisor", at=NOW))
        batch.refresh_from_db()
        assert (done.went, done.held_back) == (3, {})
        assert states() == ["released"] * 3
        assert (batch.released_by, batch.released_at) == ("supervisor", NOW)
        assert batch.leaves_at == NOW + CUT_OFF
        assert set(NoticeStateChange.objects.filter(to_state="released").values_list("by", "at")) == {
            ("supervisor", NOW)
        }
        assert not batch.may_leave(NOW + CUT_OFF - timedelta(seconds=1))
        assert batch.may_leave(NOW + CUT_OFF)

    def test_not_twice(self, batch):
        batches.release(batch.pk, Act(by="supervisor", at=NOW))
        with pytest.raises(batches.Refused, match="released or recalled already"):
            batches.release(batch.pk, Act(by="other", at=NOW))

    def test_not_one_s_own(self, account):
        noticed(account)
        [own] = batches.make(Act(by="supervisor", at=NOW))
        with pytest.raises(batches.Refused, match="second person"):
            batches.release(own.pk, Act(by="supervisor", at=NOW))
        assert batches.release(own.pk, Act(by="other", at=NOW)).went == 1

    def test_nor_one_with_a_letter_that_one_had_made_by_hand(self, account):
        failed = noticed(account, SECOND, "failed", reason="no-letterhead")
        state_changes.try_again(failed.pk, Act(at=NOW, by="supervisor"))
        state_changes.change_state(Notice.objects.filter(pk=failed.pk), "ready", Act(at=NOW))
        [batch] = batches.make(Act(at=NOW))
        assert "second person" in batches.why_not(batch, "supervisor")
        assert batches.why_not(batch, "other") == ""

    def test_a_job_releases_no_kind_that_asks_for_a_person(self, batch):
        with pytest.raises(batches.Refused, match="second person"):
            batches.release(batch.pk, Act(at=NOW))
        assert batches.release_those_that_need_nobody(LATER) == 0

    def test_the_others_go_by_themselves_once_they_have_gathered(self, account):
        batch = made(account, ALONE, 2)
        assert batches.release_those_that_need_nobody(NOW + timedelta(minutes=14)) == 0
        assert batches.release_those_that_need_nobody(NOW + timedelta(minutes=15)) == 2
        assert states(ALONE) == ["released"] * 2
        batch.refresh_from_db()
        assert batch.released_by == ""

    def test_nothing_on_a_provisional_close(self, account, batch):
        made(account, ALONE, 1)
        close = doubtful()
        with pytest.raises(batches.Refused, match="provisional"):
            batches.release(batch.pk, Act(by="supervisor", at=NOW))
        assert batches.release_those_that_need_nobody(LATER) == 0
        assert "ready" in states() and "released" not in states(ALONE)
        BusinessDay.objects.filter(pk=close.pk).update(
            released_at=NOW, released_by="supervisor", release_note="came"
        )
        assert batches.release(batch.pk, Act(by="supervisor", at=NOW)).went == 3

    def test_only_what_was_looked_at(self, account, batch):
        seen = batches.preview(batch).newest
        noticed(account)
        batches.make(Act(at=NOW))
        with pytest.raises(batches.Refused, match="Look again"):
            batches.release(batch.pk, Act(by="supervisor", at=NOW), seen=seen)
        seen = batches.preview(batch).newest
        assert batches.release(batch.pk, Act(by="supervisor", at=NOW), seen=seen).went == 4

    def test_the_second_person_is_kept_by_the_database_too(self, account):
        noticed(account)
        [own] = batches.make(Act(by="supervisor", at=NOW))
        with pytest.raises(IntegrityError, match="batch_released_by_a_second_person"), transaction.atomic():
            Batch.objects.filter(pk=own.pk).update(
                released_by="supervisor", released_at=NOW, leaves_at=NOW + CUT_OFF
            )


class TestRecall:
    WHY = Act(at=NOW + timedelta(hours=1), by="compliance", note="the seal is wrong")

    def test_the_whole_batch_until_it_has_left(self, batch):
        batches.release(batch.pk, Act(by="supervisor", at=NOW))
        assert len(batches.recall(batch.pk, self.WHY)) == 3
        batch.refresh_from_db()
        assert (batch.recalled_by, batch.recall_reason) == ("compliance", "the seal is wrong")
        assert states() == ["ready"] * 3
        assert NoticeStateChange.objects.latest("pk").reason == "the seal is wrong"
        assert not batch.may_leave(NOW + timedelta(days=9))
        with pytest.raises(batches.Refused, match="recalled already"):
            batches.recall(batch.pk, self.WHY)

    def test_not_once_it_has_left(self, batch):
        batches.release(batch.pk, Act(by="supervisor", at=NOW))
        with pytest.raises(batches.Refused, match="was dispatched"):
            batches.recall(batch.pk, Act(at=NOW + CUT_OFF, by="compliance", note="too late"))
        assert states() == ["released"] * 3

    def test_one_notice_for_good(self, batch):
        batches.release(batch.pk, Act(by="supervisor", at=NOW))
        one = batches.of(batch).first()
        assert batches.recall(batch.pk, self.WHY, to="cancelled", notice=one.pk) == [one.pk]
        one.refresh_from_db()
        assert (one.state, one.reason) == ("cancelled", "recalled")
        assert batches.of(batch).count() == 2
        batch.refresh_from_db()
        assert batch.may_leave(NOW + CUT_OFF)
        with pytest.raises(batches.Refused, match="Nothing of this"):
            batches.recall(batch.pk, self.WHY, notice=one.pk)

    def test_what_law_asks_for_is_kept_back_and_never_cancelled(self, account):
        batch = made(account, ALONE, 1)
        batches.release(batch.pk, Act(at=NOW))
        with pytest.raises(batches.Refused, match="Law asks"):
            batches.recall(batch.pk, self.WHY, to="cancelled")
        batches.recall(batch.pk, self.WHY)
        assert states(ALONE) == ["ready"]

    def test_it_waits_until_a_person_puts_it_into_another(self, account):
        batch = made(account, ALONE, 1)
        batches.recall(batch.pk, self.WHY)
        assert batches.make(Act(at=NOW + timedelta(days=1))) == []
        assert batches.recalled().count() == 1
        [again] = batches.make(Act(by="supervisor", at=NOW + timedelta(days=1)))
        assert again.made_by == "supervisor"
        assert batches.recalled().count() == 0
        assert batches.release(again.pk, Act(by="supervisor", at=NOW + timedelta(days=1))).went == 1


@pytest.mark.django_db(transaction=True)
class TestTwoAtOnce:
    """Each in a connection of its own, set off together."""

    @pytest.fixture
    def account(self, transactional_db):
        return hold(UNPAID, name="李娜")

    def together(self, *verbs) -> list[str]:
        ready, said = Barrier(len(verbs)), []

        def run(verb):
            ready.wait()
            try:
                verb()
                said.append("done")
            except batches.Refused as refused:
                said.append(str(refused))
            finally:
                connection.close()

        threads = [Thread(target=run, args=[verb]) for verb in verbs]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(20)
        return sorted(said)

    def test_of_two_releases_one_stands(self, batch):
        said = self.together(
            *(lambda who=who: batches.release(batch.pk, Act(by=who, at=NOW)) for who in ("ann", "bob"))
        )
        assert said == ["This batch is released or recalled already.", "done"]
        assert NoticeStateChange.objects.filter(to_state="released").count() == 3

    def test_a_recall_and_a_release_end_as_one_after_the_other(self, batch):
        why = Act(at=NOW, by="compliance", note="wait")
        self.together(
            lambda: batches.release(batch.pk, Act(by="ann", at=NOW)), lambda: batches.recall(batch.pk, why)
        )
        batch.refresh_from_db()
        assert batch.recalled_by == "compliance"
        assert states() == ["ready"] * 3
        assert not batch.batched.filter(left_at=None).exists()

    def test_of_two_that_make_one_gathers_each_notice(self, account):
        for _ in range(5):
            noticed(account)
        assert self.together(lambda: batches.make(Act(at=NOW)), lambda: batches.make(Act(at=NOW))) == [
            "done",
            "done",
        ]
        assert Batch.objects.get().batched.count() == 5
