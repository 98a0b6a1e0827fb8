"""Filters in the address: their tags, views saved under a name, and the list as a file."""

import pytest
from django.urls import reverse

from servicing.models import Export, SavedView
from servicing.workspace.lists import files
from tests.notices.posted import noticed
from tests.servicing.workspace.reading import markup, text

pytestmark = pytest.mark.django_db


def save(client, name="Failed ones", query="show=failed", **said):
    return client.post(reverse("save-view-notices"), {"name": name, "query": query, **said}, follow=True)


def test_a_chosen_filter_is_a_tag_that_takes_it_away(desk, book):
    noticed(book["late"])
    page = desk.get(reverse("notices") + "?state=failed&kind=cn-overdue")
    assert '<a href="?kind=cn-overdue">' in markup(page)
    assert "State Failed : remove this filter" in text(page)


class TestSavedViews:
    def test_a_view_is_a_tab_of_whoever_saved_it(self, desk, agent_too):
        assert "The view is saved." in text(save(desk))
        page = markup(desk.get(reverse("notices") + "?show=failed"))
        assert 'href="?show=failed"' in page
        assert "Remove this view" in page
        assert "Failed ones" not in text(agent_too.get(reverse("notices")))

    def test_or_of_the_team_and_only_its_owner_removes_it(self, desk, agent_too):
        save(desk, shared="on")
        view = SavedView.objects.get()
        assert "Failed ones" in text(agent_too.get(reverse("notices")))
        agent_too.post(reverse("drop-view-notices", args=[view.pk]))
        assert SavedView.objects.exists()
        desk.post(reverse("drop-view-notices", args=[view.pk]))
        assert not SavedView.objects.exists()

    def test_the_same_name_again_changes_what_it_stands_for(self, desk):
        save(desk)
        save(desk, query="show=missed")
        assert SavedView.objects.get().query == "show=missed"

    @pytest.mark.parametrize("query", ["show=nonsense", "search=abc"])
    def test_what_is_no_filter_is_not_kept(self, desk, query):
        save(desk, query=query)
        assert not SavedView.objects.exists()

    @pytest.fixture
    def agent_too(self, people, client_of):
        return client_of(people["agent"])

    @pytest.fixture
    def client_of(self, client):
        def signed_in(user):
            other = type(client)()
            other.force_login(user)
            return other

        return signed_in


class TestFiles:
    @pytest.mark.parametrize(
        "listed", ["accounts", "breaks", "call-backs", "cases", "holds", "notices", "promises"]
    )
    def test_every_list_is_a_file_with_all_its_rows(self, desk, book, listed):
        answer = desk.post(reverse(f"export-{listed}"), {"format": "csv"})
        content = b"".join(answer.streaming_content).decode("utf-8-sig")
        assert len(content.splitlines()) == Export.objects.get().rows + 1

    def test_what_the_filters_match_and_nothing_else(self, desk, book):
        answer = desk.post(
            reverse("export-accounts"), {"format": "csv", "query": "stage=M2&after=2026-01-01~7"}
        )
        content = b"".join(answer.streaming_content).decode("utf-8-sig")
        assert "李娜" in content
        assert "María" not in content
        kept = Export.objects.get()
        assert (kept.by, kept.filters, kept.rows) == ("supervisor", "stage=M2", 2)

    def test_a_file_without_end_is_refused(self, desk, book, monkeypatch):
        monkeypatch.setattr(files, "MOST", 1)
        answer = desk.post(reverse("export-accounts"), {"format": "xlsx"}, follow=True)
        assert "A file holds 1 rows at most" in text(answer)
        assert not Export.objects.exists()

    def test_an_agent_takes_no_list_away(self, agent):
        assert agent.post(reverse("export-accounts"), {"format": "csv"}).status_code == 403
