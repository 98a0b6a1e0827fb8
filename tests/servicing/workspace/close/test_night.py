"""The board of the night, and the accounts set aside: seen, mended, tried again."""

import re
from datetime import datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from accounts.acts import Act
from accounts.close import run as nightly_close
from accounts.database.locks import Lock
from accounts.dates import ALWAYS
from accounts.models import Break, BusinessDay, Policy, SetAside
from accounts.rules.standing import Facts
from notices.wordings import versions as wording_versions
from notices.wordings.parts import parts_of
from servicing.celery import app
from servicing.workspace.close import set_aside
from tests.book import put
from tests.history import rewritten
from tests.notices.posted import noticed
from tests.servicing.workspace.builders import (
    LAST,
    NEXT,
    PAID_EACH_WEEK,
    close,
    close_at_work,
    facts,
    file,
    release,
)
from tests.servicing.workspace.reading import markup, rows, text

pytestmark = pytest.mark.django_db

NOON = datetime.fromisoformat("2026-01-24T12:00Z")  # LAST is over, the next day will be at 16:00


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(NOON, tick=False):
        yield


def todo(response) -> list[str]:
    listed = re.search(r'<div id="todo".*?<ol>(.*?)</ol>', markup(response), re.S)[1]
    return [
        " ".join(re.sub(r"<[^>]+>", " ", item).split()) for item in re.findall(r"<li.*?</li>", listed, re.S)
    ]


def headline(response) -> str:
    return " ".join(
        re.sub(r"<[^>]+>", " ", re.search(r'<p id="headline".*?</p>', markup(response), re.S)[0]).split()
    )


class TestWhatToDoNext:
    def test_nothing(self, desk):
        release()
        Break.objects.update(owner="agent")
        board = desk.get(reverse("night"))
        assert headline(board).startswith(
            "✓ In order Every day that is over is closed; the last is 23 Jan 2026."
        )
        assert todo(board) == ["Nothing to do. The next day, 24 Jan 2026, is over at 24 Jan 2026 16:00 UTC."]

    def test_the_most_urgent_first(self, desk, book):
        file(refused=2, conflicting=1)
        SetAside.objects.create(account=book["paid"], since=LAST, reason="x")
        close_at_work(NOON, leased=0)
        board = desk.get(reverse("night"))
        assert headline(board).startswith("■ Stopped The close of 24 Jan 2026 began")
        first, *others = todo(board)
        assert first.startswith("The close of 24 Jan 2026 was cut short, and nobody is at work on it.")
        assert "close_day --through 2026-01-24" in first
        assert others == [
            "The close of 22 Jan 2026 is provisional: check the reasons and decide. The close",
            "Notices of 23 closed days wait to be planned: the close of 22 Jan 2026 is provisional. The close",
            "1 account is set aside, since 23 Jan 2026: load what is missing, then have it computed."
            " What is missing",
            "3 rows of the latest files were refused or conflict: fix them and load the files again. Files",
            "1 statement difference has no owner: somebody should take it. Differences without an owner",
        ]

    def test_a_missed_deadline_is_no_order_and_comes_first_for_whoever_can_remedy_it(
        self, client, desk, people, book
    ):
        release()
        noticed(book["late"], missed_on=LAST, due_by=LAST - timedelta(days=1))
        sentence = "1 letter missed its deadline: remedy it and record what was done. Open"
        difference = (
            "1 statement difference has no owner: somebody should take it. Differences without an owner"
        )
        for role, foremost in (("compliance", sentence), ("agent", difference)):
            client.force_login(people[role])
            board = client.get(reverse("night"))
            assert headline(board).startswith("▲ Needs a person")
            assert todo(board)[0] == foremost
            assert sentence in todo(board)

    def test_a_draft_of_a_letter_is_told_to_whoever_can_approve_it(self, client, desk, people):
        parts = parts_of(wording_versions.shipped("cn-help", "en"))
        wording_versions.draft("cn-help", "en", parts, Act(by="somebody", at=NOON))
        for role, is_told in (("compliance", True), ("agent", False)):
            client.force_login(people[role])
            assert ("1 draft of a letter waits for approval." in text(client.get(reverse("home")))) == is_told

    def test_days_that_are_caught_up(self, desk, people):
        with rewritten():
            BusinessDay.objects.update(started_at=NOON, closed_at=NOON + timedelta(minutes=10))
        with time_machine.travel(NOON + timedelta(days=3), tick=False), nightly_close.only_one():
            desk.force_login(people["supervisor"])
            (*_, behind) = todo(desk.get(reverse("night")))
        assert behind == "3 days are being caught up, ready about 12:30 UTC. Nothing to do."

    def test_days_that_nobody_closes(self, desk, people):
        with time_machine.travel(NOON + timedelta(days=3), tick=False):
            desk.force_login(people["supervisor"])
            (stopped, *_) = todo(desk.get(reverse("night")))
        assert stopped.startswith(
            "3 days have waited to be closed since 24 Jan 2026 16:00 UTC, and nobody is at"
        )
        assert stopped.endswith("run close_day --through 2026-01-26.")

    def test_who_may_not_open_a_page_gets_no_link_to_it(self, client, people, book):
        release()
        SetAside.objects.create(account=book["paid"], since=LAST, reason="x")
        client.force_login(people["administrator"])
        board = client.get(reverse("night"))
        assert any(step.startswith("1 account is set aside") for step in todo(board))
        assert not re.findall(r'href="/(accounts|moves|breaks|set-aside)', markup(board))


