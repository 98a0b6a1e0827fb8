"""What is said of a hold: when it is placed, ended, withdrawn and looked at again."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accounts import formatting, holds, packs
from accounts.contact import log as contact_log
from accounts.dates import local_day
from accounts.models import Account, Customer, Hold, Party
from servicing.workspace.fields import AmountField, DayField, NoteField, field
from servicing.workspace.plausibility.asked_again import (
    ANYWAY,
    BECAUSE,
    SURE,
    AskedAgain,
    above_statement,
    long_ago,
)

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
            *((day, day.isoformat()) for day in dates),
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
        if not self.errors and (question := self._unlikely()):
            self.ask_again(question)

    def _unlikely(self) -> str:
        """What to ask of a hold that contradicts the book, or lies far away."""
        cleaned, starts_on = self.cleaned_data, self.cleaned_data["starts_on"]
        statement = cleaned["statement_date"]
        if cleaned["kind"] == Hold.Kind.DECEASED and (question := self._alive_later(starts_on)):
            return question
        above = (
            above_statement(self.account, statement, cleaned["disputed_amount"])
            if statement and cleaned["disputed_amount"]
            else ""
        )
        return above or long_ago(starts_on, self.today)

    def _alive_later(self, died_on: date) -> str:
        """What to ask where the person opened the account, or was spoken to, after the day of death."""
        person = self.holders.get(self.cleaned_data["binds"]) or self._cardholder()
        if died_on < self.account.opened_on:
            text = _("The account was opened after that day, on %(day)s.") + f" {ANYWAY}"
            return text % {"day": formatting.day(self.account.opened_on)}
        spoken = contact_log.standing().filter(customer=person, outcome="conversation").order_by("at").last()
        if person and spoken and died_on < (on := local_day(spoken.at, self.account.time_zone)):
            text = _("A conversation with this person is logged after that day, on %(day)s.") + f" {ANYWAY}"
            return text % {"day": formatting.day(on)}
        return ""

    def _cardholder(self) -> Customer | None:
        party = self.account.parties.filter(role=Party.Role.CARDHOLDER).select_related("customer").first()
        return party.customer if party else None

    def terms(self) -> dict[str, Any]:
        """What ``holds.place`` asks for."""
        terms = {name: value for name, value in self.cleaned_data.items() if name not in (SURE, BECAUSE)}
        terms["reason"] = " · ".join(filter(None, [terms["reason"], self.because]))
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
