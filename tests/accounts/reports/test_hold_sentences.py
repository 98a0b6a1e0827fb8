"""What an explanation says of holds: who is bound, what pauses, what is disputed, what comes next."""

from datetime import date

import pytest

from accounts.dates import ALWAYS
from accounts.reports.explanation import explain
from accounts.rules.pauses import Hold
from accounts.rules.standing import Cycle, Facts, Payment, Policy
from tests.book import put

pytestmark = pytest.mark.django_db
POLICY = Policy(ALWAYS, 3, 1000, 0, ALWAYS)


def january(day: int) -> date:
    return date(2026, 1, day)


def unpaid(months: int, *holds: Hold, payments: tuple[Payment, ...] = ()) -> Facts:
    cycles = tuple(
        Cycle(date(2026, m, 1), date(2026, m, 21), 90000, 10000 * m, 10000 * (m - 1), date(2026, m, 1), date(2026, m, 1))
        for m in range(1, months + 1)
    )  # fmt: skip
    return Facts((POLICY,), cycles, payments, holds=holds)


def said(facts: Facts, day: date) -> list[str]:
    return explain(put(facts), day, "restated").sentences


def plan(first: date, last: date | None = None) -> Hold:
    return Hold("hardship-plan", first, first, last, last and first, pauses=True)


def test_a_hold_until_it_is_lifted():
    account = put(unpaid(1, plan(january(20))))
    assert explain(account, january(26), "restated").sentences == [
        f"At the end of 26 Jan 2026 account {account} is current.",
        "On hold since 20 Jan 2026, until it is lifted: Hardship plan.",
        "While that lasts, ageing pauses: nothing newly becomes past due, and no statement counts.",
        "The last statement, of 1 Jan 2026, asked for at least 100.00 CNY by 21 Jan 2026.",
        "Nothing has come in since that statement.",
        "Of the statement of 1 Jan 2026, due 21 Jan 2026, 100.00 CNY is open.",
        "Ageing pauses on 25 Jan 2026, when that would be past due, until the hold is lifted.",
        "Nothing that is known changes its stage next; the next statement will say what it asks.",
    ]


def test_a_hold_with_a_last_day_says_what_comes_after_it():
    told = said(unpaid(1, plan(january(20), january(30))), january(26))
    assert "On hold from 20 Jan 2026 through 30 Jan 2026: Hardship plan." in told
    assert (
        "Of the statement of 1 Jan 2026, due 21 Jan 2026, 100.00 CNY is open;"
        " it is past due only from 31 Jan 2026 on." in told
    )
    assert "Ageing pauses on 25 Jan 2026, when that would be past due, so it is from 31 Jan 2026 on." in told
    assert told[-1] == "If nothing more comes in, it becomes M0 on 31 Jan 2026."


def test_paused_days_stand_beside_the_days_past_due_and_paused_statements_beside_those_that_count():
    told = said(unpaid(3, plan(date(2026, 1, 28), date(2026, 2, 15))), date(2026, 3, 1))
    assert told[1:3] == [
        "200.00 CNY is past due, for 39 days, with 2 statements missed.",
        "On 19 of these days ageing was paused; they count all the same.",
    ]
    assert "1 statement (1 Feb 2026) came while ageing was paused and does not count." in told
    assert "1 statement (1 Mar 2026) came after it became past due on 25 Jan 2026, which makes it M1." in told


def test_a_hold_that_pauses_nothing_says_so_by_its_silence():
    told = said(unpaid(1, Hold("vulnerable", january(20), january(20))), january(26))
    assert told[3] == "On hold since 20 Jan 2026, until it is lifted: Vulnerable."
    assert not any("paus" in sentence for sentence in told)


def test_a_disputed_amount_and_its_fresh_due_date():
    dispute = Hold(
        "dispute", january(10), january(10), january(22), january(22), disputed_amount=4000,
        statement_date=january(1), fresh_due_on=january(29),
    )  # fmt: skip
    payment = Payment(january(15), january(15), 6000, january(15))
    account = put(unpaid(1, dispute, payments=(payment,)))

    def told(day):
        return explain(account, day, "restated").sentences

    assert "40.00 CNY of the statement of 1 Jan 2026 is disputed, so it is not asked now." in told(
        january(20)
    )
    assert "40.00 CNY of the statement of 1 Jan 2026 is disputed, so it is not asked now." in told(
        january(29)
    )
    assert (
        "40.00 CNY of the statement of 1 Jan 2026 was disputed and is owed; the rest is paid, so it is due on"
        " 29 Jan 2026." in told(january(30))
    )
    assert told(january(30))[-1] == "If nothing more comes in, it becomes M0 on 2 Feb 2026."
    assert told(january(20))[-1] == "If nothing more comes in, it becomes M0 on 2 Feb 2026."


def test_what_is_asked_again_where_the_rest_is_open():
    dispute = Hold(
        "dispute", january(10), january(10), january(22), january(22), disputed_amount=4000,
        statement_date=january(1), fresh_due_on=january(29),
    )  # fmt: skip
    told = said(unpaid(1, dispute), january(30))
    assert (
        "40.00 CNY of the statement of 1 Jan 2026 was disputed and is asked again after 29 Jan 2026." in told
    )
    assert (
        "Of the statement of 1 Jan 2026, due 21 Jan 2026, 100.00 CNY is open and past due since 25 Jan 2026."
        in told
    )
