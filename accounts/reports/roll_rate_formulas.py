"""The formulas of roll rates, pure. A rate keeps its part and its whole, so that it can be shown and checked;
nothing is rounded here.

A flow is some accounts that were in one stage on the first day and in another on the last; ``NEW`` were not
in the book on the first day, ``EXIT`` not on the last. Flows of one currency at a time.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from accounts.stages import CURRENT, MISSED, STAGES

NEW, EXIT = "NEW", "EXIT"
ROWS, COLUMNS = (*STAGES, NEW), (*STAGES, EXIT)
DUE = "due"  # a statement was to be paid between the days
NOT_DUE = "not-due"  # how an address names what has no code: none was
MONEY, RE_AGE, PLAN = "money", "re-age", "plan"  # what made an account current
WAYS = (MONEY, RE_AGE, PLAN)


@dataclass(frozen=True, slots=True)
class Flow:
    """``how``: of a current account ``due`` or nothing; of one that became current a way. Balance of the
    first day, minor units."""

    from_stage: str
    to_stage: str
    how: str
    accounts: int
    balance: int


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of a whole, by count or by balance. Without a whole there is no share."""

    part: int
    whole: int

    @property
    def share(self) -> Fraction | None:
        return Fraction(self.part, self.whole) if self.whole else None


@dataclass(frozen=True, slots=True)
class Rates:
    """The rates of a stage (or of all), by count and by balance."""

    accounts: Rate
    balance: Rate


Test = Callable[[Flow], bool]


def total(flows: Iterable[Flow], test: Test = lambda flow: True) -> tuple[int, int]:
    """Accounts and balance of the flows that pass a test."""
    passing = [flow for flow in flows if test(flow)]
    return sum(flow.accounts for flow in passing), sum(flow.balance for flow in passing)


def rate(flows: Iterable[Flow], part: Test, whole: Test) -> Rates:
    """What passes both tests, of what passes the second."""
    flows = list(flows)
    of_part, of_whole = total(flows, lambda flow: whole(flow) and part(flow)), total(flows, whole)
    return Rates(Rate(of_part[0], of_whole[0]), Rate(of_part[1], of_whole[1]))


def matrix(flows: Iterable[Flow]) -> dict[tuple[str, str], tuple[int, int]]:
    """Accounts and balance of every cell, zeros too. A row's cells add up to its opening count."""
    flows = list(flows)
    return {
        (before, after): total(flows, lambda f, b=before, a=after: (f.from_stage, f.to_stage) == (b, a))  # type: ignore[misc]
        for before in ROWS
        for after in COLUMNS
    }


def entry(flows: Iterable[Flow]) -> Rates:
    """Current accounts with a statement to pay between the days that are past due at the end, of all such."""
    return rate(
        flows,
        lambda flow: flow.to_stage in MISSED,
        lambda flow: flow.from_stage == CURRENT and flow.how == DUE,
    )


def forward(flows: Iterable[Flow], stage: str) -> Rates:
    """Those of a stage that are in a later one, of all of the stage; from M3 none goes forward."""
    later = STAGES[STAGES.index(stage) + 1 :]
    return rate(flows, lambda flow: flow.to_stage in later, _from(stage))


def stay(flows: Iterable[Flow], stage: str) -> Rates:
    """Those of a stage that are still in it, of all of the stage."""
    return rate(flows, lambda flow: flow.to_stage == stage, _from(stage))


def back(flows: Iterable[Flow], stage: str) -> Rates:
    """Those of a stage that are past due in an earlier one, of all of the stage."""
    earlier = [each for each in MISSED if each < stage]
    return rate(flows, lambda flow: flow.to_stage in earlier, _from(stage))


def left(flows: Iterable[Flow], stage: str) -> Rates:
    """Those of a stage that are not in the book any more, of all of the stage."""
    return rate(flows, lambda flow: flow.to_stage == EXIT, _from(stage))


def cure(flows: Iterable[Flow], stage: str, ways: Iterable[str] = WAYS) -> Rates:
    """Those of a stage that became current in one of the ways, of all of the stage; ``""`` is every stage."""
    taken = tuple(ways)
    of_stage = _from(stage) if stage else (lambda flow: flow.from_stage in MISSED)
    return rate(flows, lambda flow: flow.to_stage == CURRENT and flow.how in taken, of_stage)


def net_flow(opening: Mapping[str, int], closing: Mapping[str, int], stage: str) -> Rate:
    """Balance of the next stage on the last day ÷ balance of this one on the first.

    It mixes what arrives, interest and cures, and may be over 100 per cent; M3 also keeps what it had."""
    following = STAGES[STAGES.index(stage) + 1]
    return Rate(closing.get(following, 0), opening.get(stage, 0))


def month_end(day: date) -> date:
    """The last day of the month of a day."""
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1) - timedelta(days=1)


def month_ends(last: date, count: int) -> list[date]:
    """So many ends of months up to a day, the oldest first."""
    end = last if last == month_end(last) else last.replace(day=1) - timedelta(days=1)
    ends = [end]
    while len(ends) < count:
        ends.append(ends[-1].replace(day=1) - timedelta(days=1))
    return ends[::-1]


def month_end_before(day: date) -> date:
    """The newest end of a month that is before a day."""
    return day.replace(day=1) - timedelta(days=1)


def months_later(day: date, months: int) -> date:
    """The end of the month that is so many months after that of a day."""
    for _ in range(months):
        day = month_end(day) + timedelta(days=1)
    return month_end(day)


def _from(stage: str) -> Test:
    return lambda flow: flow.from_stage == stage
