"""Offers, plans, instalments and refusals call for their notices, which say what the book knows of them."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from accounts.acts import Act
from accounts.close import run as nightly_close
from accounts.hardship import offers as hardship_offers
from accounts.hardship import options as account_options
from accounts.hardship import requests as help_requests
from accounts.models import Account, BillingCycle, PlanStatusChange
from accounts.plans import lifecycle as plan_lifecycle
from accounts.plans.lifecycle import PlanTerms
from notices.archive import freeze as archive
from notices.archive import freshness
from notices.kinds import catalogue
from notices.letters import occasion_figures
from notices.models import Notice
from notices.planning import recheck
from notices.planning import run as planning
from tests.accounts.hardship.conftest import ACCOUNTS, BUDGET, ITEMS, PRODUCTS, STATEMENTS, TODAY
from tests.accounts.intake.offering import Desk
from tests.history import rewritten
from tests.notices import written
from tests.notices.written import heads

pytestmark = pytest.mark.django_db

# The kinds that these facts call for, by jurisdiction.
OFFERED = {"GB": "gb-plan-offer", "CN": "cn-plan-offer", "US": "us-plan-offer"}
AGREED = {"GB": "gb-plan-agreed", "CN": "cn-plan-agreed", "US": "us-plan-terms"}
REFUSED = {"GB": "gb-plan-rejected", "CN": "cn-plan-rejected", "US": "us-plan-rejected"}
CURRENCIES = {"GB": "GBP", "CN": "CNY", "US": "USD"}
DURING_A_PLAN = {
    f"{code.lower()}-plan-{what}" for code in CURRENCIES for what in ("reminder", "missed", "complete")
}


def at(day: date) -> datetime:
    return datetime.combine(day, time(9), UTC)


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


def opened(desk, jurisdiction: str = "GB", currency: str = "GBP") -> Account:
    """Pat's accounts under the pack of a jurisdiction, with a budget that leaves 400.00."""
    for name, content in (
        ("products", PRODUCTS),
        ("accounts", ACCOUNTS),
        ("statements", STATEMENTS),
        ("affordability", ITEMS + BUDGET.format(salary="833.33")),
    ):
        own = content.replace("GBP", currency).replace(",GB,", f",{jurisdiction},")
        if name == "statements":
            own = with_day_sent(own)
        desk.offer(f"{name}.csv", own.replace("3,5.00", "3,10.00"))
        assert desk.said == []
    return Account.objects.select_related("product").get(reference="G1")


def with_day_sent(statements: str) -> str:
    """Each sent on the day it is dated, which the United States ask for."""
    header, *rows = statements.splitlines()
    return "\n".join([f"{header},sent_on", *(f"{row},{row.split(',')[1]}" for row in rows)]) + "\n"


def plan_day(day: date) -> None:
    nightly_close.close_through(day, now=at(day + timedelta(days=3)))
    planning.plan_through(day, at(day + timedelta(days=1)))


def told(kind: str, as_of: date = TODAY) -> dict:
    notice = Notice.objects.get(kind=kind)
    return occasion_figures.told([notice], as_of)[notice.pk]


def act(day: date = TODAY) -> Act:
    return Act(by="ada", at=at(day))


def offered(account: Account, name: str = "instalments"):
    found = account_options.of_account(account, TODAY)
    offer = hardship_offers.draft(account, found, found.option(name), act(), on=TODAY)
    return hardship_offers.approve(offer, act(), on=TODAY)


def agreed(account: Account, *parts: tuple[int, int]):
    """A plan agreed on the day, with amounts so many days after it."""
    instalments = {TODAY + timedelta(days=after): amount for after, amount in parts}
    return plan_lifecycle.agree(account, PlanTerms(TODAY, instalments, "instalments"), act())


def split(account: Account) -> None:
    """The newest balance into principal, interest and fees, which the law of China has an offer say."""
    newest = account.cycles.latest("statement_date")
    with rewritten():
        BillingCycle.objects.filter(pk=newest.pk).update(principal=newest.balance, interest=0, fees=0)


