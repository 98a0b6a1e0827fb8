"""A letter is as good as the day that its figures stand for: then it is made anew before it goes."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from accounts.acts import Act
from accounts.cases import lifecycle as case_lifecycle
from accounts.models import Account, BillingCycle, Payment
from notices.archive import freeze as archive
from notices.archive import freshness
from notices.letters import figures
from notices.models import Notice
from notices.planning import recheck
from tests.history import rewritten
from tests.notices.written import ACT, NOW, TODAY, account, due, heads

pytestmark = pytest.mark.django_db
ACT_BY = Act(by="ana", at=NOW)


@pytest.fixture(autouse=True)
def written_on():
    return heads()


def frozen(kind: str = "cn-collection-first", about: Account | None = None, **said) -> Notice:
    notice = due(about or account(), kind, **said)
    assert archive.make_ready([notice.pk], ACT).ready == [notice.pk]
    notice.refresh_from_db()
    return notice


def act_on(day: date) -> Act:
    return Act(at=datetime.combine(day, time(9), UTC))


def why(notice: Notice, day: date) -> str:
    return freshness.untrue([notice.pk], day).get(notice.pk, "")


def pays(about: Account, amount: int, on: date = TODAY) -> None:
    Payment.objects.create(
        reference=f"P{about.pk}", account=about, posted_on=on, value_on=on, amount=amount, known_on=on
    )


def test_on_its_own_day_it_is_true():
    notice = frozen()
    assert why(notice, TODAY) == ""
    assert freshness.is_true(notice, TODAY)


def test_what_is_past_due_since_makes_it_untrue():
    """A second statement is past due from the 25th on, so the figures of the 24th say too little."""
    assert why(frozen(), TODAY + timedelta(days=1)) == "figures"


def test_days_that_only_go_by_are_no_change_until_they_are_too_many():
    about = account()
    notice = due(about)
    day = TODAY + timedelta(days=1)
    archive.make_ready([notice.pk], act_on(day))
    assert [why(notice, day + timedelta(days=n)) for n in range(5)] == ["", "", "", "", "too-old"]


def test_the_same_amount_that_is_late_for_other_days_is_another_figure():
    """The due date of the oldest statement is put right: four days less, and nothing else changes."""
    about = account()
    notice = due(about, "cn-day-91")
    day = TODAY + timedelta(days=1)
    archive.make_ready([notice.pk], act_on(day))
    before = notice.contents.first().figures["values"]
    with rewritten():
        BillingCycle.objects.filter(account=about, due_date=date(2026, 1, 21)).update(
            due_date=date(2026, 1, 25)
        )
    now = figures.of([notice], day)[notice.pk].values
    assert now["past_due"] == before["past_due"] and now["days_past_due"] == before["days_past_due"] - 4
    assert why(notice, day) == "figures"


def test_an_amount_that_was_paid_since_is_another_figure():
    about = account()
    notice = due(about, "cn-day-91")
    day = TODAY + timedelta(days=1)
    archive.make_ready([notice.pk], act_on(day))
    pays(about, 60_000, day)
    assert why(notice, day) == "figures"


def test_a_day_that_it_prints_as_still_to_come_has_gone_by():
    notice = frozen("cn-adverse-report", occasion="before-adverse-report 2026-01-01")
    report = date.fromisoformat(notice.contents.first().figures["values"]["report_from"])
    assert why(notice, report + timedelta(days=1)) == "day-passed"


def test_a_letter_that_cannot_name_a_day_to_come_is_not_made():
    about = account()
    notice = due(about, "cn-grace-reminder", occasion="in-grace 2026-02-01")
    made = archive.make_ready([notice.pk], act_on(date(2026, 2, 25)))
    assert made.failed == {notice.pk: "day-passed"}


def test_the_text_of_another_kind_has_figures_of_its_own():
    """The end of grace is all that the reminder names; that something older is missed changes nothing in it."""
    notice = frozen("cn-grace-reminder", occasion="in-grace 2026-02-01")
    assert why(notice, TODAY) == ""


@pytest.mark.parametrize("state", ["ready", "released"])
def test_looking_again_sends_it_back(state):
    about = account()
    opening = case_lifecycle.Opening("dispute", about.parties.get().customer, "letter", TODAY, "as said")
    case = case_lifecycle.open_case(about, opening, ACT_BY)
    occasion = f"case-opened {case.pk}"
    notice = frozen("cn-dispute-receipt", about, occasion=occasion, wording="undisputed")
    Notice.objects.filter(pk=notice.pk).update(state=state)
    recheck.look_again([notice.pk], datetime.combine(TODAY + timedelta(days=3), time(9), UTC))
    notice.refresh_from_db()
    assert notice.state == state
    recheck.look_again([notice.pk], datetime.combine(TODAY + timedelta(days=4), time(9), UTC))
    notice.refresh_from_db()
    assert (notice.state, notice.reason) == ("due", "too-old")
    assert notice.turns.latest("pk").from_state == state


def test_what_is_not_frozen_is_not_asked():
    assert freshness.untrue([due(account()).pk], TODAY + timedelta(days=30)) == {}
