"""The Standard Financial Statement as JSON: an adviser's file read, ours written, and what cannot be read."""

import json
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts import packs
from accounts.hardship import standard_statement
from accounts.hardship.standard_statement import Line, NotAStatement
from accounts.rules.affordability import CREDITOR, ESSENTIAL, INCOME, OTHER, PRIORITY, monthly

RULES = packs.of("GB").hardship
ADVISERS = {
    "client-name": "Pat Example",
    "dependent-children-under-16": 2,
    "dependent-children-16-18": 0,
    "total-number-in-household": 4,
    "vehicles": 1,
    "monthly-income": {
        "earnings": {"client-salary-or-wages": {"monthly-amount": 1450.5, "notes": ""}, "total-earnings": 1450.5},
        "benefits": {
            "child-tax-credit": {"monthly-amount": 100, "notes": "until June"},
            "working-tax-credit": {"monthly-amount": 50.25, "notes": ""},
            "total-benefits": 150.25,
        },
        "total-monthly-income": 1600.75,
    },
    "monthly-outgoings": {
        "fixed-costs": {
            "home-contents": {"rent": {"monthly-amount": 650, "notes": ""}, "total-home-contents": 650},
            "care-health": {"child-maintenance-child-support": {"monthly-amount": 40}},
            "other-essential": {"other-essential-costs": [{"monthly-amount": 12.3, "notes": "hearing aid"}]},
            "pensions-insurance": {"other-pensions-insurances": {"monthly-amount": 9.99}},
        },
        "flexible-costs": {
            "food-housekeeping": {"groceries": {"monthly-amount": 310, "notes": "two at school"}},
            "personal": {"toiletries": {"monthly-amount": 20}},
        },
    },
    "savings": {"savings-contribution": 20, "savings-contribution-considered": True},
    "debts": {
        "debt-admin-fee": {"monthly-amount": 0, "notes": ""},
        "priority-debts": [{"creditor": "Example Council", "amount-owed": 900, "repayment-offer": 30}],
        "non-priority-debts": [
            {"creditor": "Another Bank", "amount-owed": 4550, "repayment-offer": 25, "ccj": False},
            {"creditor": "Our Card plc", "amount-owed": 1000, "repayment-offer": 10, "ccj": False},
        ],
    },
    "additional-notes": ["Lost the job in March."],
}  # fmt: skip


def read(document: object, ours: tuple[str, ...] = ("our card",)):
    return standard_statement.read(json.dumps(document), ours)


def test_an_advisers_file_is_taken_as_it_is():
    found = read(ADVISERS)
    lines = {(line.kind, line.name): line for line in found.lines}
    amounts = {key: line.amount for key, line in lines.items()}
    assert amounts == {
        (INCOME, "client-salary-or-wages"): 1_450_50,
        (INCOME, "tax-credits-universal-credit"): 150_25,
        (ESSENTIAL, "rent"): 650_00,
        (ESSENTIAL, "child-maintenance-paid"): 40_00,
        (ESSENTIAL, "other-home-contents"): 12_30,
        (OTHER, "other-pensions-insurance"): 9_99,
        (ESSENTIAL, "groceries"): 310_00,
        (OTHER, "toiletries"): 20_00,
        (OTHER, "savings-contribution"): 20_00,
        (PRIORITY, "council-tax-arrears"): 30_00,
        (CREDITOR, "Another Bank"): 25_00,
    }
    assert lines[CREDITOR, "Another Bank"].balance == 4_550_00
    assert lines[PRIORITY, "council-tax-arrears"].note == "Example Council: 900.00."
    assert lines[ESSENTIAL, "groceries"].note == "two at school"
    assert found.household == {"children_under_16": 2, "children_16_18": 0, "vehicles": 1, "adults": 2}
    assert found.note == "Lost the job in March."


def test_our_own_debt_is_left_out_because_the_book_knows_it_better():
    assert read(ADVISERS).left_out == ("Our Card plc",)
    assert read(ADVISERS, ()).left_out == ()


def test_every_name_that_is_read_is_one_of_the_pack():
    names = {name for kind in ("income", "essential", "priority", "other") for name in RULES.names(kind)}
    assert {line.name for line in read(ADVISERS).lines if line.kind != CREDITOR} <= names


@given(
    st.lists(
        st.tuples(
            st.sampled_from(
                [(kind, name) for kind in (INCOME, ESSENTIAL, OTHER) for name in RULES.names(kind)]
            ),
            st.integers(1, 10**8),
        ),
        unique_by=lambda each: each[0],
        max_size=25,
    )
)
def test_ours_read_again_says_the_same(items):
    lines = [(Line(kind, name, amount), Fraction(amount)) for (kind, name), amount in items]
    found = standard_statement.read(standard_statement.write(lines, {}, RULES))
    assert {(line.kind, line.name): line.amount for line in found.lines} == dict(items)


def test_a_hundred_pounds_a_week_stand_as_433_33_a_month_and_the_totals_add_up():
    lines = [
        (Line(INCOME, "client-salary-or-wages", 10_000), monthly(10_000, "week")),
        (Line(ESSENTIAL, "rent", 10_000), monthly(10_000, "week")),
        (Line(OTHER, "gifts", 1_000), monthly(1_000, "month")),
        (Line(CREDITOR, "Another Bank", 2_500, balance=455_000), Fraction(2_500)),
        (Line(ESSENTIAL, "a guide dog", 500), Fraction(500)),
    ]
    document = json.loads(standard_statement.write(lines, {"client-name": "Pat"}, RULES, "a note"))
    income, outgoings = document["monthly-income"], document["monthly-outgoings"]
    assert income["earnings"]["client-salary-or-wages"]["monthly-amount"] == 433.33
    assert outgoings["fixed-costs"]["home-contents"]["rent"]["monthly-amount"] == 433.34
    assert outgoings["fixed-costs"]["other-essential"]["other-essential-costs"][0]["notes"] == "a guide dog."
    assert (income["total-monthly-income"], outgoings["total-monthly-outgoings"]) == (433.33, 448.34)
    assert document["overview"]["income-minus-outgoings"] == -15.01
    assert document["debts"]["non-priority-debts"][0]["amount-owed"] == 4550
    assert document["additional-notes"] == ["a note"]


@pytest.mark.parametrize(
    ("text", "where"),
    [
        ("{", "no JSON"),
        ("[]", "no object"),
        ("[" * 100_000, "no JSON"),
        (
            '{"monthly-income": {"earnings": {"other-earnings": {"monthly-amount": 1e9999999}}}}',
            "other-earnings: monthly-amount",
        ),
        ("{}", "neither monthly-income nor monthly-outgoings"),
        ('{"monthly-income": []}', "monthly-income.earnings"),
        (
            '{"monthly-income": {"earnings": {"other-earnings": {"monthly-amount": 1.005}}}}',
            "other-earnings: monthly-amount",
        ),
        (
            '{"monthly-income": {"earnings": {"other-earnings": {"monthly-amount": -1}}}}',
            "other-earnings: monthly-amount",
        ),
        (
            '{"monthly-income": {"earnings": {"other-earnings": {"monthly-amount": NaN}}}}',
            "other-earnings: monthly-amount",
        ),
        ('{"monthly-income": {}, "debts": {"priority-debts": {}}}', "priority-debts"),
    ],
)
def test_what_cannot_be_read_says_where(text, where):
    with pytest.raises(NotAStatement, match=where):
        standard_statement.read(text)
