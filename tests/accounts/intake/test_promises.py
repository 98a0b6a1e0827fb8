"""promises.csv: a promise is one fact of several rows."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from accounts.close import run as nightly_close
from accounts.models import Customer, Party, Promise, PromisedInstalment
from tests.accounts.intake.offering import ACCOUNT_HEADER, JANUARY, STATEMENT_HEADER, counts

pytestmark = pytest.mark.django_db

HEADER = "promise,account,made_on,due_on,amount\n"
LONG = "promise,account,made_on,due_on,amount,tolerance,grace_days,known_on,cancelled_on,cancel_known_on\n"
ANNAS_OTHER = "A3,CLASSIC,CNY,CN,zh-hans,Asia/Shanghai,2025-01-01,5000.00,0003,B1,C1,Anna,a@example.org,+442079460000,1 High St\n"


def close(through: str) -> None:
    nightly_close.close_through(date.fromisoformat(through), now=datetime(2026, 11, 1, tzinfo=UTC))


def instalments() -> list[tuple]:
    rows = PromisedInstalment.objects.order_by("account__reference", "due_on")
    return [
        (account, str(due), str(ends), amount)
        for account, due, ends, amount in rows.values_list(
            "account__reference", "due_on", "grace_ends_on", "amount"
        )
    ]


def known() -> tuple[str | None, ...]:
    promise = Promise.objects.get()
    days = (promise.known_on, promise.cancelled_on, promise.cancel_known_on)
    return tuple(day and str(day) for day in days)


class TestARow:
    def test_is_an_instalment_with_the_defaults_of_its_product(self, desk):
        told = desk.offer("promises.csv", HEADER + "P1,A1,2026-01-26,2026-02-05,100\n")
        assert counts(told) == (1, 0, 0, 0)
        assert instalments() == [("A1", "2026-02-05", "2026-02-05", 10000)]
        promise = Promise.objects.get()
        assert (promise.tolerance, promise.tolerance_percent, promise.grace_days) == (None, None, None)
        assert known() == ("2026-01-26", None, None)

    def test_has_grace_in_working_days(self, desk):
        desk.offer("promises.csv", LONG + "P1,A1,2026-01-26,2026-02-06,100,5.00,2,,,\n")
        assert instalments() == [("A1", "2026-02-06", "2026-02-10", 10000)]
        assert Promise.objects.get().tolerance == 500

    @pytest.mark.parametrize("share", ["5%", "2.5%", "0%", "100%", "0.125%"])
    def test_may_have_a_tolerance_that_is_a_share(self, desk, share):
        desk.offer("promises.csv", LONG + f"P1,A2,2026-01-26,2026-02-06,100,{share},,,,\n")
        assert Promise.objects.get().tolerance_percent == Decimal(share[:-1])

    @pytest.mark.parametrize(
        ("row", "said"),
        [
            ("P1,A9,2026-01-26,2026-02-05,100,,,,,", "2: account: unknown account"),
            (
                "P1,A1,2026-01-26,2026-01-25,100,,,,,",
                "2: due_on: before the day the promise was made",
            ),
            ("P1,A1,2026-01-26,2026-02-05,0,,,,,", "2: amount: 0 is not more than zero"),
            (
                "P1,A2,2026-01-26,2026-02-05,100,1.50,,,,",
                "2: tolerance: has more decimals than its currency has",
            ),
            (
                "P1,A1,2026-01-26,2026-02-05,100,101%,,,,",
                "2: tolerance: '101%' is not a share from 0% to 100%",
            ),
            (
                "P1,A1,2026-01-26,2026-02-05,100,100.01%,,,,",
                "2: tolerance: '100.01%' is not a share from 0% to 100%",
            ),
            ("P1,A1,2026-01-26,2026-02-05,100,-1,,,,", "2: tolerance: -1 is negative"),
            (
                "P1,A1,2026-01-26,2026-02-05,100,,,,2026-01-25,",
                "2: cancelled_on: before the day the promise was made",
            ),
            (
                "P1,A1,2026-01-26,2026-02-05,100,,,,,2026-01-27",
                "2: cancel_known_on: given without cancelled_on",
            ),
        ],
    )
    def test_names_what_is_wrong_with_it(self, desk, row, said):
        assert counts(desk.offer("promises.csv", LONG + row + "\n")) == (0, 0, 1, 0)
        assert desk.said == [said]


class TestRowsOfOnePromise:
    def test_are_its_instalments(self, desk):
        rows = "P1,A1,2026-01-26,2026-02-05,100\nP1,A1,2026-01-26,2026-02-12,50.50\n"
        assert counts(desk.offer("promises.csv", HEADER + rows)) == (2, 0, 0, 0)
        assert [row[1::2] for row in instalments()] == [("2026-02-05", 10000), ("2026-02-12", 5050)]

    def test_that_are_alike_are_one(self, desk):
        row = "P1,A1,2026-01-26,2026-02-05,100\n"
        assert counts(desk.offer("promises.csv", HEADER + row * 2)) == (1, 1, 0, 0)
        assert counts(desk.offer("promises.csv", HEADER + row)) == (0, 1, 0, 0)

    @pytest.mark.parametrize(
        ("second", "field"),
        [
            ("P1,A1,2026-01-27,2026-02-12,100,5%,1,,,", "made_on"),
            ("P1,A1,2026-01-26,2026-02-12,100,5,1,,,", "tolerance"),
            ("P1,A1,2026-01-26,2026-02-12,100,,1,,,", "tolerance"),
            ("P1,A1,2026-01-26,2026-02-12,100,5%,,,,", "grace_days"),
            ("P1,A1,2026-01-26,2026-02-05,99,5%,1,,,", "amount"),
        ],
    )
    def test_must_agree(self, desk, second, field):
        first = "P1,A1,2026-01-26,2026-02-05,100,5%,1,,,\n"
        told = desk.offer("promises.csv", LONG + first + second + "\n", skip_bad=True)
        assert counts(told) == (0, 0, 2, 0)
        assert desk.said[0] == "2: promise: another row of it is refused"
        assert desk.said[1].startswith(f"3: {field}: differs from another row of the promise")

    def test_stay_together_when_one_cannot_even_be_read(self, desk):
        rows = "P1,A1,2026-01-26,2026-02-05,100\nP1,A1,2026-01-26,soon,100\nP2,A1,2026-01-27,2026-02-05,100\n"
        told = desk.offer("promises.csv", HEADER + rows, skip_bad=True)
        assert counts(told) == (1, 0, 2, 0)
        assert [promise.reference for promise in Promise.objects.all()] == ["P2"]
        kept = told.kept_in.read_text().replace("soon", "2026-02-12")
        assert counts(desk.offer("mended.csv", kept)) == (2, 0, 0, 0)

    def test_join_it_from_several_files_until_a_close_has_seen_it(self, desk):
        desk.offer("statements.csv", STATEMENT_HEADER + JANUARY)
        close("2026-01-26")
        desk.offer("promises.csv", HEADER + "P1,A1,2026-01-26,2026-02-05,100\n")
        second = HEADER + "P1,A1,2026-01-26,2026-02-12,100\n"
        assert counts(desk.offer("promises-2.csv", second)) == (1, 0, 0, 0)
        assert known()[0] == "2026-01-27"
        close("2026-01-27")
        third = HEADER + "P1,A1,2026-01-26,2026-02-19,100\n"
        assert counts(desk.offer("promises-3.csv", third)) == (0, 0, 0, 1)
        assert desk.said == ["2: due_on: a close has seen this promise, so it cannot grow"]

    @pytest.mark.parametrize(
        ("row", "field"),
        [
            ("P1,A1,2026-01-25,2026-02-05,100,,", "made_on"),
            ("P1,A1,2026-01-26,2026-02-05,101,,", "amount"),
            ("P1,A1,2026-01-26,2026-02-05,100,5,", "tolerance"),
            ("P1,A1,2026-01-26,2026-02-05,100,5%,", "tolerance"),
            ("P1,A1,2026-01-26,2026-02-05,100,,0", "grace_days"),
        ],
    )
    def test_conflict_with_what_was_loaded(self, desk, row, field):
        desk.offer("promises.csv", HEADER + "P1,A1,2026-01-26,2026-02-05,100\n")
        told = desk.offer("promises-2.csv", f"{HEADER.strip()},tolerance,grace_days\n{row}\n")
        assert counts(told) == (0, 0, 0, 1)
        assert desk.said == [f"2: {field}: differs from the promise loaded before under this reference"]


class TestSeveralAccounts:
    def test_of_one_person_share_a_promise(self, desk):
        desk.offer("accounts-2.csv", ACCOUNT_HEADER + ANNAS_OTHER)
        rows = "P1,A1,2026-01-26,2026-02-05,100\nP1,A3,2026-01-26,2026-02-05,50\n"
        assert counts(desk.offer("promises.csv", HEADER + rows)) == (2, 0, 0, 0)
        covered = Promise.objects.get().covered.values_list("account__reference", flat=True)
        assert sorted(covered) == ["A1", "A3"]

    def test_of_joint_holders_are_one_persons(self, desk):
        desk.offer("accounts-2.csv", ACCOUNT_HEADER + ANNAS_OTHER.replace("C1", "C3"))
        rows = HEADER + "P1,A1,2026-01-26,2026-02-05,100\nP1,A3,2026-01-26,2026-02-05,50\n"
        said = "account: not all of its accounts are one person's"
        assert counts(desk.offer("promises.csv", rows)) == (0, 0, 2, 0)
        assert desk.said == [f"2: {said}", f"3: {said}"]
        joint, other = Customer.objects.get(reference="C3"), Party.objects.get(account__reference="A1")
        Party.objects.create(account=other.account, customer=joint, role="supplementary-holder")
        assert counts(desk.offer("promises.csv", rows)) == (0, 0, 2, 0)
        Party.objects.create(account=other.account, customer=joint, role="joint-holder")
        assert counts(desk.offer("promises.csv", rows)) == (2, 0, 0, 0)

    def test_of_another_person_cannot_join_from_another_file(self, desk):
        desk.offer("accounts-2.csv", ACCOUNT_HEADER + ANNAS_OTHER.replace("C1", "C3"))
        desk.offer("promises.csv", HEADER + "P1,A1,2026-01-26,2026-02-05,100\n")
        told = desk.offer("promises-2.csv", HEADER + "P1,A3,2026-01-26,2026-02-05,100\n")
        assert counts(told) == (0, 0, 1, 0)

    def test_in_different_currencies_do_not(self, desk):
        in_yen = ANNAS_OTHER.replace("CLASSIC,CNY,CN", "PLAIN,JPY,JP")
        desk.offer("accounts-2.csv", ACCOUNT_HEADER + in_yen)
        rows = "P1,A1,2026-01-26,2026-02-05,100\nP1,A3,2026-01-26,2026-02-05,50\n"
        assert counts(desk.offer("promises.csv", HEADER + rows)) == (0, 0, 2, 0)
        assert desk.said[1] == "3: account: not in the currency of its other accounts"


class TestCancelling:
    ROWS = "P1,A1,2026-01-26,2026-02-05,100,,,,{0},{1}\nP1,A1,2026-01-26,2026-02-12,100,,,,{0},{1}\n"

    def test_fills_what_was_empty_and_is_known_on_a_day_of_its_own(self, desk):
        desk.offer("statements.csv", STATEMENT_HEADER + JANUARY)
        desk.offer("promises.csv", LONG + self.ROWS.format("", ""))
        close("2026-02-01")
        told = desk.offer("promises-2.csv", LONG + self.ROWS.format("2026-01-30", ""))
        assert counts(told) == (2, 0, 0, 0)
        assert known() == ("2026-01-26", "2026-01-30", "2026-02-02")
        assert counts(desk.offer("promises-2.csv", LONG + self.ROWS.format("2026-01-30", ""))) == (0, 2, 0, 0)
        assert counts(desk.offer("promises-2.csv", LONG + self.ROWS.format("", ""))) == (0, 2, 0, 0)

    def test_comes_with_the_promise_and_need_not_stand_in_each_of_its_rows(self, desk):
        rows = (
            "P1,A1,2026-01-26,2026-02-05,100,,,,,\nP1,A1,2026-01-26,2026-02-12,100,,,,2026-01-30,2026-02-01\n"
        )
        assert counts(desk.offer("promises.csv", LONG + rows)) == (2, 0, 0, 0)
        assert known() == ("2026-01-26", "2026-01-30", "2026-02-01")

    def test_on_another_day_than_was_loaded_conflicts(self, desk):
        desk.offer("promises.csv", LONG + self.ROWS.format("2026-01-30", ""))
        told = desk.offer("promises-2.csv", LONG + self.ROWS.format("2026-01-31", ""))
        assert counts(told) == (0, 0, 0, 2)

    def test_on_two_days_at_once_is_refused(self, desk):
        rows = (
            "P1,A1,2026-01-26,2026-02-05,100,,,,2026-01-29,\nP1,A1,2026-01-26,2026-02-12,100,,,,2026-01-30,\n"
        )
        assert counts(desk.offer("promises.csv", LONG + rows)) == (0, 0, 2, 0)
