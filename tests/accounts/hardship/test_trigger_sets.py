"""Sets of trigger figures in the book: loaded with whence they come, in force from a day, kept by statements."""

from datetime import UTC, date, datetime

import pytest

from accounts import packs
from accounts.acts import Act
from accounts.hardship import trigger_sets
from accounts.hardship.trigger_sets import BadFigures, Origin, StandsAlready
from accounts.rules.affordability import ABOVE, ESSENTIAL, Household, Item

pytestmark = pytest.mark.django_db

ACT = Act(by="root", at=datetime(2026, 1, 12, 9, tzinfo=UTC))
HEADER = "group,household,amount"
FOOD = "food-housekeeping,first-adult,200.00"


def origin(day: date = date(2026, 1, 1)) -> Origin:
    return Origin(
        name="Figures of 2026", jurisdiction="GB", currency="GBP", effective_from=day,
        source="a member's page", licence="number 17", reason="agreed with the advice sector",
    )  # fmt: skip


def load(*rows: str, day: date = date(2026, 1, 1)):
    return trigger_sets.load(origin(day), [HEADER, *rows], ACT)


def test_the_newest_set_of_the_day_asks():
    first, second = load(FOOD), load(day=date(2026, 4, 6))
    in_force = [trigger_sets.in_force("GB", "GBP", date(2026, month, 10)) for month in (1, 4)]
    assert in_force == [first, second]
    assert trigger_sets.in_force("GB", "GBP", date(2025, 12, 31)) is None
    assert trigger_sets.in_force("CN", "CNY", date(2026, 1, 10)) is None


def test_the_total_of_a_group_is_asked_about_not_its_lines():
    rules = packs.of("GB").hardship
    items = [Item(ESSENTIAL, "groceries", 150_00, "month"), Item(ESSENTIAL, "alcohol", 15_00, "week")]
    (finding,) = trigger_sets.findings(items, rules, load(FOOD), Household())
    assert (finding.group, finding.what, finding.total) == ("food-housekeeping", ABOVE, 215_00)
    assert trigger_sets.findings(items, rules, None, Household()) == []
    assert trigger_sets.findings([], rules, load(FOOD, day=date(2026, 2, 1)), Household()) == []


def test_a_day_has_one_set():
    load(FOOD)
    with pytest.raises(StandsAlready):
        load()


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        (["rents,first-adult,1.00"], "row 2: rents is no group"),
        ([FOOD, "personal,uncle,1.00"], "row 3: uncle is none of"),
        ([FOOD, FOOD], "row 3: stands there twice"),
        (["personal,vehicle,0"], "row 2: an amount is above zero"),
        (["personal,vehicle,1.005"], "row 2: 1.005 has more decimals"),
        (["personal,vehicle"], "row 2: 3 values are expected"),
    ],
)
def test_a_row_that_cannot_be_used_says_why(rows, reason):
    with pytest.raises(BadFigures, match=reason):
        load(*rows)
    assert trigger_sets.in_force("GB", "GBP", date(2026, 1, 10)) is None
