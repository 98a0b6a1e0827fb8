"""Times as people type them, in three languages, by the clock of the customer."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from servicing.queues import typed_times

SHANGHAI = ZoneInfo("Asia/Shanghai")
NOW = datetime(2026, 3, 3, 10, 30, tzinfo=SHANGHAI)  # a Tuesday


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("tue 10", "2026-03-10 10:00"),  # today is a Tuesday: the next one
        ("wed 10", "2026-03-04 10:00"),
        ("Friday 2:30pm", "2026-03-06 14:30"),
        ("tomorrow", "2026-03-04 09:00"),
        ("tomorrow at 3", "2026-03-04 15:00"),  # nobody means the night
        ("9", "2026-03-04 09:00"),  # nine is over today
        ("14:30", "2026-03-03 14:30"),
        ("12 mar 11", "2026-03-12 11:00"),
        ("2026-04-01 8:15", "2026-04-01 08:15"),
        ("in 2 hours", "2026-03-03 12:30"),
        ("in 3 d", "2026-03-06 10:30"),
        ("明天9点", "2026-03-04 09:00"),
        ("明天下午三点半", "2026-03-04 15:30"),
        ("周五10点", "2026-03-06 10:00"),
        ("下周二 9点", "2026-03-10 09:00"),
        ("3月12日上午9点", "2026-03-12 09:00"),
        ("两小时后", "2026-03-03 12:30"),
        ("半小时后", "2026-03-03 11:00"),
        ("mañana 9", "2026-03-04 09:00"),
        ("manana a las 16:30", "2026-03-04 16:30"),
        ("pasado mañana", "2026-03-05 09:00"),
        ("el viernes 10", "2026-03-06 10:00"),
        ("miércoles 8:30", "2026-03-04 08:30"),
        ("12 de marzo 11", "2026-03-12 11:00"),
        ("en 2 horas", "2026-03-03 12:30"),
    ],
)
def test_what_is_typed_is_read_by_their_clock(typed, meant):
    local = datetime.strptime(meant, "%Y-%m-%d %H:%M").replace(tzinfo=SHANGHAI)
    assert typed_times.read(typed, NOW, "Asia/Shanghai") == local


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "soon",
        "whenever 9",
        "2026-03-03 10:00",
        "30 feb 9",
        "25:00",
        "in 9999 days",
        "today 9",
        "明天25点",
    ],
)
def test_what_names_no_moment_ahead_is_refused(typed):
    with pytest.raises(typed_times.UnreadableTime):
        typed_times.read(typed, NOW, "Asia/Shanghai")


def test_the_clock_of_the_customer_decides_not_that_of_the_reader():
    in_york = typed_times.read("tomorrow 9", NOW, "America/New_York")
    assert in_york - NOW == timedelta(hours=11, minutes=30)  # there it is still Monday evening
