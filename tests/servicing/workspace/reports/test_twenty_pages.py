"""Every cell of every report of the twenty accounts, as worked out by hand from who they are.

Where a cell is a group of accounts it is written as their names: its count is how many these are, its balance
the sum of theirs. ``stood``: who is in which stage when, from the table that heads ``twenty``.
"""

import itertools
from datetime import date
from fractions import Fraction

import pytest

from accounts.acts import Act
from accounts.models import Product
from accounts.reports import flows, month_packs, snapshot
from accounts.reports.snapshot import View
from accounts.reports.suppose import Supposition
from accounts.stages import STAGES
from servicing.exports import report_files as files
from servicing.worklists.conduct import Period
from servicing.workspace.reports import aging, conduct, months, roll_rates, what_if
from servicing.workspace.reports import month_packs as pack_pages
from tests.accounts.reports import reconciling
from tests.accounts.reports.twenty import APRIL, BALANCE, FEBRUARY, JANUARY, LAST, MARCH, MAY, NOW, twenty

pytestmark = pytest.mark.django_db
CHOSEN = {"currency": "CNY", "product": "", "by": "branch", "against": FEBRUARY}
FIVE = ["A1", "A2", "A3", "A4", "A5"]
STOOD = {  # those in yuan
    JANUARY: {"CURRENT": [*FIVE, "G1", "G2", "K1"],
              "M0": ["B1", "B2", "B3", "C1", "C2", "D1", "E1", "F1", "H1"]},
    FEBRUARY: {"CURRENT": [*FIVE, "C1", "C2", "D1", "E1", "F1", "I1", "J1", "K1"], "M0": ["G1", "G2"],
               "M1": ["B1", "B2", "B3"]},
    MARCH: {"CURRENT": [*FIVE, "C1", "C2", "E1", "F1", "I1", "K1"], "M0": ["D1", "J1"], "M1": ["G1", "G2"],
            "M2": ["B1", "B2", "B3"]},
    APRIL: {"CURRENT": [*FIVE, "C1", "C2", "D1", "E1", "F1", "I1", "K1"], "M1": ["J1"], "M2": ["G1", "G2"],
            "M3": ["B1", "B2", "B3"]},
    MAY: {"CURRENT": [*FIVE, "C1", "C2", "D1", "E1", "F1", "I1", "K1"], "M2": ["J1"],
          "M3": ["B1", "B2", "B3", "G1", "G2"]},
}  # fmt: skip
# In minor units, at the end of March and of February; those that are not named owe nothing past due.
PAST_DUE = {
    MARCH: {"B1": 30_000, "B2": 30_000, "B3": 25_000, "G1": 20_000, "G2": 20_000, "D1": 10_000, "J1": 10_000},
    FEBRUARY: {"B1": 20_000, "B2": 20_000, "B3": 20_000, "G1": 10_000, "G2": 10_000},
}
DAYS = {"B1": "61-90", "B2": "61-90", "B3": "61-90", "G1": "31-60", "G2": "31-60", "D1": "1-30", "J1": "1-30"}
DAYS_BEFORE = {"B1": "31-60", "B2": "31-60", "B3": "31-60", "G1": "1-30", "G2": "1-30"}


@pytest.fixture(scope="module", autouse=True)
def book(module_db):
    return twenty()


def table(report, code):
    """By the first cell of each row, the values of the others."""
    found = next(each for each in report.tables if each.code == code)
    return {row[0].value: [cell.value for cell in row[1:]] for row in (*found.rows, *found.foot)}


def owed(names, day=MARCH):
    """A name that was opened in February had no statement before March."""
    return sum(BALANCE[name] for name in names if not (name in ("I1", "J1") and day < MARCH))


def share(part, whole):
    return Fraction(part, whole) if whole else None


def line(names, before, everybody):
    """A row of aging: accounts, balance, past due, each with its share of all and its change since February."""
    figures = []
    for measure in (
        lambda who, day: len(who),
        owed,
        lambda who, day: sum(PAST_DUE[day].get(name, 0) for name in who),
    ):
        now = measure(names, MARCH)
        figures += [now, share(now, measure(everybody, MARCH)), now - measure(before, FEBRUARY)]
    return figures


