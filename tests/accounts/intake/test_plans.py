"""affordability.csv and plans.csv: each statement and each plan is one fact of several rows."""

from datetime import UTC, date, datetime

import pytest

from accounts.close import run as nightly_close
from accounts.models import AffordabilityStatement, Hold, Plan
from tests.accounts.intake.offering import JANUARY, STATEMENT_HEADER, counts

pytestmark = pytest.mark.django_db

ITEMS = "statement,customer,made_on,currency,kind,item,amount,every,balance\n"
SALARY = "S1,C1,2026-01-10,CNY,income,salary-or-wages,1000.00,week,\n"
LENDER = "S1,C1,2026-01-10,CNY,creditor,another bank,50,month,9000\n"
PLANS = "plan,account,agreed_on,due_on,amount\n"
LONG = (
    "plan,account,agreed_on,due_on,amount,option,statement,tolerance,grace_days,cure_days,known_on,"
    "ended_on,end_reason,end_known_on\n"
)


def close(through: str) -> None:
    nightly_close.close_through(date.fromisoformat(through), now=datetime(2026, 11, 1, tzinfo=UTC))


class TestAStatement:
    def test_is_its_items_as_they_were_said(self, desk):
        assert counts(desk.offer("affordability.csv", ITEMS + SALARY + LENDER)) == (2, 0, 0, 0)
        statement = AffordabilityStatement.objects.get()
        assert (str(statement.customer), str(statement.made_on), statement.currency) == (
            "C1",
            "2026-01-10",
            "CNY",
        )
        assert list(statement.items.values_list("kind", "name", "amount", "every", "balance")) == [
            ("income", "salary-or-wages", 1000_00, "week", None),
            ("creditor", "another bank", 50_00, "month", 9000_00),
        ]

    def test_loaded_twice_changes_nothing(self, desk):
        desk.offer("affordability.csv", ITEMS + SALARY)
        assert counts(desk.offer("affordability.csv", ITEMS + SALARY)) == (0, 1, 0, 0)

    @pytest.mark.parametrize(
        ("row", "complaint"),
        [
            (SALARY.replace("C1", "C9"), "2: customer: unknown customer"),
            (SALARY.replace("week", "day"), "2: every: is none of week, fortnight, four-weeks, month"),
            (SALARY.replace("income", "wealth"), "2: kind: is none of income, essential, priority, other"),
            (SALARY.replace("1000.00", "-1"), "2: amount: -1 is negative"),
            (SALARY.replace("1000.00", "1.001"), "2: amount: has more decimals than CNY has (2)"),
            (LENDER.replace("9000", ""), "2: balance: missing for another lender"),
            (SALARY.replace("week,", "week,5"), "2: balance: only other lenders have one"),
        ],
    )
    def test_with_a_bad_row_says_what_is_wrong(self, desk, row, complaint):
        assert counts(desk.offer("affordability.csv", ITEMS + row)) == (0, 0, 1, 0)
        assert desk.said[0].startswith(complaint)

    def test_is_refused_whole_where_one_of_its_rows_is_bad(self, desk):
        bad = LENDER.replace("2026-01-10", "2026-01-11")
        assert counts(desk.offer("affordability.csv", ITEMS + SALARY + bad)) == (0, 0, 2, 0)

    def test_never_changes_and_never_grows(self, desk):
        desk.offer("affordability.csv", ITEMS + SALARY)
        desk.offer("affordability.csv", ITEMS + SALARY.replace("1000", "1001") + LENDER)
        assert desk.said == [
            "2: amount: differs from the statement loaded before under this reference",
            "3: item: the statement loaded before under this reference has no such item",
        ]


