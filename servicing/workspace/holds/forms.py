"""What is said of a hold: when it is placed, ended, withdrawn and looked at again."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts import money
from accounts.models import Account, Customer, Hold, Party
from servicing.workspace.fields import refuse_card_numbers

ACCOUNT = "account"


def _day(label: Any, help_text: Any = "", **said: Any) -> forms.DateField:
    date_input = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, help_text=help_text, widget=date_input, **said)


def _text(label: Any, help_text: Any = "", **said: Any) -> forms.CharField:
    return forms.CharField(
        label=label, help_text=help_text, max_length=200, validators=[refuse_card_numbers], **said
    )


class Placing(forms.Form):
    """A hold on the account, or on somebody who holds it: then on all their accounts."""

    kind = forms.ChoiceField(label=gettext_lazy("kind"), choices=Hold.Kind.choices)
    binds = forms.ChoiceField(
        label=pgettext_lazy("what a hold binds", "on"),
        help_text=gettext_lazy(
            "Death, illness, insolvency and the like are always on the person: placed on the account, they"
            " are on its cardholder and all their accounts."
        ),
    )
    starts_on = _day(gettext_lazy("first day"), initial=timezone.localdate)
    ends_on = _day(
        gettext_lazy("last day"),
        gettext_lazy("Empty: until it is lifted, or as long as the rules say."),
        required=False,
    )
    review_on = _day(gettext_lazy("review on"), gettext_lazy("Empty: when the rules say."), required=False)
    channel = forms.ChoiceField(
        label=gettext_lazy("channel"),
        help_text=gettext_lazy("Of a wish not to be contacted: empty is every channel."),
        choices=[("", ""), *Hold.Channel.choices],
        required=False,
    )
    disputed_amount = forms.CharField(
        label=gettext_lazy("disputed amount"),
        help_text=gettext_lazy(
            "Of a dispute or fraud claim, such as 40.00: it is not asked while that lasts."
        ),
        max_length=20,
        required=False,
    )
    statement_date = forms.ChoiceField(label=gettext_lazy("of the statement of"), required=False)
    reason = _text(gettext_lazy("reason"))
    evidence = _text(
        gettext_lazy("evidence"),
        gettext_lazy("What shows it and where it is kept. Empty where there is none yet."),
        required=False,
    )

    def __init__(self, *args: Any, account: Account) -> None:
        super().__init__(*args, auto_id="hold_%s")
        self.account = account
        self.holders = {
            f"person-{party.customer_id}": party.customer
            for party in account.parties.filter(role__in=Party.HOLDERS).select_related("customer")
        }
        self.fields["binds"].choices = [(ACCOUNT, _("this account")), *self._people()]
        dates = account.cycles.order_by("-statement_date").values_list("statement_date", flat=True).distinct()
        self.fields["statement_date"].choices = [("", ""), *((day, day.isoformat()) for day in dates)]

    def _people(self) -> list[tuple[str, str]]:
        said = _("%(person)s, with all accounts")
        return [(key, said % {"person": c.name or c.reference}) for key, c in self.holders.items()]

    def clean_disputed_amount(self) -> int | None:
        given = self.cleaned_data["disputed_amount"]
        if not given:
            return None
        try:
            return money.parse(given, self.account.product.currency)
        except money.MoneyError:
            raise forms.ValidationError(_("That is no amount of this account, such as 40.00.")) from None

    def clean_statement_date(self) -> Any:
        chosen = self.cleaned_data["statement_date"]
        return forms.DateField().to_python(chosen) if chosen else None

    def said(self) -> dict[str, Any]:
        """What ``holds.place`` asks for."""
        said = dict(self.cleaned_data)
        on: Customer | None = self.holders.get(said.pop("binds"))
        return said | ({"customer": on} if on else {"account": self.account})


class Ending(forms.Form):
    ends_on = forms.DateField()
    fresh_due_on = forms.DateField(required=False)
    reason = forms.CharField(max_length=200, validators=[refuse_card_numbers])


class Withdrawing(forms.Form):
    reason = forms.CharField(max_length=200, validators=[refuse_card_numbers])


class Reviewing(forms.Form):
    note = forms.CharField(max_length=500, validators=[refuse_card_numbers])
    next_review_on = forms.DateField(required=False)
