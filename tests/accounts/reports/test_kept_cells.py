"""Kept cells: a page reads them and no account, and they are never other than what the book says."""

from datetime import UTC, date, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.close import run as nightly_close
from accounts.dates import ALWAYS
from accounts.intake import Intake, load
from accounts.models import Account, BusinessDay, ReportCells
from accounts.reports import ahead, flows, snapshot
from accounts.reports.snapshot import View
from accounts.rules.standing import Cycle, Facts, Policy
from tests.book import put

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 1, tzinfo=UTC)
POLICY = Policy(ALWAYS, 3, 1000, 0, ALWAYS)
JANUARY, FEBRUARY, LAST = date(2026, 1, 31), date(2026, 2, 28), date(2026, 3, 10)


def unpaid() -> Facts:
    days = [date(2026, month, 1) for month in (1, 2, 3)]
    return Facts(
        (POLICY,),
        tuple(
            Cycle(day, day.replace(day=21), 90000, 10000 * place, 10000 * (place - 1), day, day)
            for place, day in enumerate(days, start=1)
        ),
    )


@pytest.fixture
def book(tmp_path):
    """One account that is computed and one whose product has no policy."""
    computed, aside = put(unpaid(), opened_on=date(2025, 1, 1)), put(Facts((), unpaid().cycles))
    nightly_close.close_through(LAST, now=NOW)
    return {"computed": computed, "aside": aside}


def loaded(tmp_path, name, text):
    path = tmp_path / name
    path.write_text(text)
    assert next(load([path], Intake(tmp_path))).loaded == 1


def stages(cells):
    return {(cell.product, cell.stage): cell.accounts for cell in cells}


def asked_of_accounts(work):
    """How many statements that read stages of accounts something takes."""
    with CaptureQueriesContext(connection) as queries:
        work()
    return sum("accounts_stagespan" in query["sql"] for query in queries)


def test_who_opens_a_report_after_the_count_asks_no_account(book):
    ahead.count()
    start, end = View(JANUARY), View(FEBRUARY)
    for work in (
        lambda: snapshot.cells(end),
        lambda: snapshot.cells(View(LAST)),
        lambda: snapshot.branch_cells(View(LAST)),
        ahead.count,
        lambda: flows.between(start, end),
        lambda: flows.reached_m3(start, end),
        *(lambda c=cohort: flows.vintages(FEBRUARY, c, ahead.first_cohort(LAST)) for cohort in flows.COHORTS),
    ):
        assert asked_of_accounts(work) == 0
    assert asked_of_accounts(lambda: flows.between(View(date(2026, 1, 20)), end)) == 1
    assert asked_of_accounts(lambda: flows.between(View(date(2026, 1, 20)), end)) == 0


def test_what_was_kept_of_months_long_past_is_forgotten(book):
    long_past = BusinessDay.objects.create(day=date(2025, 1, 15), started_at=NOW, closed_at=NOW)
    snapshot.cells(View(long_past.day))
    ahead.count()
    assert ReportCells.objects.exists()
    assert not ReportCells.objects.filter(day=long_past.day).exists()


def test_what_is_kept_is_what_was_counted(book):
    for work in (
        lambda: snapshot.cells(View(FEBRUARY)),
        lambda: flows.between(View(JANUARY), View(FEBRUARY)),
    ):
        counted, kept = work(), work()
        assert counted == kept != []


def test_accounts_closed_late_are_counted_in_their_days(book, tmp_path):
    """Set aside, an account is in no cell; mended, it is in those of all its days, kept or not."""
    code = book["aside"].product.code
    seen = View(FEBRUARY)
    before = stages(snapshot.cells(seen)), flows.between(View(JANUARY), seen)
    assert (code, "M1") not in before[0]
    loaded(
        tmp_path,
        "products.csv",
        f"product,jurisdiction,currency,grace_days,tolerance\n{code},CN,CNY,3,10.00\n",
    )
    assert stages(snapshot.cells(seen)) == before[0]  # nothing of it is closed yet
    nightly_close.close_through(date(2026, 3, 11), now=NOW)
    assert stages(snapshot.cells(seen)) == before[0] | {(code, "M1"): 1}
    assert snapshot.differences(seen, snapshot.cells(seen)) == []
    assert code in {flow.product for flow in flows.between(View(JANUARY), seen)}
    assert ReportCells.objects.filter(day=FEBRUARY).count() == 2  # the same questions, answered anew


def test_accounts_that_come_to_another_branch_are_counted_there(book, tmp_path):
    account = book["computed"]
    cells = snapshot.branch_cells(View(FEBRUARY))
    assert {cell.branch for cell in cells} == {""}
    loaded(
        tmp_path, "accounts.csv",
        "account,product,currency,jurisdiction,language,time_zone,opened_on,credit_limit,last4,branch,"
        "customer,customer_name,email,phone,address\n"
        f"{account.reference},{account.product.code},CNY,CN,,Asia/Shanghai,2025-01-01,,{account.last4},North,"
        f"C1,,,,\n",
    )  # fmt: skip
    assert Account.objects.get(pk=account.pk).branch == "North"
    assert {cell.branch for cell in snapshot.branch_cells(View(FEBRUARY))} == {"North"}


def test_a_day_that_is_not_closed_keeps_nothing(book):
    flows.vintages(date(2026, 3, 31), flows.COHORTS[0], date(2026, 1, 1))
    BusinessDay.objects.create(day=date(2026, 3, 11), started_at=NOW)
    snapshot.cells(View(date(2026, 3, 11)))
    assert not ReportCells.objects.exists()
