"""What looks like a slip of the keyboard is asked again, and recorded only with a reason that is kept."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts import formatting
from accounts.models import Account
from servicing.workspace.fields import NoteField

SURE, BECAUSE = "sure", "because"
YEAR = 366  # days
ANYWAY = gettext_lazy("Record it anyway? Then tick the box and say why.")


class AskedAgain(forms.Form):
    """A form whose ``clean`` may call ``ask_again``: then it has a box to tick, and asks for a reason.

    ``because`` is that reason; nothing where nothing was asked.
    """

    def __init__(self, posted: Mapping[str, Any] | None = None, *args: Any, **kwargs: Any) -> None:
        super().__init__(posted, *args, **kwargs)
        if posted and BECAUSE in posted:
            self._add_fields()

    @property
    def asks_again(self) -> bool:
        return BECAUSE in self.fields

    @property
    def because(self) -> str:
        return str(self.cleaned_data.get(BECAUSE) or "")

    def ask_again(self, question: str) -> bool:
        """Whether it has to be asked, which the form then does: it is not ticked yet, or without a reason."""
        if not self.asks_again:
            self._add_fields()
        if not self.cleaned_data.get(SURE):
            self.add_error(None, question)
        elif not self.because:
            self.add_error(BECAUSE, _("Say why it is right all the same."))
        else:
            return False
        return True

    def _add_fields(self) -> None:
        self.fields[SURE] = forms.BooleanField(label=gettext_lazy("record it anyway"), required=False)
        self.fields[BECAUSE] = NoteField(
            label=gettext_lazy("why it is right all the same"), max_length=75, required=False
        )


def times(amount: int, usual: int) -> str:
    """How many times the usual amount it is, as the reader's language writes it: 2.5, 40,000."""
    ratio = Decimal(amount) / usual
    return number_format(ratio, decimal_pos=1 if ratio < 10 else 0, force_grouping=True)


def above_statement(account: Account, statement_date: date, amount: int) -> str:
    """What to ask where more is disputed than the statement asks for in all; nothing where it is not."""
    printed = account.cycles.filter(statement_date=statement_date).order_by("known_on", "pk").last()
    if printed is None or amount <= max(printed.balance, 0):
        return ""
    currency = account.product.currency
    if printed.balance <= 0:
        text = _("Nothing was owed on this statement: its balance is %(balance)s.") + f" {ANYWAY}"
        return text % {"balance": formatting.amount(printed.balance, currency)}
    text = _("That is %(times)s times the balance of this statement, %(balance)s.") + f" {ANYWAY}"
    values = {"times": times(amount, printed.balance)}
    return text % (values | {"balance": formatting.amount(printed.balance, currency)})


def long_ago(day: date, today: date) -> str:
    """What to ask of a day more than a year ago; nothing where it is nearer."""
    return far_away(day, today) if day < today else ""


def far_away(day: date, today: date) -> str:
    """What to ask of a day more than a year ago or ahead; nothing where it is nearer."""
    days = (today - day).days
    if abs(days) <= YEAR:
        return ""
    text = (
        ngettext("That is %(days)s day ago.", "That is %(days)s days ago.", days)
        if days > 0
        else ngettext("That is %(days)s day ahead.", "That is %(days)s days ahead.", -days)
    )
    return f"{text} {ANYWAY}" % {"days": number_format(abs(days), force_grouping=True)}
