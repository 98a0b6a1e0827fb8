"""The options of an account: worked examples, and what no option of any pack may ever do."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import packs
from accounts.rules import hardship_options as rule
from accounts.rules.hardship_options import AccountPosition, Means, OptionTerms
from accounts.rules.working_days import DayMark, WorkingCalendar

TERMS = OptionTerms(12, 60, 6, 6, 3, token=1_00)
ON = date(2026, 2, 2)  # a Monday
DUE = date(2026, 2, 21)


def offered(account: AccountPosition, means: Means, payday: int | None = None, calendar=None):
    days = rule.payment_days(account, ON, calendar or WorkingCalendar(), payday)
    return rule.options(account, means, TERMS, days)


def plain(option) -> list[tuple[str, int]]:
    return [(str(part.due_on), part.amount) for part in option.parts]


def test_what_is_past_due_is_caught_up_beside_the_instalments():
    catch_up, instalments = offered(AccountPosition(1_000_00, 200_00, 50_00, DUE), Means(120_00, 240_00))
    assert (catch_up.name, catch_up.beside) == ("catch-up", 50_00)
    assert plain(catch_up) == [("2026-02-23", 66_67), ("2026-03-23", 66_67), ("2026-04-21", 66_66)]
    assert (instalments.name, instalments.months, instalments.review_on) == ("instalments", 9, None)
    assert [part.amount for part in instalments.parts] == [111_12, *[111_11] * 8]


def test_on_the_payday_of_the_customer_the_first_at_least_seven_days_ahead():
    (instalments,) = offered(AccountPosition(300_00, 0, 0, DUE), Means(100_00, 200_00), payday=31)
    assert [day for day, _ in plain(instalments)] == ["2026-03-02", "2026-03-31", "2026-04-30"]
    (instalments,) = offered(AccountPosition(300_00, 0, 0, DUE), Means(100_00, 200_00), payday=8)
    assert [day for day, _ in plain(instalments)] == ["2026-03-09", "2026-04-08", "2026-05-08"]
    (instalments,) = offered(AccountPosition(300_00, 0, 0, DUE), Means(100_00, 200_00), payday=9)
    assert plain(instalments)[0][0] == "2026-02-09"


def test_a_holiday_moves_a_day_to_the_next_working_day():
    holiday = WorkingCalendar({date(2026, 2, 9): DayMark(works=False, name="holiday")})
    (instalments,) = offered(AccountPosition(1_00, 0, 0, DUE), Means(100_00, 200_00), 9, holiday)
    assert plain(instalments) == [("2026-02-10", 1_00)]


def test_our_share_for_six_months_where_the_balance_would_take_too_long():
    (reduced,) = offered(AccountPosition(9_000_00, 0, 90_00, DUE), Means(20_00, 40_00))
    assert (reduced.name, reduced.months, reduced.total) == ("reduced", 6, 120_00)
    assert str(reduced.review_on) == "2026-08-21"
    assert reduced.is_free_of_costs


def test_a_token_where_the_share_is_less_than_that():
    (token,) = offered(AccountPosition(9_000_00, 500_00, 90_00, DUE), Means(0, 1_00))
    assert (token.name, [part.amount for part in token.parts]) == ("token", [1_00] * 6)


def test_nothing_where_not_even_a_token_is_left():
    (nothing,) = offered(AccountPosition(9_000_00, 500_00, 90_00, DUE), Means(0, 99))
    assert (nothing.name, nothing.total, nothing.months) == ("nothing", 0, 3)
    assert str(nothing.review_on) == "2026-05-21"


def test_nobody_pays_more_tokens_than_they_owe():
    (token,) = offered(AccountPosition(2_50, 0, 0, DUE), Means(0, 5_00))
    assert [part.amount for part in token.parts] == [1_00, 1_00, 50]


def test_nothing_is_offered_where_nothing_is_owed():
    assert offered(AccountPosition(0, 0, 0, DUE), Means(50_00, 90_00)) == []


def test_a_person_may_offer_more_of_their_own_accord_up_to_the_surplus():
    account = AccountPosition(1_000_00, 0, 0, DUE)
    days = rule.payment_days(account, ON, WorkingCalendar(), None)
    own = rule.own_offer(account, 90_00, Means(50_00, 90_00), days)
    assert (own.months, own.total, own.most_a_month) == (12, 1_000_00, 83_34)
    with pytest.raises(ValueError, match="surplus"):
        rule.own_offer(account, 90_01, Means(50_00, 90_00), days)


@st.composite
def calendars(draw):
    off = draw(st.sets(st.integers(0, 400), max_size=40))
    return WorkingCalendar({ON + timedelta(days=day): DayMark(works=False, name="off") for day in off})


ACCOUNTS = st.builds(
    AccountPosition,
    balance=st.integers(1, 10**8),
    past_due=st.integers(0, 10**6),
    instalment=st.integers(0, 10**6),
    due_date=st.just(DUE),
)


@given(
    pack=st.sampled_from(list(packs.PACKS.values())),
    account=ACCOUNTS,
    means=st.builds(
        lambda surplus, share: Means(surplus * share // 100, surplus),
        st.integers(0, 10**7),
        st.integers(0, 100),
    ),
    payday=st.none() | st.integers(1, 31),
    calendar=calendars(),
)
def test_no_option_asks_for_more_than_the_share_and_every_day_is_worked(
    pack, account, means, payday, calendar
):
    rules = pack.hardship
    terms = OptionTerms(
        rules.catch_up_months,
        rules.term_months,
        rules.reduced_months,
        rules.token_months,
        rules.pause_months,
        rules.token[pack.currency],
        rules.first_after_days,
    )
    days = rule.payment_days(account, ON, calendar, payday, terms.first_after_days)
    found = rule.options(account, means, terms, days)
    names = [option.name for option in found]
    assert 1 <= len(names) <= 3
    assert names == [name for name in rule.OPTIONS if name in names]
    for option in found:
        amounts = [part.amount for part in option.parts]
        due = [part.due_on for part in option.parts]
        assert option.most_a_month <= (terms.token if option.name == "token" else means.share)
        assert amounts == sorted(amounts, reverse=True)
        assert due == sorted(set(due))
        assert all(calendar.works(day) and day >= ON + timedelta(days=7) for day in due)
        assert option.total <= max(account.balance, account.past_due)
        whole = {"catch-up": account.past_due, "instalments": account.balance}
        assert option.total == whole.get(option.name, option.total)
        assert max(amounts) - min(amounts) <= 1 or option.name == "token"
        assert option.months <= {"catch-up": 12, "instalments": terms.term_months}.get(option.name, 6)
