"""The feed gate: a close that lacks what it expects is provisional and says why (rules, section 4)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
import time_machine
from django.core.management import call_command
from django.db import connection

from accounts import business_dates, formatting
from accounts.acts import Act, ActRefused
from accounts.close import feed_gate, feed_messages
from accounts.close import run as nightly_close
from accounts.close.feed_gate import FeedTotals
from accounts.models import BusinessDay, ExpectedFeed, FeedDiscrepancy, FeedOfDay, Payment
from tests.accounts.intake.offering import JANUARY, NOW, PAYMENT_HEADER, STATEMENT_HEADER

pytestmark = pytest.mark.django_db

FIRST, SECOND, THIRD = date(2026, 1, 1), date(2026, 1, 2), date(2026, 1, 3)
MANIFEST = "business_date,kind,rows,control_sum,source\n"


def payments(first: int, last: int, day: date = SECOND, amount: str = "10.50") -> str:
    return PAYMENT_HEADER + "".join(f"P{n},A1,{day},{amount}\n" for n in range(first, last + 1))


def close(through: date) -> None:
    nightly_close.close_through(through, now=NOW)


def said(day: date = SECOND) -> list[str]:
    return [feed_messages.sentence(discrepancy) for discrepancy in FeedDiscrepancy.objects.filter(day=day)]


@pytest.fixture
def begun(desk):
    """A book whose first day is closed."""
    desk.offer("statements.csv", STATEMENT_HEADER + JANUARY)
    close(FIRST)
    return desk


def expect(desk, *rows: str) -> None:
    assert desk.offer("feeds.csv", MANIFEST + "".join(f"{row}\n" for row in rows)).clean


def test_with_nothing_registered_the_gate_is_silent(begun):
    close(THIRD)
    assert not FeedDiscrepancy.objects.exists()
    assert business_dates.cleared_through() == THIRD


class TestMet:
    """By the facts of the day, by the day's files together, or by one of them alone."""

    def test_by_what_became_known_on_the_day_in_however_many_files(self, begun):
        expect(begun, "2026-01-02,payments,4,42.00,")
        begun.offer("a.csv", payments(1, 3))
        begun.offer("b.csv", payments(4, 4))
        close(SECOND)
        assert said() == []

    def test_by_a_file_offered_before_the_day_was_open(self, begun):
        begun.offer("a.csv", payments(1, 3, THIRD))
        expect(begun, "2026-01-03,payments,3,31.5,")
        close(THIRD)
        assert said(THIRD) == []

    def test_by_files_that_repeat_what_was_known_or_run_ahead(self, begun):
        begun.offer("before.csv", payments(1, 2))
        close(SECOND)
        expect(begun, "2026-01-03,payments,4,42,")
        begun.offer("repeats.csv", payments(2, 3))
        begun.offer("ahead.csv", payments(4, 5, date(2026, 1, 9)))
        close(THIRD)
        assert said(THIRD) == []

    def test_by_one_file_though_a_late_one_came_on_the_same_day(self, begun):
        expect(begun, "2026-01-02,payments,2,21,", "2026-01-03,payments,3,31.50,")
        close(SECOND)
        begun.offer("late.csv", payments(1, 2))
        begun.offer("own.csv", payments(3, 5, THIRD))
        close(THIRD)
        assert (len(said()), said(THIRD)) == (1, [])

    def test_before_the_first_close_by_every_file_offered_so_far(self, desk):
        desk.offer("statements.csv", STATEMENT_HEADER + JANUARY)
        expect(desk, "2026-01-01,accounts,2,,", "2026-01-01,products,2,0,", "2026-01-01,statements,1,900,")
        close(FIRST)
        assert said(FIRST) == []

    def test_a_return_is_a_row_of_payments_with_its_amount(self, begun):
        begun.offer("a.csv", payments(1, 1))
        close(SECOND)
        expect(begun, "2026-01-03,payments,2,15.50,")
        header = PAYMENT_HEADER.strip() + ",returned_on\n"
        begun.offer("a.csv", header + "P1,A1,2026-01-02,10.50,2026-01-03\nP2,A1,2026-01-03,5,\n")
        close(THIRD)
        assert said(THIRD) == []
        assert FeedOfDay.objects.get(day=THIRD, kind="payments").rows == 2

    def test_sums_are_in_major_units_of_every_currency(self, begun):
        expect(begun, "2026-01-02,payments,2,1010.5,")
        begun.offer("early.csv", PAYMENT_HEADER + "P1,A1,2026-01-02,10.50\nP2,A2,2026-01-02,1000\n")
        close(SECOND)
        assert said() == []

    def test_no_rows_were_expected_and_none_came(self, begun):
        expect(begun, "2026-01-02,payments,0,0,")
        close(SECOND)
        assert said() == []