def test_aging_of_march_against_february():
    report = aging.report(View(MARCH), CHOSEN)
    everybody = [name for names in STOOD[MARCH].values() for name in names]
    before = [name for names in STOOD[FEBRUARY].values() for name in names]
    assert table(report, "stage") == {
        **{s: line(STOOD[MARCH].get(s, []), STOOD[FEBRUARY].get(s, []), everybody) for s in STAGES},
        "Total": line(everybody, before, everybody),
    }
    assert table(report, "days") == {
        **{
            band: line(
                [name for name in everybody if DAYS.get(name, "0") == band],
                [name for name in before if DAYS_BEFORE.get(name, "0") == band],
                everybody,
            )
            for band in ("0", "1-30", "31-60", "61-90", "91-120", "121-150", "151-180", "181+")
        },
        "Total": line(everybody, before, everybody),
    }
    north = [name for name in everybody if name < "D"]
    by_branch = {"North": north, "South": [name for name in everybody if name not in north]}
    assert table(report, "groups") == {
        branch: [
            *(len(set(names) & set(STOOD[MARCH].get(stage, []))) for stage in STAGES),
            len(names), owed(names), sum(PAST_DUE[MARCH].get(name, 0) for name in names),
        ]
        for branch, names in by_branch.items()
    }  # fmt: skip
    by_stage = [len(STOOD[MARCH].get(stage, [])) for stage in STAGES]
    whole = [*by_stage, len(everybody), owed(everybody), sum(PAST_DUE[MARCH].values())]
    for by, group in (("product", "YUAN"), ("jurisdiction", "CN")):
        assert table(aging.report(View(MARCH), CHOSEN | {"by": by}), "groups") == {group: whole}
    assert table(report, "months") == {
        day: [*(len(STOOD[day].get(stage, [])) for stage in STAGES), sum(map(len, STOOD[day].values()))]
        for day in (JANUARY, FEBRUARY, MARCH)
    }


# From January to February: who went where, in yuan.
WENT = {
    ("CURRENT", "CURRENT"): [*FIVE, "K1"], ("CURRENT", "M0"): ["G1", "G2"],
    ("M0", "CURRENT"): ["C1", "C2", "D1", "E1", "F1"], ("M0", "M1"): ["B1", "B2", "B3"], ("M0", "EXIT"): ["H1"],
    ("NEW", "CURRENT"): ["I1", "J1"],
}  # fmt: skip


@pytest.mark.parametrize("code", ["accounts", "balance"])
def test_where_everybody_went_in_february(code):
    measure = len if code == "accounts" else lambda names: owed(names, JANUARY)
    columns = [*STAGES, "EXIT"]
    rows = {
        before: [measure(WENT.get((before, after), [])) for after in columns] for before in [*STAGES, "NEW"]
    }
    expected = {before: [*row, sum(row)] for before, row in rows.items()}
    expected["Total"] = [sum(column) for column in zip(*expected.values(), strict=True)]
    assert table(roll_rates.report(View(JANUARY), View(FEBRUARY), CHOSEN), code) == expected


def test_the_rates_of_february():
    report = roll_rates.report(View(JANUARY), View(FEBRUARY), CHOSEN)
    asked = [*FIVE, "G1", "G2"]  # K1 was asked nothing
    assert table(report, "entry") == {
        "Current on the first day": [7, 2, share(2, 7), share(owed(["G1", "G2"]), owed(asked)), 0]
    }
    all_of = STOOD[JANUARY]["M0"]
    parts = [
        ["B1", "B2", "B3"], [], [], ["C1", "C2", "D1", "E1", "F1"], ["C1", "C2", "D1"], ["E1"], ["F1"], ["H1"],
    ]  # fmt: skip
    nothing = {stage: [0] + [None] * 8 for stage in ("M1", "M2", "M3")}
    assert table(report, "stages-accounts") == {
        "M0": [9, *(share(len(part), 9) for part in parts)], **nothing,
    }  # fmt: skip
    assert table(report, "stages-balance") == {
        "M0": [9, *(share(owed(part), owed(all_of)) for part in parts)], **nothing,
    }  # fmt: skip
    net = [
        (
            stage,
            following,
            owed(STOOD[JANUARY].get(stage, []), JANUARY),
            owed(STOOD[FEBRUARY].get(following, []), FEBRUARY),
        )
        for stage, following in itertools.pairwise(STAGES)
    ]
    assert table(report, "net-flow") == {
        stage: [following, whole, part, share(part, whole)] for stage, following, whole, part in net
    }
    assert table(report, "stayed") == {  # D1 was past due again in March
        "by money": [3, 2, 1, 0, share(2, 3)],
        "by re-age": [1, 1, 0, 0, 1],
        "by plan": [1, 1, 0, 0, 1],
    }
    assert table(report, "straight-rollers") == {
        name: [0, None, 0, None] for name in ("Straight rollers", "Others", "Reached M3")
    }


