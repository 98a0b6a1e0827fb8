"""What is asked of whoever takes a payment promise."""

from datetime import date
from decimal import Decimal
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import formatting, money
from accounts.intake import parsers
from accounts.models import Account
from servicing.workspace.fields import AmountField, DayField, field
from servicing.workspace.generic_forms import BaseFormSet
from servicing.workspace.plausibility.asked_again import AskedAgain

ROWS = 6


class Terms(AskedAgain):
    """What goes beyond the instalments; left empty, the defaults hold."""

    accounts = forms.ModelMultipleChoiceField(
        Account.objects.none(),
        label=gettext_lazy("other accounts of this person that it covers too"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    tolerance = forms.CharField(
        label=gettext_lazy("tolerance"),
        help_text=gettext_lazy("Shortfall allowed: an amount, or a share such as 5%. Empty: the default."),
        max_length=20,
        required=False,
    )
    grace_days = forms.IntegerField(
        label=gettext_lazy("grace in working days"),
        help_text=gettext_lazy(
            "Working days after its date on which an instalment still counts as paid on time. Empty: the"
            " default."
        ),
        min_value=0,
        max_value=30,
        required=False,
    )

    def __init__(self, *args: Any, account: Account, others: list[Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.currency = account.product.currency
        field(self, "accounts", forms.ModelMultipleChoiceField).queryset = Account.objects.filter(
            pk__in=[other.pk for other in others]
        )
        if not others:
            del self.fields["accounts"]

    def clean_tolerance(self) -> int | Decimal | None:
        """Minor units, or a share in percent."""
        typed = self.cleaned_data["tolerance"].strip()
        try:
            if not typed.endswith(("%", "％")):
                return formatting.typed_amount(typed, self.currency) if typed else None
            share = formatting.plain_number(typed[:-1])
            parsers.tolerance(f"{share}%")
            return Decimal(share)
        except (parsers.BadValue, money.MoneyError) as bad:
            raise ValidationError(_("Neither an amount such as 5.00 nor a share such as 5%.")) from bad

    @property
    def covered(self) -> list[Account]:
        return list(self.cleaned_data.get("accounts", ()))

    @property
    def chosen(self) -> dict[str, Any]:
        """What the promise says beyond its instalments, as ``Terms`` of ``accounts.promises`` takes it."""
        tolerance = self.cleaned_data["tolerance"]
        kind = "percent" if isinstance(tolerance, Decimal) else "tolerance"
        terms = {kind: tolerance, "grace_days": self.cleaned_data["grace_days"]}
        return terms | {"confirmed_because": self.because}


class Instalment(forms.Form):
    due_on = DayField(label=gettext_lazy("day"), required=False)
    amount = AmountField(label=gettext_lazy("amount"), required=False)

    def __init__(self, *args: Any, account: Account, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field(self, "amount", AmountField).currency = account.product.currency
        field(self, "due_on", DayField).earliest = today

    def clean(self) -> None:
        super().clean()
        cleaned = self.cleaned_data
        if cleaned.get("due_on") and "amount" in cleaned and cleaned["amount"] is None:
            self.add_error("amount", _("How much?"))
        if cleaned.get("amount") and "due_on" in cleaned and cleaned["due_on"] is None:
            self.add_error("due_on", _("By which day?"))


class BaseInstalments(BaseFormSet[Instalment]):
    @property
    def promised(self) -> dict[date, int]:
        """Amounts in minor units by day; rows left empty say nothing."""
        rows = (form.cleaned_data for form in self.forms)
        return {row["due_on"]: row["amount"] for row in rows if row.get("due_on")}

    def clean(self) -> None:
        if any(self.errors):
            return
        days = [day for form in self.forms if (day := form.cleaned_data.get("due_on"))]
        if not days:
            raise ValidationError(_("Enter at least one day and its amount."))
        if len(days) > len(set(days)):
            raise ValidationError(_("The same day is entered twice."))


Instalments = cast(
    type[BaseInstalments],
    forms.formset_factory(Instalment, formset=BaseInstalments, extra=ROWS, max_num=ROWS),
)
