"""The contact log goes when its time is over, and not before: as the packs say."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts import packs
from accounts.contact import log as contact_log
from accounts.contact import retention as contact_retention
from accounts.models import CallBack, ContactEvent, Exit, GateAnswer
from tests.accounts.contact.calling import ask, happened, holder_of, owing

pytestmark = pytest.mark.django_db

MADE = datetime(2020, 3, 31, 17, tzinfo=UTC)  # already April in Shanghai
DAY = timedelta(days=1)


def closes(account, on: date, reason: str = "closed") -> None:
    Exit.objects.create(account=account, on=on, reason=reason, known_on=on)


def last_day(pack: str, made_on: date, settled_on: date | None) -> date | None:
    return contact_retention.kept_until(made_on, settled_on, packs.of(pack).retention["contact"])


@pytest.mark.parametrize(
    ("pack", "made_on", "settled_on", "last"),
    [
        ("CN", date(2020, 4, 1), date(2020, 6, 30), date(2025, 6, 30)),
        ("CN", date(2020, 4, 1), None, None),
        ("CN", date(2026, 4, 1), date(2020, 6, 30), date(2028, 4, 1)),  # an inquiry long after
        ("US", date(2020, 2, 29), date(2020, 2, 29), date(2025, 2, 28)),
        ("GB", date(2020, 4, 1), date(2020, 6, 30), date(2026, 6, 30)),
        ("JP", date(2020, 4, 1), date(2020, 6, 30), date(2025, 6, 30)),
    ],
)
def test_as_long_as_the_pack_says(pack, made_on, settled_on, last):
    assert last_day(pack, made_on, settled_on) == last


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(["CN", "US", "GB", "JP"]),
    st.integers(-2500, 400),
    st.sampled_from([None, *range(-2300, 400, 97)]),
    st.integers(-3, 3),
)
def test_the_purge_keeps_to_the_day(pack, made, settled, off):
    """Deleted on the day after the last, and not on it: by the clock where the account is."""
    account, made_on = owing(pack), date(2020, 4, 1) + made * DAY
    settled_on = None if settled is None else date(2020, 4, 1) + settled * DAY
    event = happened(account, datetime(made_on.year, made_on.month, made_on.day, 12, tzinfo=UTC))
    if settled_on:
        closes(account, settled_on)
    last = last_day(pack, made_on, settled_on)
    on = (last or date(2099, 1, 1)) + off * DAY
    contact_retention.purge(on)
    gone = not ContactEvent.objects.filter(pk=event.pk).exists()
    assert gone == (last is not None and on > last)


def test_an_entry_and_its_corrections_go_together():
    account = owing("CN")
    event = happened(account, MADE)
    later = ContactEvent(account=account, outcome="busy", at=MADE + 40 * DAY, agent="anna")
    contact_log.correct(later, of=event, now=MADE)
    closes(account, date(2014, 1, 1))
    assert contact_retention.purge(date(2022, 5, 10))["contacts"] == 0
    assert contact_retention.purge(date(2022, 5, 12))["contacts"] == 2


def test_of_a_debt_that_is_not_settled_nothing_goes():
    sold, recalled = owing("CN"), owing("CN")
    closes(sold, date(2015, 1, 1), "sold")
    closes(recalled, date(2015, 1, 1))
    closes(recalled, date(2015, 2, 1), "recalled")
    for account in (owing("CN"), sold, recalled):
        happened(account, MADE)
    assert not contact_retention.purge(date(2090, 1, 1)).total()


def test_answers_of_the_gate_and_settled_call_backs_go_too():
    account = owing("US")
    made = datetime(2020, 3, 3, 17, tzinfo=UTC)
    ask(account, made)
    used = ask(account, made + 2 * timedelta(hours=1), "email", "statutory")
    call = {"customer_id": holder_of(account), "account": account, "day": made.date(), "time": "10:00", "zone": "UTC",
            "at": made, "asked": "call", "made_by": "anna", "made_at": made}  # fmt: skip
    CallBack.objects.create(**call)
    CallBack.objects.create(**call, outcome="kept", settled_at=made, settled_by="anna")
    assert used.pk
    closes(account, date(2018, 1, 1))
    assert contact_retention.purge(date(2023, 3, 4)) == {"contacts": 0, "answers": 2, "call_backs": 1}
    assert not GateAnswer.objects.exists()
    assert CallBack.objects.get().outcome == ""


def test_outside_of_it_the_log_is_kept():
    account = owing("US")
    event = happened(account, MADE)
    contact_retention.purge(date(2090, 1, 1))
    with pytest.raises(Exception, match="only added to"):
        event.delete()
