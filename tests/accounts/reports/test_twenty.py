"""Every figure of aging, roll rates and vintages of twenty accounts, as worked out by hand."""

from collections import Counter
from datetime import date
from fractions import Fraction

import pytest
from django.db.models import Q

from accounts.acts import Act
from accounts.close import restatement as restatement_run
from accounts.models import Account, StageSpan
from accounts.reports import flows, month_packs, roll_rate_formulas, snapshot
from accounts.reports.month_packs import PackError
from accounts.reports.roll_rate_formulas import EXIT, NEW, Rate
from accounts.reports.snapshot import Wanted
from accounts.stages import STAGES
from tests.accounts.reports.twenty import (
    APRIL,
    BALANCE,
    FEBRUARY,
    JANUARY,
    MARCH,
    MAY,
    NOW,
    credit_january,
    twenty,
)
from tests.history import rewritten

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def book(module_db):
    return twenty()


def known(day):
    return snapshot.view(day, "known")


def yuan(start, end):
    return [each.flow for each in flows.between(known(start), known(end)) if each.currency == "CNY"]


def stood(day):
    """By stage, the references of the accounts, as a reader of the tables of the night would find them."""
    rows = StageSpan.objects.filter(Q(starts_on__lte=day), Q(ends_before=None) | Q(ends_before__gt=day))
    return {
        stage: {s.account.reference for s in rows.filter(stage=stage).select_related("account")} for stage in STAGES
    }  # fmt: skip


def test_where_the_twenty_stand(book):
    assert stood(JANUARY) == {
        "CURRENT": {"A1", "A2", "A3", "A4", "A5", "G1", "G2", "K1"},
        "M0": {"B1", "B2", "B3", "C1", "C2", "D1", "E1", "F1", "H1", "L1"},
        "M1": set(), "M2": set(), "M3": set(),
    }  # fmt: skip
    assert stood(FEBRUARY) == {
        "CURRENT": {"A1", "A2", "A3", "A4", "A5", "C1", "C2", "D1", "E1", "F1", "I1", "J1", "K1"},
        "M0": {"G1", "G2"}, "M1": {"B1", "B2", "B3", "L1"}, "M2": set(), "M3": set(),
    }  # fmt: skip
    assert stood(MARCH) == {
        "CURRENT": {"A1", "A2", "A3", "A4", "A5", "C1", "C2", "E1", "F1", "I1", "K1"},
        "M0": {"D1", "J1"}, "M1": {"G1", "G2"}, "M2": {"B1", "B2", "B3", "L1"}, "M3": set(),
    }  # fmt: skip


@pytest.mark.parametrize("day", [JANUARY, FEBRUARY, MARCH], ids=str)
def test_aging_totals_are_the_list_behind_each_figure(book, day):
    """Accounts, balance and past due of every cell are those of its list, and all add up to the close's own."""
    seen = known(day)
    cells, by_branch = snapshot.cells(seen), snapshot.branch_cells(seen)
    assert snapshot.differences(seen, cells) == snapshot.differences(seen, by_branch) == []
    narrowed = [(cell, {"days": (cell.days,) * 2}) for cell in cells]
    narrowed += [(cell, {"branch": cell.branch}) for cell in by_branch]
    for cell, narrow in narrowed:
        wanted = Wanted(cell.currency, cell.product, cell.jurisdiction, stage=cell.stage, **narrow)
        rows = snapshot.accounts(seen, wanted)
        assert len(rows) == cell.accounts
        assert sum(row.balance for row in rows) == cell.balance
        assert sum(row.past_due for row in rows) == cell.past_due
    by_stage = {
        stage: {row.reference for row in snapshot.accounts(seen, Wanted(stage=stage))} for stage in STAGES
    }
    assert by_stage == stood(day)


def test_what_the_close_counted_otherwise_is_named(book):
    seen = known(MARCH)
    wrong = [cell for cell in snapshot.cells(seen) if cell.stage != "M2"]
    assert [(d.product, d.stage, d.reported) for d in snapshot.differences(seen, wrong)] == [
        ("DOLLAR", "M2", (0, 0, 0)), ("YUAN", "M2", (0, 0, 0)),
    ]  # fmt: skip


