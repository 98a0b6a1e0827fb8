"""The plain rule of payment promises: what a promise has come to at the end of a day.

This is the definition (rules, section 5). The set-based rule in ``sql/promises.sql`` must agree with it for
every promise and day; tests and ``verify`` hold the two against each other.

Amounts are minor units of the one currency of the promise's accounts; days are calendar days.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from math import ceil

from accounts.dates import NEVER, each
from accounts.rules.standing import Facts, NoPolicy, policy_on

OPEN, KEPT, BROKEN, CANCELLED = "open", "kept", "broken", "cancelled"
STATES = (OPEN, KEPT, BROKEN, CANCELLED)


@dataclass(frozen=True, slots=True)
class Instalment:
    """Part of what is promised. It is waited for through ``grace_ends_on``, and expected after that."""

    due_on: date
    grace_ends_on: date
    amount: int


@dataclass(frozen=True, slots=True)
class OtherPromise:
    """Another promise that shares an account with this one."""

    reference: str
    made_on: date
    known_on: date


@dataclass(frozen=True, slots=True)
class CoveredAccount:
    """An account that the promise is about. ``of_pack``: the tolerance of its pack, where that has one."""

    facts: Facts
    of_pack: int | None = None

    def tolerance_on(self, day: date) -> int:
        """What it grants where the promise says nothing: nothing, where no policy is in force."""
        if self.of_pack is not None:
            return self.of_pack
        try:
            return policy_on(self.facts.policies, day).tolerance
        except NoPolicy:
            return 0


@dataclass(frozen=True, slots=True)
class Promise:
    """One promise and what bears on it. As loaded, or as seen by a basis (``known_by``).

    ``tolerance`` is an amount, ``percent`` a share of what is expected so far; neither: the most that one of
    its accounts grants on the made day.
    """

    reference: str
    made_on: date
    known_on: date
    instalments: tuple[Instalment, ...]
    accounts: tuple[CoveredAccount, ...]
    tolerance: int | None = None
    percent: Fraction | None = None
    cancelled_on: date | None = None
    cancel_known_on: date | None = None
    others: tuple[OtherPromise, ...] = ()

    def known_by(self, horizon: date) -> "Promise | None":
        """What is known of it by the end of the horizon; nothing where the promise itself is not."""
        if self.known_on > horizon:
            return None
        unseen = self.cancel_known_on is not None and self.cancel_known_on > horizon
        return replace(
            self,
            accounts=tuple(replace(each, facts=each.facts.known_by(horizon)) for each in self.accounts),
            cancelled_on=None if unseen else self.cancelled_on,
            cancel_known_on=None if unseen else self.cancel_known_on,
            others=tuple(other for other in self.others if other.known_on <= horizon),
        )

    @property
    def total(self) -> int:
        return sum(instalment.amount for instalment in self.instalments)

    def expected_on(self, day: date) -> int:
        """The instalments whose day and grace are over before this day."""
        return sum(i.amount for i in self.instalments if i.grace_ends_on < day)

    def paid_on(self, day: date) -> int:
        """What was posted from the made day on, that day included, credited and not returned by this day.

        Money credited from an earlier day counts too, if it only reached us after the promise was taken.
        Whatever lowers what is asked is a payment (rules, section 2).
        """
        return sum(
            payment.amount
            for account in self.accounts
            for payment in account.facts.payments
            if self.made_on <= payment.posted_on and payment.value_on <= day and not payment.returned_by(day)
        )

    def tolerance_on(self, day: date) -> int:
        """How much may be missing; a share is rounded in the customer's favour."""
        if self.percent is not None:
            return ceil(self.expected_on(day) * self.percent / 100)
        if self.tolerance is not None:
            return self.tolerance
        return max(account.tolerance_on(self.made_on) for account in self.accounts)

    def is_short_on(self, day: date) -> bool:
        return self.paid_on(day) < self.expected_on(day) - self.tolerance_on(day)

    def is_paid_on(self, day: date) -> bool:
        return self.paid_on(day) >= self.total - self.tolerance_on(day)

    @property
    def endings(self) -> dict[date, str]:
        """Days on which it is cancelled if it is open then, each with the promise that replaces it.

        A later promise is one made on a later day, or on the same day under a later reference. Staff who
        cancel on a day come before a promise made on it.
        """
        later = [
            (other.made_on, other.reference)
            for other in self.others
            if (other.made_on, other.reference) > (self.made_on, self.reference)
        ]
        endings = dict(sorted(later, reverse=True))  # of several on one day the first one made
        return {**endings, self.cancelled_on: ""} if self.cancelled_on else endings


@dataclass(frozen=True, slots=True)
class StatusChange:
    """A change of state. No state before: the promise was made, or became known."""

    on: date
    from_state: str
    to_state: str
    replaced_by: str = ""


@dataclass(frozen=True, slots=True)
class PromiseStatus:
    """What a promise has come to at the end of a day, and since when."""

    state: str
    since: date
    expected: int
    paid: int
    replaced_by: str = ""


def status(seen: Promise, day: date) -> PromiseStatus:
    """What the promise, as seen by one basis, has come to on a day not before it was made.

    Rules, section 5.
    """
    *_, last = _turns(seen, day)
    return PromiseStatus(last.to_state, last.on, seen.expected_on(day), seen.paid_on(day), last.replaced_by)


def restated(promise: Promise, through: date) -> list[StatusChange]:
    """Its turns through a day by all the facts there are."""
    seen = promise.known_by(NEVER)
    return [*_turns(seen, through)] if seen else []


def as_known(promise: Promise, first: date, through: date) -> Iterator[StatusChange]:
    """Its turns as closes of all days from the first on write them, each by the facts known by that day."""
    state = ""
    for on in each(max(first, promise.made_on), through):
        seen = promise.known_by(on)
        if seen and (now := status(seen, on)).state != state:
            yield StatusChange(on, state, now.state, now.replaced_by)
            state = now.state


def _turns(seen: Promise, through: date) -> Iterator[StatusChange]:
    state, endings = "", seen.endings
    for on in each(seen.made_on, through):
        before, state = state, _state(seen, on, state, ends=on in endings)
        if state != before:
            yield StatusChange(on, before, state, endings[on] if state == CANCELLED else "")


def _state(seen: Promise, on: date, before: str, *, ends: bool) -> str:
    """The state at the end of a day after that of the day before. Broken and cancelled are for good."""
    if before in (BROKEN, CANCELLED):
        return before
    if seen.is_short_on(on):
        return BROKEN
    if seen.is_paid_on(on):
        return KEPT
    return CANCELLED if ends else OPEN
