"""The pack that a month is reported by: frozen as rows, hashed, signed off by two; and as it is now known.

A row is a table's code and its values as text: codes, ISO dates, whole numbers, amounts in minor units. So
what was frozen reads the same whatever the program calls it later.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from hashlib import sha256

from django.db import IntegrityError, transaction
from django.db.models import Min

from accounts import business_dates, packs
from accounts.acts import Act
from accounts.models import (
    Account,
    BillingCycle,
    ExpectedFeed,
    FeedDiscrepancy,
    IntakeFile,
    MonthPack,
    MonthPackRow,
    MonthPackSignature,
    Plan,
    ReAge,
)
from accounts.packs.schema import Bands, Observation
from accounts.plans import evaluation as plan_evaluation
from accounts.reports import snapshot
from accounts.reports.credit.status import LATE, field_25, is_metro2
from accounts.reports.roll_rate_formulas import month_end, months_later
from accounts.reports.snapshot import NO_END, Cell, View, Wanted
from accounts.rules.first_delinquency import first_delinquency
from accounts.rules.standing import NoPolicy
from accounts.standings import facts

SIGNERS = 2
MARKERS = (30, 90)  # days past due from which an account is marked
CHARGE_OFF_AFTER = 180  # days past due after which an account is a candidate
PAGE = 1_000

# The columns of each table, by code; what ends in ``_minor`` is an amount in the row's currency.
TABLES: dict[str, tuple[str, ...]] = {
    "stages": ("jurisdiction", "currency", "stage", "accounts", "balance_minor", "past_due_minor"),
    "classes": ("jurisdiction", "scheme", "currency", "class", "accounts", "balance_minor", "past_due_minor"),
    "markers": ("jurisdiction", "currency", "days", "accounts", "new", "balance_minor", "past_due_minor"),
    "plans": ("plan", "account", "jurisdiction", "state", "agreed_on", "first_due_on", "observed_until"),
    "reages": ("account", "jurisdiction", "on", "reason", "observed_until"),
    "delinquencies": (
        "account", "jurisdiction", "currency", "stage", "days", "balance_minor", "past_due_minor",
        "first_delinquency", "field_25", "charge_off",
    ),
    "feeds": (
        "business_date", "kind", "source", "expected_rows", "expected_sum", "rows", "control_sum", "agrees",
    ),
}  # fmt: skip

Values = tuple[str, ...]


class PackError(ValueError):
    """The pack cannot be frozen or signed. ``code``: ``not-closed``, ``not-a-month``, ``frozen``,
    ``signed-off`` or ``signed-already``."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Row:
    """One row of one table."""

    table: str
    values: Values


def freeze(end: date, act: Act) -> MonthPack:
    """Keep the pack of a month as it is known at its close. Raises PackError."""
    if end != month_end(end):
        raise PackError("not-a-month")
    cleared = business_dates.cleared_through()
    if cleared is None or cleared < end or not business_dates.is_closed(end):
        raise PackError("not-closed")
    pack_rows = list(rows(View(end)))
    try:
        with transaction.atomic():
            pack = MonthPack.objects.create(
                month_end=end, made_at=act.at, made_by=act.by, sha256=checksum(pack_rows)
            )
            MonthPackRow.objects.bulk_create(
                MonthPackRow(pack=pack, number=number, table=row.table, values=list(row.values))
                for number, row in enumerate(pack_rows, start=1)
            )
    except IntegrityError as problem:
        raise PackError("frozen") from problem
    return pack


def sign(pack: MonthPack, act: Act) -> bool:
    """Sign it off. Returns whether it is signed off with that. Raises PackError."""
    with transaction.atomic():
        MonthPack.objects.select_for_update().get(pk=pack.pk)
        signers = set(pack.signatures.values_list("signed_by", flat=True))
        if act.by in signers:
            raise PackError("signed-already")
        if len(signers) >= SIGNERS:
            raise PackError("signed-off")
        MonthPackSignature.objects.create(pack=pack, signed_by=act.by, signed_at=act.at, note=act.note)
    return len(signers) + 1 >= SIGNERS


def frozen(pack: MonthPack) -> list[Row]:
    """Its rows as they were frozen."""
    return [Row(table, tuple(values)) for table, values in pack.rows.values_list("table", "values")]


