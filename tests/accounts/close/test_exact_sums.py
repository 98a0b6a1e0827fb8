"""Sums that no machine word holds: they are exact, and no account ends the night for the others."""

from datetime import UTC, date, datetime

import pytest

from accounts.close import run as nightly_close
from accounts.close.verification import verify
from accounts.intake import Intake, load
from accounts.models import SetAside
from accounts.reports import aging as aging_report

pytestmark = pytest.mark.django_db

LARGEST = "99999999999999.9999"  # the largest amount that a file may hold, in a currency of four decimals
MINOR = 10**18 - 1
DAY = date(2026, 1, 22)
FILES = {
    "products": "product,jurisdiction,currency,grace_days,tolerance\nP,XX,CLF,0,0\nQ,XX,EUR,0,0\n",
    "accounts": "account,product,currency,jurisdiction,language,time_zone,opened_on,credit_limit,last4,branch,"
    "customer,customer_name,email,phone,address\n",
    "statements": "account,statement_date,due_date,statement_balance,minimum_due,past_due\n",
    "payments": "payment,account,posted_on,amount,value_on,kind,known_on,returned_on,return_known_on\n",
}


def account(reference: str, product: str = "P", currency: str = "CLF") -> str:
    return f"{reference},{product},{currency},XX,en,UTC,2023-01-01,,0001,,C-{reference},,,,\n"


def statement(reference: str, amount: str = LARGEST, day: str = "2026-01-01", due: str = "2026-01-21") -> str:
    return f"{reference},{day},{due},{amount},{amount},0\n"


def closed(folder, day=DAY, **more: str) -> None:
    for name, header in FILES.items():
        (folder / f"{name}.csv").write_text(header + more.get(name, ""))
    outcomes = list(load(sorted(folder.glob("*.csv")), Intake(folder / "refused")))
    assert all(outcome.clean for outcome in outcomes), outcomes
    nightly_close.close_through(day, now=datetime(2026, 12, 1, tzinfo=UTC))


def test_a_dozen_of_the_largest_amounts_add_up_exactly(tmp_path):
    names = [f"B{n:02}" for n in range(12)]
    paid = "".join(f"y{n},PAYER,2026-01-10,{LARGEST},,,,,\n" for n in range(15))
    closed(
        tmp_path,
        accounts="".join(map(account, [*names, "PAYER"])) + account("SMALL", "Q", "EUR"),
        statements="".join(map(statement, [*names, "PAYER"])) + statement("SMALL", "100"),
        payments=paid,
    )
    lines = {(line.currency, line.stage): line for line in aging_report.aging(DAY, "known")}
    late = lines["CLF", "M0"]
    assert (late.accounts, late.balance, late.past_due) == (12, 12 * MINOR, 12 * MINOR)
    assert lines["CLF", "CURRENT"].accounts == 1
    assert (lines["EUR", "M0"].accounts, lines["EUR", "M0"].past_due) == (1, 10000)
    assert aging_report.aging(DAY, "restated") == aging_report.aging(DAY, "known")
    assert list(verify()) == []


def test_an_account_whose_own_sums_are_beyond_it_is_set_aside_and_the_others_go_on(tmp_path):
    months = [f"2025-{month:02}" for month in range(1, 13)]
    statements = [statement("HUGE", LARGEST, f"{month}-01", f"{month}-21") for month in (*months, "2026-01")]
    payments = [f"z{n},HUGE,{month}-10,{LARGEST},,,,2026-01-15,\n" for n, month in enumerate(months)]
    closed(
        tmp_path,
        accounts=account("HUGE") + account("SMALL", "Q", "EUR"),
        statements="".join(statements) + statement("SMALL", "100"),
        payments="".join(payments),
    )
    aside = SetAside.objects.get()
    assert (aside.account.reference, aside.since) == ("HUGE", date(2026, 1, 15))
    lines = {line.account: line for line in aging_report.standing(DAY, "known")}
    assert lines["SMALL"].stage == "M0"
    assert [problem for problem in verify() if "SMALL" in str(problem)] == []
