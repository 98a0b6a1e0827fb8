"""Working calendars at the desk: read by everybody, corrected by an administrator."""

from datetime import UTC, date, datetime

import pytest
import time_machine
from django.urls import reverse

from accounts.calendars import store as calendar_store
from accounts.calendars import sync as calendar_sync
from accounts.models import CalendarYear
from tests.history import rewritten
from tests.servicing.workspace.reading import rows, text

pytestmark = pytest.mark.django_db

SPRING = date(2026, 2, 16)


@pytest.fixture(autouse=True)
def in_november():
    with time_machine.travel(datetime(2026, 11, 20, tzinfo=UTC), tick=False):
        yield


@pytest.fixture
def filled(book):
    calendar_sync.keep(date(2026, 11, 20))
    with rewritten():
        CalendarYear.objects.filter(calendar="CN", year=2027).update(arranged=False)


@pytest.fixture
def office(client, filled, people):
    client.force_login(people["administrator"])
    return client


def page(client, code="CN", **asked):
    return client.get(reverse("calendar", args=[code]), asked)


def correct(client, **said):
    sent = {"day": SPRING.isoformat(), "works": "works", "name": "", **said}
    return client.post(reverse("correct-calendar", args=["CN"]), sent, follow=True)


def test_all_calendars_and_how_far_they_are_known(filled, agent):
    assert rows(agent.get(reverse("calendars"))) == [
        "CN CN 2026-12-31",
        "GB-ENG GB 2027-12-31",
        "US US 2027-12-31",
    ]


def test_the_days_of_a_year(filled, agent):
    shown = page(agent)
    assert "2026-02-14 Saturday working library 2026-01-24" in rows(shown)
    assert "2026-02-17 Tuesday non-working 春节 library 2026-01-24" in rows(shown)
    assert "Known through 2026-12-31 ." in text(shown)
    assert "2027 is not known for good" in text(page(agent, year=2027))
    assert "Nothing is noted of this year." in text(page(agent, year=2020))
    assert "Correct a day" not in text(shown)


@pytest.mark.parametrize("asked", [{"year": "x"}, {"year": "1"}])
def test_a_year_that_is_none_is_refused(filled, agent, asked):
    assert page(agent, **asked).status_code == 400


def test_unknown_calendars_are_not_there(office):
    for name in ("calendar", "correct-calendar"):
        assert office.get(reverse(name, args=["FR"])).status_code == 404
    assert office.post(reverse("complete-calendar", args=["FR"])).status_code == 404


def test_a_correction_replaces_what_was_said(office):
    answer = correct(office)
    assert "Saved. It is known from the first open date on." in text(answer)
    assert [row for row in rows(answer) if SPRING.isoformat() in row] == [
        "2026-02-16 Monday working administrator 2026-01-24",
        "2026-02-16 Monday non-working replaced 农历除夕 library 2026-01-24",
    ]
    assert calendar_store.works("CN", SPRING)


@pytest.mark.parametrize(
    ("said", "problem"),
    [
        ({"day": ""}, "This field is required."),
        ({"day": "0001-01-01"}, "The year is not one of this book."),
        ({"works": "perhaps"}, "not one of the available choices"),
        ({"name": "4111 1111 1111 1111"}, "looks like a card number"),
    ],
)
def test_a_bad_correction_is_refused_beside_its_field(office, said, problem):
    assert problem in text(correct(office, **said))
    assert not calendar_store.works("CN", SPRING)


def test_a_year_is_declared_complete_by_name(office):
    sent = {"year": 2027}
    office.post(reverse("complete-calendar", args=["CN"]), sent)
    answer = office.post(reverse("complete-calendar", args=["CN"]), sent, follow=True)
    assert "Declared complete by administrator." in text(answer)
    assert "not known for good" not in text(answer)
    assert CalendarYear.objects.get(source="").year == 2027
    assert office.post(reverse("complete-calendar", args=["CN"]), {}).status_code == 400


def test_the_board_asks_for_a_next_year_that_is_near_and_not_known(office):
    said = (
        "The working days of CN are known through 31 Dec 2026 only: bring the library of holidays up to date,"
        " or enter those of the next year. The calendar"
    )
    assert said in text(office.get(reverse("night")))
    state = office.get(reverse("health")).json()
    assert state["calendars"] == {"CN": "2026-12-31"}
    office.post(reverse("complete-calendar", args=["CN"]), {"year": 2027})
    assert "The working days of CN" not in text(office.get(reverse("night")))