def test_the_matrix_of_february_and_of_march(book):
    def cells(start, end):
        found = roll_rate_formulas.matrix(yuan(start, end))
        assert len(found) == 36  # zeros too
        return {key: accounts for key, (accounts, _) in found.items() if accounts}

    assert cells(JANUARY, FEBRUARY) == {
        ("CURRENT", "CURRENT"): 6, ("CURRENT", "M0"): 2, ("M0", "CURRENT"): 5, ("M0", "M1"): 3, ("M0", EXIT): 1,
        (NEW, "CURRENT"): 2,
    }  # fmt: skip
    assert cells(FEBRUARY, MARCH) == {
        ("CURRENT", "CURRENT"): 11, ("CURRENT", "M0"): 2, ("M0", "M1"): 2, ("M1", "M2"): 3,
    }  # fmt: skip
    balances = {
        key: balance
        for key, (_, balance) in roll_rate_formulas.matrix(yuan(JANUARY, FEBRUARY)).items()
        if balance
    }
    assert balances[("M0", EXIT)] == BALANCE["H1"]
    assert balances[("M0", "M1")] == BALANCE["B1"] + BALANCE["B2"] + BALANCE["B3"]
    assert (NEW, "CURRENT") not in balances  # new accounts had no balance on the first day


def test_rows_add_up_to_the_opening_counts(book):
    for start, end in ((JANUARY, FEBRUARY), (FEBRUARY, MARCH), (MARCH, APRIL)):
        opening = Counter()
        for cell in snapshot.cells(known(start)):
            opening[cell.product, cell.stage] += cell.accounts
        found = flows.between(known(start), known(end))
        assert flows.uneven(opening, found) == []
        assert flows.uneven(opening, found[1:]) != []


def test_the_rates_of_february(book):
    found = yuan(JANUARY, FEBRUARY)
    assert roll_rate_formulas.entry(found).accounts == Rate(
        2, 7
    )  # G1 and G2, of these and A1 to A5; K1 was asked nothing
    assert roll_rate_formulas.cure(found, "M0").accounts == Rate(5, 9)
    assert roll_rate_formulas.cure(found, "M0", [roll_rate_formulas.MONEY]).accounts == Rate(
        3, 9
    )  # C1, C2, D1
    assert roll_rate_formulas.cure(found, "M0", [roll_rate_formulas.RE_AGE]).accounts == Rate(1, 9)  # E1
    assert roll_rate_formulas.cure(found, "M0", [roll_rate_formulas.PLAN]).balance.part == BALANCE["F1"]
    assert roll_rate_formulas.forward(found, "M0").accounts == Rate(3, 9)
    assert roll_rate_formulas.stay(found, "M0").accounts == Rate(0, 9)
    assert roll_rate_formulas.left(found, "M0").accounts == Rate(1, 9)
    assert roll_rate_formulas.entry(found).accounts.share == Fraction(2, 7)
    assert roll_rate_formulas.cure(found, "M2").accounts.share is None
    of_row = [
        roll_rate_formulas.back,
        roll_rate_formulas.stay,
        roll_rate_formulas.forward,
        roll_rate_formulas.cure,
        roll_rate_formulas.left,
    ]
    assert sum(each(found, "M0").accounts.share for each in of_row) == 1


def test_the_rates_of_march_and_april(book):
    march = yuan(FEBRUARY, MARCH)
    assert roll_rate_formulas.entry(march).accounts == Rate(2, 12)  # D1 and J1
    assert roll_rate_formulas.forward(march, "M0").accounts == Rate(2, 2)
    assert roll_rate_formulas.cure(march, "").accounts == Rate(0, 5)
    april = yuan(MARCH, APRIL)
    assert roll_rate_formulas.cure(april, "M0").accounts == Rate(1, 2)  # D1
    assert roll_rate_formulas.forward(april, "M2").accounts == Rate(3, 3)