def test_an_approved_offer_is_written_about_with_its_figures(desk):
    offered(opened(desk))
    plan_day(TODAY)
    says = told("gb-plan-offer")
    assert says["offer_ends_on"] == TODAY + timedelta(days=30)
    assert says["offer_options"] == [
        {
            "option": "option-instalments",
            "instalments": 11,
            "each": 90_91,
            "total": 1_000_00,
            "ends": date(2026, 11, 26),
        }
    ]
    plan_day(TODAY + timedelta(days=1))
    assert Notice.objects.filter(kind="gb-plan-offer").count() == 1


@pytest.mark.parametrize(("jurisdiction", "kind"), OFFERED.items())
def test_an_approved_offer_calls_for_the_letter_of_its_country(desk, jurisdiction, kind):
    offered(opened(desk, jurisdiction, CURRENCIES[jurisdiction]))
    plan_day(TODAY)
    assert told(kind)["offer_options"][0]["total"] == 1_000_00


@pytest.mark.parametrize("jurisdiction", ["CN", "GB", "US"])
def test_the_letter_of_an_offer_that_waits_for_its_release_stays_true(desk, jurisdiction):
    """Its last day moves with the day on which it is written; what was printed only comes sooner."""
    account = opened(desk, jurisdiction, CURRENCIES[jurisdiction])
    for party in account.parties.all():
        party.customer.contact_points.create(
            kind="address",
            value="1 High St, Leeds LS1 1AA",
            source="staff",
            since=at(TODAY),
            entered_by="ana",
        )
    heads()
    split(account)
    offered(account)
    plan_day(TODAY)
    notice, made_on = Notice.objects.get(kind=OFFERED[jurisdiction]), TODAY + timedelta(days=1)
    assert archive.make_ready([notice.pk], Act(at=at(made_on))).failed == {}
    assert [freshness.untrue([notice.pk], made_on + timedelta(days=days)) for days in (0, 1, 2)] == [
        {},
        {},
        {},
    ]


def test_an_offer_that_was_given_up_is_written_about_no_more(desk):
    offer = offered(opened(desk))
    plan_day(TODAY)
    hardship_offers.withdraw(offer)
    plan_day(TODAY + timedelta(days=1))
    assert Notice.objects.get(kind="gb-plan-offer").state == "cancelled"


@pytest.mark.parametrize(("jurisdiction", "kind"), AGREED.items())
def test_an_agreed_plan_is_confirmed_with_its_schedule(desk, jurisdiction, kind):
    agreed(opened(desk, jurisdiction, CURRENCIES[jurisdiction]), (10, 500_00), (40, 500_00))
    plan_day(TODAY)
    says = told(kind)
    assert (says["plan_from"], says["plan_total"], len(says["plan_instalments"])) == (TODAY, 1_000_00, 2)


def test_a_plan_that_moved_in_with_the_book_is_not_confirmed(desk):
    opened(desk)
    plan_day(TODAY)
    desk.offer("plans.csv", "plan,account,agreed_on,due_on,amount\nH1,G1,2025-11-03,2026-03-16,100.00\n")
    plan_day(TODAY + timedelta(days=1))
    assert not Notice.objects.filter(kind="gb-plan-agreed").exists()


@pytest.mark.parametrize("jurisdiction", CURRENCIES)
def test_an_instalment_that_is_near_is_reminded_of_and_one_that_is_paid_is_not(desk, jurisdiction):
    agreed(opened(desk, jurisdiction, CURRENCIES[jurisdiction]), (6, 100_00), (8, 50_00))
    desk.offer("payments.csv", "payment,account,posted_on,amount\nX1,G1,2026-01-13,100.00\n")
    plan_day(TODAY + timedelta(days=3))
    says = told(f"{jurisdiction.lower()}-plan-reminder")
    assert (says["instalment_due"], says["instalment_amount"]) == (TODAY + timedelta(days=8), 50_00)