class TestUnmet:
    def test_nothing_came(self, begun):
        expect(begun, "2026-01-02,payments,1200,5000,")
        close(SECOND)
        assert said() == ["Payments: rows expected: 1,200; nothing came."]

    def test_a_file_that_was_refused_has_not_come(self, begun):
        expect(begun, "2026-01-02,payments,2,21.00,")
        begun.offer("p.csv", payments(1, 1) + "P2,GONE,2026-01-02,10.50\n")
        close(SECOND)
        assert said() == ["Payments: rows expected: 2; nothing came."]

    def test_nor_has_yesterdays_file_offered_again(self, begun):
        begun.offer("p.csv", payments(1, 2))
        close(SECOND)
        expect(begun, "2026-01-03,payments,2,,")
        begun.offer("p.csv", payments(1, 2))
        close(THIRD)
        assert said(THIRD) == ["Payments: rows expected: 2; nothing came."]

    def test_rows_are_lacking(self, begun):
        expect(begun, "2026-01-02,payments,3,31.50,")
        begun.offer("p.csv", payments(1, 2))
        close(SECOND)
        assert said() == ["Payments: rows expected: 3; found: 2."]

    def test_the_sum_is_another(self, begun):
        expect(begun, "2026-01-02,payments,2,21.01,")
        begun.offer("p.csv", payments(1, 2))
        close(SECOND)
        assert said() == ["Payments: control sum expected: 21.01; found: 21.00."]

    def test_something_came_where_nothing_was_expected(self, begun):
        begun.offer("early.csv", payments(1, 2, THIRD))
        expect(begun, "2026-01-03,payments,0,,")
        close(THIRD)
        assert said(THIRD) == ["Payments: rows expected: 0; found: 2."]

    def test_the_file_of_one_source_is_missing(self, begun):
        expect(begun, "2026-01-02,payments,2,,north", "2026-01-02,payments,3,31.50,south")
        begun.offer("north.csv", payments(1, 2))
        close(SECOND)
        assert said() == ["Payments (south): rows expected: 3; nothing came."]


LOTS = {
    "each its own file": ([("a", 2, "5"), ("b", 3, None)], FeedTotals(0, None), [(3, "9"), (2, "5")], []),
    "one in two parts, so all together": ([("a", 2, None), ("b", 3, None)], FeedTotals(0, None), [(1, "1"), (4, "4")], []),
    "the sum picks its file first": ([("a", 2, None), ("b", 2, "5")], FeedTotals(0, None), [(2, "5"), (2, "6")], []),
    "one file is not two": ([("a", 2, None), ("b", 2, None)], FeedTotals(2, None), [(2, "5")], [("missing", "b", 2, 0)]),
    "no files, the facts tell": ([("a", 2, None), ("b", 3, None)], FeedTotals(5, None), [], []),
    "no files, and too few facts": ([("a", 2, None), ("b", 3, None)], FeedTotals(4, None), [], [("rows", "a + b", 5, 4)]),
    "the totals agree, one sum does not": (
        [("a", 2, "5"), ("b", 3, None)], FeedTotals(5, Decimal(15)), [(2, "6"), (3, "9")], [("control-sum", "a", 5, 6)]
    ),
}  # fmt: skip


