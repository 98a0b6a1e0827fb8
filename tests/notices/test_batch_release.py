"""Large batches: asked for by a person, released by workers page by page, whoever of them is killed."""

from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection

from accounts.acts import Act
from notices import batch_release, batches
from notices.models import BatchRelease, Notice, NoticeStateChange
from notices.planning import run as notice_planning
from tests.notices.posted import NOW, SECOND, noticed
from tests.servicing.workspace.builders import UNPAID, hold

ASKED = Act(at=NOW, by="supervisor")


@pytest.fixture
def account(db):
    return hold(UNPAID, name="李娜")


@pytest.fixture
def batch(account, monkeypatch):
    """Five notices, of which a page holds two."""
    monkeypatch.setattr(batch_release, "PAGE", 2)
    for _ in range(5):
        noticed(account, SECOND)
    return batches.make(Act(at=NOW))[0]


def ask(batch, seen=None) -> BatchRelease:
    return batch_release.ask(batch.pk, ASKED, seen=batches.preview(batch).newest if seen is None else seen)


def test_all_go_together_once_all_are_looked_over(batch):
    asked = ask(batch)
    assert (asked.total, asked.looked_over, asked.finished_at) == (5, 0, None)
    assert batch_release.work_off(NOW) == 1
    asked.refresh_from_db()
    batch.refresh_from_db()
    assert (asked.looked_over, asked.went, asked.held_back, asked.finished_at) == (5, 5, 0, NOW)
    assert (batch.released_by, batch.leaves_at) == ("supervisor", NOW + timedelta(hours=2))
    assert set(Notice.objects.values_list("state", flat=True)) == {"released"}


def test_asked_twice_it_is_one_release(batch):
    assert ask(batch) == ask(batch)
    assert (batch_release.work_off(NOW), batch_release.work_off(NOW)) == (1, 0)
    with pytest.raises(batches.Refused, match="released or recalled already"):
        ask(batch)


class Killed(BaseException):
    pass


def test_whoever_is_killed_the_next_one_goes_on(batch, monkeypatch):
    asked, looked = ask(batch), []

    def look_again(page, now, look=notice_planning.look_again):
        if len(looked) == 1 and not getattr(look_again, "died", False):
            look_again.died = True
            raise Killed
        looked.append(list(page))
        look(page, now)

    monkeypatch.setattr(notice_planning, "look_again", look_again)
    with pytest.raises(Killed):
        batch_release.work_off(NOW)
    asked.refresh_from_db()
    assert (asked.looked_over, batch_release.work_off(NOW)) == (2, 0)  # its lease still runs
    BatchRelease.objects.update(leased_until=NOW - timedelta(days=400))
    assert batch_release.work_off(NOW) == 1
    assert [len(page) for page in looked] == [2, 2, 1]
    assert NoticeStateChange.objects.filter(to_state="released").count() == 5


def test_what_came_in_after_it_was_looked_at_stops_it(batch, account):
    asked = ask(batch)
    noticed(account, SECOND)
    (other,) = batches.make(Act(at=NOW))  # into another batch, as this one is at work
    assert other != batch
    batches.recall(batch.pk, Act(at=NOW, by="compliance", note="the seal is wrong"))
    assert batch_release.work_off(NOW) == 1
    asked.refresh_from_db()
    assert (asked.refused, asked.went) == (True, 0)


@pytest.mark.django_db(transaction=True)
def test_of_two_workers_one_releases(account, batch):
    ask(batch)

    def work():
        try:
            batch_release.work_off(NOW)
        finally:
            connection.close()

    workers = [Thread(target=work) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(20)
    assert BatchRelease.objects.get().went == 5
    assert NoticeStateChange.objects.filter(to_state="released").count() == 5
