"""The plain rule: where one account stands at the end of a day, and the arithmetic behind it.

This is the definition (rules, section 3). The set-based rule in ``sql/standing.sql`` must agree with it
for every account and day; tests and every nightly close hold the two against each other.

Amounts are minor units of the account's one currency; days are calendar days.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import accumulate, pairwise

from accounts.dates import NEVER, days_later, month_earlier
from accounts.rules import pauses
from accounts.rules.facts import disputes, versions
from accounts.rules.pauses import Days, Hold
from accounts.rules.working_days import CalendarEntry, WorkingCalendar
from accounts.stages import CURRENT, stage_after

RULE_VERSION = 4  # raised whenever the rule itself changes; every stage change carries it


class NoPolicy(LookupError):  # noqa: N818 -- named for what is missing, as DoesNotExist is
    """The product has no policy in force on a day that the rule must ask about."""

    def __init__(self, day: date) -> None:
        super().__init__(f"no policy in force on {day}")
        self.day = day


@dataclass(frozen=True, slots=True)
class Policy:
    """What the product grants from a day on: grace, tolerance, least days from sending to lateness.

    ``rolls``: a due date on a day off moves to the next working day.
    """

    effective_from: date
    grace_days: int
    tolerance: int
    least_days: int
    known_on: date
    rolls: bool = False


@dataclass(frozen=True, slots=True)
class Cycle:
    """One version of one statement, as printed. ``past_due`` is the part of ``minimum_due`` carried over."""

    statement_date: date
    due_date: date
    balance: int
    minimum_due: int
    past_due: int
    sent_on: date
    known_on: date

    @property
    def instalment(self) -> int:
        return self.minimum_due - self.past_due

    def due_after(self, least_days: int) -> date:
        return max(self.due_date, days_later(self.sent_on, least_days))


@dataclass(frozen=True, slots=True)
class Payment:
    """Anything that lowers what is asked: a payment, a credit, a waived fee; perhaps returned later."""

    posted_on: date
    value_on: date
    amount: int
    known_on: date
    returned_on: date | None = None
    return_known_on: date | None = None
    reference: str = ""
    kind: str = "payment"

    def returned_by(self, day: date) -> bool:
        return self.returned_on is not None and self.returned_on <= day


@dataclass(frozen=True, slots=True)
class ReAge:
    """A day after which only newer statements count, until its withdrawal is known."""

    on: date
    known_on: date
    withdraw_known_on: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that bears on one account. As loaded, or as seen by a basis (``known_by``).

    ``calendar``: what the calendar of its jurisdiction says, where due dates roll by a policy of its product.
    """

    policies: tuple[Policy, ...] = ()
    cycles: tuple[Cycle, ...] = ()
    payments: tuple[Payment, ...] = ()
    reages: tuple[ReAge, ...] = ()
    holds: tuple[Hold, ...] = ()
    calendar: tuple[CalendarEntry, ...] = ()

    @property
    def working_days(self) -> WorkingCalendar:
        return WorkingCalendar({entry.day: entry.noted for entry in self.calendar})

    def known_by(self, horizon: date) -> "Facts":
        """The facts known by the end of the horizon: ``day`` itself as known, ``days.NEVER`` restated."""
        return Facts(
            policies=versions.latest(self.policies, horizon, lambda policy: policy.effective_from),
            cycles=versions.latest(self.cycles, horizon, lambda cycle: cycle.statement_date),
            payments=tuple(_as_seen(self.payments, horizon)),
            reages=tuple(
                reage
                for reage in self.reages
                if reage.known_on <= horizon
                and (reage.withdraw_known_on is None or reage.withdraw_known_on > horizon)
            ),
            holds=tuple(pauses.as_seen(self.holds, horizon)),
            calendar=versions.latest(self.calendar, horizon, lambda entry: entry.day),
        )

    def without(self, statement_date: date) -> "Facts":
        """The same facts with one statement left out, as reconciling asks."""
        return replace(self, cycles=tuple(c for c in self.cycles if c.statement_date != statement_date))