class TestBoard:
    def test_a_close_at_work(self, desk):
        close_at_work(NOON)
        with nightly_close.only_one():
            board = desk.get(reverse("night"))
        page = text(board)
        assert "12 of 17 shards are done." in headline(board)
        assert "60,000 of 85,000 accounts · 70 %" in page
        assert "12 done" in page and "2 at work" in page and "3 free" in page and "resumed 1 time" in page
        assert "2 workers: night-0 , night-1" in page
        assert markup(board).count('<g class="done" transform') == 12

    def test_thousands_of_shards_are_one_bar(self, desk):
        close_at_work(NOON, shards=2000, done=1000, leased=100)
        page = markup(desk.get(reverse("night")))
        assert '<g class="done" transform' not in page
        assert '<rect class="leased" x="50.0%" width="5.0%"' in page

    def test_the_last_closes_say_how_they_went_in_words(self, desk, people):
        with rewritten():
            BusinessDay.objects.filter(day=LAST).update(
                closed_at=NOON, started_at=NOON - timedelta(seconds=200), set_aside=3, resumed=2
            )
        page = text(desk.get(reverse("night")))
        assert "2026-01-23 ✓ closed in 3 min 20 s 0 of 0 moved ▲ 3 set aside ↻ 2 resumed" in page
        close_at_work(NOON, leased=0)
        with time_machine.travel(NOON + timedelta(days=9), tick=False):
            desk.force_login(people["supervisor"])
            page = text(desk.get(reverse("night")))
        assert "2026-01-24 ■ cut short 2026-01-25 ○ waits" in page
        assert "And 2 more days wait." in page

    def test_every_link_leads_somewhere(self, desk, book):
        SetAside.objects.create(account=book["paid"], since=LAST, reason="x")
        page = markup(desk.get(reverse("night")))
        links = {
            link.replace("&amp;", "&")
            for link in re.findall(r'href="(/[^"#]*)"', page)
            if "static" not in link
        }
        assert {desk.get(link).status_code for link in links} == {200}

    @pytest.mark.parametrize("role", ["agent", "supervisor", "compliance", "administrator"])
    def test_everybody_sees_it(self, client, people, book, role):
        client.force_login(people[role])
        assert "Moves of 23 Jan 2026 against a usual day" in text(client.get(reverse("night")))

    def test_an_empty_book(self, client, people):
        client.force_login(people["agent"])
        assert todo(client.get(reverse("night")))


class TestRefreshing:
    def refreshed(self, desk, page):
        address = re.search(r'hx-get="([^"]+)"', page)[1]
        return markup(desk.get(address, headers={"HX-Request": "true"}))

    def test_the_fragment_alone_and_what_is_to_do_only_where_it_changed(self, desk):
        page = markup(desk.get(reverse("night")))
        assert 'hx-trigger="every 30s"' in page
        part = self.refreshed(desk, page)
        assert part.lstrip().startswith('<div id="board"')
        assert 'id="headline"' in part
        assert 'id="todo"' not in part
        close_at_work(NOON)
        part = self.refreshed(desk, part)
        assert '<div id="todo" hx-swap-oob="innerHTML">' in part
        assert 'hx-trigger="every 5s"' in part

    def test_whatever_can_have_the_focus_has_a_name_that_stays(self, desk, book):
        SetAside.objects.create(account=book["paid"], since=LAST, reason="x")
        part = self.refreshed(desk, 'hx-get="/night/"')
        assert re.findall(r"<a ", part)
        assert not re.findall(r"<a (?!id=)", part.replace('<noscript><a href="/night/">', ""))


