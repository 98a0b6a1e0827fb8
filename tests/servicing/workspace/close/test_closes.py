"""Provisional closes: why, what waits, and the supervisor who lets one go on."""

import pytest
from django.urls import reverse

from accounts import business_dates
from accounts.models import BusinessDay
from tests.servicing.workspace.builders import DOUBTFUL, FIRST, LAST
from tests.servicing.workspace.reading import markup, rows, text

pytestmark = pytest.mark.django_db

PAGE = reverse("close", args=[DOUBTFUL])
RELEASE = reverse("release-close", args=[DOUBTFUL])
WHY = "Payments: rows expected: 1,200; nothing came."


def test_home_says_that_a_close_is_provisional(agent):
    page = agent.get(reverse("home"))
    assert "The close of 22 Jan 2026 is provisional." in text(page)
    assert f'href="{PAGE}"' in markup(page)


def test_the_list_of_closes(agent):
    last, doubtful, *before = rows(agent.get(reverse("closes")))
    assert last.startswith("2026-01-23 final")
    assert doubtful.startswith(f"2026-01-22 provisional {WHY}")
    assert len(before) == 21


def test_older_closes_are_a_page_on(agent):
    assert rows(agent.get(reverse("closes"), {"after": "2026-01-03"}))[0].startswith("2026-01-02 final")
    assert agent.get(reverse("closes"), {"after": "x"}).status_code == 400


@pytest.mark.parametrize("role", ["agent", "supervisor", "compliance", "administrator"])
def test_everybody_reads_why_and_what_waits_only_supervisors_may_release(client, book, people, role):
    client.force_login(people[role])
    page = client.get(PAGE)
    assert WHY in text(page)
    assert "no notice is planned, released or sent" in text(page)
    assert "Everything up to 21 Jan 2026 goes on." in text(page)
    assert ("Release this close" in text(page)) == (role == "supervisor")
    assert client.post(RELEASE, {"note": "x"}).status_code == (302 if role == "supervisor" else 403)


def test_released_with_a_note_it_says_who_when_and_why(desk):
    answer = desk.post(RELEASE, {"note": "The bank was closed that day."}, follow=True)
    page = text(answer)
    assert "Released." in page
    assert "Released by The supervisor" in page
    assert "Reason The bank was closed that day." in page
    assert "Release this close" not in page
    assert business_dates.cleared_through() == LAST
    assert "is provisional" not in text(desk.get(reverse("home")))


@pytest.mark.parametrize(
    ("note", "problem"),
    [("", "This field is required."), ("  ", "This field is required."), ("4111111111111111", "card number")],
)
def test_without_a_note_it_is_not_released(desk, note, problem):
    answer = desk.post(RELEASE, {"note": note})
    assert problem in text(answer)
    assert WHY in text(answer)
    assert business_dates.provisional().exists()


def test_of_two_supervisors_the_first_stands_and_the_other_is_told(desk):
    desk.post(RELEASE, {"note": "First."})
    answer = desk.post(RELEASE, {"note": "Second."}, follow=True)
    assert "a colleague has released it" in text(answer)
    assert BusinessDay.objects.get(day=DOUBTFUL).release_note == "First."


def test_a_close_without_discrepancies_has_nothing_to_release(desk):
    assert "Nothing about this close is in doubt." in text(desk.get(reverse("close", args=[FIRST])))
    desk.post(reverse("release-close", args=[FIRST]), {"note": "Why not."})
    assert BusinessDay.objects.get(day=FIRST).released_at is None


def test_a_day_that_is_not_closed_has_no_page(desk):
    assert desk.get(reverse("close", args=["2026-01-24"])).status_code == 404
    assert desk.get("/closes/2026-02-30/").status_code == 404
