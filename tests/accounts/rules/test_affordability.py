"""What a person can pay, and our part of it: worked splits to the penny, and what holds for every budget."""

from datetime import date
from fractions import Fraction
from math import ceil

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import money, packs
from accounts.rules import affordability as rule
from accounts.rules.affordability import Item, KeptRules
from accounts.rules.standing import Cycle, Facts, Payment

GBP = 100  # minor units of a pound


@pytest.mark.parametrize(
    ("surplus", "balances", "shares"),
    [
        (16_000, [4_550, 6_700, 1_200], [58_47, 86_11, 15_42]),
        (10_000, [500, 1_000, 233, 200], [25_87, 51_73, 12_05, 10_35]),
    ],
)
def test_a_surplus_is_shared_by_balance_and_nothing_of_it_is_lost(surplus, balances, shares):
    assert money.split(surplus, [balance * GBP for balance in balances]) == shares


@given(st.integers(0, 10**12), st.lists(st.integers(0, 10**9), max_size=12))
def test_shares_add_up_and_none_is_a_unit_away_from_its_exact_part(total, weights):
    shares = money.split(total, weights)
    assert sum(shares) == (total if sum(weights) else 0)
    for share, weight in zip(shares, weights, strict=True):
        assert not sum(weights) or abs(share - Fraction(total * weight, sum(weights))) < 1


def test_a_month_is_a_twelfth_of_a_year():
    exact = {every: rule.monthly(1_200, every) for every in rule.TIMES_A_YEAR}
    assert exact == {
        "week": 5_200, "fortnight": 2_600, "four-weeks": 1_300, "month": 1_200, "quarter": 400,
        "half-year": 200, "year": 100,
    }  # fmt: skip


def test_a_hundred_pounds_a_week_are_433_pounds_33():
    income = rule.sums([Item("income", "salary", 100_00, "week")])
    spent = rule.sums([Item("essential", "rent", 100_00, "week")])
    assert (income.income, spent.essential) == (433_33, 433_34)  # each in the customer's favour


def test_only_sums_are_rounded():
    thirds = [Item("income", name, 1_00, "week") for name in "abc"]  # 4.3333 each, 13.00 together
    assert rule.sums(thirds).income == 13_00


def test_half_of_what_is_left_stays_with_the_person_and_lenders_have_their_part():
    items = [
        Item("income", "salary-or-wages", 2_000_00, "month"),
        Item("essential", "rent", 200_00, "week"),  # 866.67
        Item("priority", "energy-arrears", 33_33, "month"),
        Item("other", "leisure", 300_00, "quarter"),  # 100.00
        Item("creditor", "another bank", 50_00, "month", balance=6_000_00),
    ]
    found = rule.affordability(items, {"B": 1_000_00, "A": 1_000_00, "C": 0}, KeptRules())
    assert found.surplus == 2_000_00 - 866_67 - 33_33 - 100_00 == 1_000_00
    assert (found.kept, found.available) == (500_00, 500_00)
    assert found.our_share == 125_00  # 2,000 of 8,000
    assert found.by_account == {"A": 62_50, "B": 62_50, "C": 0}
    assert found.left_with == 875_00


def test_of_an_odd_cent_the_lower_reference_has_more():
    items = [Item("income", "salary", 2_02, "month")]
    found = rule.affordability(items, {"B": 5, "A": 5}, KeptRules())
    assert (found.our_share, found.by_account) == (1_01, {"A": 51, "B": 50})


def test_without_a_balance_with_us_nothing_is_ours():
    items = [Item("income", "salary", 100_00, "month")]
    assert rule.affordability(items, {"A": 0}, KeptRules()).our_share == 0


@pytest.mark.parametrize(
    ("surplus", "amount", "kept"), [(0, 50, 0), (40, 50, 40), (90, 50, 50), (101, 50, 51), (1_000, 50, 500)]
)
def test_the_greater_of_amount_and_share_stays_but_never_more_than_there_is(surplus, amount, kept):
    assert rule.kept(surplus, KeptRules(amount)) == kept


def test_a_statement_is_good_for_its_months():
    made_on = date(2026, 1, 31)
    good = [rule.is_good_on(made_on, day, 6) for day in (date(2026, 1, 30), made_on, date(2026, 7, 30))]
    assert good == [False, True, True]
    assert not rule.is_good_on(made_on, date(2026, 7, 31), 6)


def test_the_balance_now_counts_what_was_paid_since_the_newest_statement():
    def cycle(day: date, balance: int) -> Cycle:
        return Cycle(day, day.replace(day=21), balance, 0, 0, day, day)

    def paid(posted_on: date, amount: int, returned_on: date | None = None) -> Payment:
        return Payment(posted_on, posted_on, amount, posted_on, returned_on, returned_on)

    february, march = date(2026, 2, 1), date(2026, 3, 1)
    facts = Facts(
        cycles=(cycle(february, 900_00), cycle(march, 800_00)),
        payments=(
            paid(march, 70_00),  # inside the statement
            paid(date(2026, 3, 5), 100_00),
            paid(date(2026, 3, 6), 50_00, returned_on=date(2026, 3, 9)),
        ),
    )
    days = {day: rule.balance_now(facts, date(2026, 3, day)) for day in (1, 5, 6, 9)}
    assert days == {1: 800_00, 5: 700_00, 6: 650_00, 9: 700_00}
    assert rule.balance_now(facts, date(2026, 1, 31)) == 0


ITEMS = st.builds(
    Item,
    kind=st.sampled_from(rule.KINDS),
    name=st.just("item"),
    amount=st.integers(0, 10**7),
    every=st.sampled_from(sorted(rule.TIMES_A_YEAR)),
    balance=st.integers(0, 10**8),
)


@given(st.lists(ITEMS, max_size=12), st.dictionaries(st.text("ABCDEF", min_size=1), st.integers(0, 10**8)))
def test_the_person_always_keeps_half_and_never_loses_by_rounding(items, balances):
    found = rule.affordability(items, balances, KeptRules())
    exact = sum(i.monthly if i.kind == "income" else -i.monthly for i in items if i.kind != "creditor")
    assert found.surplus <= max(0, exact)
    assert found.kept >= ceil(found.surplus / 2) and found.kept + found.available == found.surplus
    assert sum(found.by_account.values()) == found.our_share <= found.available
    assert found.our_share == 0 or found.sums.lenders >= 0 < sum(balances.values())


def test_every_pack_says_what_is_asked_and_how_much_stays():
    for pack in packs.PACKS.values():
        rules = pack.hardship
        assert rules.kept_share >= Fraction(1, 2)
        assert rules.term_months <= 60
        assert rules.token[pack.currency] > 0
        assert all(rules.names(kind) for kind in packs.ITEM_KINDS)


def test_the_packs_in_figures():
    cn, gb, us = (packs.of(code).hardship for code in ("CN", "GB", "US"))
    assert (cn.token["CNY"], gb.token["GBP"], us.token["USD"]) == (10_00, 1_00, 5_00)
    assert (cn.offer_days, cn.rule("term_months").key, us.rule("term_months").key) == (
        15,
        "CN-MEAS-70",
        "US-FFIEC-WO",
    )
    assert "client-salary-or-wages" in gb.names("income") and "council-tax-arrears" in gb.names("priority")
    assert "salary-or-wages" in cn.names("income")
