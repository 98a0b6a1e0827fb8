"""Restating a past day at the desk: asking, watching, reading what came out."""

import re
from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from accounts.acts import Act
from accounts.close import restatement as restatement_run
from accounts.models import IntakeFile, Restatement
from servicing.workspace import worklist
from tests.history import rewritten
from tests.servicing.workspace.builders import LAST, file, restated
from tests.servicing.workspace.reading import markup, rows, text

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 6, 1, tzinfo=UTC)
MIDDLE = date(2026, 1, 16)


def links(response, path="accounts"):
    return [
        link.replace("&amp;", "&") for link in re.findall(rf'href="([^"]*/{path}/\?[^"]*)"', markup(response))
    ]


@pytest.fixture
def outcome(book):
    """The 16th restated: Li Na, known in M2, had paid."""
    return restated(book["late"], MIDDLE)


def address(restatement, name="restatement"):
    return reverse(name, args=[restatement.pk])


class TestAsking:
    def ask(self, client, day):
        return client.post(reverse("ask-restatement"), {"day": day}, follow=True)

    def test_a_closed_day_is_asked_for_and_its_progress_shown(self, desk):
        page = self.ask(desk, "2026-01-16")
        restatement = Restatement.objects.get()
        assert page.redirect_chain == [(address(restatement), 302)]
        assert (restatement.day, restatement.asked_by) == (MIDDLE, "supervisor")
        assert "Asked by The supervisor" in text(page)
        assert "0 of 3 accounts are restated." in text(page)
        assert "the next free one continues automatically" in text(page)

    def test_asked_for_by_two_it_is_one(self, desk):
        restatement = restatement_run.begin(MIDDLE, Act(by="compliance", at=NOW))
        assert self.ask(desk, "2026-01-16").redirect_chain == [(address(restatement), 302)]
        assert Restatement.objects.count() == 1

    @pytest.mark.parametrize(
        ("day", "problem"),
        [
            ("2026-01-24", "24 Jan 2026 is not closed; the last closed day is 23 Jan 2026."),
            ("2026-02-30", "Enter a date such as 2026-01-31."),
            ("", "This field is required."),
        ],
    )
    def test_any_other_day_is_refused_with_the_reason(self, desk, day, problem):
        assert problem in text(self.ask(desk, day))
        assert not Restatement.objects.exists()

    def test_who_may_not_ask_is_not_offered_it(self, agent):
        restatement = restatement_run.begin(MIDDLE, Act(by="compliance", at=NOW))
        assert reverse("ask-restatement") not in markup(agent.get(reverse("restatements")))
        assert address(restatement, "withdraw-restatement") not in markup(agent.get(address(restatement)))
        assert self.ask(agent, "2026-01-16").status_code == 403
        assert agent.post(address(restatement, "withdraw-restatement")).status_code == 403


class TestWatching:
    def test_the_list_names_states_and_people(self, desk, outcome):
        restatement_run.begin(LAST, Act(at=NOW))
        at_work, finished = rows(desk.get(reverse("restatements")))
        assert at_work.startswith("2026-01-23 at work, 0 % done")
        assert at_work.endswith("a command")
        assert re.match(
            r"2026-01-16 finished \d+ \w+ 20\d\d \S+ UTC 1 Jun 2026 00:00 UTC The compliance", finished
        )

    def test_before_the_first_one_there_are_words(self, desk):
        assert "No day has been restated yet." in text(desk.get(reverse("restatements")))

    def test_the_part_that_watches_asks_for_the_whole_page_once_it_is_finished(self, desk):
        restatement = restatement_run.begin(MIDDLE, Act(by="compliance", at=NOW))
        part = {"headers": {"HX-Request": "true"}}
        assert markup(desk.get(address(restatement), **part)).lstrip().startswith('<section id="progress"')
        restatement_run.work_through(restatement)
        assert desk.get(address(restatement), **part)["HX-Refresh"] == "true"

    def test_withdrawn_it_says_by_whom_and_can_be_asked_for_again(self, desk):
        restatement = restatement_run.begin(MIDDLE, Act(by="compliance", at=NOW))
        page = desk.post(address(restatement, "withdraw-restatement"), follow=True)
        assert "Withdrawn by The supervisor" in text(page)
        assert "Recalculate this day" in text(page)
        assert "withdrawn" in rows(desk.get(reverse("restatements")))[0]

    def test_a_finished_one_stays_finished(self, desk, outcome):
        page = desk.post(address(outcome, "withdraw-restatement"), follow=True)
        assert "It was finished or withdrawn already." in text(page)
        assert Restatement.objects.get().finished_at


class TestOutcome:
    def test_every_known_stage_against_every_restated_one(self, desk, outcome):
        page = desk.get(address(outcome))
        assert "1 account of 3 stands differently" in text(page)
        assert "200.00 CNY less is past due than was known." in text(page)
        assert rows(page)[3] == "M2 1 0 0 1 0 2"

    def test_the_aging_as_known_beside_the_restated_one(self, desk, outcome):
        assert "M2 2 1 2,000.00 1,000.00 350.00 150.00" in text(desk.get(address(outcome)))

    def test_a_figure_leads_to_the_accounts_behind_it(self, desk, book, outcome):
        (figure,) = set(links(desk.get(address(outcome))))
        (row,) = rows(desk.get(figure))
        assert row.startswith(f"{book['late'].reference} 李娜 M2 200.00 CNY Current 0.00 CNY")
        assert rows(desk.get(address(outcome, "restated-accounts"), {"known": "M0"})) == []

    def test_an_account_leads_to_its_own_page_on_that_day_restated(self, desk, book, outcome):
        page = markup(desk.get(address(outcome)))
        link = f"/accounts/{book['late'].pk}/?on=2026-01-16&amp;basis=restated"
        assert link in page
        assert "is current." in text(desk.get(link.replace("&amp;", "&")))

    def test_who_sees_no_accounts_sees_the_figures_alone(self, client, people, outcome):
        client.force_login(people["administrator"])
        page = client.get(address(outcome))
        assert rows(page)[3] == "M2 1 0 0 1 0 2"
        assert links(page) == []
        assert "李娜" not in text(page)
        assert client.get(address(outcome, "restated-accounts")).status_code == 403

    def test_where_nothing_differs_it_says_so(self, desk, book):
        restatement = restatement_run.begin(MIDDLE, Act(by="compliance", at=NOW))
        restatement_run.work_through(restatement)
        assert "Nothing differs: all 3 accounts stand as the close of the day wrote it." in text(
            desk.get(address(restatement))
        )
        assert "None of these stands differently." in text(
            desk.get(address(restatement, "restated-accounts"))
        )

    def test_files_loaded_since_may_not_be_in_it(self, desk, outcome):
        assert "since this was asked for" not in text(desk.get(address(outcome)))
        file()
        with rewritten():
            IntakeFile.objects.update(offered_at=datetime(2026, 6, 2, tzinfo=UTC))
        assert "Recalculate this day again" in text(desk.get(address(outcome)))

    def test_pages_by_last_key(self, desk, book, outcome, monkeypatch):
        monkeypatch.setattr(worklist, "PAGE", 1)
        outcome.accounts.create(account=book["broken"], known_stage="M2", stage="M1")
        (following,) = [link for link in links(desk.get(address(outcome))) if "after=" in link]
        assert rows(desk.get(following))[0].startswith(book["broken"].reference)

    def test_what_is_at_work_has_no_accounts_to_show_yet(self, desk):
        restatement = restatement_run.begin(MIDDLE, Act(by="compliance", at=NOW))
        assert desk.get(address(restatement, "restated-accounts")).status_code == 404
