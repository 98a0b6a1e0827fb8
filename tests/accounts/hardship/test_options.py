"""What an account of the book can be offered, and the command that says so."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from accounts.hardship import affordability as affordability_store
from accounts.hardship import options as account_options
from tests.accounts.hardship.conftest import BUDGET, ITEMS, TODAY

pytestmark = pytest.mark.django_db


def asked(capsys, account="G1", on="2026-01-12", **options) -> list[str]:
    call_command("hardship_options", account, on=date.fromisoformat(on), **options)
    return capsys.readouterr().out.splitlines()


def test_our_share_is_shared_between_the_accounts_of_the_person(person):
    account = person("833.33")  # 400.00 less the rounding of the rent
    found = account_options.of_account(account, TODAY)
    assert (found.affordability.surplus, found.affordability.kept) == (399_99, 200_00)
    assert found.affordability.our_share == 149_99  # 1,500 of 2,000
    assert found.affordability.by_account == {"G1": 99_99, "G2": 50_00}
    assert (found.position.balance, found.position.past_due, found.position.instalment) == (
        1000_00,
        30_00,
        30_00,
    )


def test_the_command_says_each_part_in_a_row(person, capsys):
    person("833.33")
    rows = asked(capsys)
    assert rows[:3] == [
        "option,part,due_on,amount",
        "catch-up,1,2026-01-26,30.00",
        "instalments,1,2026-01-26,90.91",
    ]
    assert len(rows) == 2 + 11


def test_on_the_payday(person, capsys):
    person("833.33")
    assert asked(capsys, payday=18)[1] == "catch-up,1,2026-02-18,30.00"
    assert asked(capsys, payday=20)[1] == "catch-up,1,2026-01-20,30.00"


@pytest.mark.parametrize(
    ("salary", "names"),
    [
        ("433.34", {"nothing"}),
        ("434.34", {"token"}),
        ("455.00", {"reduced"}),
        ("600.00", {"catch-up", "instalments"}),
    ],
)
def test_what_fits_depends_on_what_is_left(person, capsys, salary, names):
    person(salary)
    assert {row.split(",")[0] for row in asked(capsys)[1:]} == names


def test_nothing_is_computed_without_a_statement_that_is_good(person, capsys):
    person("600.00")
    asked(capsys, on="2026-07-04")
    with pytest.raises(CommandError, match="statement good on 2026-07-05"):
        asked(capsys, on="2026-07-05")
    with pytest.raises(CommandError, match="statement good on 2026-01-04"):
        asked(capsys, on="2026-01-04")
    with pytest.raises(CommandError, match="there is no account"):
        asked(capsys, account="G9")


def test_a_newer_statement_takes_the_place_of_an_older_one(person, desk):
    account = person("600.00")
    newer = BUDGET.format(salary="500.00").replace("S1", "S2").replace("01-05", "01-09")
    desk.offer("affordability.csv", ITEMS + newer)
    assert affordability_store.good_for(account, TODAY).reference == "S2"
    assert affordability_store.good_for(account, date(2026, 1, 8)).reference == "S1"


def test_an_account_that_has_left_the_book_has_no_part_in_our_share(person, desk):
    account = person("833.33")
    desk.offer("exits.csv", "account,on,reason\nG2,2026-01-10,sold\n")
    found = account_options.of_account(account, TODAY)
    assert found.affordability.by_account == {"G1": 133_32}  # 1,000 of 1,500
