"""Offers from the first draft to the plan, with the people who decide on the way."""

from datetime import UTC, date, datetime

import pytest

from accounts import holds
from accounts.acts import Act
from accounts.dates import NEVER, each
from accounts.hardship import offers as hardship_offers
from accounts.hardship import options as account_options
from accounts.hardship import payment_breaks
from accounts.hardship import requests as help_requests
from accounts.hardship.offers import Answer
from accounts.models import Hold, Plan
from accounts.plans import lifecycle as plan_lifecycle
from accounts.rules import standing as standing_rules
from accounts.standings import facts
from tests.accounts.hardship.conftest import TODAY

pytestmark = pytest.mark.django_db

SIGNED = Answer("signature", "form 17, in the file")


def act(by: str = "ada", note: str = "") -> Act:
    return Act(by=by, at=datetime(2026, 1, 12, 9, tzinfo=UTC), note=note)


def drafted(account, name: str):
    found = account_options.of_account(account, TODAY)
    return hardship_offers.draft(account, found, found.option(name), act(), on=TODAY)


def sent(account, name: str):
    offer = hardship_offers.approve(drafted(account, name), act(), on=TODAY)
    return hardship_offers.mark_sent(offer, act(), on=date(2026, 1, 13))


def held_on(account, day: date) -> list[str]:
    return [hold.kind for hold in holds.in_force([account.pk], day)[account.pk]]


def test_an_offer_within_the_limits_is_approved_by_one_person_and_open_for_the_days_of_the_pack(person):
    offer = sent(person("833.33"), "instalments")
    assert (offer.state, offer.needs_second, str(offer.open_through)) == ("sent", [], "2026-02-12")
    assert [part.amount for part in offer.parts.all()][:2] == [90_91, 90_91]


def test_an_accepted_offer_is_a_plan_and_a_hold_at_once(person):
    account = person("833.33")
    plan = hardship_offers.accept(sent(account, "instalments"), SIGNED, act(), on=date(2026, 1, 14))
    assert (plan.agreed_on, plan.option, plan.instalments.count()) == (date(2026, 1, 14), "instalments", 11)
    hold = Hold.objects.get(plan=plan)
    assert (hold.kind, hold.starts_on, hold.ends_on) == ("hardship-plan", date(2026, 1, 14), None)
    seen = facts.of_account(account).known_by(NEVER)
    (pause,) = standing_rules.standing(seen, date(2026, 1, 20)).pauses
    assert pause.first == date(2026, 1, 14)


def test_an_offer_that_nobody_answered_expires_where_the_account_is_and_its_hold_with_it(person):
    account = person("833.33")
    asked = help_requests.take(account, act(), on=TODAY)
    offer = sent(account, "instalments")
    assert hardship_offers.expire(datetime(2026, 2, 12, 23, tzinfo=UTC)) == 0
    assert hardship_offers.expire(datetime(2026, 2, 13, 9, tzinfo=UTC)) == 1
    assert hardship_offers.expire(datetime(2026, 2, 13, 9, tzinfo=UTC)) == 0
    offer.refresh_from_db()
    assert (offer.state, offer.hold.last) == ("expired", date(2026, 2, 12))
    asked.hold.refresh_from_db()
    assert asked.hold.ends_on == date(2026, 1, 13)
    assert held_on(account, date(2026, 2, 12)) == ["plan-preparation"]
    assert held_on(account, date(2026, 2, 13)) == []
    with pytest.raises(hardship_offers.Expired):
        hardship_offers.accept(offer, SIGNED, act(), on=date(2026, 2, 13))


@pytest.mark.parametrize("asked", [True, False])
def test_nobody_is_pressed_while_an_offer_waits_for_its_answer(person, asked):
    """However long it took to make it, and whoever began it."""
    account, late = person("833.33"), date(2026, 2, 20)
    if asked:
        help_requests.take(account, act(), on=TODAY)
    found = account_options.of_account(account, late)
    draft = hardship_offers.draft(account, found, found.option("instalments"), act(), on=late)
    offer = hardship_offers.mark_sent(hardship_offers.approve(draft, act(), on=late), act(), on=late)
    open_days = each(late, offer.open_through)
    assert {tuple(held_on(account, day)) for day in open_days} == {("plan-preparation",)}
    with pytest.raises(holds.Refused):
        holds.refuse_if_owned(offer.hold)
    hardship_offers.decline(offer, act(), on=date(2026, 3, 2))
    assert held_on(account, date(2026, 3, 3)) == []


def test_an_offer_sent_on_the_day_of_the_request_has_its_own_hold(person):
    account = person("833.33")
    help_requests.take(account, act(), on=TODAY)
    offer = hardship_offers.approve(drafted(account, "instalments"), act(), on=TODAY)
    hardship_offers.mark_sent(offer, act(), on=TODAY)
    assert held_on(account, date(2026, 2, 11)) == ["plan-preparation"]


