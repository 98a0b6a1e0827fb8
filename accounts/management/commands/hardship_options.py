from argparse import ArgumentTypeError
from datetime import date
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from accounts import money
from accounts.hardship import options as account_options
from accounts.hardship.options import AccountOptions
from accounts.labels import hardship as hardship_labels
from accounts.management.csv import a_day, write
from accounts.models import Account
from accounts.rules import hardship_options as option_rules
from accounts.rules.hardship_options import Option
from accounts.rules.standing import NoPolicy


def _day_of_month(text: str) -> int:
    if not (text.isascii() and text.isdigit() and 1 <= int(text) <= 31):
        raise ArgumentTypeError(f"{text} is not a day of the month")
    return int(text)


class Command(BaseCommand):
    help = "What a person who cannot pay an account can be offered for it, by their affordability statement."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("account", metavar="ACCOUNT")
        parser.add_argument("--on", type=a_day, required=True, metavar="DATE")
        parser.add_argument("--payday", type=_day_of_month, metavar="DAY")

    def handle(self, *args: Any, account: str, on: date, payday: int | None, **options: Any) -> None:
        try:
            row = Account.objects.select_related("product").get(reference=account)
            offered = account_options.of_account(row, on, payday)
        except Account.DoesNotExist:
            raise CommandError(f"there is no account {account}") from None
        except account_options.NoStatement:
            raise CommandError(f"nobody who owes on {account} has a statement good on {on}") from None
        except NoPolicy as problem:
            raise CommandError(f"{account} cannot be computed: {problem}") from None
        currency = row.product.currency
        self._explain(offered, currency)
        write(
            "option,part,due_on,amount",
            (
                [option.name, place, part.due_on, money.text(part.amount, currency)]
                for option in offered.options
                for place, part in enumerate(option.parts, 1)
            ),
        )

    def _explain(self, offered: AccountOptions, currency: str) -> None:
        """The sums behind the options, and what each of them comes to."""
        sums = {
            "surplus": offered.affordability.surplus,
            "stays with the person": offered.affordability.kept,
            "our share": offered.affordability.our_share,
            "part of this account": offered.means.share,
            "balance now": offered.position.balance,
            "past due": offered.position.past_due,
        }
        figures = ", ".join(f"{name} {money.text(amount, currency)}" for name, amount in sums.items())
        self.stderr.write(
            f"statement {offered.statement} of {offered.statement.made_on}: {figures} {currency}"
        )
        if not offered.options:
            self.stderr.write("nothing is owed, so nothing is offered")
        for option in offered.options:
            self.stderr.write(_words(option, currency))


def _words(option: Option, currency: str) -> str:
    """What an option comes to; where little or nothing is asked, advice is named first."""
    words = [
        f"{hardship_labels.OPTIONS[option.name]}: {money.text(option.total, currency)} {currency}"
        f" in {option.months} months, the last on {option.ends_on}"
    ]
    if option.beside:
        words.append(f"beside the instalment of {money.text(option.beside, currency)} of each statement")
    if option.is_free_of_costs:
        words.append("no interest or charges meanwhile")
    if option.review_on:
        words.append(f"review on {option.review_on}")
    if option.name in option_rules.NAMES_ADVICE_FIRST:
        words.insert(0, "free debt advice comes first")
    return "; ".join(words)