def test_straight_rollers_of_april():
    report = roll_rates.report(View(MARCH), View(APRIL), CHOSEN)
    whole = owed(["B1", "B2", "B3"])
    assert table(report, "straight-rollers") == {
        "Straight rollers": [2, share(2, 3), owed(["B1", "B2"]), share(owed(["B1", "B2"]), whole)],
        "Others": [1, share(1, 3), owed(["B3"]), share(owed(["B3"]), whole)],
        "Reached M3": [3, 1, whole, None],
    }
    assert table(report, "stayed") == {}  # July is not closed


# By month: of whom how many entered, were cured (and in which way), went forward from M0, M1 and M2, and stayed
# in M0 to M3.
MONTHS = {
    FEBRUARY: [
        (["G1", "G2"], [*FIVE, "G1", "G2"]), (["C1", "C2", "D1", "E1", "F1"], STOOD[JANUARY]["M0"]),
        (["C1", "C2", "D1"], STOOD[JANUARY]["M0"]), (["E1"], STOOD[JANUARY]["M0"]), (["F1"], STOOD[JANUARY]["M0"]),
        (["B1", "B2", "B3"], STOOD[JANUARY]["M0"]), ([], []), ([], []),
        ([], STOOD[JANUARY]["M0"]), *[([], [])] * 3,
    ],
    MARCH: [
        (["D1", "J1"], [*FIVE, "C1", "C2", "D1", "E1", "F1", "I1", "J1"]),
        *[([], ["G1", "G2", "B1", "B2", "B3"])] * 4,
        (["G1", "G2"], ["G1", "G2"]), (["B1", "B2", "B3"], ["B1", "B2", "B3"]), ([], []),
        ([], ["G1", "G2"]), ([], ["B1", "B2", "B3"]), *[([], [])] * 2,
    ],
    APRIL: [
        ([], [*FIVE, "C1", "C2", "E1", "F1", "I1"]),
        *[(["D1"], ["D1", "J1", "G1", "G2", "B1", "B2", "B3"])] * 2,
        *[([], ["D1", "J1", "G1", "G2", "B1", "B2", "B3"])] * 2,
        (["J1"], ["D1", "J1"]), (["G1", "G2"], ["G1", "G2"]), (["B1", "B2", "B3"], ["B1", "B2", "B3"]),
        ([], ["D1", "J1"]), ([], ["G1", "G2"]), ([], ["B1", "B2", "B3"]), ([], []),
    ],
    MAY: [
        ([], [*FIVE, "C1", "C2", "D1", "E1", "F1", "I1"]),
        *[([], ["J1", "G1", "G2", "B1", "B2", "B3"])] * 4,
        ([], []), (["J1"], ["J1"]), (["G1", "G2"], ["G1", "G2"]),
        ([], []), ([], ["J1"]), ([], ["G1", "G2"]), (["B1", "B2", "B3"], ["B1", "B2", "B3"]),
    ],
}  # fmt: skip


def test_month_by_month():
    report = months.by_month(LAST, CHOSEN)
    opening = {FEBRUARY: JANUARY, MARCH: FEBRUARY, APRIL: MARCH, MAY: APRIL}
    assert table(report, "accounts") == {
        day: [share(len(part), len(whole)) for part, whole in pairs] for day, pairs in MONTHS.items()
    }
    assert table(report, "balance") == {
        day: [share(owed(part, opening[day]), owed(whole, opening[day])) for part, whole in pairs]
        for day, pairs in MONTHS.items()
    }


def test_lasting_cures_straight_rollers_and_net_flow_by_month():
    """Of the five of February D1 was past due again; B3 paid in March, so is no straight roller of April."""
    counts = {
        FEBRUARY: [5, share(4, 5), 0, None],
        MARCH: [0, None, 0, None],  # June is not closed
        APRIL: [1, None, 3, share(2, 3)],
        MAY: [0, None, 2, 1],
    }
    opening = {FEBRUARY: JANUARY, MARCH: FEBRUARY, APRIL: MARCH, MAY: APRIL}
    net = {
        end: [
            share(owed(STOOD[end].get(following, []), end), owed(STOOD[start].get(stage, []), start))
            for stage, following in itertools.pairwise(STAGES)
        ]
        for end, start in opening.items()
    }
    found = table(months.by_month(LAST, CHOSEN), "lasting")
    assert found == {end: [*counts[end], *net[end]] for end in counts}