def test_a_schedule_whose_first_day_has_passed_begins_a_month_later(person):
    plan = hardship_offers.accept(sent(person("833.33"), "instalments"), SIGNED, act(), on=date(2026, 2, 2))
    assert plan.instalments.first().due_on == date(2026, 2, 26)
    assert plan.instalments.count() == 11


def test_below_the_floor_two_people_approve(person):
    offer = drafted(person("433.34"), "nothing")
    assert offer.needs_second == ["below-floor"]
    first = hardship_offers.approve(offer, act("ada"), on=TODAY)
    assert first.state == "drafted"
    with pytest.raises(hardship_offers.AnotherPersonNeeded):
        hardship_offers.approve(offer, act("ada"), on=TODAY)
    with pytest.raises(hardship_offers.NotPossible):
        hardship_offers.mark_sent(offer, act(), on=TODAY)
    assert hardship_offers.approve(offer, act("bea"), on=TODAY).state == "approved"


def test_more_than_the_share_of_the_persons_own_accord_needs_a_second_person(person):
    account = person("833.33")
    found = account_options.of_account(account, TODAY)
    offer = hardship_offers.draft(account, found, found.own(250_00), act(), on=TODAY)
    assert (offer.needs_second, offer.parts.count()) == (["above-share"], 4)


def test_after_its_last_day_an_offer_has_expired(person):
    offer = sent(person("833.33"), "instalments")
    assert list(hardship_offers.awaited(date(2026, 2, 12))) == [offer]
    assert list(hardship_offers.awaited(date(2026, 2, 13))) == []
    with pytest.raises(hardship_offers.Expired):
        hardship_offers.accept(offer, SIGNED, act(), on=date(2026, 2, 13))


def test_an_answer_is_given_once(person):
    offer = sent(person("833.33"), "instalments")
    hardship_offers.decline(offer, act(note="too much"), on=date(2026, 1, 14))
    with pytest.raises(hardship_offers.NotPossible):
        hardship_offers.accept(offer, SIGNED, act(), on=date(2026, 1, 14))
    assert not Plan.objects.exists()


def test_a_new_draft_gives_the_unsent_one_up(person):
    account = person("833.33")
    first, second = drafted(account, "catch-up"), drafted(account, "instalments")
    first.refresh_from_db()
    assert (first.state, second.state) == ("withdrawn", "drafted")


def test_a_new_schedule_replaces_the_plan_and_keeps_the_old(person):
    account = person("833.33")
    before = hardship_offers.accept(sent(account, "instalments"), SIGNED, act(), on=date(2026, 1, 14))
    plan = hardship_offers.accept(sent(account, "catch-up"), SIGNED, act(), on=date(2026, 1, 15))
    before.refresh_from_db()
    assert (before.end_reason, before.ended_on, plan.replaces) == ("replaced", date(2026, 1, 15), before)
    assert plan_lifecycle.in_force(account, date(2026, 1, 16)) == plan
    assert Hold.objects.get(plan=before).ends_on == date(2026, 1, 15)


class TestARequest:
    def test_stops_collecting_until_it_is_answered(self, person):
        account = person("833.33")
        request = help_requests.take(account, act(note="lost the job"), on=TODAY)
        assert (request.hold.kind, str(request.hold.lapses_on)) == ("plan-preparation", "2026-02-10")
        assert help_requests.take(account, act(), on=TODAY) == request
        offer = sent(account, "instalments")
        request.refresh_from_db()
        assert (request.outcome, offer.request) == ("offered", request)
        assert Hold.objects.get(pk=request.hold_id).ends_on == date(2026, 1, 13)
        hardship_offers.accept(offer, SIGNED, act(), on=date(2026, 1, 14))
        assert Hold.objects.get(pk=offer.hold_id).ends_on == date(2026, 1, 14)
        assert held_on(account, date(2026, 1, 15)) == ["hardship-plan"]

    def test_that_is_answered_after_its_hold_has_run_out_is_a_plan_all_the_same(self, person):
        account = person("833.33")
        request = help_requests.take(account, act(), on=TODAY)
        late = date(2026, 3, 20)
        found = account_options.of_account(account, late)
        offer = hardship_offers.draft(account, found, found.option("instalments"), act(), on=late)
        offer = hardship_offers.mark_sent(hardship_offers.approve(offer, act(), on=late), act(), on=late)
        plan = hardship_offers.accept(offer, SIGNED, act(), on=date(2026, 3, 25))
        request.hold.refresh_from_db()
        assert plan.agreed_on == date(2026, 3, 25)
        assert (request.hold.ends_on, str(request.hold.last)) == (None, "2026-02-10")

    def test_that_is_refused_after_its_hold_has_run_out_is_decided_all_the_same(self, person):
        request = help_requests.take(person("833.33"), act(), on=TODAY)
        decided = help_requests.refuse(request, "not-liable", act(), on=date(2026, 3, 20))
        assert (decided.outcome, str(decided.hold.last)) == ("refused", "2026-02-10")

    def test_is_refused_with_a_reason(self, person):
        request = help_requests.take(person("833.33"), act(), on=TODAY)
        help_requests.refuse(request, "can-pay", act(note="more is left than is asked"), on=TODAY)
        assert (request.outcome, request.reason) == ("refused", "can-pay")
        assert Hold.objects.get(pk=request.hold_id).ends_on == TODAY
        with pytest.raises(help_requests.AlreadyDecided):
            help_requests.refuse(request, "can-pay", act(), on=TODAY)