def is_intact(pack: MonthPack) -> bool:
    """Whether its rows still add up to its checksum."""
    return checksum(frozen(pack)) == pack.sha256


def checksum(pack_rows: Iterable[Row]) -> str:
    """SHA-256 of the rows, in order, each as a line of JSON."""
    digest = sha256()
    for row in pack_rows:
        digest.update(json.dumps([row.table, *row.values], ensure_ascii=False).encode() + b"\n")
    return digest.hexdigest()


def rows(seen: View) -> Iterator[Row]:
    """Everything that the pack of a month says, of its last day as it is seen."""
    cells = snapshot.cells(seen)
    first = seen.day.replace(day=1)
    for table, values_of_table in (
        ("stages", _stages(cells)),
        ("classes", _classes(cells)),
        ("markers", _markers(cells, seen.day)),
        ("plans", _plans(seen)),
        ("reages", _reages(seen, first)),
        ("delinquencies", _delinquencies(seen)),
        ("feeds", _feeds(first, seen.day)),
    ):
        yield from (Row(table, tuple(map(str, values))) for values in values_of_table)


def _sums(cells: Iterable[Cell], key: Callable[[Cell], tuple[str, ...]]) -> Iterator[tuple[object, ...]]:
    """Accounts, balance and past due by key, in order."""
    sums_of: dict[tuple[str, ...], Counter[str]] = {}
    for cell in cells:
        figures = {"accounts": cell.accounts, "balance": cell.balance, "past_due": cell.past_due}
        sums_of.setdefault(key(cell), Counter()).update(figures)
    for group in sorted(sums_of):
        sums = sums_of[group]
        yield (*group, sums["accounts"], sums["balance"], sums["past_due"])


def _stages(cells: Iterable[Cell]) -> Iterator[tuple[object, ...]]:
    return _sums(cells, lambda cell: (cell.jurisdiction, cell.currency, cell.stage))


def _classes(cells: Sequence[Cell]) -> Iterator[tuple[object, ...]]:
    """By each scheme of asset classes that a pack has, zero classes too."""
    for jurisdiction in sorted({cell.jurisdiction for cell in cells}):
        own = [cell for cell in cells if cell.jurisdiction == jurisdiction]
        for scheme, bands in sorted(packs.of(jurisdiction).asset_classes.items()):
            sums: dict[tuple[object, ...], Sequence[object]] = {
                (currency, code): figures
                for currency, code, *figures in _sums(own, partial(_class_of, bands))
            }
            for currency in sorted({cell.currency for cell in own}):
                for band in bands.bands:
                    figures = sums.get((currency, band.code), (0, 0, 0))
                    yield (jurisdiction, scheme, currency, band.code, *figures)


def _class_of(bands: Bands, cell: Cell) -> tuple[str, str]:
    return cell.currency, bands.of(max(cell.days, 0))


def _markers(cells: Sequence[Cell], day: date) -> Iterator[tuple[object, ...]]:
    """Accounts so many days past due or more, and how many of them got that far in the month; zeros too."""
    for jurisdiction, currency in sorted({(cell.jurisdiction, cell.currency) for cell in cells}):
        own = [cell for cell in cells if (cell.jurisdiction, cell.currency) == (jurisdiction, currency)]
        for days in MARKERS:
            late = [cell for cell in own if cell.days >= days]
            new = sum(cell.accounts for cell in late if cell.days - day.day < days)
            accounts, balance, past_due = (
                sum(getattr(cell, figure) for cell in late) for figure in ("accounts", "balance", "past_due")
            )
            yield jurisdiction, currency, days, accounts, new, balance, past_due


def _plans(seen: View) -> Iterator[tuple[object, ...]]:
    """Plans in force, and those that ended while the debt is still observed."""
    lines = {line.reference: line.state for line in plan_evaluation.CHANGES.listing(seen.day, seen.basis)}
    known = Plan.objects.filter(reference__in=lines).select_related("account__product")
    for plan in known.annotate(first_due_on=Min("instalments__due_on")).order_by("reference"):
        jurisdiction = plan.account.product.jurisdiction
        due = plan.instalments.values_list("due_on", flat=True)
        until = _observed_until(due, packs.of(jurisdiction).observation)
        state = lines[plan.reference]
        if state != "ended" or (until and until > seen.day):
            yield (
                plan.reference, plan.account.reference, jurisdiction, state, plan.agreed_on,
                plan.first_due_on or "", until or "",
            )  # fmt: skip


