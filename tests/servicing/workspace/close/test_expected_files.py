"""What dates expect: shown beside what was found, declared, changed and withdrawn by an administrator."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from accounts.models import ExpectedFeed, IntakeFile
from tests.servicing.workspace.builders import DOUBTFUL, LAST, close, expect
from tests.servicing.workspace.reading import markup, text

pytestmark = pytest.mark.django_db

OPEN = LAST + timedelta(days=1)


@pytest.fixture
def office(client, book, people):
    client.force_login(people["administrator"])
    return client


def shown(client, heading: str) -> list[str]:
    """The rows of one table of the page, without what may be done with them."""
    page = markup(client.get(reverse("files")))
    section = re.search(rf'aria-labelledby="{heading}".*?</section>', page, re.S)[0]
    found = re.findall(r"<tr>.*?</tr>", re.search(r"<tbody>(.*?)</tbody>", section, re.S)[1], re.S)
    return [" ".join(re.sub(r"<[^>]+>", " ", row).split()) for row in found]


def arrives(rows: int, total: str, day=OPEN, name="p.csv") -> None:
    IntakeFile.objects.create(
        name=name, kind="payments", sha256="1" * 64, offered_at=datetime(2026, 1, 24, tzinfo=UTC),
        business_date=day, rows=rows, control_sum=total, loaded=rows, unchanged=0, refused=0, conflicting=0,
    )  # fmt: skip


class TestWhatBecameOfIt:
    def test_awaited_and_missing(self, agent):
        assert shown(agent, "coming") == ["2026-01-24 Payments 3 – awaited manifest"]
        assert shown(agent, "recent") == ["2026-01-22 Payments 1,200 35,400.50 missing manifest"]

    def test_so_far_and_come(self, agent):
        arrives(2, "5")
        assert shown(agent, "coming") == ["2026-01-24 Payments 3 – so far rows: 2 manifest"]
        arrives(1, "5")
        assert shown(agent, "coming") == ["2026-01-24 Payments 3 – has come manifest"]

    def test_late(self, agent):
        arrives(1200, "35400.50", name="late.csv")
        assert shown(agent, "recent") == [
            "2026-01-22 Payments 1,200 35,400.50 late late.csv came on 2026-01-24 manifest"
        ]

    def test_as_expected_and_differing(self, agent):
        expect(OPEN, kind="statements", rows=0)
        arrives(4, "5")
        close(OPEN)
        assert shown(agent, "recent") == [
            "2026-01-24 Payments 3 – differs rows: 4 manifest",
            "2026-01-24 Statements 0 – as expected manifest",
            "2026-01-22 Payments 1,200 35,400.50 missing manifest",
        ]

    def test_later_dates_are_a_page_on(self, agent, monkeypatch):
        monkeypatch.setattr("servicing.workspace.worklist.PAGE", 1)
        expect(OPEN + timedelta(days=1), rows=5)
        page = markup(agent.get(reverse("files")))
        assert 'href="?since=2026-01-25"' in page
        page = text(agent.get(reverse("files"), {"since": "2026-01-25"}))
        assert "2026-01-25 Payments 5 – awaited" in page
        assert "2026-01-24 Payments" not in page


class TestDeclaring:
    SAID = {
        "business_date": "2026-01-25",
        "kind": "statements",
        "source": "",
        "rows": "7",
        "control_sum": "1.50",
    }

    def test_declared_by_name(self, office):
        answer = office.post(reverse("declare-feed"), self.SAID, follow=True)
        assert "Saved." in text(answer)
        assert shown(office, "coming")[1] == ("2026-01-25 Statements 7 1.50 awaited administrator")

    def test_the_first_open_date_is_proposed(self, office):
        assert 'value="2026-01-24"' in markup(office.get(reverse("declare-feed")))

    @pytest.mark.parametrize(
        ("said", "problem"),
        [
            ({"business_date": "2026-01-23"}, "The first open date is 24 Jan 2026."),
            ({"business_date": "0001-01-01"}, "The year is not one of this book."),
            ({"business_date": ""}, "This field is required."),
            ({"rows": "-1"}, "greater than or equal to 0"),
            ({"kind": "feeds"}, "not one of the available choices"),
            ({"kind": "exits"}, "Only statements and payments have a control sum."),
            ({"control_sum": "1.00001"}, "no more than 4 decimal places"),
            ({"source": "4111 1111 1111 1111"}, "looks like a card number"),
            ({"business_date": "2026-01-24", "kind": "payments"}, "This is expected already."),
        ],
    )  # fmt: skip
    def test_what_is_wrong_is_said_beside_its_field(self, office, said, problem):
        answer = office.post(reverse("declare-feed"), {**self.SAID, **said})
        assert re.search(rf'class="errorlist"[^>]*>.*{re.escape(problem)}', markup(answer), re.S)
        assert ExpectedFeed.objects.count() == 2

    def test_it_says_that_a_control_sum_knows_no_currency(self, office):
        assert "added up whatever their currency" in text(office.get(reverse("declare-feed")))

    def test_changed_and_withdrawn(self, office):
        feed = ExpectedFeed.objects.get(business_date=OPEN)
        sent = {"business_date": OPEN, "kind": "payments", "rows": "9", "control_sum": ""}
        office.post(reverse("change-feed", args=[feed.pk]), sent)
        feed.refresh_from_db()
        assert (feed.rows, feed.declared_by) == (9, "administrator")
        office.post(reverse("withdraw-feed", args=[feed.pk]))
        assert not ExpectedFeed.objects.filter(pk=feed.pk).exists()
        assert ExpectedFeed.every.get(pk=feed.pk).withdrawn_by == "administrator"

    @pytest.mark.parametrize("name", ["change-feed", "withdraw-feed"])
    def test_of_a_date_whose_close_has_begun_nothing_is_changed(self, office, name):
        feed = ExpectedFeed.objects.get(business_date=DOUBTFUL)
        sent = {"business_date": OPEN, "kind": "payments", "rows": "9"}
        answer = office.post(reverse(name, args=[feed.pk]), sent, follow=True)
        assert "The close of this date has begun" in text(answer)
        assert ExpectedFeed.objects.get(pk=feed.pk).rows == 1200

    def test_others_read_only(self, agent):
        page = markup(agent.get(reverse("files")))
        assert "Add expected file" not in page
        assert reverse("change-feed", args=[ExpectedFeed.objects.get(business_date=OPEN).pk]) not in page