class TestSetAside:
    @pytest.fixture
    def aside(self, book):
        """Two accounts of one product without a policy, since the day after LAST."""
        cycles = Facts((), facts(PAID_EACH_WEEK).cycles)
        product = put(cycles, known_on=NEXT).product
        put(cycles, known_on=NEXT, product=product)
        close(NEXT)
        return product

    def mend(self, product):
        Policy.objects.create(product=product, effective_from=ALWAYS, grace_days=0, tolerance=0)

    def try_again(self, desk):
        return text(desk.post(reverse("try-again"), follow=True))

    def test_reasons_first_with_what_mends_them(self, desk, aside):
        close(NEXT + timedelta(days=4))
        page = desk.get(reverse("set-aside"))
        (reason,) = rows(page)
        assert reason.startswith(
            f"{aside.code} The product has no policy in force on 28 Jan 2026. Load a products.csv"
        )
        assert f"{aside.code} has a policy in force from 24 Jan 2026 or earlier" in reason
        assert reason.endswith("2 2026-01-24")
        assert f"{aside.code} 2026-01-24 5 The product" in text(page)  # five days wait

    def test_a_reason_opens_its_accounts(self, desk, aside, book):
        SetAside.objects.create(account=book["paid"], since=LAST, reason="something else")
        page = markup(desk.get(reverse("set-aside")))
        for link, number in re.findall(r'<a href="(\?product=[^"]+)"[^>]*>(\d+)</a>', page):
            chosen = markup(desk.get(reverse("set-aside") + link.replace("&amp;", "&")))
            assert chosen.count('<th scope="row"><a href="/accounts/') == int(number)

    def test_pages_by_last_key_keep_the_reason(self, desk, aside, monkeypatch):
        monkeypatch.setattr("servicing.workspace.worklist.PAGE", 1)
        page = markup(desk.get(reverse("set-aside"), {"product": aside.code}))
        following = re.search(r'rel="next" href="([^"]+)"', page)[1].replace("&amp;", "&")
        assert f"product={aside.code}" in following
        assert 'rel="next"' not in markup(desk.get(reverse("set-aside") + following))

    def test_nothing_to_be_done_yet(self, desk, aside):
        assert "None can be computed yet" in self.try_again(desk)

    def test_tried_again_the_accounts_stand_where_they_would(self, desk, aside):
        self.mend(aside)
        assert "2 accounts are computed again." in self.try_again(desk)
        assert not SetAside.objects.exists()
        assert "None. Every account is computed." in text(desk.get(reverse("set-aside")))

    def test_a_close_that_was_cut_short_goes_first(self, desk, aside):
        self.mend(aside)
        BusinessDay.objects.create(day=NEXT + timedelta(days=1), started_at=NOON, listed_at=NOON)
        assert "A close is at work or was cut short" in self.try_again(desk)
        assert SetAside.objects.count() == 2

    def test_so_does_one_that_is_at_work(self, desk, aside):
        other = connection.copy()
        with other.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_lock(%s)", [int(Lock.CLOSING)])
            assert "A close is at work or was cut short" in self.try_again(desk)
        other.close()

    def test_what_takes_long_is_done_by_a_worker(self, desk, aside, monkeypatch):
        monkeypatch.setattr(set_aside, "AT_ONCE", 1)
        monkeypatch.setitem(app.conf, "task_always_eager", True)
        self.mend(aside)
        assert "A worker has begun to compute them." in self.try_again(desk)
        assert not SetAside.objects.exists()

    @pytest.mark.parametrize("role", ["agent", "compliance"])
    def test_only_supervisors_try_again(self, client, people, aside, role):
        client.force_login(people[role])
        assert reverse("try-again") not in markup(client.get(reverse("set-aside")))
        assert client.post(reverse("try-again")).status_code == 403
