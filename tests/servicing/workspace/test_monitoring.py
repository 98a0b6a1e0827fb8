"""What monitors read: little without the token, everything with it."""

import re
from datetime import date, datetime

import pytest
import time_machine
from django.db import OperationalError, connection
from django.urls import reverse

from accounts.acts import Act
from accounts.models import BusinessDay, SetAside
from notices import batches
from tests.notices.posted import NOW, noticed
from tests.servicing.workspace.builders import LAST, file, release

pytestmark = pytest.mark.django_db

TOKEN = {"Authorization": "Bearer only-the-monitor-knows"}


@pytest.fixture(autouse=True)
def token(settings):
    settings.METRICS_TOKEN = "only-the-monitor-knows"
    with time_machine.travel(datetime.fromisoformat("2026-01-24T12:00Z"), tick=False):
        yield


@pytest.fixture
def monitor(client, book, people):
    return client


class TestHealth:
    def ask(self, client, **headers):
        return client.get(reverse("health"), headers=headers)

    def test_anybody_reads_the_status_and_nothing_of_the_book(self, monitor):
        release()
        answer = self.ask(monitor)
        assert answer.status_code == 200
        assert answer.json() == {"status": "ok", "last_closed": "2026-01-23", "days_behind": 0}

    def test_the_token_opens_the_whole_state(self, monitor):
        file("monday.csv", refused=1)
        told = self.ask(monitor, **TOKEN).json()
        assert told["next_over_at"] == "2026-01-24T16:00:00Z"
        assert told["closes"][0]["day"] == "2026-01-23"
        assert told["files"][0]["name"] == "monday.csv"
        assert told["breaks"]["unowned"] == 1

    @pytest.mark.parametrize("role", ["agent", "administrator"])
    def test_so_does_signing_in(self, monitor, people, role):
        monitor.force_login(people[role])
        assert "breaks" in self.ask(monitor).json()

    @pytest.mark.parametrize(
        "given", ["Bearer guessed", "Bearer", "Basic only-the-monitor-knows", "Bearer ключ"]
    )
    def test_another_token_opens_nothing(self, monitor, given):
        assert set(self.ask(monitor, Authorization=given).json()) == {"status", "last_closed", "days_behind"}

    def test_without_a_token_of_the_installation_none_opens_it(self, monitor, settings):
        settings.METRICS_TOKEN = ""
        for given in ("Bearer", "Bearer ", "Bearer only-the-monitor-knows"):
            assert "breaks" not in self.ask(monitor, Authorization=given).json()

    def test_trouble_and_a_close_cut_short(self, monitor, book):
        SetAside.objects.create(account=book["paid"], since=LAST, reason="x")
        assert self.ask(monitor).json()["status"] == "trouble"
        BusinessDay.objects.create(day=date(2026, 1, 24), started_at="2026-01-24T11:00Z")
        assert self.ask(monitor).json()["status"] == "stopped"

    def test_a_database_that_cannot_be_asked(self, monitor, broken_database):
        answer = self.ask(monitor)
        assert (answer.status_code, answer.json()) == (503, {"status": "stopped"})


@pytest.fixture
def broken_database(db):
    """Every question to the database fails, as it does when the server is away."""

    def refuse(execute, sql, params, many, context):
        raise OperationalError("the server is away")

    with connection.execute_wrapper(refuse):
        yield


class TestMetrics:
    def samples(self, client) -> dict[str, float]:
        page = client.get(reverse("metrics"), headers=TOKEN).content.decode()
        lines = [line for line in page.splitlines() if not line.startswith("#")]
        return {name: float(value) for name, value in (line.rsplit(" ", 1) for line in lines)}

    def test_refused_without_the_token(self, monitor):
        assert monitor.get(reverse("metrics")).status_code == 403
        assert monitor.get(reverse("metrics"), headers={"Authorization": "Bearer x"}).status_code == 403

    def test_who_may_see_the_book_may_read_them(self, monitor, people):
        monitor.force_login(people["compliance"])
        answer = monitor.get(reverse("metrics"))
        assert answer.status_code == 200
        assert answer["Content-Type"].startswith("text/plain; version=")

    def test_the_figures(self, monitor, book):
        SetAside.objects.create(account=book["paid"], since=LAST, reason="x")
        found = self.samples(monitor)
        assert found["servicing_days_behind"] == 0
        assert found['servicing_status{status="trouble"}'] == 1
        assert found['servicing_status{status="ok"}'] == 0
        assert found['servicing_accounts{stage="M2"}'] == 2
        assert found['servicing_moves{stage="M2",way="moved_in"}'] == 0
        assert found["servicing_set_aside"] == 1
        assert found['servicing_breaks{state="unowned"}'] == 1
        closed = BusinessDay.objects.get(day=LAST).closed_at
        assert found["servicing_last_closed_timestamp_seconds"] == closed.timestamp()
        assert not [name for name in found if name.startswith("servicing_closing_shards")]

    def test_the_figures_of_the_post(self, monitor, book):
        noticed(book["late"], state="failed", reason="no address", missed_on=LAST)
        noticed(book["late"], state="due")
        noticed(book["paid"])
        batches.make(Act(at=NOW))
        found = self.samples(monitor)
        assert found['servicing_notices{state="failed"}'] == 1
        assert found['servicing_notices{state="released"}'] == 0
        assert found['servicing_notices_work{work="missed"}'] == 1
        assert found["servicing_notices_oldest_due_timestamp_seconds"] == NOW.timestamp()
        assert found["servicing_batches_to_release"] == 1
        assert found["servicing_days_to_plan"] == BusinessDay.objects.count()

    def test_each_is_explained_and_has_its_type_once(self, monitor):
        page = monitor.get(reverse("metrics"), headers=TOKEN).content.decode()
        names = re.findall(r"^# TYPE (\S+) gauge$", page, re.M)
        assert len(names) == len(set(names))
        assert re.findall(r"^# HELP (\S+) \S", page, re.M) == names
        assert set(re.findall(r"^(servicing_\w+)", page, re.M)) <= set(names)
