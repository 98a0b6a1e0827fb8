"""Whether a promise silences an account: then nothing goes that is not asked for by law (rules, section 5).

A promise that is open does, within the limits of the pack or approved beyond them, until a minimum is newly
missed. Statutory notices, service and call-backs go on all the same. Everybody who must know asks here: of
one day, of a day of which less is known, or of many days at once.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from accounts.dates import NEVER
from accounts.models import Promise, PromisedAccount
from accounts.promises import evaluation as promise_evaluation
from accounts.promises import limits as promise_limits
from accounts.rules import promises as promise_rules
from accounts.rules.standing import Facts
from accounts.standings import facts

StatusChanges = list[promise_rules.StatusChange]


def silencing(accounts: Sequence[int], day: date) -> dict[int, Promise]:
    """The promise that silences each of these accounts on a day, by everything known now."""
    rows = PromisedAccount.objects.filter(account__in=accounts, promise__made_on__lte=day)
    return among(rows.values_list("account", "promise"), day, NEVER)


def among(covered: Iterable[tuple[int, int]], day: date, horizon: date) -> dict[int, Promise]:
    """The same of pairs of account and promise that covers it, by what is known by the horizon."""
    pairs = list(covered)
    status_of = promise_evaluation.statuses({promise for _, promise in pairs}, day, horizon)
    open_ = [pk for pk, status in status_of.items() if status.state == promise_rules.OPEN]
    if not open_:
        return {}
    allowed = _within_limits(open_)
    by_account = {account: allowed[promise] for account, promise in pairs if promise in allowed}
    known = facts.of_accounts(by_account)
    return {pk: promise for pk, promise in by_account.items() if lasts(promise, known[pk], day, horizon)}


def lasts(promise: Promise, known: Facts, day: date, horizon: date = NEVER) -> bool:
    """Whether an open promise within the limits still silences an account with these facts.

    It does until a minimum is newly missed; where that cannot be computed it goes on.
    """
    now = promise_limits.standing_now(known, day, horizon)
    return now is None or not promise_limits.newly_missed(now, promise.made_on)


def _within_limits(promises: Collection[int]) -> dict[int, Promise]:
    made = Promise.objects.in_bulk(promises) if promises else {}
    beyond = promise_limits.beyond(made.values())
    return {pk: promise for pk, promise in made.items() if not beyond[pk]}


@dataclass(frozen=True)
class Silences:
    """``silencing`` of these accounts for every day from ``first`` to ``through``, read once."""

    accounts: Sequence[int]
    first: date
    through: date

    def on(self, account: int, day: date) -> bool:
        return any(
            _is_open(changes, day) and lasts(promise, self._facts[account], day)
            for promise, changes in self._by_account.get(account, ())
        )

    @cached_property
    def _by_account(self) -> dict[int, list[tuple[Promise, StatusChanges]]]:
        """Promises that may silence, with how each changes if nothing more happens; most have none."""
        rows = PromisedAccount.objects.filter(account__in=self.accounts).values_list("account", "promise")
        changes = self._open_at_times({promise for _, promise in rows})
        allowed = _within_limits(changes)
        by_account = defaultdict(list)
        for account, promise in rows:
            if promise in allowed:
                by_account[account].append((allowed[promise], changes[promise]))
        return by_account

    def _open_at_times(self, promises: set[int]) -> dict[int, StatusChanges]:
        plain = promise_evaluation.plain(promises) if promises else {}
        changes = {pk: promise_rules.restated(promise, self.through) for pk, promise in plain.items()}
        return {pk: of_one for pk, of_one in changes.items() if _is_open_from(of_one, self.first)}

    @cached_property
    def _facts(self) -> dict[int, Facts]:
        return facts.of_accounts(self._by_account)


def _is_open(changes: StatusChanges, day: date) -> bool:
    last = next((change.to_state for change in reversed(changes) if change.on <= day), "")
    return last == promise_rules.OPEN


def _is_open_from(changes: StatusChanges, day: date) -> bool:
    """Whether it is open on the day or on a later one."""
    later = (change.to_state for change in changes if change.on > day)
    return _is_open(changes, day) or promise_rules.OPEN in later
