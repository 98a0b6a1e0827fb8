"""Our own day lies before law's, for every kind and on every day of the calendar that its country keeps."""

from datetime import date, timedelta

import pytest

from accounts import packs
from accounts.calendars import store as calendar_store
from notices.kinds import catalogue
from notices.kinds.rows import due_by
from notices.kinds.schema import NoticeKind

pytestmark = pytest.mark.django_db

FIRST, DAYS = date(2025, 1, 1), 3 * 365
LEAST_BEFORE_PLAN = 7  # days from an offer to its first part (rules, section 8)


def law_day(kind: NoticeKind, found: date) -> date | None:
    """The last day that law takes as in time for what is found on the day, where days alone tell it.

    The next statement, the day of a report and the clock of a case are told in stories.
    """
    days = {
        "3-days-before-due": kind.occasion.days - 3,
        "plan-start": LEAST_BEFORE_PLAN,
        "30-days-after-report": kind.occasion.days + 30,
    }.get(kind.deadline.limit, kind.deadline.law_days)
    return None if days is None else found + timedelta(days=days)


BOUND = [kind for kind in catalogue.KINDS.values() if law_day(kind, FIRST)]


@pytest.mark.parametrize("kind", BOUND, ids=lambda kind: kind.code)
def test_our_day_is_before_the_day_of_law(kind):
    calendar = calendar_store.of(packs.of(kind.jurisdiction).calendar)
    days = [FIRST + timedelta(days=number) for number in range(DAYS)]
    late = [day for day in days if due_by(kind.deadline, calendar, day) >= law_day(kind, day)]
    assert late == []


def test_each_pack_has_some():
    assert {kind.jurisdiction for kind in BOUND} == {"CN", "US", "GB"}
