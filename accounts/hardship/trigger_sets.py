"""Trigger figures in the book: loaded by an administrator, in force from a day on, asked of a statement."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db import IntegrityError, transaction

from accounts import money, packs
from accounts.acts import Act
from accounts.models import TriggerFigure, TriggerSet
from accounts.packs import Hardship
from accounts.rules import affordability as affordability_rules
from accounts.rules.affordability import ESSENTIAL, OTHER, Figure, Finding, Household, Item

HEADER = ["group", "household", "amount"]


class BadFigures(ValueError):  # noqa: N818 -- named for what they are
    """A file of figures cannot be used. ``row``: counted from the header, which is 1."""

    def __init__(self, row: int, reason: str) -> None:
        super().__init__(f"row {row}: {reason}")
        self.row, self.reason = row, reason


class StandsAlready(ValueError):  # noqa: N818 -- named for what is wrong with the set
    """There is a set of the jurisdiction and currency from this day on."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """What is said of a set: its name, whence it comes, under which licence, and why it is used."""

    name: str
    jurisdiction: str
    currency: str
    effective_from: date
    source: str
    licence: str
    reason: str
    warning: str = ""


def load(origin: Origin, lines: Iterable[str], act: Act) -> TriggerSet:
    """A set of figures, from CSV ``group,household,amount``. Raises BadFigures and StandsAlready."""
    figures = list(_read(lines, packs.of(origin.jurisdiction).hardship, origin.currency))
    try:
        with transaction.atomic():
            made = TriggerSet.objects.create(
                name=origin.name, jurisdiction=origin.jurisdiction, currency=origin.currency,
                effective_from=origin.effective_from, source=origin.source, licence=origin.licence,
                warning=origin.warning, reason=origin.reason, loaded_by=act.by, loaded_at=act.at,
            )  # fmt: skip
            TriggerFigure.objects.bulk_create(
                TriggerFigure(set=made, group=each.group, member=each.member, amount=each.amount)
                for each in figures
            )
    except IntegrityError as error:
        raise StandsAlready from error
    return made


def in_force(jurisdiction: str, currency: str, day: date) -> TriggerSet | None:
    """The set that asks on a day; none where none was loaded."""
    rows = TriggerSet.objects.filter(jurisdiction=jurisdiction, currency=currency, effective_from__lte=day)
    return rows.prefetch_related("figures").first()


def findings(
    items: Iterable[Item], rules: Hardship, of: TriggerSet | None, household: Household
) -> list[Finding]:
    """What of these items is to be asked about. Nothing without a set, or where nothing is said yet."""
    totals = group_totals(items, rules)
    if of is None or not totals:
        return []
    figures = [Figure(each.group, each.member, each.amount) for each in of.figures.all()]
    return list(affordability_rules.findings(totals, figures, household))


def group_totals(items: Iterable[Item], rules: Hardship) -> dict[str, Fraction]:
    """What is spent a month in each group of the pack."""
    groups = groups_of(rules)
    totals: dict[str, Fraction] = {}
    for item in items:
        if item.kind in (ESSENTIAL, OTHER) and (group := groups.get(item.name)):
            totals[group] = totals.get(group, Fraction()) + item.monthly
    return totals


def groups_of(rules: Hardship) -> Mapping[str, str]:
    """The group of each name that the pack lists for spending."""
    return {
        name: group
        for kind in (ESSENTIAL, OTHER)
        for group, names in rules.items.get(kind, {}).items()
        for name in names
    }


def _read(lines: Iterable[str], rules: Hardship, currency: str) -> Iterator[Figure]:
    rows = csv.reader(lines)
    if next(rows, None) != HEADER:
        raise BadFigures(1, f"the header is {','.join(HEADER)}")
    groups, seen = set(groups_of(rules).values()), set()
    for number, row in enumerate(rows, start=2):
        if len(row) != len(HEADER):
            raise BadFigures(number, f"{len(HEADER)} values are expected")
        group, member, amount = (value.strip() for value in row)
        if group not in groups:
            raise BadFigures(number, f"{group} is no group of spending of this jurisdiction")
        if member not in affordability_rules.MEMBERS:
            raise BadFigures(number, f"{member} is none of {', '.join(affordability_rules.MEMBERS)}")
        if (group, member) in seen:
            raise BadFigures(number, "stands there twice")
        seen.add((group, member))
        yield Figure(group, member, _amount(amount, currency, number))


def _amount(text: str, currency: str, number: int) -> int:
    try:
        amount = money.parse(text, currency)
    except ValueError as error:
        raise BadFigures(number, str(error)) from error
    if amount <= 0:
        raise BadFigures(number, "an amount is above zero")
    return amount
