"""The options of an account in the book: the plain rule, asked with what is known of account and person."""

from dataclasses import dataclass
from datetime import date

from accounts import packs
from accounts.calendars import store as calendar_store
from accounts.dates import NEVER
from accounts.hardship import affordability as affordability_store
from accounts.models import Account, AffordabilityStatement
from accounts.packs import Hardship
from accounts.rules import affordability as affordability_rules
from accounts.rules import hardship_options as option_rules
from accounts.rules import standing as standing_rules
from accounts.rules.affordability import Affordability
from accounts.rules.hardship_options import AccountPosition, Means, Option, OptionTerms, PaymentDays
from accounts.standings import facts


class NoStatement(LookupError):  # noqa: N818 -- named for what is missing
    """Nobody who owes on the account has an affordability statement that is good on the day."""


@dataclass(frozen=True, slots=True)
class AccountOptions:
    """What an account can be offered on a day, and what that rests on."""

    statement: AffordabilityStatement
    affordability: Affordability
    position: AccountPosition
    means: Means
    days: PaymentDays
    options: tuple[Option, ...]

    def option(self, name: str) -> Option | None:
        return next((option for option in self.options if option.name == name), None)

    def own(self, monthly: int) -> Option:
        """What the person offers of their own accord. Raises ValueError above the surplus."""
        return option_rules.own_offer(self.position, monthly, self.means, self.days)


def of_account(account: Account, on: date, payday: int | None = None) -> AccountOptions:
    """The options of an account on a day, by everything known now.

    Raises NoStatement, and NoPolicy where the standing of the account cannot be computed.
    """
    statement = affordability_store.good_for(account, on)
    if statement is None:
        raise NoStatement
    pack = packs.of(account.product.jurisdiction)
    affordability = affordability_store.of_statement(statement, on, pack.hardship)
    position = position_of(account, on)
    means = Means(affordability.by_account.get(account.reference, 0), affordability.surplus)
    calendar = calendar_store.of(pack.calendar)
    days = option_rules.payment_days(position, on, calendar, payday, pack.hardship.first_after_days)
    terms = _terms(pack.hardship, account.product.currency)
    options = option_rules.options(position, means, terms, days)
    return AccountOptions(statement, affordability, position, means, days, tuple(options))


def position_of(account: Account, on: date) -> AccountPosition:
    """What the account owes on a day, by everything known now. Raises NoPolicy."""
    seen = facts.of_account(account).known_by(NEVER)
    standing = standing_rules.standing(seen, on)
    newest = standing.newest
    return AccountPosition(
        balance=affordability_rules.balance_now(seen, on),
        past_due=standing.past_due,
        instalment=newest.instalment if newest else 0,
        due_date=newest.due_date if newest else None,
    )


def _terms(rules: Hardship, currency: str) -> OptionTerms:
    return OptionTerms(
        rules.catch_up_months,
        rules.term_months,
        rules.reduced_months,
        rules.token_months,
        rules.pause_months,
        rules.token.get(currency),
        rules.first_after_days,
    )