@pytest.mark.parametrize("jurisdiction", CURRENCIES)
def test_a_missed_instalment_is_written_about_until_it_is_made_up(desk, jurisdiction):
    missed, complete = (f"{jurisdiction.lower()}-plan-{what}" for what in ("missed", "complete"))
    agreed(opened(desk, jurisdiction, CURRENCIES[jurisdiction]), (2, 100_00), (32, 50_00))
    plan_day(TODAY + timedelta(days=3))
    says = told(missed, TODAY + timedelta(days=3))
    assert (says["instalment_due"], says["instalment_amount"], says["cure_by"]) == (
        TODAY + timedelta(days=2),
        100_00,
        TODAY + timedelta(days=16),
    )
    assert says["plan_left"] == 100_00
    desk.offer("payments.csv", "payment,account,posted_on,amount\nX0,G1,2026-01-15,40.00\n")
    assert told(missed, TODAY + timedelta(days=4))["plan_left"] == 60_00, (
        "what has come is not asked for again"
    )
    desk.offer("payments.csv", "payment,account,posted_on,amount\nX1,G1,2026-01-16,150.00\n")
    plan_day(TODAY + timedelta(days=4))
    assert Notice.objects.get(kind=missed).state == "cancelled"
    assert told(complete) == {"completed_on": TODAY + timedelta(days=4), "plan_total": 150_00}
    desk.offer(
        "payments.csv", "payment,account,posted_on,amount,returned_on\nX1,G1,2026-01-16,150.00,2026-01-17\n"
    )
    plan_day(TODAY + timedelta(days=5))
    assert Notice.objects.get(kind=complete).state == "cancelled"


def test_a_plan_that_was_broken_brings_one_invitation_and_no_sterner_letter(desk):
    plan = agreed(opened(desk), (60, 100_00))
    plan_day(TODAY)
    plan_lifecycle.end(plan, TODAY + timedelta(days=1), "broken", act())
    for later in (1, 2):
        plan_day(TODAY + timedelta(days=later))
    invitations = Notice.objects.filter(kind="gb-help-invitation").order_by("pk")
    assert [(row.state, row.reason, row.occasion) for row in invitations] == [
        ("due", "", "help-needed later-stage/20260101"),
        ("suspended", "invited", f"help-needed plan-broken/{plan.reference}"),
    ]
    assert Notice.objects.get(kind="gb-early-difficulty").reason == "help-invitation"


@pytest.mark.parametrize(("jurisdiction", "kind"), REFUSED.items())
def test_a_refusal_gives_its_reason(desk, jurisdiction, kind):
    request = help_requests.take(opened(desk, jurisdiction, CURRENCIES[jurisdiction]), act(), on=TODAY)
    help_requests.refuse(request, "can-pay", act(), on=TODAY)
    plan_day(TODAY)
    assert told(kind) == {"rejection_reasons": "can-pay"}


def test_nothing_discretionary_is_planned_for_an_account_on_a_plan(desk):
    agreed(opened(desk, "CN", "CNY"), (60, 100_00))
    for later in range(60):
        plan_day(TODAY + timedelta(days=later))
    of_account = Notice.objects.filter(account__reference="G1")
    discretionary = [code for code, kind in catalogue.of("CN").items() if kind.is_discretionary]
    states = dict(of_account.filter(kind__in=discretionary).values_list("kind", "state"))
    assert "cn-collection-first" in states and set(states.values()) <= {"suspended", "cancelled"}


def test_who_keeps_a_plan_is_asked_for_nothing_on_another_account():
    """What they can pay was shared between their accounts. Service and law's own letters go on."""
    planned = written.account()
    other = written.account(holder=planned.parties.get().customer)
    terms = PlanTerms(written.TODAY, {written.TODAY + timedelta(days=30): 100_00})
    plan = plan_lifecycle.agree(planned, terms, written.ACT)
    asking, lawful = written.due(other), written.due(other, "cn-overdue")
    assert looked_at(asking, written.NOW) == ("suspended", "hold hardship-plan")
    assert looked_at(lawful, written.NOW)[0] == "due"
    change = PlanStatusChange(plan=plan, on=written.TODAY, to_state="lapsed")
    change.save()
    assert looked_at(asking, written.NOW)[1] != "hold hardship-plan"
    change.ends_before = written.TODAY + timedelta(days=1)
    change.save()
    tomorrow = written.NOW + timedelta(days=1)
    assert looked_at(asking, tomorrow) == ("suspended", "hold hardship-plan")
    plan_lifecycle.end(plan, written.TODAY, "broken", written.ACT)
    assert looked_at(asking, tomorrow)[1] != "hold hardship-plan"


def looked_at(notice: Notice, now: datetime) -> tuple[str, str]:
    recheck.look_again([notice.pk], now)
    notice.refresh_from_db()
    return notice.state, notice.reason