class TestAPlan:
    def test_is_at_once_a_hold_on_its_account(self, desk):
        rows = "H1,A1,2026-01-12,2026-02-16,100\nH1,A1,2026-01-12,2026-03-16,99.99\n"
        assert counts(desk.offer("plans.csv", PLANS + rows)) == (2, 0, 0, 0)
        plan = Plan.objects.get()
        assert (plan.cure_days, plan.grace_days, plan.tolerance, str(plan.known_on)) == (
            14,
            None,
            None,
            "2026-01-12",
        )
        hold = Hold.objects.get()
        assert (hold.plan, hold.kind, str(hold.account), str(hold.starts_on), hold.ends_on) == (
            plan,
            "hardship-plan",
            "A1",
            "2026-01-12",
            None,
        )
        assert list(plan.instalments.values_list("amount", flat=True)) == [100_00, 99_99]

    def test_says_more_and_ends_with_its_hold(self, desk):
        desk.offer("affordability.csv", ITEMS + SALARY)
        row = "H1,A1,2026-01-12,2026-02-13,100,reduced,S1,5%,2,7,2026-01-13,2026-02-20,withdrawn,2026-02-25\n"
        assert counts(desk.offer("plans.csv", LONG + row)) == (1, 0, 0, 0)
        assert counts(desk.offer("plans.csv", LONG + row)) == (0, 1, 0, 0)
        plan = Plan.objects.get()
        assert (plan.option, plan.statement.reference, plan.tolerance_percent) == ("reduced", "S1", 5)
        assert str(plan.instalments.get().grace_ends_on) == "2026-02-17"  # two working days after a Friday
        hold = Hold.objects.get()
        assert [str(day) for day in (hold.known_on, hold.ends_on, hold.end_known_on)] == [
            "2026-01-13",
            "2026-02-20",
            "2026-02-25",
        ]

    def test_may_have_its_end_filled_in_later(self, desk):
        desk.offer("plans.csv", PLANS + "H1,A1,2026-01-12,2026-02-16,100\n")
        row = "H1,A1,2026-01-12,2026-02-16,100,,,,,,,2026-02-20,broken,\n"
        assert counts(desk.offer("plans.csv", LONG + row)) == (1, 0, 0, 0)
        assert (str(Hold.objects.get().ends_on), Plan.objects.get().end_reason) == ("2026-02-20", "broken")
        assert counts(desk.offer("plans.csv", LONG + row.replace("02-20", "02-21"))) == (0, 0, 0, 1)

    @pytest.mark.parametrize(
        ("row", "complaint"),
        [
            ("H1,A9,2026-01-12,2026-02-16,100,,,,,,,,,", "account: unknown account"),
            ("H1,A1,2026-01-12,2026-01-11,100,,,,,,,,,", "due_on: before the day the plan was agreed"),
            ("H1,A1,2026-01-12,2026-02-16,100,,S9,,,,,,,", "statement: unknown statement"),
            ("H1,A2,2026-01-12,2026-02-16,100,,S1,,,,,,,", "statement: made by somebody who is no party"),
            ("H1,A1,2026-01-12,2026-02-16,100,,,0.001,,,,,,", "tolerance: has more decimals"),
            ("H1,A1,2026-01-12,2026-02-16,100,,,,,,,2026-01-11,,", "ended_on: before the day the plan"),
            ("H1,A1,2026-01-12,2026-02-16,100,,,,,,,,broken,", "end_reason: given without ended_on"),
            ("H1,A1,2026-01-12,2026-02-16,100,half,,,,,,,,", "option: is none of catch-up"),
            ("H1,A1,2026-01-12,2026-02-16,-1,,,,,,,,,", "amount: -1 is negative"),
        ],
    )
    def test_with_a_bad_row_says_what_is_wrong(self, desk, row, complaint):
        desk.offer("affordability.csv", ITEMS + SALARY)
        assert counts(desk.offer("plans.csv", LONG + row + "\n")) == (0, 0, 1, 0)
        assert desk.said[0].startswith(f"2: {complaint}")

    def test_is_one_fact_so_its_rows_agree(self, desk):
        rows = "H1,A1,2026-01-12,2026-02-16,100\nH1,A1,2026-01-13,2026-03-16,100\n"
        assert counts(desk.offer("plans.csv", PLANS + rows)) == (0, 0, 2, 0)

    def test_cannot_grow_once_a_close_has_seen_it(self, desk):
        desk.offer("statements.csv", STATEMENT_HEADER + JANUARY)
        desk.offer("plans.csv", PLANS + "H1,A1,2026-01-12,2026-02-16,100\n")
        assert counts(desk.offer("plans.csv", PLANS + "H1,A1,2026-01-12,2026-03-16,100\n")) == (1, 0, 0, 0)
        close("2026-01-20")
        more = desk.offer("plans.csv", PLANS + "H1,A1,2026-01-12,2026-04-16,100\n")
        assert counts(more) == (0, 0, 0, 1)
        assert desk.said == ["2: due_on: a close has seen this plan, so it cannot grow"]
