"""Whether what reports say of closed days is what the book holds: figures against lists, rows against openings."""

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise

from django.db.models import Q

from accounts.acts import Act
from accounts.close import restatement as restatement_run
from accounts.models import Account, BillingCycle, BusinessDay, Exit, Hold, Payment, ReAge
from accounts.reports import aging, flows, roll_rate_formulas, snapshot
from accounts.reports.roll_rate_formulas import EXIT, NEW
from accounts.reports.snapshot import EVERY_DAY, View, Wanted
from accounts.stages import STAGES

ALL = 10_000_000
Sums = tuple[int, int, int]


def days() -> list[date]:
    """Every closed day, in order."""
    return list(
        BusinessDay.objects.filter(closed_at__isnull=False).order_by("day").values_list("day", flat=True)
    )


def wrong_figures(seen: View) -> Iterator[str]:
    """Cells, stages and bands of days that are not the accounts behind them, or not what the close counted."""
    cells, by_branch = snapshot.cells(seen), snapshot.branch_cells(seen)
    rows = snapshot.accounts(seen, Wanted(), size=ALL)
    for found, key in (
        (cells, lambda one, days: (one.product, one.stage, days)),
        (by_branch, lambda one, _days: (one.product, one.branch, one.stage)),
    ):
        listed: dict[tuple[object, ...], Sums] = {}
        for row in rows:
            accounts, balance, past_due = listed.get(key(row, row.days_past_due), (0, 0, 0))
            sums = accounts + 1, balance + row.balance, past_due + row.past_due
            listed[key(row, row.days_past_due)] = sums
        if {key(c, c.days): (c.accounts, c.balance, c.past_due) for c in found} != listed:
            yield f"{seen.day}: cells are not the list"
        if snapshot.differences(seen, found):
            yield f"{seen.day}: cells are not what the close counted"
    narrowed = [(stage, EVERY_DAY) for stage in STAGES] + [("", bounds) for bounds in _bands()]
    for stage, (first, last) in narrowed:
        behind = snapshot.accounts(seen, Wanted(stage=stage, days=(first, last)), size=ALL)
        counted = [c for c in cells if stage in ("", c.stage) and first <= c.days <= last]
        if _sums(behind) != tuple(
            sum(getattr(c, n) for c in counted) for n in ("accounts", "balance", "past_due")
        ):
            yield f"{seen.day}: {stage or (first, last)} is not the list behind it"


def wrong_rows(start: date, end: date) -> Iterator[str]:
    """Rows of the matrix that are not the opening counts, and cells that a second way to count finds otherwise."""
    found = flows.between(View(start), View(end))
    opening: Counter[tuple[str, str]] = Counter()
    for cell in snapshot.cells(View(start)):
        opening[cell.product, cell.stage] += cell.accounts
    if uneven := flows.uneven(opening, found):
        yield f"{start} to {end}: rows do not add up: {uneven}"
    before, after = (
        {row.pk: row for row in snapshot.accounts(View(day), Wanted(), size=ALL)} for day in (start, end)
    )
    expected: Counter[tuple[str, str, str]] = Counter()
    for pk in before.keys() | after.keys():
        one, other = before.get(pk), after.get(pk)
        code = (one or other).product  # type: ignore[union-attr]
        expected[code, one.stage if one else NEW, other.stage if other else EXIT] += 1
    cells: Counter[tuple[str, str, str]] = Counter()
    for each in found:
        cells[each.product, each.flow.from_stage, each.flow.to_stage] += each.flow.accounts
    if cells != expected:
        yield f"{start} to {end}: cells are not what a second way to count finds"


def wrong_by_rule(day: date) -> Iterator[str]:
    """Accounts whose stage in the reports is not the one that the facts known on the day give."""
    listed = {
        row.reference: (row.stage, row.past_due) for row in snapshot.accounts(View(day), Wanted(), size=ALL)
    }
    rule = {line.account: (line.stage, line.past_due) for line in aging.standing(day, "known") if line.stage}
    if listed != rule:
        yield f"{day}: {len(dict(listed.items() ^ rule.items()))} accounts stand otherwise by the facts"


def wrongly_restated(seen: View) -> tuple[int, list[str]]:
    """How many accounts stand differently restated, and those of them about which nothing was corrected."""
    listed = [
        {row.reference: row for row in snapshot.accounts(view, Wanted(), size=ALL)}
        for view in (View(seen.day), seen)
    ]
    names = {
        name for name in listed[0].keys() | listed[1].keys() if listed[0].get(name) != listed[1].get(name)
    }
    return len(names), sorted(names - corrected_after(seen.day))


def corrected_after(day: date) -> set[str]:
    """Accounts of which something became known after a day that counts on it or before."""
    late = Q(known_on__gt=day)
    found: set[int] = set()
    for rows in (
        BillingCycle.objects.filter(late, statement_date__lte=day),
        Payment.objects.filter(late | Q(return_known_on__gt=day), value_on__lte=day),
        ReAge.objects.filter(late | Q(withdraw_known_on__gt=day), on__lte=day),
        Exit.objects.filter(late, on__lte=day),
        Hold.objects.filter(late | Q(end_known_on__gt=day), starts_on__lte=day, account__isnull=False),
    ):
        found |= set(rows.values_list("account_id", flat=True))
    people = Hold.objects.filter(late | Q(end_known_on__gt=day), starts_on__lte=day, customer__isnull=False)
    found |= set(people.values_list("customer__parties__account_id", flat=True))
    known_late = Account.objects.filter(Q(pk__in=found) | Q(known_on__gt=day, opened_on__lte=day))
    return set(known_late.values_list("reference", flat=True))


def restated(day: date, at) -> View:
    """The day restated now."""
    run = restatement_run.begin(day, Act(by="reconciling", at=at))
    restatement_run.work_through(run)
    return View(day, run)


def month_pairs(closed: list[date]) -> list[tuple[date, date]]:
    """The closed ends of months, each with the next."""
    return list(pairwise(day for day in closed if day == roll_rate_formulas.month_end(day)))


def _bands() -> list[tuple[int, int]]:
    return [(-ALL, 0), (1, 30), (31, 60), (61, 90), (91, 120), (121, 150), (151, 180), (181, ALL)]


def _sums(rows) -> Sums:
    return len(rows), sum(row.balance for row in rows), sum(row.past_due for row in rows)