@dataclass(slots=True)
class CycleDue:
    """What one cycle still asks: its share of the newest print, what returns re-opened, what is unpaid.

    ``undisputed``: what of that share is no disputed money. ``disputed`` is taken off. ``rejected`` counts
    again since ``fresh_due``. ``rolled_from``: the last day to pay before it moved to a working day.
    ``unpaused``: the first day past due by its own dates, where a pause moved it.
    """

    statement_date: date
    basis: Cycle  # the statement whose dates and policy it takes
    opening: bool = False  # assumed: one month before the earliest statement
    printed: int = 0
    undisputed: int = 0
    reopened: int = 0
    disputed: int = 0
    rejected: int = 0
    fresh_due: date | None = None
    unpaid: int = 0
    effective_due: date = NEVER  # known of cycles that are still unpaid
    past_due_from: date = NEVER
    rolled_from: date | None = None
    unpaused: date | None = None

    @property
    def amount(self) -> int:
        return self.printed + self.reopened - self.disputed


@dataclass(frozen=True, slots=True)
class Standing:
    """Where the account stands at the end of ``day``. ``asked`` runs from the oldest cycle to the newest."""

    day: date
    stage: str = CURRENT
    days_past_due: int = 0
    past_due: int = 0
    statements_missed: int = 0
    oldest_missed: CycleDue | None = None
    statements_since: int = 0  # k: statements dated after the oldest missed cycle's past due from
    newest: Cycle | None = None
    reaged_on: date | None = None
    paid: int = 0
    tolerance: int = 0
    asked: tuple[CycleDue, ...] = field(default=())
    pauses: tuple[Days, ...] = ()  # days on which ageing pauses, as far as is known

    @property
    def days_paused(self) -> int:
        """How many of the days past due are paused: from the day after the effective due date on."""
        if self.oldest_missed is None:
            return 0
        return pauses.size(self.pauses, pauses.following(self.oldest_missed.effective_due), self.day)

    @property
    def unpaid(self) -> int:
        """Everything still unpaid, past due or not yet."""
        return sum(cycle.unpaid for cycle in self.asked)

    @property
    def balance(self) -> int:
        return self.newest.balance if self.newest else 0


def standing(seen: Facts, day: date) -> Standing:
    """Where an account with these facts stands at the end of the day.

    ``seen`` are facts by one basis (``Facts.known_by``). Raises NoPolicy where the product has no policy
    on the day, or on the statement date of a cycle that is still unpaid. Rules, section 3.
    """
    tolerance = policy_on(seen.policies, day).tolerance
    statements = sorted(
        (c for c in seen.cycles if c.statement_date <= day), key=lambda cycle: cycle.statement_date
    )
    if not statements:
        return Standing(day=day, tolerance=tolerance)
    newest = statements[-1]
    reaged_on = max((reage.on for reage in seen.reages if reage.on <= day), default=None)
    asked = [c for c in _asked(seen, statements, day) if reaged_on is None or c.statement_date > reaged_on]
    for cycle in asked:
        _dispute(cycle, seen.holds, day)
    paid = sum(_since(seen.payments, newest.statement_date, day))
    _clear(asked, paid)
    paused = pauses.of(seen.holds)
    for cycle in asked:
        if cycle.unpaid:
            _date(cycle, seen, paused)
    settled = Standing(day, newest=newest, reaged_on=reaged_on, paid=paid, tolerance=tolerance)
    return _staged(replace(settled, asked=tuple(asked), pauses=paused), statements)


def ours(facts: Facts, statement_date: date) -> int | None:
    """What we hold unpaid at the end of a statement's day with that statement left out, restated.

    None for the first statement: nothing before it says what it carried over. Rules, "Reconciling".
    """
    seen = facts.known_by(NEVER)
    if not any(cycle.statement_date < statement_date for cycle in seen.cycles):
        return None
    return standing(seen.without(statement_date), statement_date).unpaid