@pytest.mark.parametrize(("sources", "facts", "files", "found"), LOTS.values(), ids=LOTS)
def test_several_sources_of_one_kind(sources, facts, files, found):
    expected = [
        ExpectedFeed(kind="payments", source=source, rows=rows, control_sum=total and Decimal(total))
        for source, rows, total in sources
    ]
    unmet = feed_gate.compare(expected, facts, [FeedTotals(rows, Decimal(total)) for rows, total in files])
    assert [(each.code, each.source, each.expected, each.found) for each in unmet] == found


class TestProvisional:
    @pytest.fixture
    def book(self, begun):
        """The second day lacks its payments; the third is closed too."""
        expect(begun, "2026-01-02,payments,2,21.00,")
        close(THIRD)
        return begun

    def test_later_days_close_and_nothing_is_cleared_beyond_the_day_before(self, book):
        assert [day.day for day in business_dates.provisional()] == [SECOND]
        assert business_dates.last_closed() == THIRD
        assert business_dates.cleared_through() == FIRST

    def test_a_late_file_does_not_release_it_a_supervisor_does(self, book):
        book.offer("late.csv", payments(1, 2))
        assert business_dates.cleared_through() == FIRST
        business_dates.release(SECOND, Act(by="ada", at=NOW, note="Came a day late."))
        assert business_dates.cleared_through() == THIRD
        assert not business_dates.provisional().exists()
        assert len(said()) == 1

    def test_who_released_first_stands(self, book):
        business_dates.release(SECOND, Act(by="ada", at=NOW, note="Late."))
        with pytest.raises(ActRefused, match="not-provisional"):
            business_dates.release(SECOND, Act(by="bob", at=NOW, note="Late too."))
        assert BusinessDay.objects.get(day=SECOND).released_by == "ada"

    def test_a_day_without_discrepancies_has_nothing_to_release(self, book):
        with pytest.raises(ActRefused, match="not-provisional"):
            business_dates.release(THIRD, Act(by="ada", at=NOW, note="Why not."))

    def test_of_a_first_day_in_doubt_nothing_is_cleared(self, desk):
        desk.offer("statements.csv", STATEMENT_HEADER + JANUARY)
        expect(desk, "2026-01-01,payments,2,,")
        close(SECOND)
        assert business_dates.cleared_through() is None

    def test_a_rehearsal_leaves_nothing_behind(self, begun):
        expect(begun, "2026-01-02,payments,2,,")
        list(nightly_close.rehearse(THIRD, now=NOW))
        assert not FeedDiscrepancy.objects.exists()
        assert not FeedOfDay.objects.filter(day__gt=FIRST).exists()

    @time_machine.travel(NOW, tick=False)
    def test_close_day_says_which_days_and_why_and_succeeds(self, begun, capsys):
        expect(begun, "2026-01-02,payments,2,,")
        call_command("close_day", "--through", str(THIRD))
        assert capsys.readouterr().err.splitlines() == [
            "2 days closed",
            "2026-01-02 is provisional until a supervisor releases it:",
            "  Payments: rows expected: 2; nothing came.",
        ]

    def test_an_open_day_is_held_against_its_feeds_without_keeping_anything(self, begun):
        expect(begun, "2026-01-02,payments,2,,")
        begun.offer("p.csv", payments(1, 1))
        with connection.cursor() as cursor:
            assert [discrepancy.found for discrepancy in feed_gate.unmet(cursor, SECOND)] == [1]
        assert not FeedDiscrepancy.objects.exists()
        assert Payment.objects.count() == 1

    def test_a_provisional_day_says_what_has_come_meanwhile(self, begun, capsys):
        expect(begun, "2026-01-02,payments,2,,")
        with time_machine.travel(NOW, tick=False):
            call_command("close_day", "--through", str(THIRD))
        with time_machine.travel(NOW + timedelta(hours=1), tick=False):
            begun.offer("late.csv", payments(1, 2))
            begun.offer("statements.csv", STATEMENT_HEADER + JANUARY)
            call_command("close_day", "--through", str(THIRD))
        assert capsys.readouterr().err.splitlines()[-3:] == [
            "2026-01-02 is provisional until a supervisor releases it:",
            "  Payments: rows expected: 2; nothing came.",
            f"  Since then: late.csv (Payments), rows: 2; it counts from {formatting.day(date(2026, 1, 4))}.",
        ]
