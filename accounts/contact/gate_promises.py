"""What other parts of the book say to the gate: promises, and payments on their way."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from accounts.models import Promise, PromisedAccount
from accounts.payments import pending as pending_payments
from accounts.promises import evaluation as promise_evaluation
from accounts.promises import lifecycle as promise_lifecycle
from accounts.promises import limits as promise_limits
from accounts.rules import promises as promise_rules
from accounts.rules.contact.terms import AHEAD
from accounts.rules.standing import Facts
from accounts.standings import facts


def coming(accounts: Sequence[int], day: date) -> dict[int, int]:
    """What is on its way to each account and still waited for on the day."""
    expected = pending_payments.expected(accounts, day)
    return {account: sum(each.amount for each in payments) for account, payments in expected.items()}


@dataclass(frozen=True)
class Silences:
    """Which of these accounts open promises silence: ``promises.silencing``, of a day and those after it."""

    accounts: Sequence[int]
    first: date

    def on(self, account: int, day: date) -> bool:
        return any(
            _is_open(turns, day) and promise_lifecycle.silences(promise, self._facts[account], day)
            for promise, turns in self._within_limits.get(account, ())
        )

    @cached_property
    def _within_limits(self) -> dict[int, list[tuple[Promise, list[promise_rules.StatusChange]]]]:
        """Promises that may silence, with how each turns if nothing more happens; most accounts have none."""
        rows = PromisedAccount.objects.filter(account__in=self.accounts).values_list("account", "promise")
        turns = self._still_open({promise for _, promise in rows})
        made = Promise.objects.in_bulk(turns) if turns else {}
        beyond = promise_limits.beyond(made.values())
        promises = defaultdict(list)
        for account, promise in rows:
            if promise in made and not beyond[promise]:
                promises[account].append((made[promise], turns[promise]))
        return promises

    def _still_open(self, promises: set[int]) -> dict[int, list[promise_rules.StatusChange]]:
        through = self.first + timedelta(days=AHEAD)
        plain = promise_evaluation.plain(promises) if promises else {}
        turns = {pk: promise_rules.restated(promise, through) for pk, promise in plain.items()}
        return {pk: of_one for pk, of_one in turns.items() if _is_open_from(of_one, self.first)}

    @cached_property
    def _facts(self) -> dict[int, Facts]:
        return facts.of_accounts(self._within_limits)


def _is_open(turns: list[promise_rules.StatusChange], day: date) -> bool:
    return next((turn.to_state for turn in reversed(turns) if turn.on <= day), "") == promise_rules.OPEN


def _is_open_from(turns: list[promise_rules.StatusChange], day: date) -> bool:
    """Whether it is open on the day or on a later one."""
    return _is_open(turns, day) or any(turn.to_state == promise_rules.OPEN for turn in turns if turn.on > day)
