"""Reports by e-mail: a link and no figure, once a closed day, only while the person may see reports."""

import re
from datetime import UTC, date, datetime, timedelta
from html import unescape

import pytest
from django.urls import reverse

from servicing.models import ReportMail, ReportSchedule, User
from servicing.tasks import tell_of_reports
from servicing.workspace.reports import schedules
from tests.servicing.workspace.builders import LAST
from tests.servicing.workspace.reading import markup, rows

pytestmark = pytest.mark.django_db
AT = datetime(2026, 1, 24, 9, tzinfo=UTC)


@pytest.fixture
def mails(monkeypatch, settings):
    """What is handed to the mail server; sending itself has tests of its own."""
    settings.EMAIL_URL, settings.SITE_URL = "smtp://localhost:1", "https://desk.example"
    sent = []
    monkeypatch.setattr(schedules.email, "send_plain", sent.append)
    return sent


def asks(desk, **form):
    return desk.post(
        reverse("ask-report"), {"report": "aging", "every": "day", "mail": "s@bank.example", **form}
    )


def test_a_link_that_asks_to_sign_in_once_for_each_close(desk, client, mails):
    asks(desk, query="currency=USD&on=2026-01-01")
    assert schedules.tell(AT) == 0  # nothing was closed since
    schedule = ReportSchedule.objects.get()
    assert schedules.is_due(schedule, LAST + timedelta(days=1))
    assert schedule.query == "currency=USD"  # the day stays behind: the link leads to the newest


def test_a_report_is_asked_for_with_its_filters_from_its_own_page(desk):
    page = markup(desk.get(reverse("aging") + "?on=2026-01-20&by=branch&product="))
    [link] = re.findall(r'href="(/reports/by-mail/[^"]+)"', page)
    form = markup(desk.get(unescape(link)))
    assert '<option value="aging" selected>' in form
    assert 'name="query" value="by=branch"' in form
    asks(desk, query="by=branch")
    assert "Branch" in rows(desk.get(reverse("report-schedules")))[0]


def due(owner="supervisor", every="day", since=LAST - timedelta(days=1)):
    return ReportSchedule.objects.create(report="aging", every=every, owner=owner, since=since)


def test_told_once_with_a_link_and_no_figure(desk, client, mails, people):
    User.objects.filter(role="supervisor").update(email="s@bank.example")
    due()
    tell_of_reports()
    assert schedules.tell(AT) == 0
    [mail] = mails
    assert mail["To"] == "s@bank.example"
    assert mail["Subject"] == "Aging, 23 Jan 2026"
    assert mail.get_content().split("\n\n")[1].strip() == "https://desk.example/reports/aging/"
    assert ReportMail.objects.get().day == LAST
    client.logout()
    assert client.get("/reports/aging/")["Location"].startswith(reverse("sign-in"))


def test_a_server_that_is_away_is_asked_again(desk, mails, monkeypatch, people):
    User.objects.filter(role="supervisor").update(email="s@bank.example")
    due()

    def away(mail):
        raise OSError

    with monkeypatch.context() as patch:
        patch.setattr(schedules.email, "send_plain", away)
        assert schedules.tell(AT) == 0
    assert schedules.tell(AT) == 1


def test_who_may_not_see_reports_or_stopped_is_not_told(desk, mails, people):
    User.objects.update(email="x@bank.example")
    due(owner="agent")
    stopped = due()
    desk.post(reverse("stop-report", args=[stopped.pk]))
    assert schedules.tell(AT) == 0


@pytest.mark.parametrize(
    ("every", "day", "told"),
    [("day", date(2026, 2, 3), True), ("week", date(2026, 2, 1), True), ("week", date(2026, 2, 2), False),
     ("month", date(2026, 2, 28), True), ("month", date(2026, 2, 27), False)],
)  # fmt: skip
def test_how_often(every, day, told):
    schedule = ReportSchedule(report="aging", every=every, since=date(2026, 1, 1))
    assert schedules.is_due(schedule, day) == told


def test_no_other_page_is_scheduled_and_nobody_elses_is_stopped(desk, agent, people):
    desk.force_login(people["supervisor"])
    asks(desk, report="team")
    assert not ReportSchedule.objects.exists()
    other = due(owner="compliance")
    desk.post(reverse("stop-report", args=[other.pk]))
    other.refresh_from_db()
    assert other.stopped_at is None
