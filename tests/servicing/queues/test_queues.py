"""Who is in which queue, in which order, and who is not any more."""

from datetime import date, timedelta

import pytest

from accounts import holds
from accounts.acts import Act
from accounts.cases import lifecycle as cases
from accounts.contact import callbacks
from accounts.hardship import requests as help_requests
from accounts.models import (
    CallBack,
    Payment,
    Plan,
    PlanStatusChange,
    Promise,
    PromisedAccount,
    PromisedInstalment,
    PromiseStatusChange,
)
from notices.models import Notice
from servicing.queues import entries, explaining, memberships, offering
from servicing.queues.catalogue import QUEUES
from tests.accounts.contact.calling import happened, holder_of, person
from tests.acts import act_by
from tests.servicing.queues.waiting import NOW, TODAY, asking, late, offered, people
from tests.servicing.workspace.builders import colleague

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


class TestStages:
    def test_the_longest_past_due_come_first_each_stage_in_its_queue(self):
        newer, older = late(due=date(2026, 1, 25), number=1), late(due=date(2026, 1, 21), number=2)
        further, just = late("M3", number=3), late("M0", number=4)
        assert offered("m1") == people(older, newer)
        assert (offered("m3"), offered("first-reminder"), offered("m2")) == (
            people(further),
            people(just),
            [],
        )

    def test_a_person_stands_once_for_their_worst_account(self):
        holder = person()
        late("M1", holder=holder)
        worse = late("M2", holder=holder)
        late("M2", holder=holder)
        assert offered("m1") == []
        (entry,) = offering.page(QUEUES["m2"], asking()).entries
        assert (entry.customer, entry.account) == (holder.pk, worse.pk)

    def test_whoever_paid_this_morning_is_left_in_peace(self):
        account = late()
        Payment.objects.create(
            reference="P1", account=account, posted_on=TODAY, value_on=TODAY, amount=10_000, known_on=TODAY
        )
        assert offered("m1") == []

    def test_so_is_whoever_was_spoken_to_is_on_hold_or_asleep(self):
        spoken, held, asleep, free = (
            late(number=1),
            late(number=2),
            late(number=3, zone="Asia/Tokyo"),
            late(number=4),
        )
        happened(spoken, NOW - DAY, "conversation")
        hold = holds.place(act_by("ana", "r"), kind="complaint", starts_on=TODAY, account=held)
        assert offered("m1") == people(free)
        holds.withdraw(hold, TODAY, act_by("ana"))
        assert offered("m1") == people(held, free)
        assert asleep.time_zone == "Asia/Tokyo"

    def test_so_is_whoever_has_an_open_promise(self):
        account = late()
        promised(account, "open")
        assert offered("m1") == []


def promised(account, state, on=TODAY - 5 * DAY) -> Promise:
    """A promise of the whole amount, which the close has found in a state."""
    promise = Promise.objects.create(reference=f"P-{account}", made_on=on - 3 * DAY, known_on=on, beyond=[])
    PromisedAccount.objects.create(promise=promise, account=account)
    due = on - DAY if state == "broken" else TODAY + 3 * DAY
    PromisedInstalment.objects.create(
        promise=promise, account=account, due_on=due, grace_ends_on=due, amount=10_000
    )
    PromiseStatusChange.objects.create(promise=promise, on=on, to_state=state)
    return promise


