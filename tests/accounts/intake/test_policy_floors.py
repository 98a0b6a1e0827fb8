"""What a product grants is held against the floors of its jurisdiction."""

import pytest

from accounts.models import Policy
from tests.accounts.intake.offering import Desk, counts

pytestmark = pytest.mark.django_db
HEADER = "product,jurisdiction,currency,grace_days,tolerance,least_days\n"


@pytest.fixture
def desk(tmp_path):
    return Desk(tmp_path)


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        ("CLASSIC,CN,CNY,2,10.00,", "2: grace_days: below the floor of CN, which is 3"),
        ("CLASSIC,CN,CNY,3,9.99,", "2: tolerance: below the floor of CN, which is 10.00"),
        ("CASHBACK,US,USD,0,0,20", "2: least_days: below the floor of US, which is 21"),
    ],
)
def test_a_product_below_the_floor_of_its_jurisdiction_is_refused(desk, row, complaint):
    assert counts(desk.offer("products.csv", HEADER + row)) == (0, 0, 1, 0)
    assert desk.said == [complaint]


@pytest.mark.parametrize(
    "row",
    [
        "CLASSIC,CN,CNY,3,10.00,",
        "CLASSIC,CN,CNY,15,10.00,",
        "DOLLARS,CN,USD,3,0,",
        "CASHBACK,US,USD,0,0,21",
        "PLATINUM,GB,GBP,0,0,",
        "PLAIN,JP,JPY,0,0,",
    ],
)
def test_at_the_floor_or_where_there_is_none_it_is_taken(desk, row):
    assert counts(desk.offer("products.csv", HEADER + row)) == (1, 0, 0, 0)


def test_least_days_left_out_are_those_of_the_pack(desk):
    rows = "A,US,USD,0,0,\nB,US,USD,0,0,25\nC,GB,GBP,0,0,\nD,JP,JPY,0,0,\n"
    assert counts(desk.offer("products.csv", HEADER + rows)) == (4, 0, 0, 0)
    assert dict(Policy.objects.values_list("product__code", "least_days")) == {
        "A": 21,
        "B": 25,
        "C": 0,
        "D": 0,
    }
    without = "product,jurisdiction,currency,grace_days,tolerance\nA,US,USD,0,0\n"
    assert counts(desk.offer("products.csv", without)) == (0, 1, 0, 0)
    assert counts(desk.offer("products.csv", HEADER + "A,US,USD,0,0,21\n")) == (0, 1, 0, 0)


def test_whether_due_dates_roll_is_the_packs_word_where_the_product_has_none(desk):
    header = "product,jurisdiction,currency,grace_days,tolerance,rolls\n"
    rows = "A,US,USD,0,0,\nB,US,USD,0,0,no\nC,GB,GBP,0,0,\nD,JP,JPY,0,0,yes\n"
    assert counts(desk.offer("products.csv", header + rows)) == (4, 0, 0, 0)
    assert dict(Policy.objects.values_list("product__code", "rolls")) == {
        "A": True,
        "B": False,
        "C": False,
        "D": True,
    }
    assert counts(desk.offer("products.csv", HEADER + "A,US,USD,0,0,\n")) == (0, 1, 0, 0)
    assert counts(desk.offer("products.csv", header + "A,US,USD,0,0,yes\n")) == (0, 1, 0, 0)
    assert counts(desk.offer("products.csv", header + "A,US,USD,0,0,no\n")) == (0, 0, 0, 1)
    assert counts(desk.offer("products.csv", header + "E,US,USD,0,0,maybe\n")) == (0, 0, 1, 0)
    assert "rolls" in desk.said[-1]


def test_one_row_below_the_floor_does_not_hide_what_is_wrong_with_others(desk):
    rows = "A,CN,CNY,0,0,\nB,CN,CNY,3,10.001,\n"
    assert counts(desk.offer("products.csv", HEADER + rows)) == (0, 0, 2, 0)
    assert desk.said == [
        "2: grace_days: below the floor of CN, which is 3",
        "2: tolerance: below the floor of CN, which is 10.00",
        "3: tolerance: has more decimals than CNY has (2)",
    ]