def policy_on(policies: Iterable[Policy], day: date) -> Policy:
    """The policy in force on the day; NoPolicy where there is none."""
    in_force = [policy for policy in policies if policy.effective_from <= day]
    if not in_force:
        raise NoPolicy(day)
    return max(in_force, key=lambda policy: policy.effective_from)


def effective_due(cycle: Cycle, seen: Facts) -> date:
    """The last day to pay, a working day where the policy rolls. Rules, section 2. Raises NoPolicy."""
    policy = policy_on(seen.policies, cycle.statement_date)
    due = cycle.due_after(policy.least_days)
    return seen.working_days.next_working(due) if policy.rolls else due


def _as_seen(payments: Iterable[Payment], horizon: date) -> Iterator[Payment]:
    for payment in payments:
        if payment.known_on <= horizon:
            unseen = payment.return_known_on is not None and payment.return_known_on > horizon
            yield replace(payment, returned_on=None, return_known_on=None) if unseen else payment


def _asked(seen: Facts, statements: list[Cycle], day: date) -> list[CycleDue]:
    """Every cycle that asks something on the day, oldest first (steps 2 and 3, before payments)."""
    by_date = {cycle.statement_date: CycleDue(cycle.statement_date, cycle) for cycle in statements}
    by_date[statements[-1].statement_date].printed = statements[-1].instalment
    opening = _share_past_due(
        by_date, statements, statements[-1].past_due - _leave_disputed(by_date, seen, day)
    )
    for statement_date, amount in _reopened(seen.payments, statements, day):
        by_date[statement_date].reopened = amount
    return [cycle for cycle in (*opening, *by_date.values()) if cycle.amount > 0]


def _leave_disputed(by_date: dict[date, CycleDue], seen: Facts, day: date) -> int:
    """Leave disputed money that is printed still on the cycles named, oldest first; how much that was."""
    named = disputes.named(seen.holds, day)
    if not named:
        return 0
    statements = [cycle.basis for cycle in by_date.values()]
    left = disputed = disputes.still_printed(named, _printed_again(seen.payments, statements))
    for cycle in reversed([*_not_closed(statements)]):
        share = min(left, named.get(cycle.statement_date, 0), cycle.instalment)
        by_date[cycle.statement_date].printed += share
        left -= share
    return disputed - left


def _printed_again(payments: Iterable[Payment], statements: list[Cycle]) -> Iterator[disputes.PrintedAgain]:
    for cycle, following in pairwise(statements):
        printed_on = following.statement_date
        own = [p for p in payments if cycle.statement_date < p.posted_on <= printed_on]
        unpaid = cycle.minimum_due - sum(p.amount for p in own if not p.returned_by(printed_on))
        yield disputes.PrintedAgain(cycle.statement_date, max(0, unpaid), following.past_due)


def _not_closed(statements: list[Cycle]) -> Iterator[Cycle]:
    """The cycles before the newest, back to the one that printed past due 0: it closes all before it."""
    for cycle in reversed(statements[:-1]):
        yield cycle
        if cycle.past_due == 0:
            return


def _share_past_due(by_date: dict[date, CycleDue], statements: list[Cycle], left: int) -> list[CycleDue]:
    """Share what is left of the newest printed past due backwards over earlier instalments (step 2).

    Returns the opening cycle, if something has nowhere else to go.
    """
    closed = False
    for cycle in _not_closed(statements):
        due = by_date[cycle.statement_date]
        share = min(left, cycle.instalment - due.printed)
        due.printed += share
        due.undisputed += share
        left -= share
        closed = cycle.past_due == 0
    if not left:
        return []
    if closed:
        due = by_date[statements[-2].statement_date]
        due.printed += left
        due.undisputed += left
        return []
    first = statements[0]
    return [CycleDue(month_earlier(first.statement_date), first, opening=True, printed=left)]


