"""How far a promise silences by itself (rules, section 5).

Within the limits of the pack a promise that is open silences what is not asked for by law; beyond them it is
kept track of all the same, and silences once a supervisor has approved it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import takewhile
from math import ceil

from accounts import packs
from accounts.dates import NEVER
from accounts.models import (
    Account,
    Promise,
    PromisedAccount,
    PromisedInstalment,
    PromiseStatusChange,
    StageSpan,
)
from accounts.packs import PromiseLimits
from accounts.promises import evaluation as promise_evaluation
from accounts.promises.evaluation import PromiseStatus
from accounts.rules import standing as standing_rules
from accounts.stages import CURRENT
from accounts.standings import facts

TOO_LATE, TOO_SMALL, TOO_MANY, TOO_LARGE = "too-late", "too-small", "too-many", "too-large"
_LAST = "\U0010ffff"  # sorts after every reference


@dataclass(frozen=True, slots=True)
class PromiseProposal:
    """What a promise says, as far as the limits ask. Without a reference it is not taken yet."""

    accounts: Sequence[int]
    made_on: date
    first_due_on: date
    total: int
    reference: str = _LAST


@dataclass(frozen=True, slots=True)
class _Earlier:
    """A promise as one of those that ran before."""

    made_on: date
    reference: str
    pk: int


@dataclass(frozen=True, slots=True)
class PromiseAllowance:
    """What a promise may say to silence by itself. ``running``: which in a row it is, none of them kept.

    ``owed``: all that is owed on its accounts, past due or not; 0 where nothing is known of it.
    """

    first_by: date
    past_due: int
    least: int
    running: int
    most_running: int
    owed: int
    approved_above: int

    def is_more_than_owed(self, total: int) -> bool:
        """Whether nobody could owe so much on these accounts: it may be a slip of the keyboard."""
        return 0 < self.owed < total

    def passed_by(self, proposal: PromiseProposal) -> Iterator[str]:
        if proposal.first_due_on > self.first_by:
            yield TOO_LATE
        if proposal.total < self.least:
            yield TOO_SMALL
        if self.running > self.most_running:
            yield TOO_MANY
        if self.owed and proposal.total > self.approved_above * self.owed:
            yield TOO_LARGE


def allowance(accounts: Sequence[int], made_on: date) -> PromiseAllowance:
    """What a promise about these accounts may say on a day, by everything known now."""
    return _allowances([PromiseProposal(accounts, made_on, made_on, 0)])[0]


def limits_exceeded(every: Sequence[PromiseProposal]) -> list[list[str]]:
    """The limits that each passes on its made day, by everything known now.

    The first instalment too far away, too little in all, one too many running, far more than is owed.
    """
    return [
        list(allowance.passed_by(proposal))
        for allowance, proposal in zip(_allowances(every), every, strict=True)
    ]


def beyond(promises: Collection[Promise]) -> dict[int, list[str]]:
    """The limits that keep each from silencing: none where it is approved.

    They are those it was found to pass when it was taken; one from a file is judged now.
    """
    loaded = [promise for promise in promises if promise.beyond is None and not promise.approved_by]
    exceeded = limits_exceeded(_proposals(loaded)) if loaded else []
    judged = {promise.pk: limits for promise, limits in zip(loaded, exceeded, strict=True)}
    taken = {promise.pk: promise.beyond or [] for promise in promises if not promise.approved_by}
    return {promise.pk: [] for promise in promises} | taken | judged


def newly_missed(now: standing_rules.Standing, made_on: date) -> bool:
    """Whether a minimum is missed that became past due only after the promise was made."""
    oldest = now.oldest_missed
    return oldest is not None and any(
        cycle.unpaid and made_on < cycle.past_due_from <= now.day
        for cycle in now.asked
        if cycle.statement_date >= oldest.statement_date
    )


def standing_now(
    known: standing_rules.Facts, day: date, horizon: date = NEVER
) -> standing_rules.Standing | None:
    """By what is known by the horizon, or everything; nothing where it cannot be computed."""
    try:
        return standing_rules.standing(known.known_by(horizon), day)
    except (standing_rules.NoPolicy, OverflowError):
        return None


def _allowances(every: Sequence[PromiseProposal]) -> list[PromiseAllowance]:
    """Where several accounts have different packs, the narrowest counts."""
    accounts = {pk for proposal in every for pk in proposal.accounts}
    limits, owed, running = _limits(accounts), _owed(every), _running(every, accounts)
    return [
        _allowance(proposal, [limits[pk] for pk in proposal.accounts], owed, running[place] + 1)
        for place, proposal in enumerate(every)
    ]


def _allowance(
    proposal: PromiseProposal,
    limits: list[PromiseLimits],
    owed: dict[tuple[int, date], tuple[int, int]],
    running: int,
) -> PromiseAllowance:
    past_due, in_all = map(sum, zip(*(owed[pk, proposal.made_on] for pk in proposal.accounts), strict=True))
    return PromiseAllowance(
        first_by=proposal.made_on + timedelta(days=min(each.first_within_days for each in limits)),
        past_due=past_due,
        least=ceil(max(each.least_share for each in limits) * past_due),
        running=running,
        most_running=min(each.running for each in limits) - 1,
        owed=in_all,
        approved_above=min(each.approved_above for each in limits),
    )


def _proposals(promises: Collection[Promise]) -> list[PromiseProposal]:
    accounts, instalments = defaultdict(list), defaultdict(list)
    for pk, account in PromisedAccount.objects.filter(promise__in=promises).values_list("promise", "account"):
        accounts[pk].append(account)
    rows = PromisedInstalment.objects.filter(promise__in=promises)
    for pk, due_on, amount in rows.values_list("promise", "due_on", "amount"):
        instalments[pk].append((due_on, amount))
    return [
        PromiseProposal(
            accounts=accounts[promise.pk],
            made_on=promise.made_on,
            first_due_on=min(due_on for due_on, _ in instalments[promise.pk]),
            total=sum(amount for _, amount in instalments[promise.pk]),
            reference=promise.reference,
        )
        for promise in promises
    ]


def _limits(accounts: Iterable[int]) -> dict[int, PromiseLimits]:
    rows = Account.objects.filter(pk__in=accounts).values_list("pk", "product__jurisdiction")
    return {pk: packs.of(jurisdiction).promises for pk, jurisdiction in rows}


def _owed(every: Sequence[PromiseProposal]) -> dict[tuple[int, date], tuple[int, int]]:
    """What is past due, and all that is owed, on the made days: of an account that cannot be computed nothing
    is known."""
    asked = {(pk, proposal.made_on) for proposal in every for pk in proposal.accounts}
    known = facts.of_accounts({pk for pk, _ in asked})
    standings = {(pk, day): standing_now(known[pk], day) for pk, day in asked}
    return {
        key: (now.past_due, max(now.past_due, now.balance)) if now else (0, 0)
        for key, now in standings.items()
    }


def _running(every: Sequence[PromiseProposal], accounts: Collection[int]) -> list[int]:
    """How many ran before each on one of its accounts, in one run of past-due days, and none of them kept."""
    promises = _promises_of(accounts)
    earlier = [{pk: _before(proposal, promises[pk]) for pk in proposal.accounts} for proposal in every]
    spans = _spans_of({pk for of_accounts in earlier for pk, found in of_accounts.items() if found})
    before = [
        [_of_run(found, _past_due_since(spans[pk], proposal.made_on)) for pk, found in of_accounts.items()]
        for proposal, of_accounts in zip(every, earlier, strict=True)
    ]
    asked = {
        (earlier.pk, proposal.made_on)
        for proposal, earlier_promises in zip(every, before, strict=True)
        for of_account in earlier_promises
        for earlier in of_account
    }
    status_of = promise_evaluation.statuses_by_day(asked, NEVER)
    return [
        max(
            _unkept(status_of[earlier.pk, proposal.made_on] for earlier in of_account)
            for of_account in earlier_promises
        )
        for proposal, earlier_promises in zip(every, before, strict=True)
    ]


def _before(proposal: PromiseProposal, promises: list[_Earlier]) -> list[_Earlier]:
    """The newest first."""
    at = (proposal.made_on, proposal.reference)
    return [each for each in promises if (each.made_on, each.reference) < at]


def _of_run(promises: list[_Earlier], since: date | None) -> list[_Earlier]:
    """Those made since the run began; of no run there are none."""
    return [] if since is None else [each for each in promises if each.made_on >= since]


def _unkept(newest_first: Iterable[PromiseStatus]) -> int:
    """One that staff cancelled is not counted; one that another replaced is."""
    unkept = takewhile(lambda status: status.state != PromiseStatusChange.State.KEPT, newest_first)
    return sum(
        status.state != PromiseStatusChange.State.CANCELLED or status.replaced_by is not None
        for status in unkept
    )


def _promises_of(accounts: Iterable[int]) -> dict[int, list[_Earlier]]:
    earlier = defaultdict(list)
    rows = PromisedAccount.objects.filter(account__in=accounts)
    rows = rows.order_by("-promise__made_on", "-promise__reference")
    columns = ("account", "promise__made_on", "promise__reference", "promise")
    for account, *promise in rows.values_list(*columns):
        earlier[account].append(_Earlier(*promise))
    return earlier


def _spans_of(accounts: Iterable[int]) -> dict[int, list[tuple[date, str]]]:
    """From when on in which stage; the newest first."""
    spans = defaultdict(list)
    rows = StageSpan.objects.filter(account__in=accounts).order_by("-starts_on")
    for account, starts_on, stage in rows.values_list("account", "starts_on", "stage"):
        spans[account].append((starts_on, stage))
    return spans


def _past_due_since(newest_first: list[tuple[date, str]], day: date) -> date | None:
    """The first day of the run of past-due days that the day is in, as closed; none where there is none."""
    begun = [(starts_on, stage) for starts_on, stage in newest_first if starts_on <= day]
    run = [starts_on for starts_on, _ in takewhile(lambda span: span[1] != CURRENT, begun)]
    return run[-1] if run else None
