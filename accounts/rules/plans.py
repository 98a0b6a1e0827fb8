"""The plain rule of hardship plans: the state of a plan at the end of a day.

This is the definition (rules, section 8). The set-based rule in ``accounts/plans/sql`` must agree with it for
every plan and day; tests and ``verify`` hold the two against each other.

Amounts are minor units of the account's currency; days are calendar days.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from fractions import Fraction
from math import ceil

from accounts import money
from accounts.dates import NEVER, each, months_later
from accounts.rules.promises import CoveredAccount, Instalment

KEPT, MISSED, LAPSED, COMPLETE, ENDED = "kept", "missed", "lapsed", "complete", "ended"
STATES = (KEPT, MISSED, LAPSED, COMPLETE, ENDED)
# While one of these holds lasts, a plan asks nothing.
ASKS_NOTHING_DURING = (
    "bankruptcy", "breathing-space", "deceased", "mental-health-crisis", "moratorium",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Plan:
    """One plan and what bears on it. As loaded, or as seen by a basis (``known_by``).

    ``tolerance`` is an amount, ``percent`` a share of what is expected so far; neither: what the account
    grants on the agreed day.
    """

    reference: str
    agreed_on: date
    known_on: date
    instalments: tuple[Instalment, ...]
    account: CoveredAccount
    cure_days: int
    tolerance: int | None = None
    percent: Fraction | None = None
    ended_on: date | None = None
    end_known_on: date | None = None

    def known_by(self, horizon: date) -> "Plan | None":
        """What is known of it by the end of the horizon; nothing where the plan itself is not."""
        if self.known_on > horizon:
            return None
        unseen = self.end_known_on is not None and self.end_known_on > horizon
        return replace(
            self,
            account=replace(self.account, facts=self.account.facts.known_by(horizon)),
            ended_on=None if unseen else self.ended_on,
            end_known_on=None if unseen else self.end_known_on,
        )

    @property
    def total(self) -> int:
        return sum(instalment.amount for instalment in self.instalments)

    def asks_nothing_on(self, day: date) -> bool:
        return any(
            hold.kind in ASKS_NOTHING_DURING and hold.in_force(day) for hold in self.account.facts.holds
        )

    def expected_on(self, day: date) -> int:
        """The instalments whose day and grace are over before this day; nothing while it asks nothing."""
        if self.asks_nothing_on(day):
            return 0
        return sum(i.amount for i in self.instalments if i.grace_ends_on < day)

    def paid_on(self, day: date) -> int:
        """What was posted from the agreed day on, is credited by this day and not returned by it."""
        return sum(
            payment.amount
            for payment in self.account.facts.payments
            if payment.posted_on >= self.agreed_on
            and payment.value_on <= day
            and not payment.returned_by(day)
        )

    def tolerance_on(self, day: date) -> int:
        """How much may be missing; a share is rounded in the customer's favour."""
        if self.percent is not None:
            return ceil(self.expected_on(day) * self.percent / 100)
        if self.tolerance is not None:
            return self.tolerance
        return self.account.tolerance_on(self.agreed_on)

    def is_short_on(self, day: date) -> bool:
        return self.paid_on(day) < self.expected_on(day) - self.tolerance_on(day)

    def is_paid_on(self, day: date) -> bool:
        """Whether all of it is paid. A plan that asks nothing in all has nothing to complete."""
        return self.total > 0 and self.paid_on(day) >= self.total - self.tolerance_on(day)


@dataclass(frozen=True, slots=True)
class PlanStatusChange:
    """A change of state. No state before: the plan was agreed, or became known."""

    on: date
    from_state: str
    to_state: str


@dataclass(frozen=True, slots=True)
class PlanStatus:
    """The state of a plan at the end of a day, and since when."""

    state: str
    since: date
    expected: int
    paid: int


def status(seen: Plan, day: date) -> PlanStatus:
    """The state of a plan, as seen by one basis, on a day not before it was agreed. Rules, section 8."""
    *_, last = _changes(seen, day)
    return PlanStatus(last.to_state, last.on, seen.expected_on(day), seen.paid_on(day))


def restated(plan: Plan, through: date) -> list[PlanStatusChange]:
    """Its changes through a day by all the facts there are."""
    seen = plan.known_by(NEVER)
    return [*_changes(seen, through)] if seen else []


def as_known(plan: Plan, first: date, through: date) -> Iterator[PlanStatusChange]:
    """Its changes as closes of all days from the first on write them, each by the facts known by that day."""
    state = ""
    for on in each(max(first, plan.agreed_on), through):
        seen = plan.known_by(on)
        if seen and (now := status(seen, on)).state != state:
            yield PlanStatusChange(on, state, now.state)
            state = now.state


def _changes(seen: Plan, through: date) -> Iterator[PlanStatusChange]:
    state, missed_since = "", None
    for on in each(seen.agreed_on, through):
        now = _state(seen, on)
        missed_since = (missed_since or on) if now == MISSED else None
        if missed_since and on >= missed_since + timedelta(days=seen.cure_days):
            now = LAPSED
        if now != state:
            yield PlanStatusChange(on, state, now)
        state = now


def _state(seen: Plan, on: date) -> str:
    """The state at the end of a day, as far as the day alone says it."""
    if seen.ended_on is not None and seen.ended_on <= on:
        return ENDED
    if seen.is_paid_on(on):
        return COMPLETE
    return MISSED if seen.is_short_on(on) else KEPT


# ---- new schedules for what is left: amounts by the day on which they are due


def left_of(parts: Mapping[date, int], paid: int) -> dict[date, int]:
    """What is left of each part: money covers the oldest first, so what was paid early covers parts ahead."""
    left = {}
    for day, amount in sorted(parts.items()):
        covered = min(amount, paid)
        paid -= covered
        left[day] = amount - covered
    return left


def deferred(parts: Mapping[date, int], paid: int, months: int, on: date) -> dict[date, int]:
    """After a break of payments: what is ahead is due so many months later, what was missed month by month
    after it. Nothing where nothing is left."""
    left = left_of(parts, paid)
    later: Counter[date] = Counter()
    for day, amount in left.items():
        if day > on and (amount or not parts[day]):
            later[months_later(day, months)] += amount
    last = max(later) if later else months_later(max([on, *parts]), months - 1)
    missed = [amount for day, amount in left.items() if day <= on and amount]
    for place, amount in enumerate(missed, start=1):
        later[months_later(last, place)] += amount
    return dict(later)


def lowered(parts: Mapping[date, int], paid: int, on: date) -> dict[date, int]:
    """The same days ahead with equal parts of what is left. Nothing where no day is ahead."""
    ahead = sorted(day for day in parts if day > on)
    left = sum(left_of(parts, paid).values())
    return dict(zip(ahead, money.split(left, [1] * len(ahead)), strict=True)) if ahead else {}
