"""Help at the desk: from the first word of trouble to a plan in force."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from accounts.hardship import affordability
from accounts.models import (
    AffordabilityDraft,
    AffordabilityItem,
    AffordabilityReading,
    AffordabilityStatement,
    HardshipOffer,
    HelpRequest,
    Hold,
    Plan,
)
from tests.acts import act_by
from tests.servicing.workspace.reading import markup, text

pytestmark = pytest.mark.django_db

MORNING = "2026-01-24T02:00Z"  # 10 in the morning in Shanghai, of the first open date
BUDGET = {
    "income.salary-or-wages.amount": "1000.00",
    "income.salary-or-wages.every": "week",
    "essential.rent.amount": "3000.00",
    "essential.rent.every": "month",
    "lender.0.name": "another bank",
    "lender.0.balance": "600.00",
    "note": "lost the job",
}


@pytest.fixture(autouse=True)
def morning():
    with time_machine.travel(MORNING, tick=False):
        yield


def address(name: str, account) -> str:
    return reverse(name, args=[account.pk])


def post(client, name: str, row, **sent) -> str:
    return text(client.post(reverse(name, args=[row.pk]), sent, follow=True))


def record(client, account, **changes) -> str:
    sent = {**BUDGET, **changes, "record": "yes"}
    return text(client.post(address("affordability", account), sent, follow=True))


def offered(client, account, option: str = "instalments", **sent) -> HardshipOffer:
    record(client, account)
    post(client, "hardship-options", account, option=option, **sent)
    return HardshipOffer.objects.latest("pk")


class TestTheStatement:
    def test_asking_for_help_stops_collecting_and_leads_to_the_statement(self, agent, book):
        page = post(agent, "ask-help", book["late"])
        assert "Help requested. Contact about the debt stops while a plan is prepared." in page
        assert "Affordability statement" in page
        assert Hold.objects.filter(account=book["late"], kind="plan-preparation").exists()

    def test_is_grouped_as_the_pack_lists_it_and_every_field_has_a_label(self, agent, book):
        page = agent.get(address("affordability", book["late"]))
        assert "Income Earnings Salary or wages" in text(page)
        assert "Essential living costs Housing Rent" in text(page)
        html = markup(page)
        assert 'for="id_income.salary-or-wages.amount"' in html and 'inputmode="decimal"' in html

    def test_works_out_what_is_left_without_scripts(self, agent, book):
        page = text(agent.post(address("affordability", book["late"]), {**BUDGET, "work_out": "yes"}))
        assert "Income 4,333.33" in page and "Left each month 1,333.33" in page
        assert "Stays with the person 666.67" in page
        assert not AffordabilityStatement.objects.exists()

    def test_works_it_out_as_one_types_and_keeps_a_draft(self, agent, book):
        page = text(agent.post(address("affordability-figures", book["late"]), BUDGET))
        assert "Left each month 1,333.33" in page and "Draft saved at 02:00:00 UTC" in page
        assert AffordabilityDraft.objects.get().fields["note"] == "lost the job"
        html = markup(agent.get(address("affordability", book["late"])))
        assert 'value="1000.00"' in html and "lost the job" in html

    def test_recorded_leads_to_the_options_and_a_second_agent_never_asks_again(self, agent, book):
        page = record(agent, book["late"])
        assert "1,333.33 CNY is left each month" in page
        statement = AffordabilityStatement.objects.get()
        assert (statement.entered_by, statement.items.count()) == ("agent", 3)
        assert not AffordabilityDraft.objects.exists()
        assert 'value="3,000.00"' in markup(agent.get(address("affordability", book["late"])))

    def test_what_a_file_names_otherwise_stands_on_the_form_too_and_is_kept(self, agent, book):
        customer = book["late"].parties.get().customer
        told = AffordabilityItem(kind="income", name="second job", amount=150_000, every="month")
        affordability.record(customer, "CNY", [told], act_by("file"), on=date(2026, 1, 23))
        page = agent.get(address("affordability", book["late"]))
        assert "Under names of their own Second job" in text(page)
        assert "Income 1,500.00" in text(page)
        named = {"income.second job.amount": "1,500.00", "income.second job.every": "month"}
        assert "2,833.33 CNY is left each month" in record(agent, book["late"], **named)
        items = AffordabilityStatement.objects.latest("pk").items
        assert items.get(name="second job").amount == 150_000

    def test_each_look_at_what_was_told_is_recorded(self, agent, book):
        record(agent, book["late"])
        agent.get(address("affordability", book["late"]))
        assert AffordabilityReading.objects.get().read_by == "agent"

    @pytest.mark.parametrize(
        ("changes", "complaint"),
        [
            ({"income.salary-or-wages.amount": "a lot"}, "Enter an amount such as"),
            ({"income.salary-or-wages.amount": "-5"}, "Enter an amount such as"),
            ({"lender.0.balance": ""}, "How much is owed there?"),
            ({"lender.0.name": ""}, "To whom?"),
            ({"lender.1.name": "another bank", "lender.1.balance": "5"}, "The same lender is entered twice."),
            ({"note": "card 4111 1111 1111 1111"}, "This looks like a card number"),
        ],
    )
    def test_says_what_is_wrong_and_records_nothing(self, agent, book, changes, complaint):
        assert complaint in record(agent, book["late"], **changes)
        assert not AffordabilityStatement.objects.exists()


class TestOptionsAndOffers:
    def test_options_stand_side_by_side_with_a_picture(self, agent, book):
        record(agent, book["late"])
        page = agent.get(address("hardship-options", book["late"]))
        assert "Instalments" in text(page) and "Left with the person each month" in text(page)
        assert "<rect" in markup(page)

    def test_without_a_statement_there_are_none(self, agent, book):
        page = text(agent.get(address("hardship-options", book["late"]), follow=True))
        assert "There is no affordability statement that is still good." in page

    def test_an_offer_goes_from_draft_to_plan(self, agent, book):
        offer = offered(agent, book["late"])
        assert "Approved." in post(agent, "approve-offer", offer)
        assert "Recorded as handed over." in post(agent, "send-offer", offer)
        page = post(agent, "accept-offer", offer, evidence_kind="recording", evidence="call 7")
        assert "The plan is in force. Collection has stopped." in page
        plan = Plan.objects.get()
        assert plan.offer == offer and plan.agreed_on == date(2026, 1, 24)
        assert "Hardship plan" in page

    def test_an_acceptance_needs_its_evidence(self, agent, book):
        offer = offered(agent, book["late"])
        post(agent, "approve-offer", offer)
        post(agent, "send-offer", offer)
        page = post(agent, "accept-offer", offer, evidence_kind="recording", evidence="")
        assert "An acceptance needs its evidence." in page
        assert not Plan.objects.exists()

    def test_more_than_the_share_waits_for_a_supervisor(self, client, book, people):
        client.force_login(people["agent"])
        offer = offered(client, book["late"], "own", monthly="1300.00")
        assert offer.needs_second == ["above-share"]
        post(client, "approve-offer", offer)
        assert "A supervisor gives the second approval." in post(client, "approve-offer", offer)
        client.force_login(people["supervisor"])
        assert "Approved." in post(client, "approve-offer", offer)
        offer.refresh_from_db()
        assert offer.state == "approved"

    def test_the_persons_own_amount_says_what_stays_with_them_before_it_is_drafted(self, agent, book):
        record(agent, book["late"])
        page = agent.get(address("hardship-options", book["late"]), {"monthly": "1300.00"})
        assert "Left with the person each month 333.33 CNY" in text(page)
        assert "Second person above the share" in text(page)
        assert 'name="monthly" value="1300.00"' in markup(page)
        page = agent.get(address("hardship-options", book["late"]), {"monthly": "1333.34"})
        assert "This cannot be offered." in text(page) and 'name="option" value="own"' not in markup(page)

    def test_more_than_the_surplus_cannot_be_offered(self, agent, book):
        record(agent, book["late"])
        page = post(agent, "hardship-options", book["late"], option="own", monthly="2000.00")
        assert "This cannot be offered." in page


class TestDecisions:
    def test_a_refusal_gives_a_reason(self, desk, book):
        post(desk, "ask-help", book["late"])
        page = post(desk, "refuse-help", HelpRequest.objects.get(), reason="can-pay", note="")
        assert "Refused. The letter of reasons will be sent." in page

    def test_a_break_of_payments_makes_a_new_schedule(self, desk, book):
        offer = offered(desk, book["late"])
        post(desk, "approve-offer", offer)
        post(desk, "send-offer", offer)
        post(desk, "accept-offer", offer, evidence_kind="form", evidence="form 3")
        plan = Plan.objects.get()
        assert "So long a break needs a named cause." in post(
            desk, "decide-plan", plan, decision="defer", months="2", note=""
        )
        assert "record a new affordability statement" in post(
            desk, "decide-plan", plan, decision="defer", months="2", cause="illness", note=""
        )
        assert "Saved." in post(desk, "decide-plan", plan, decision="defer", months="1", note="")
        assert Plan.objects.filter(end_reason="replaced").count() == 1
        later = Plan.objects.get(ended_on=None)
        assert "Saved." in post(desk, "decide-plan", later, decision="broken", note="no answer")
        later.refresh_from_db()
        assert (later.end_reason, later.ended_by) == ("broken", "supervisor")


def test_the_desk_lists_what_waits(agent, book):
    post(agent, "ask-help", book["late"])
    page = text(agent.get(reverse("hardship")))
    assert "Requests 1" in page and book["late"].reference in page
    offered(agent, book["late"])
    page = text(agent.get(reverse("hardship") + "?show=drafts"))
    assert "Offers to approve 1" in page and "Instalments" in page
    assert agent.get(reverse("hardship") + "?show=all").status_code == 400


def test_the_plan_stands_on_the_pages_of_account_and_person(agent, book):
    offer = offered(agent, book["late"])
    post(agent, "approve-offer", offer)
    post(agent, "send-offer", offer)
    post(agent, "accept-offer", offer, evidence_kind="form", evidence="form 3")
    assert "Kept 1" in text(agent.get(reverse("hardship")))  # at once, before any close has seen it
    customer = book["late"].parties.get(role="cardholder").customer
    for page in (
        agent.get(reverse("account", args=[book["late"].pk])),
        agent.get(reverse("customer", args=[customer.pk])),
    ):
        assert "Instalments kept" in text(page)
