"""What is asked about an unlikely entry, and whether a second person confirms it (by the pack's limits)."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import formatting, packs
from accounts.contact import log as contact_log
from accounts.dates import local_day
from accounts.models import Account, Customer
from accounts.packs.schema import Plausibility
from servicing.models import UnlikelyEntry

YEAR = 366  # days: what is nearer is not asked about
ANYWAY = gettext_lazy("Record it anyway? Then tick the box and say why.")
Doubt = UnlikelyEntry.Doubt


@dataclass(frozen=True, slots=True)
class Question:
    """What is unlikely, with its figures. ``needs_second``: it is beyond the pack's limits."""

    doubt: str
    figures: dict[str, Any] = field(default_factory=dict)
    needs_second: bool = False

    @property
    def text(self) -> str:
        return f"{statement(self.doubt, self.figures)} {ANYWAY}"


def statement(doubt: str, figures: dict[str, Any]) -> str:
    """What is unlikely, as a sentence in the reader's language."""
    if doubt == Doubt.ABOVE_STATEMENT:
        return _above_statement(**figures)
    if doubt == Doubt.FAR_DAY:
        return _far_day(figures["days"])
    text = (
        _("The account was opened after that day, on %(day)s.")
        if doubt == Doubt.OPENED_LATER
        else _("A conversation with this person is logged after that day, on %(day)s.")
    )
    return text % {"day": formatting.day(date.fromisoformat(figures["day"]))}


def above_statement(account: Account, statement_date: date, amount: int) -> Question | None:
    """Where more is disputed than the statement asks for in all."""
    printed = account.cycles.filter(statement_date=statement_date).order_by("known_on", "pk").last()
    if printed is None or amount <= max(printed.balance, 0):
        return None
    figures = {"amount": amount, "balance": printed.balance, "currency": account.product.currency}
    most = _limits(account).disputed_times * max(printed.balance, 0)
    return Question(Doubt.ABOVE_STATEMENT, figures, needs_second=amount > most)


def alive_later(account: Account, person: Customer | None, died_on: date) -> Question | None:
    """Where the person opened the account, or was spoken to, after the day of death."""
    if died_on < account.opened_on:
        return _contradicted(account, Doubt.OPENED_LATER, died_on, account.opened_on)
    spoken = contact_log.standing().filter(customer=person, outcome="conversation").order_by("at").last()
    if person and spoken and died_on < (on := local_day(spoken.at, account.time_zone)):
        return _contradicted(account, Doubt.SPOKEN_LATER, died_on, on)
    return None


def long_ago(day: date, today: date, account: Account) -> Question | None:
    """Where a day lies more than a year in the past."""
    return far_away(day, today, _limits(account).far_days) if day < today else None


def far_away(day: date, today: date, far_days: int) -> Question | None:
    """Where a day lies more than a year in the past or ahead."""
    days = (today - day).days
    if abs(days) <= YEAR:
        return None
    return Question(Doubt.FAR_DAY, {"days": days}, needs_second=abs(days) > far_days)


def far_days(calendar: str) -> int:
    """From how far on a second person confirms a day of a calendar: the narrowest of its packs."""
    return min(pack.plausibility.far_days for pack in packs.PACKS.values() if pack.calendar == calendar)


def times(amount: int, usual: int) -> str:
    """How many times the usual amount it is, as the reader's language writes it: 2.5, 40,000."""
    ratio = Decimal(amount) / usual
    return number_format(ratio, decimal_pos=1 if ratio < 10 else 0, force_grouping=True)


def _limits(account: Account) -> Plausibility:
    return packs.of(account.product.jurisdiction).plausibility


def _contradicted(account: Account, doubt: str, died_on: date, alive_on: date) -> Question:
    beyond = (alive_on - died_on).days > _limits(account).contradicted_days
    return Question(doubt, {"day": alive_on.isoformat()}, needs_second=beyond)


def _above_statement(amount: int, balance: int, currency: str) -> str:
    values = {"balance": formatting.amount(balance, currency)}
    if balance <= 0:
        return _("Nothing was owed on this statement: its balance is %(balance)s.") % values
    text = _("That is %(times)s times the balance of this statement, %(balance)s.")
    return text % (values | {"times": times(amount, balance)})


def _far_day(days: int) -> str:
    text = (
        ngettext("That is %(days)s day ago.", "That is %(days)s days ago.", days)
        if days > 0
        else ngettext("That is %(days)s day ahead.", "That is %(days)s days ahead.", -days)
    )
    return text % {"days": number_format(abs(days), force_grouping=True)}
