"""What is said of a hold: when it is placed, ended, withdrawn and looked at again."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts import formatting, holds, packs
from accounts.models import Account, Customer, Hold, Party
from servicing.workspace.fields import AmountField, DayField, NoteField, field
from servicing.workspace.plausibility.asked_again import BECAUSE, SURE, AskedAgain
from servicing.workspace.plausibility.questions import Question, above_statement, alive_later, long_ago

ACCOUNT = "account"


class Placing(AskedAgain):
    """A hold on the account, or on somebody who holds it: then on all their accounts."""

    kind = forms.ChoiceField(label=gettext_lazy("kind"))
    binds = forms.ChoiceField(
        label=pgettext_lazy("what a hold binds", "on"),
        help_text=gettext_lazy(
            "Death, illness, insolvency and the like are always on the person: placed on the account, they"
            " are on its cardholder and all their accounts."
        ),
    )
    starts_on = DayField(label=gettext_lazy("first day"))
    ends_on = DayField(
        label=gettext_lazy("last day"),
        help_text=gettext_lazy(
            "Empty: until it is lifted, or as long as the rules say. Of a mental health crisis: the day on"
            " which treatment ended; protection goes on after it as long as the rules say."
        ),
        required=False,
    )
    review_on = DayField(
        label=gettext_lazy("review on"), help_text=gettext_lazy("Empty: when the rules say."), required=False
    )
    channel = forms.ChoiceField(
        label=gettext_lazy("channel"),
        help_text=gettext_lazy("Of a wish not to be contacted: empty is every channel."),
        choices=[("", ""), *Hold.Channel.choices],
        required=False,
    )
    disputed_amount = AmountField(
        label=gettext_lazy("disputed amount"),
        help_text=gettext_lazy(
            "Of a dispute or fraud claim, such as 40.00: it is not collected during the hold."
        ),
        required=False,
    )
    statement_date = forms.ChoiceField(label=gettext_lazy("of the statement of"), required=False)
    reason = NoteField(label=gettext_lazy("reason"), max_length=120)
    evidence = NoteField(
        label=gettext_lazy("evidence"),
        help_text=gettext_lazy("What shows it and where it is kept. Empty where there is none yet."),
        required=False,
    )

    def __init__(self, posted: Mapping[str, Any] | None, *, account: Account, today: date) -> None:
        super().__init__(posted, auto_id="hold_%s", initial={"starts_on": today})
        self.account, self.today = account, today
        field(self, "kind", forms.ChoiceField).choices = [("", _("choose")), *_kinds(account)]
        field(self, "disputed_amount", AmountField).currency = account.product.currency
        self.holders = {
            f"person-{party.customer_id}": party.customer
            for party in account.parties.filter(role__in=Party.HOLDERS).select_related("customer")
        }
        field(self, "binds", forms.ChoiceField).choices = [(ACCOUNT, _("this account")), *self._people()]
        dates = account.cycles.order_by("-statement_date").values_list("statement_date", flat=True).distinct()
        field(self, "statement_date", forms.ChoiceField).choices = [
            ("", ""),
            *((day, formatting.day(day)) for day in dates),
        ]

    def _people(self) -> list[tuple[str, str]]:
        label = _("%(person)s, with all accounts")
        return [(key, label % {"person": c.name or c.reference}) for key, c in self.holders.items()]

    @property
    def asked_of_all(self) -> list[forms.BoundField]:
        """The fields that every kind of hold has."""
        special = {field.name for _title, fields in self.asked_of_some for field in fields} | {SURE, BECAUSE}
        return [field for field in self if field.name not in special]

    @property
    def asked_of_some(self) -> list[tuple[str, list[forms.BoundField]]]:
        """Fields that only some kinds have, under what they are about."""
        return [
            (_("Dispute or fraud claim: the amount"), [self["disputed_amount"], self["statement_date"]]),
            (_("Wish not to be contacted: one channel"), [self["channel"]]),
        ]

    def clean_statement_date(self) -> Any:
        chosen = self.cleaned_data["statement_date"]
        return forms.DateField().to_python(chosen) if chosen else None

    def clean(self) -> None:
        super().clean()
        if not self.errors:
            self.ask(self._unlikely())

    def _unlikely(self) -> Question | None:
        """What to ask of a hold that contradicts the book, or lies far away."""
        cleaned, starts_on, question = self.cleaned_data, self.cleaned_data["starts_on"], None
        if cleaned["kind"] == Hold.Kind.DECEASED:
            person = self.holders.get(cleaned["binds"]) or self._cardholder()
            question = alive_later(self.account, person, starts_on)
        elif cleaned["statement_date"] and cleaned["disputed_amount"]:
            question = above_statement(self.account, cleaned["statement_date"], cleaned["disputed_amount"])
        return question or long_ago(starts_on, self.today, self.account)

    def _cardholder(self) -> Customer | None:
        party = self.account.parties.filter(role=Party.Role.CARDHOLDER).select_related("customer").first()
        return party.customer if party else None

    @property
    def why(self) -> str:
        return " · ".join(filter(None, [self.cleaned_data["reason"], self.because]))

    def terms(self) -> dict[str, Any]:
        """What ``holds.place`` asks for, beside the act."""
        terms = {
            name: self.cleaned_data[name] for name in self.cleaned_data.keys() - {SURE, BECAUSE, "reason"}
        }
        on: Customer | None = self.holders.get(terms.pop("binds"))
        return terms | ({"customer": on} if on else {"account": self.account})


def _kinds(account: Account) -> list[tuple[str, str]]:
    """What there is where the account is, no law of another country; those that pause ageing say so."""
    terms = packs.of(account.product.jurisdiction).holds
    labels = {kind: str(Hold.Kind(kind).label) for kind in holds.kinds_in(account.product.jurisdiction)}
    pausing = _("%(kind)s: ageing pauses")
    return [
        (kind, pausing % {"kind": label} if terms[kind].pauses_ageing else label)
        for kind, label in labels.items()
    ]


class Ending(forms.Form):
    ends_on = DayField()
    fresh_due_on = DayField(required=False)
    reason = NoteField()


class Withdrawing(forms.Form):
    reason = NoteField()


class Reviewing(forms.Form):
    note = NoteField(label=gettext_lazy("what was found"), max_length=500)
    next_review_on = DayField(
        label=gettext_lazy("next review on"),
        help_text=gettext_lazy("Empty: no further review."),
        required=False,
    )