class TestOtherReasonsToCall:
    def test_a_broken_promise_while_the_account_is_past_due(self):
        later, first = late(number=1), late(number=2)
        promised(later, "broken", TODAY - 3 * DAY)
        promised(first, "broken", TODAY - 8 * DAY)
        assert offered("broken-promises") == people(first, later)
        assert offered("broken-promises", now=NOW + 40 * DAY) == []

    def test_a_call_back_from_its_time_on(self):
        account = late()
        at = NOW + timedelta(hours=1)
        call = CallBack(
            account=account, customer_id=holder_of(account), day=at.date(), time=at.time(),
            zone="America/New_York", asked="call", owner="bo",
        )  # fmt: skip
        callbacks.agree(call, Act(by="ana", at=NOW))
        bo = colleague("agent", "bo")
        assert offered("call-backs", bo) == []
        assert offered("call-backs", bo, at) == people(account)
        assert offered("call-backs", now=at) == []  # it is Bo's
        callbacks.cancel(call, Act(by="bo", at=at, note="wrote instead"))
        assert offered("call-backs", bo, at) == []

    def test_a_missed_call_back_is_offered_by_the_rules_of_any_other_call(self):
        account = late()
        CallBack.objects.create(
            account=account, customer_id=holder_of(account), day=TODAY, time="10:00", at=NOW, zone="America/New_York",
            asked="call", owner="bo", made_by="ana", made_at=NOW - timedelta(days=1),
        )  # fmt: skip
        assert offered("call-backs", now=NOW + timedelta(hours=2)) == people(account)
        assert offered("call-backs", now=NOW + timedelta(hours=12)) == []  # 22:00 their time

    def test_vulnerable_people_wait_for_the_trained_team_alone(self):
        account = late()
        holds.place(act_by("ana", "r"), kind="vulnerable", starts_on=TODAY, customer=person_of(account))
        assert offered("m1") == []
        assert offered("vulnerable") == people(account)

    def test_vulnerable_people_come_in_the_order_in_which_they_were_marked(self):
        longer, marked_first, paid = late(number=1), late("M0", TODAY - 9 * DAY, number=2), late(number=3)
        for account, on in ((longer, TODAY), (marked_first, TODAY - DAY), (paid, TODAY - 2 * DAY)):
            holds.place(act_by("ana", "r"), kind="vulnerable", starts_on=on, customer=person_of(account))
        paid.spans.update(ends_before=TODAY)
        assert offered("vulnerable") == people(marked_first, longer)

    def test_a_promise_for_two_accounts_counts_each_of_them_once(self):
        first, other_place = late(number=1), late(number=2, zone="Asia/Tokyo")
        promise = promised(first, "broken")
        PromisedAccount.objects.create(promise=promise, account=other_place)
        found = entries.read(QUEUES["broken-promises"].parts, asking(), lambda rows: rows, most=9)
        assert [entry.account for entry in found] == [first.pk]
        assert offered("broken-promises") == people(first)


def person_of(account):
    return account.parties.get(role="cardholder").customer