EARNS = (
    "statement,customer,made_on,currency,kind,item,amount,every,balance\n"
    "S2,P1,2026-02-01,GBP,income,client-salary-or-wages,{salary},month,\n"
)


class TestAPlan:
    @pytest.fixture
    def plan(self, person):
        """Ten parts of 90.91 and one of 90.90, from 26 January on."""
        return hardship_offers.accept(
            sent(person("833.33"), "instalments"), SIGNED, act(), on=date(2026, 1, 14)
        )

    def test_with_a_break_asks_once_for_what_was_missed_and_never_for_what_was_paid(self, plan, desk):
        desk.offer(
            "payments.csv",
            "payment,account,posted_on,amount\nX1,G1,2026-01-20,130.00\nX2,G1,2026-02-27,20.00\n",
        )
        longer = plan_lifecycle.defer(plan, 1, act(), on=date(2026, 2, 27))
        parts = list(longer.instalments.values_list("due_on", "amount"))
        assert parts[0] == (date(2026, 2, 27), 20_00)  # paid on the day
        assert parts[1] == (date(2026, 4, 27), 90_91)
        # What was missed in February comes last; the 26th is a Saturday, and Monday a holiday.
        assert parts[-1] == (date(2027, 1, 26), 31_82)
        assert sum(amount for _, amount in parts) == 1_000_00 - 130_00
        status = plan_lifecycle.statuses([longer], date(2026, 4, 1))[longer.pk]
        assert (status.state, status.expected, status.paid) == ("kept", 20_00, 20_00)

    @pytest.mark.parametrize(
        ("asked", "salary", "refused"),
        [
            ((2, ""), "400.00", payment_breaks.CauseNeeded),
            ((2, "illness"), "833.33", payment_breaks.IncomeNotFallen),
            ((2, "illness"), "416.67", payment_breaks.IncomeNotFallen),
            ((7, "illness"), "0.00", payment_breaks.TooLong),
        ],
    )
    def test_has_no_longer_break_without_a_cause_and_an_income_that_fell(
        self, plan, desk, asked, salary, refused
    ):
        desk.offer("affordability.csv", EARNS.format(salary=salary))
        with pytest.raises(refused):
            payment_breaks.grant(plan, asked[0], act(), on=date(2026, 2, 2), cause=asked[1])

    @pytest.mark.parametrize(("months", "cause", "salary"), [(1, "", "833.33"), (6, "illness", "416.66")])
    def test_has_a_month_for_a_crisis_and_six_for_half_the_income(self, plan, desk, months, cause, salary):
        desk.offer("affordability.csv", EARNS.format(salary=salary))
        longer = payment_breaks.grant(plan, months, act(), on=date(2026, 2, 2), cause=cause)
        assert (longer.replaces, longer.break_cause) == (plan, cause)

    def test_with_a_break_of_payments_is_as_much_longer(self, person):
        plan = hardship_offers.accept(
            sent(person("833.33"), "instalments"), SIGNED, act(), on=date(2026, 1, 14)
        )
        longer = plan_lifecycle.defer(plan, 3, act(), on=date(2026, 2, 2))
        days = list(longer.instalments.values_list("due_on", flat=True))
        assert (len(days), days[0]) == (11, date(2026, 5, 26))
        assert days[-1] == date(2027, 3, 26)  # of which the last is January's, which was missed
        assert longer.replaces == plan

    def test_paid_early_may_have_lower_parts(self, person, desk):
        plan = hardship_offers.accept(
            sent(person("833.33"), "instalments"), SIGNED, act(), on=date(2026, 1, 14)
        )
        desk.offer("payments.csv", "payment,account,posted_on,amount\nX1,G1,2026-01-20,500.00\n")
        lower = plan_lifecycle.spread(plan, act(), on=date(2026, 1, 30))
        assert list(lower.instalments.values_list("amount", flat=True)) == [50_00] * 10

    def test_that_has_ended_is_not_changed(self, person):
        plan = hardship_offers.accept(
            sent(person("833.33"), "instalments"), SIGNED, act(), on=date(2026, 1, 14)
        )
        plan_lifecycle.end(plan, date(2026, 2, 1), "broken", act())
        with pytest.raises(plan_lifecycle.NotInForce):
            plan_lifecycle.defer(plan, 1, act(), on=date(2026, 2, 2))
