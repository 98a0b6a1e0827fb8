"""What the database itself refuses about cases, and what a step says of who took it."""

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError

from accounts.acts import Act
from accounts.cases import credits
from accounts.cases import lifecycle as case_lifecycle
from accounts.dates import ALWAYS, local_day
from accounts.models import Case, Customer, Party
from accounts.rules.standing import Cycle, Facts, Policy
from tests.book import put

pytestmark = pytest.mark.django_db

DAY = date(2026, 1, 15)
AT = datetime(2026, 1, 15, 4, tzinfo=UTC)
ACT = Act(by="ana", at=AT)


@pytest.fixture
def account():
    policy = Policy(ALWAYS, grace_days=3, tolerance=1000, least_days=0, known_on=ALWAYS)
    statement = Cycle(
        date(2026, 1, 1), date(2026, 1, 21), 100_000, 10_000, 0, date(2026, 1, 1), date(2026, 1, 1)
    )
    account = put(Facts((policy,), (statement,)))
    customer = Customer.objects.create(reference="C1")
    Party.objects.create(account=account, customer=customer, role=Party.Role.CARDHOLDER)
    return account


@pytest.fixture
def case(account) -> Case:
    opening = case_lifecycle.Opening(
        "dispute", account.parties.get().customer, "letter", DAY, "as said", 6000, date(2026, 1, 1)
    )
    return case_lifecycle.open_case(account, opening, ACT)


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"kind": "quarrel", "disputed_amount": None, "statement_date": None}, "case_kind_is_listed"),
        ({"channel": "pigeon"}, "case_channel_is_listed"),
        ({"statement_date": None}, "case_amount_belongs_to_a_statement"),
        ({"kind": "complaint"}, "case_amount_belongs_to_a_statement"),
        ({"state": "decided"}, "case_decided_has_an_outcome"),
        ({"outcome": "upheld"}, "case_decided_has_an_outcome"),
        ({"resolve_by": date(2026, 1, 14)}, "case_clocks_run_from_opening"),
        ({"acknowledged_on": date(2026, 1, 14)}, "case_days_follow_opening"),
        ({"credit": -1}, "case_credit_not_negative"),
    ],
)
def test_no_case_like_this(case, wrong, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        Case.objects.filter(pk=case.pk).update(**wrong)


@pytest.mark.parametrize(
    ("step", "constraint"),
    [
        ({"kind": "opened"}, "case_opened_once"),
        ({"kind": "closed"}, "case_step_is_listed"),
        ({"kind": "reopened", "reason": ""}, "case_step_says_why"),
        ({"kind": "not-extended"}, "case_step_answers_a_step"),
        ({"kind": "reopened", "of": True}, "case_step_answers_a_step"),
        ({"kind": "extended", "of": True, "asked_by": "ana"}, "case_extended_by_somebody_else"),
        ({"kind": "extended", "of": True}, "case_extended_by_somebody_else"),
        ({"kind": "acknowledged", "amount": 1}, "case_step_amount"),
        ({"kind": "redress"}, "case_redress_has_an_amount"),
        ({"kind": "decided"}, "case_outcome_is_decided"),
        ({"kind": "redress", "amount": 1, "outcome": "upheld"}, "case_outcome_is_decided"),
    ],
)
def test_no_step_like_this(case, step, constraint):
    said = {"on": DAY, "at": AT, "by": "ana", "reason": "why", **step}
    if said.pop("of", None):
        said["of"] = case.steps.get()
    with pytest.raises(IntegrityError, match=constraint):
        case.steps.create(**said)


def test_a_request_is_answered_once(case):
    asked = case.steps.create(kind="extension-asked", on=DAY, at=AT, by="ana", reason="why")
    case.steps.create(kind="not-extended", on=DAY, at=AT, by="ben", reason="why", of=asked)
    with pytest.raises(IntegrityError, match="case_step_answered_once"):
        case.steps.create(kind="extended", on=DAY, at=AT, by="ben", of=asked, asked_by="ana")


def test_a_step_is_taken_back_once(case):
    said = {"kind": "taken-back", "on": DAY, "at": AT, "by": "ana", "reason": "why", "of": case.steps.get()}
    case.steps.create(**said)
    with pytest.raises(IntegrityError, match="case_step_taken_back_once"):
        case.steps.create(**said)


def test_a_step_says_who_and_when_and_from_which_day_it_counts(case):
    case_lifecycle.acknowledge(case, DAY, Act(by="ben", at=datetime(2026, 1, 16, 4, tzinfo=UTC)), "by letter")
    step = case.steps.last()
    assert (step.kind, step.on, step.by, step.at.day) == ("acknowledged", DAY, "ben", 16)


def test_the_day_is_that_of_the_account(account):
    late_evening_in_london = datetime(2026, 1, 15, 23, tzinfo=UTC)
    assert local_day(late_evening_in_london, account.time_zone) == date(2026, 1, 16)


def test_ticks_that_come_twice_put_down_a_credit_once(case):
    case_lifecycle.decide(case, case_lifecycle.Decision("upheld", "our mistake", DAY), ACT)
    case.account.payments.create(
        reference="CR1", posted_on=DAY, value_on=DAY, amount=6000, kind="credit", known_on=DAY
    )
    assert [credits.note(AT), credits.note(AT)] == [1, 0]
    assert case.steps.filter(kind="credited", by="").count() == 1
    assert not credits.awaited().exists()


def test_a_credit_of_the_day_on_which_the_amount_was_held_again_ends_the_hold_on_that_day(case):
    def credit(reference):
        case.account.payments.create(
            reference=reference, posted_on=DAY, value_on=DAY, amount=6000, kind="credit", known_on=DAY
        )

    case_lifecycle.decide(case, case_lifecycle.Decision("upheld", "our mistake", DAY), ACT)
    credit("CR1")
    credits.note(AT)
    case.account.payments.update(returned_on=DAY, return_known_on=DAY)
    credits.note(AT)
    case.refresh_from_db()
    assert (case.credited_on, case.hold.ends_on) == (None, None)
    credit("CR2")
    credits.note(AT)
    case.refresh_from_db()
    assert (case.credited_on, case.hold.ends_on) == (DAY, DAY)


def test_only_a_party_of_the_account_raises_a_case(account):
    stranger = Customer.objects.create(reference="C2")
    with pytest.raises(case_lifecycle.Refused):
        case_lifecycle.open_case(
            account, case_lifecycle.Opening("complaint", stranger, "call", DAY, "as said"), ACT
        )