class TestWorkOfTheOffice:
    def test_a_request_for_help_until_it_is_decided(self):
        account = late()
        asked = help_requests.take(account, Act(by="ana", at=NOW), on=TODAY)
        assert offered("hardship") == people(account)
        assert offered("m1") == []  # a plan is in preparation
        help_requests.refuse(asked, "can-pay", Act(by="ana", at=NOW), on=TODAY)
        assert offered("hardship") == []

    def test_cases_past_their_deadline_then_cases_to_acknowledge_then_cases_to_decide(self):
        late_acknowledged, ignored, first, second = (late(number=number) for number in range(4))
        one = opened(first, TODAY - 2 * DAY)
        opened(second, TODAY)
        opened(ignored, TODAY - 300 * DAY)
        cases.acknowledge(
            opened(late_acknowledged, TODAY - 200 * DAY), TODAY - 199 * DAY, Act(by="ana", at=NOW)
        )
        sue = colleague("supervisor", "sue")
        assert offered("cases", sue) == people(ignored, late_acknowledged, first, second)
        cases.acknowledge(one, TODAY, Act(by="ana", at=NOW))
        assert offered("cases", sue) == people(ignored, late_acknowledged, second, first)
        places = [entry.due_on for entry in offering.page(QUEUES["cases"], asking(sue)).entries]
        assert places[3] == one.resolve_by

    def test_nobody_is_offered_a_case_that_they_cannot_decide(self):
        account, to_acknowledge = late(number=1), late(number=2)
        case = opened(account, TODAY - 200 * DAY)
        opened(to_acknowledge, TODAY)
        cases.acknowledge(case, TODAY - 199 * DAY, Act(by="ana", at=NOW))
        assert offered("cases") == people(to_acknowledge)
        [figures] = offering.figures([QUEUES["cases"]], asking())
        [unoffered] = explaining.unoffered(QUEUES["cases"], asking())
        assert (figures.waiting, unoffered.entry.customer) == (1, holder_of(account))
        assert unoffered.for_others
        assert (
            memberships.deadline(holder_of(account), asking()) == case.resolve_by
        )  # nobody defers it past that

    def test_holds_whose_review_is_due(self):
        account = late()
        hold = holds.place(
            act_by("ana", "r"), kind="our-error", starts_on=TODAY - 9 * DAY, review_on=TODAY, account=account
        )
        assert offered("hold-reviews") == people(account)
        holds.review(hold, TODAY, act_by("ana", "still so"), next_review_on=TODAY + DAY)
        assert offered("hold-reviews") == []

    def test_holds_that_nobody_has_looked_at_come_first(self):
        again, first, withdrawn, not_yet = (late(number=number) for number in range(4))
        held, act = {}, act_by("ana", "still so")
        for account, due in ((again, 8), (first, 2), (withdrawn, 5), (not_yet, -1)):
            held[account.pk] = holds.place(
                act, kind="our-error", starts_on=TODAY - 9 * DAY, review_on=TODAY - due * DAY, account=account
            )
        holds.review(held[again.pk], TODAY - 7 * DAY, act, next_review_on=TODAY - 6 * DAY)
        holds.review(held[again.pk], TODAY - 6 * DAY, act, next_review_on=TODAY - 3 * DAY)
        holds.withdraw(held[withdrawn.pk], TODAY, act)
        assert offered("hold-reviews") == people(first, again)
        due = holds.due_for_review(TODAY).values_list("account", "due_on")
        assert list(due) == [(again.pk, TODAY - 3 * DAY), (first.pk, TODAY - 2 * DAY)]
        assert [hold.account_id for hold in holds.of_account(again)] == [again.pk]

    def test_missed_plans_are_read_on_from_any_place_though_plans_of_a_day_were_agreed_in_another_order(self):
        accounts = [late(number=number) for number in range(4)]
        for number, account in enumerate(accounts):
            missed_plan(account, TODAY - (20 + number) * DAY, f"P{9 - number}")
        assert read_through("missed-plans", most=1) == people(*accounts)

    def test_letters_that_came_back(self):
        account = late()
        letter = Notice.objects.create(
            reference="N1", account=account, kind="k", occasion="o", occasion_on=TODAY, state="returned",
            recipient_id=holder_of(account), state_since=NOW,
        )  # fmt: skip
        assert offered("returned-mail") == people(account)
        letter.state = "cancelled"
        letter.reason = "r"
        letter.save()
        assert offered("returned-mail") == []


def missed_plan(account, since=TODAY - 20 * DAY, reference="P1"):
    """A plan that the close of yesterday found missed."""
    hold = holds.place(act_by("ana", "r"), kind="hardship-plan", starts_on=since, account=account)
    plan = Plan.objects.create(
        reference=reference, account=account, hold=hold, agreed_on=since, known_on=TODAY, cure_days=14
    )
    PlanStatusChange.objects.create(plan=plan, on=TODAY - DAY, from_state="kept", to_state="missed")


def opened(account, on):
    opening = cases.Opening(
        kind="complaint", customer=person_of(account), channel="call", on=on, about="charged twice"
    )
    return cases.open_case(account, opening, Act(by="ana", at=NOW))


def test_a_queue_is_read_on_from_any_place():
    accounts = [late(due=date(2026, 1, 1) + n // 3 * DAY, number=n) for n in range(10)]
    assert read_through("m1", most=3) == people(*accounts)


def read_through(queue, most) -> list[int]:
    """Whom the pages of a queue offer, one after the other."""
    seen, after = [], ""
    while True:
        page = offering.page(QUEUES[queue], asking(), after, most=most)
        seen += [entry.customer for entry in page.entries]
        after = page.last
        if not page.more:
            return seen


def test_places_that_are_none():
    for text in ("x", "0~2026-01-01", "0~soon~0~1", "0~2026-01-01~0~x"):
        with pytest.raises(ValueError):
            offering.page(QUEUES["m1"], asking(), text)