def _reopened(payments: Iterable[Payment], statements: list[Cycle], day: date) -> Iterator[tuple[date, int]]:
    """What later returns take back out of payments already inside the newest statement (step 3)."""
    printed_on = statements[-1].statement_date
    for statement, following in pairwise(statements):
        own = [p for p in payments if statement.statement_date < p.posted_on <= following.statement_date]
        covered = sum(p.amount for p in own if not p.returned_by(printed_on))
        left = sum(p.amount for p in own if not p.returned_by(day))
        yield (
            statement.statement_date,
            min(statement.minimum_due, covered) - min(statement.minimum_due, left),
        )


def _since(payments: Iterable[Payment], printed_on: date, day: date) -> Iterator[int]:
    """Amounts posted after the newest statement that count on the day."""
    for payment in payments:
        if payment.posted_on > printed_on and payment.value_on <= day and not payment.returned_by(day):
            yield payment.amount


def _dispute(cycle: CycleDue, holds: Iterable[Hold], day: date) -> None:
    """Take off what is in dispute, and tell what is so no longer and when it is due afresh (section 6)."""
    disputed = disputes.of_statement(holds, cycle.statement_date, day)
    cycle.disputed = min(disputed.amount, cycle.amount - cycle.undisputed)
    cycle.rejected, cycle.fresh_due = disputed.rejected, disputed.fresh_due


def _clear(asked: list[CycleDue], paid: int) -> None:
    """Payments clear the oldest cycle first; what is over does not prepay."""
    for cycle in asked:
        cycle.unpaid = max(0, cycle.amount - paid)
        paid = max(0, paid - cycle.amount)


def _date(cycle: CycleDue, seen: Facts, paused: tuple[Days, ...]) -> None:
    """Effective due date and first day past due; an opening cycle takes the earliest's, a month earlier,
    and does not roll once more.

    Where only what was rejected is open, its fresh due date is the cycle's, unless its own is later. A first
    day past due on which ageing pauses moves to the first day after the pause.
    """
    policy = policy_on(seen.policies, cycle.basis.statement_date)
    grace = policy.grace_days + 1
    due, unrolled = effective_due(cycle.basis, seen), cycle.basis.due_after(policy.least_days)
    cycle.rolled_from = unrolled if due != unrolled and not cycle.opening else None
    cycle.effective_due = month_earlier(due) if cycle.opening else due
    past_due_from = days_later(due, grace)
    past_due_from = month_earlier(past_due_from) if cycle.opening else past_due_from
    if cycle.fresh_due and cycle.unpaid <= cycle.rejected and cycle.fresh_due > cycle.effective_due:
        cycle.effective_due, cycle.rolled_from = cycle.fresh_due, None
        past_due_from = days_later(cycle.fresh_due, grace)
    cycle.past_due_from = pauses.first_after(paused, past_due_from)
    if cycle.past_due_from != past_due_from:
        cycle.unpaused = past_due_from


def _staged(settled: Standing, statements: list[Cycle]) -> Standing:
    """Past-due amount, oldest missed cycle, stage and days (steps 4 to 7)."""
    late = [cycle for cycle in settled.asked if cycle.unpaid and cycle.past_due_from <= settled.day]
    running = list(accumulate(cycle.unpaid for cycle in late))
    settled = replace(settled, past_due=running[-1] if late else 0)
    missed = [cycle for cycle, owed in zip(late, running, strict=True) if owed > settled.tolerance]
    if not missed:
        return settled
    oldest = missed[0]
    since = sum(
        cycle.statement_date > oldest.past_due_from and not pauses.cover(settled.pauses, cycle.statement_date)
        for cycle in statements
    )
    return replace(
        settled,
        stage=stage_after(since),
        days_past_due=(settled.day - oldest.effective_due).days,
        statements_missed=len(missed),
        oldest_missed=oldest,
        statements_since=since,
    )