def test_who_stayed_cured_for_three_months(book):
    """D1 was past due again in March; the others of February stayed."""
    outcomes = Counter()
    for each in flows.cured_since(
        known(JANUARY), known(FEBRUARY), roll_rate_formulas.months_later(FEBRUARY, 3)
    ):
        outcomes[each.how, each.outcome] += each.accounts
    assert roll_rate_formulas.months_later(FEBRUARY, 3) == MAY
    assert outcomes == {
        ("money", "stayed"): 2, ("money", "past-due"): 1, ("re-age", "stayed"): 1, ("plan", "stayed"): 1,
    }  # fmt: skip


def test_straight_rollers_are_those_who_paid_nothing(book):
    reached = {
        (e.currency, e.straight): (e.accounts, e.balance)
        for e in flows.reached_m3(known(MARCH), known(APRIL))
    }
    assert reached == {
        ("CNY", True): (2, BALANCE["B1"] + BALANCE["B2"]),
        ("CNY", False): (1, BALANCE["B3"]),  # it paid 50.00 in March
        ("USD", True): (1, BALANCE["L1"]),
    }


def test_vintages_by_opening_and_by_first_lateness(book):
    def of(cohort):
        found = Counter()
        for cell in flows.vintages(MAY, cohort, JANUARY.replace(day=1)):
            if cell.currency == "CNY":
                found[cell.cohort.month, cell.month] += cell.accounts
        return found

    assert of("by_opening") == {(2, 3): 1, (2, None): 1}  # I1 and J1; J1 reached M2 in May
    assert of("by_first_lateness") == {
        (1, 2): 3, (1, None): 6,  # B1 to B3 in March; C1, C2, D1, E1, F1 and H1 never
        (2, 2): 2,  # G1 and G2 in April
        (3, 2): 1,  # J1 in May
    }  # fmt: skip


def test_a_second_way_to_count_gives_the_same_matrices(book):
    """Account by account, from where each stands on both days, without the statements of the reports."""
    for start, end in ((JANUARY, FEBRUARY), (FEBRUARY, MARCH), (MARCH, APRIL), (JANUARY, MAY)):
        before = {name: stage for stage, names in stood(start).items() for name in names}
        after = {name: stage for stage, names in stood(end).items() for name in names}
        expected = Counter()
        for account in Account.objects.select_related("product"):
            name = account.reference
            if name in before or name in after:
                expected[account.product.code, before.get(name, NEW), after.get(name, EXIT)] += 1
        found = Counter()
        for each in flows.between(known(start), known(end)):
            found[each.product, each.flow.from_stage, each.flow.to_stage] += each.flow.accounts
        assert found == expected