def test_vintages():
    report = months.vintages(LAST, CHOSEN)
    none = [None] * 13
    assert table(report, "by_opening") == {"2026-02": [2, *([0, 0, 0, share(1, 2), *none])[:13]]}
    opened = share(owed(["J1"]), owed(["I1", "J1"]))  # by their first statements, of the 1st of March
    assert table(report, "by_opening-balance") == {
        "2026-02": [owed(["I1", "J1"]), *([0, 0, 0, opened, *none])[:13]]
    }
    late, three = STOOD[JANUARY]["M0"], ["B1", "B2", "B3"]
    assert table(report, "by_first_lateness") == {
        "2026-01": [9, *([0, 0, share(3, 9), share(3, 9), share(3, 9), *none])[:13]],
        "2026-02": [2, *([0, 0, 1, 1, *none])[:13]],
        "2026-03": [1, *([0, 0, 1, *none])[:13]],
    }
    part = share(owed(three), owed(late))
    assert table(report, "by_first_lateness-balance") == {
        "2026-01": [owed(late), *([0, 0, part, part, part, *none])[:13]],
        "2026-02": [owed(["G1", "G2"]), *([0, 0, 1, 1, *none])[:13]],
        "2026-03": [owed(["J1"]), *([0, 0, 1, *none])[:13]],
    }


def test_help_and_conduct():
    """A plan and nothing else."""
    report = conduct.report(Period(date(2026, 2, 1), FEBRUARY))
    figures = {name: values for name, values in table(report, "help").items() if values not in ([0], [None])}
    assert figures == {"Plans agreed": [1], "of them kept or complete": [1]}
    assert table(report, "promises")["Total"] == [0, None]
    for code in ("contacts", "refusals", "notices", "cases", "reviews"):
        assert table(report, code) == {}
    assert {value for (value,) in table(report, "letters").values()} == {0}


def test_another_grace_for_dollars():
    """L1, with eleven days of grace, is past due from the 2nd of February and not the 25th of January."""
    product = Product.objects.get(code="DOLLAR")
    report = what_if.report(Supposition(product, grace=11), LAST)
    assert all(proof.holds for proof in report.proofs)
    assert table(report, "months") == {
        "2026-01": [1, 0, 1, 0, 0], "2026-02": [0, 1, 0, 1, 0], "Total": [1, 1, 1, 1, 0],
    }  # fmt: skip
    assert table(report, "crossed")["M3"] == [0, 0, 0, 0, 1, 1]
    assert sum(sum(row) for row in table(report, "crossed").values()) == 2
    assert table(report, "accounts") == {}


def test_the_pack_of_march_as_a_page_and_a_sheet():
    pack = month_packs.freeze(MARCH, Act(by="compliance", at=NOW))
    report = pack_pages.as_frozen(pack)
    rows = {each.code: [[cell.value for cell in row] for row in each.rows] for each in report.tables}
    assert [row[2:4] for row in rows["stages"] if row[0] == "CN"] == [
        [stage, len(STOOD[MARCH][stage])] for stage in ("CURRENT", "M0", "M1", "M2")
    ]
    assert [row[4] * 100 for row in rows["stages"] if row[0] == "CN"] == [
        owed(STOOD[MARCH][stage]) for stage in ("CURRENT", "M0", "M1", "M2")
    ]
    assert {row[0] for row in rows["delinquencies"]} == {"B1", "B2", "B3", "G1", "G2", "L1"}
    assert files.as_xlsx(report, "compliance", NOW)


def test_every_day_reconciles_with_its_lists():
    wrong = [line for day in reconciling.days() for line in reconciling.wrong_figures(View(day))]
    pairs = reconciling.month_pairs(reconciling.days())
    wrong += [line for pair in pairs for line in reconciling.wrong_rows(*pair)]
    wrong += [line for _start, end in pairs for line in reconciling.wrong_by_rule(end)]
    assert len(pairs) == 4
    assert wrong == []


def test_the_accounts_behind_what_became_of_them():
    def behind(count, *what):
        found = flows.counted_accounts(count, what, flows.WantedFlow(currency="CNY"))
        return {each.reference: each.what for each in found}

    march, april = View(MARCH), View(APRIL)
    assert behind(flows.rollers(march, april), flows.STRAIGHT) == {"B1": "straight", "B2": "straight"}
    cures = flows.cures(View(JANUARY), View(FEBRUARY), MAY)
    assert behind(cures, "money.past-due", "plan.stayed") == {"D1": "money.past-due", "F1": "plan.stayed"}
    cohort = flows.Count("by_first_lateness", JANUARY.replace(day=1), MAY, MAY)
    assert behind(cohort, "2026-01.0", "2026-01.1", "2026-01.2").keys() == {"B1", "B2", "B3"}
    assert behind(cohort, "2026-03.2") == {"J1": "2026-03.2"}
    assert snapshot.accounts(march, snapshot.Wanted(days=(69, 69), currency="CNY"))[0].reference == "B1"