def _observed_until(due_on: Iterable[date], observation: Observation | None) -> date | None:
    """The later of the pack's months from the first due date and of its number of periods."""
    due = sorted(due_on)
    if observation is None or not due:
        return None
    first = due[0]
    last = months_later(first, observation.least_months)
    by_months = last.replace(day=min(first.day, last.day))
    by_periods = due[min(observation.least_periods, len(due)) - 1]
    return max(by_months, by_periods)


def _reages(seen: View, first: date) -> Iterator[tuple[object, ...]]:
    horizon = seen.values["horizon"]
    reages = ReAge.objects.filter(on__gte=first, on__lte=seen.day, known_on__lte=horizon)
    for reage in reages.select_related("account__product").order_by("account__reference", "on"):
        if reage.withdraw_known_on is None or reage.withdraw_known_on > horizon:
            jurisdiction = reage.account.product.jurisdiction
            after = BillingCycle.objects.filter(
                account=reage.account, due_date__gt=reage.on, known_on__lte=horizon
            )
            due = after.values_list("due_date", flat=True).distinct()
            until = _observed_until(due, packs.of(jurisdiction).observation)
            yield reage.account.reference, jurisdiction, reage.on, reage.reason, until or ""


def _delinquencies(seen: View) -> Iterator[tuple[object, ...]]:
    """Accounts 30 days past due or more, with both dates of first delinquency, which are restated."""
    after = 0
    while page := snapshot.accounts(seen, Wanted(days=(LATE, NO_END)), after=after, size=PAGE):
        after = page[-1].pk
        known = facts.of_accounts(each.pk for each in page)
        of_account = Account.objects.select_related("product").in_bulk([each.pk for each in page])
        for each in page:
            pack = packs.of(of_account[each.pk].product.jurisdiction)
            run_start, metro2 = _first_delinquency(known[each.pk], seen.day, is_metro2(pack.credit_codes))
            yield (
                each.reference, of_account[each.pk].product.jurisdiction, each.currency, each.stage,
                each.days_past_due, each.balance, each.past_due, run_start or "", metro2 or "",
                "yes" if each.days_past_due > CHARGE_OFF_AFTER else "",
            )  # fmt: skip


def _first_delinquency(known: object, day: date, metro2: bool) -> tuple[date | None, date | None]:
    try:
        return (
            first_delinquency(known, day),  # type: ignore[arg-type]
            field_25(known, day) if metro2 else None,  # type: ignore[arg-type]
        )
    except NoPolicy:
        return None, None


def _feeds(first: date, last: date) -> Iterator[tuple[object, ...]]:
    """What each business date expected, beside what its close found; and what came unannounced."""
    discrepancies = {
        (discrepancy.day_id, discrepancy.kind, discrepancy.source)
        for discrepancy in FeedDiscrepancy.objects.filter(day__gte=first, day__lte=last)
    }
    came: dict[tuple[date | None, str], list[IntakeFile]] = {}
    for file in IntakeFile.objects.filter(business_date__gte=first, business_date__lte=last, loaded__gt=0):
        came.setdefault((file.business_date, file.kind), []).append(file)
    for feed in ExpectedFeed.objects.filter(business_date__gte=first, business_date__lte=last):
        files = came.pop((feed.business_date, feed.kind), [])
        differs = (feed.business_date, feed.kind, feed.source) in discrepancies
        yield (
            feed.business_date, feed.kind, feed.source, feed.rows, _sum(feed.control_sum), *_found(files),
            "no" if differs else "yes",
        )  # fmt: skip
    for (day, kind), files in sorted(came.items(), key=str):
        yield day, kind, "", "", "", *_found(files), ""


def _found(files: Iterable[IntakeFile]) -> tuple[object, object]:
    """Rows and control sum of the files of one kind that came for a date."""
    files = list(files)
    sums = [file.control_sum for file in files if file.control_sum is not None]
    return sum(file.rows for file in files), _sum(sum(sums) if sums else None)


def _sum(value: object) -> str:
    return "" if value is None else format(value, "f").rstrip("0").rstrip(".") or "0"