class TestMonthEndPack:
    """March, whose last day is closed: frozen, signed by two, and told again as it is known later."""

    def frozen(self):
        return month_packs.freeze(MARCH, Act(by="compliance", at=NOW))

    def table(self, pack, name):
        return [row.values for row in month_packs.frozen(pack) if row.table == name]

    def test_classes_by_both_tables_of_china_and_that_of_the_us(self, book):
        pack = self.frozen()
        found = {values[:4]: values[4:] for values in self.table(pack, "classes")}
        late = sum(BALANCE[name] for name in ("B1", "B2", "B3", "D1", "G1", "G2", "J1"))
        for scheme in ("2011", "2023"):
            assert found["CN", scheme, "CNY", "special-mention"] == ("7", str(late), "145000")
            assert found["CN", scheme, "CNY", "normal"][0] == "11"
            assert found["CN", scheme, "CNY", "loss"] == ("0", "0", "0")
        assert found["US", "uniform", "USD", "pass"] == ("1", str(BALANCE["L1"]), "30000")
        assert sum(int(values[4]) for values in self.table(pack, "classes") if values[1] != "2023") == 19

    def test_markers_of_30_and_90_days(self, book):
        assert self.table(self.frozen(), "markers") == [
            # B1 to B3 are 69 days past due, G1 and G2 38: they got that far in March
            (
                "CN",
                "CNY",
                "30",
                "5",
                "2",
                str(sum(BALANCE[n] for n in ("B1", "B2", "B3", "G1", "G2"))),
                "125000",
            ),
            ("CN", "CNY", "90", "0", "0", "0", "0"),
            ("US", "USD", "30", "1", "0", str(BALANCE["L1"]), "30000"),
            ("US", "USD", "90", "0", "0", "0", "0"),
        ]

    def test_both_dates_of_first_delinquency_and_the_observation_of_the_plan(self, book):
        pack = self.frozen()
        dates = {values[0]: values[7:] for values in self.table(pack, "delinquencies")}
        assert dates == {
            "B1": ("2026-01-21", "", ""), "B2": ("2026-01-21", "", ""), "B3": ("2026-01-21", "", ""),
            "G1": ("2026-02-21", "", ""), "G2": ("2026-02-21", "", ""),
            "L1": ("2026-01-21", "2026-02-20", ""),  # field 25: 30 days after the due date
        }  # fmt: skip
        assert self.table(pack, "plans") == [
            ("P-F1", "F1", "CN", "complete", "2026-02-05", "2026-02-20", "2027-02-20"),
        ]  # fmt: skip
        february = month_packs.rows(known(FEBRUARY))
        # the first due date after it is the 21st, from which China observes a year
        assert [row.values for row in february if row.table == "reages"] == [
            ("E1", "CN", "2026-02-15", "agreed", "2027-02-21")
        ]

    def test_two_people_sign_it_off_and_nobody_twice(self, book):
        pack = self.frozen()
        assert not month_packs.sign(pack, Act(by="ann", at=NOW))
        with pytest.raises(PackError, match="signed-already"):
            month_packs.sign(pack, Act(by="ann", at=NOW))
        assert month_packs.sign(pack, Act(by="bob", at=NOW, note="seen"))
        with pytest.raises(PackError, match="signed-off"):
            month_packs.sign(pack, Act(by="cat", at=NOW))

    def test_what_is_frozen_stays_and_shows_it(self, book):
        pack = self.frozen()
        assert month_packs.is_intact(pack)
        with pytest.raises(PackError, match="frozen"):
            self.frozen()
        with rewritten():
            pack.rows.filter(table="stages", number=1).update(values=["CN", "CNY", "CURRENT", "12", "0", "0"])
        assert not month_packs.is_intact(pack)

    @pytest.mark.parametrize(
        ("day", "why"), [(date(2026, 3, 30), "not-a-month"), (date(2026, 6, 30), "not-closed")], ids=str
    )
    def test_only_a_month_that_is_closed_is_frozen(self, book, day, why):
        with pytest.raises(PackError, match=why):
            month_packs.freeze(day, Act(by="compliance", at=NOW))

    def test_january_as_it_was_and_as_it_is_known_now(self, book):
        """C1's money turns out to count from January: restated, that account alone differs, at January's end."""
        pack = month_packs.freeze(JANUARY, Act(by="compliance", at=NOW))
        credit_january(book)
        restatement_run.work_through(restatement_run.begin(JANUARY, Act(by="compliance", at=NOW)))
        now = snapshot.view(JANUARY, "restated")
        stood_known = {each.reference: each.stage for each in snapshot.accounts(known(JANUARY), Wanted())}
        stood_now = {each.reference: each.stage for each in snapshot.accounts(now, Wanted())}
        assert {name for name in stood_known if stood_known[name] != stood_now[name]} == {"C1"}
        assert snapshot.differences(now, snapshot.cells(now)) == []
        was, is_ = set(month_packs.frozen(pack)), set(month_packs.rows(now))
        assert {row.values[2:4] for row in was - is_ if row.table == "stages"} == {
            ("CURRENT", "8"),
            ("M0", "9"),
        }
        assert {row.values[2:4] for row in is_ - was if row.table == "stages"} == {
            ("CURRENT", "9"),
            ("M0", "8"),
        }
        assert month_packs.is_intact(pack)
