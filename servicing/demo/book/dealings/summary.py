"""What people and we have to do with each other: promises, holds and contacts, over all their accounts."""

from functools import lru_cache
from typing import NamedTuple

from servicing.demo.book.dealings.contacts import Contact, contacts_of
from servicing.demo.book.dealings.holds import Hold, at_rest, holds_of
from servicing.demo.book.dealings.lateness import Late, late_days
from servicing.demo.book.dealings.promises import Debt, Promise, promises_of
from servicing.demo.book.histories.accounts import Account, life_of
from servicing.demo.book.people.persons import Person, accounts_of
from servicing.demo.book.period import Period


class Dealings(NamedTuple):
    promises: list[Promise]
    holds: list[Hold]
    contacts: list[Contact]


def dealings_of(seed: int, account: Account, period: Period) -> Dealings:
    """Those of the holder that are about this account; a hold on the person is told with one of theirs."""
    debts, holds, contacts = _of_person(seed, account.holder, period)
    number = account.number
    return Dealings(
        [promise for debt in debts if debt.account.number == number for promise in debt.promises],
        [hold for hold in holds if hold.account.number == number],
        [contact for contact in contacts if contact.account.number == number],
    )


@lru_cache(32)  # as many as meet between the two accounts of one person
def _of_person(seed: int, holder: Person, period: Period) -> tuple[list[Debt], list[Hold], list[Contact]]:
    accounts = [life_of(seed, number, period) for number in accounts_of(seed, holder)]
    late = [late_days(account, period.last) for account in accounts]
    holds = holds_of(seed, accounts, late, period.last)
    debts = [
        Debt(account, lates, _promises(seed, account, lates, holds, period.last))
        for account, lates in zip(accounts, late, strict=True)
    ]
    return debts, holds, contacts_of(seed, debts, holds, period.last)


def _promises(seed: int, account: Account, late: list[Late], holds: list[Hold], last: int) -> list[Promise]:
    """Nobody promises anything while we leave them alone."""
    made = promises_of(seed, account, late, last)
    return [promise for promise in made if not at_rest(holds, promise.made_on)]
