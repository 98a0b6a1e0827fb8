"""The plain rule of affordability: what a person can pay each month, and which part of it is for us.

This is the definition (rules, section 8). Amounts are minor units of the statement's one currency; a monthly
amount is exact, and only sums are rounded, always in the customer's favour.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from math import ceil, floor

from accounts import money
from accounts.dates import months_later
from accounts.rules.standing import Facts

INCOME, ESSENTIAL, PRIORITY, OTHER, CREDITOR = "income", "essential", "priority", "other", "creditor"
KINDS = (INCOME, ESSENTIAL, PRIORITY, OTHER, CREDITOR)
TIMES_A_YEAR: Mapping[str, int] = {
    "week": 52, "fortnight": 26, "four-weeks": 13, "month": 12, "quarter": 4, "half-year": 2, "year": 1,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Item:
    """One line of a statement: an amount as it was said, and how often it falls due.

    Of another lender ``balance`` is what is owed there, and the amount what is paid to it now.
    """

    kind: str
    name: str
    amount: int
    every: str
    balance: int = 0

    @property
    def monthly(self) -> Fraction:
        return monthly(self.amount, self.every)


@dataclass(frozen=True, slots=True)
class KeptRules:
    """What stays with the person: an amount each month, or a share of the surplus where that is more."""

    amount: int = 0
    share: Fraction = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Sums:
    """What the items of a statement add up to in a month, each sum rounded."""

    income: int
    essential: int
    priority: int
    other: int
    lenders: int  # the balances of the lenders named

    @property
    def surplus(self) -> int:
        return max(0, self.income - self.essential - self.priority - self.other)


@dataclass(frozen=True, slots=True)
class Affordability:
    """What a person can pay in a month. ``by_account``: our share, shared between their accounts with us."""

    sums: Sums
    kept: int
    available: int
    our_share: int
    by_account: Mapping[str, int]

    @property
    def surplus(self) -> int:
        return self.sums.surplus

    @property
    def left_with(self) -> int:
        """What stays with the person and the other lenders after our share is paid."""
        return self.surplus - self.our_share


def monthly(amount: int, every: str) -> Fraction:
    """An amount that falls due so often, as an exact amount a month: GBP 100 a week is 433 1/3."""
    return Fraction(amount * TIMES_A_YEAR[every], 12)


def sums(items: Iterable[Item]) -> Sums:
    """Income is rounded down, and what is spent up."""
    listed = list(items)

    def exact(kind: str) -> Fraction:
        return sum((item.monthly for item in listed if item.kind == kind), Fraction())

    return Sums(
        income=floor(exact(INCOME)),
        essential=ceil(exact(ESSENTIAL)),
        priority=ceil(exact(PRIORITY)),
        other=ceil(exact(OTHER)),
        lenders=sum(item.balance for item in listed if item.kind == CREDITOR),
    )


def kept(surplus: int, rules: KeptRules) -> int:
    """What stays with the person of a surplus; never more than there is."""
    return min(surplus, max(rules.amount, ceil(surplus * rules.share)))


def affordability(items: Iterable[Item], balances: Mapping[str, int], rules: KeptRules) -> Affordability:
    """What the person of these items can pay. ``balances``: of their accounts with us, by reference."""
    totals = sums(items)
    left = kept(totals.surplus, rules)
    available = totals.surplus - left
    ours = sum(balances.values())
    our_share = available * ours // (ours + totals.lenders) if ours else 0
    references = sorted(balances)
    shares = money.split(our_share, [balances[reference] for reference in references])
    return Affordability(totals, left, available, our_share, dict(zip(references, shares, strict=True)))


def is_good_on(made_on: date, day: date, months: int) -> bool:
    """Whether a statement is good on a day: from the day it was made, for so many months."""
    return made_on <= day < months_later(made_on, months)


def balance_now(seen: Facts, day: date) -> int:
    """What is owed now: the newest statement's balance less what was paid since; never below zero."""
    printed = [cycle for cycle in seen.cycles if cycle.statement_date <= day]
    if not printed:
        return 0
    newest = max(printed, key=lambda cycle: cycle.statement_date)
    paid = sum(
        payment.amount
        for payment in seen.payments
        if payment.posted_on > newest.statement_date
        and payment.value_on <= day
        and not payment.returned_by(day)
    )
    return max(0, newest.balance - paid)


# ---- trigger figures: judged on the total of a group, by who lives in the household; never a limit

FIRST_ADULT, FURTHER_ADULT = "first-adult", "further-adult"
CHILD_UNDER_16, CHILD_16_18, VEHICLE = "child-under-16", "child-16-18", "vehicle"
MEMBERS = (FIRST_ADULT, FURTHER_ADULT, CHILD_UNDER_16, CHILD_16_18, VEHICLE)
ABOVE, LOW = "above", "low"
LOW_SHARE = Fraction(1, 4)  # our own: less than this part of a figure is asked about, too


@dataclass(frozen=True, slots=True)
class Household:
    """Who lives there. Without a word there is one adult."""

    adults: int = 1
    children_under_16: int = 0
    children_16_18: int = 0
    vehicles: int = 0

    def count(self, member: str) -> int:
        return {
            FIRST_ADULT: min(self.adults, 1),
            FURTHER_ADULT: max(self.adults - 1, 0),
            CHILD_UNDER_16: self.children_under_16,
            CHILD_16_18: self.children_16_18,
            VEHICLE: self.vehicles,
        }[member]


@dataclass(frozen=True, slots=True)
class Figure:
    """What one such member of a household adds to the figure of a group."""

    group: str
    member: str
    amount: int


@dataclass(frozen=True, slots=True)
class Finding:
    """A group whose total is above its figure, or unusually low beside it."""

    group: str
    total: Fraction
    figure: int
    what: str


def figures_of(figures: Iterable[Figure], household: Household) -> dict[str, int]:
    """The figure of each group for a household; none for groups of which nobody in it is named."""
    totals: dict[str, int] = {}
    for each in figures:
        totals[each.group] = totals.get(each.group, 0) + each.amount * household.count(each.member)
    return {group: figure for group, figure in totals.items() if figure}


def findings(
    totals: Mapping[str, Fraction], figures: Iterable[Figure], household: Household
) -> Iterator[Finding]:
    """What to ask about. ``totals``: exact monthly totals by group; a group that is not there is nothing."""
    for group, figure in figures_of(figures, household).items():
        total = totals.get(group, Fraction())
        if total > figure:
            yield Finding(group, total, figure, ABOVE)
        elif total < figure * LOW_SHARE:
            yield Finding(group, total, figure, LOW)
