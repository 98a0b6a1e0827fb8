"""The plain rule of hardship options: how an account can be paid by a person who can pay so much a month.

This is the definition (rules, section 8). Pure and exact: amounts are minor units of the account's currency,
every part falls on a working day, and the parts of an option add up to what it pays.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from accounts import money
from accounts.dates import months_later
from accounts.rules.working_days import WorkingCalendar

CATCH_UP, INSTALMENTS, REDUCED, TOKEN, NOTHING = "catch-up", "instalments", "reduced", "token", "nothing"
OPTIONS = (CATCH_UP, INSTALMENTS, REDUCED, TOKEN, NOTHING)
OWN = "own"  # what a person offers of their own accord
FREEZES_COSTS = frozenset({REDUCED, TOKEN, NOTHING})  # no interest or charges meanwhile
NAMES_ADVICE_FIRST = frozenset({TOKEN, NOTHING})


@dataclass(frozen=True, slots=True)
class OptionTerms:
    """What the pack says. Without a token in this currency that option is not there."""

    catch_up_months: int
    term_months: int
    reduced_months: int
    token_months: int
    pause_months: int
    token: int | None = None
    first_after_days: int = 7


@dataclass(frozen=True, slots=True)
class AccountPosition:
    """What the account owes on the day, and what its newest statement asks for."""

    balance: int
    past_due: int
    instalment: int
    due_date: date | None = None  # of the newest statement


@dataclass(frozen=True, slots=True)
class Means:
    """What the person can pay in a month: the account's part of our share, and the whole surplus."""

    share: int
    surplus: int


@dataclass(frozen=True, slots=True)
class PaymentDays:
    """Where the monthly days of an option fall: from a day on, on a day of the month that is worked."""

    on: date
    day_of_month: int
    calendar: WorkingCalendar
    first_after_days: int = 7

    def month(self, place: int) -> date:
        """The day of the month by its place, the first 0, moved to the next working day."""
        return self.calendar.next_working(_in_month(months_later(self._first, place), self.day_of_month))

    @property
    def _first(self) -> date:
        """The first such day that is far enough ahead."""
        earliest = self.on + timedelta(days=self.first_after_days)
        this_month = _in_month(earliest, self.day_of_month)
        return (
            this_month
            if this_month >= earliest
            else _in_month(months_later(earliest.replace(day=1), 1), self.day_of_month)
        )


@dataclass(frozen=True, slots=True)
class Part:
    due_on: date
    amount: int


@dataclass(frozen=True, slots=True)
class Option:
    """One way to pay. ``review_on``: the day on which it is looked at again; none where it ends the debt.

    ``beside``: what is paid each month besides its parts, the instalment of each new statement.
    """

    name: str
    parts: tuple[Part, ...]
    review_on: date | None = None
    beside: int = 0

    @property
    def total(self) -> int:
        return sum(part.amount for part in self.parts)

    @property
    def months(self) -> int:
        return len(self.parts)

    @property
    def most_a_month(self) -> int:
        return max((part.amount for part in self.parts), default=0) + self.beside

    @property
    def ends_on(self) -> date:
        return self.parts[-1].due_on

    @property
    def is_free_of_costs(self) -> bool:
        return self.name in FREEZES_COSTS


def options(account: AccountPosition, means: Means, terms: OptionTerms, days: PaymentDays) -> list[Option]:
    """The ways to pay that fit, in the order in which they are offered; at most three.

    None where nothing is owed.
    """
    if not account.balance:
        return []
    offered = list(_within_the_share(account, means, terms, days))
    if not offered:
        offered.append(_token(account, means, terms, days) or _nothing(terms, days))
    return offered


def own_offer(account: AccountPosition, monthly: int, means: Means, days: PaymentDays) -> Option:
    """The whole balance at what the person offers a month. Raises ValueError above the surplus."""
    if not 0 < monthly <= means.surplus:
        raise ValueError("a person offers more than nothing, and no more than the surplus")
    return Option(OWN, _parts(account.balance, _months_for(account.balance, monthly), days))


def payment_days(
    account: AccountPosition,
    on: date,
    calendar: WorkingCalendar,
    payday: int | None,
    first_after_days: int = 7,
) -> PaymentDays:
    """The customer's payday where one is named, else the day of the newest due date, else that of today."""
    return PaymentDays(on, payday or (account.due_date or on).day, calendar, first_after_days)


def _within_the_share(
    account: AccountPosition, means: Means, terms: OptionTerms, days: PaymentDays
) -> Iterator[Option]:
    beside = means.share - account.instalment
    if account.past_due and beside > 0:
        months = _months_for(account.past_due, beside)
        if months <= terms.catch_up_months:
            yield Option(CATCH_UP, _parts(account.past_due, months, days), beside=account.instalment)
    if means.share <= 0:
        return
    months = _months_for(account.balance, means.share)
    if months <= terms.term_months:
        yield Option(INSTALMENTS, _parts(account.balance, months, days))
    elif means.share >= (terms.token or 1):
        yield _for_a_while(REDUCED, [means.share] * terms.reduced_months, days)


def _token(account: AccountPosition, means: Means, terms: OptionTerms, days: PaymentDays) -> Option | None:
    """The token each month, for as long as so much is owed."""
    if terms.token is None or means.surplus < terms.token:
        return None
    left = [account.balance - terms.token * month for month in range(terms.token_months)]
    return _for_a_while(TOKEN, [min(terms.token, rest) for rest in left if rest > 0], days)


def _nothing(terms: OptionTerms, days: PaymentDays) -> Option:
    return _for_a_while(NOTHING, [0] * terms.pause_months, days)


def _for_a_while(name: str, amounts: list[int], days: PaymentDays) -> Option:
    """Looked at again when the month after the last would begin."""
    parts = tuple(Part(days.month(place), amount) for place, amount in enumerate(amounts))
    return Option(name, parts, review_on=days.month(len(amounts)))


def _parts(total: int, months: int, days: PaymentDays) -> tuple[Part, ...]:
    """Equal parts, the greater ones first."""
    amounts = money.split(total, [1] * months)
    return tuple(Part(days.month(place), amount) for place, amount in enumerate(amounts))


def _months_for(total: int, most_a_month: int) -> int:
    """The fewest equal parts none of which is more than so much."""
    return -(-total // most_a_month)


def _in_month(day: date, day_of_month: int) -> date:
    """That day of the month, or the last of it where it is shorter."""
    first_of_next = months_later(day.replace(day=1), 1)
    return day.replace(day=min(day_of_month, (first_of_next - timedelta(days=1)).day))
