"""The affordability statement as a form, grouped as the pack lists it; and what is asked of decisions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import formatting
from accounts.labels import hardship as hardship_labels
from accounts.models import AffordabilityItem, AffordabilityStatement, HardshipOffer, HelpRequest, Plan
from accounts.packs import ITEM_KINDS, Hardship
from accounts.rules.affordability import CREDITOR, Item
from servicing.workspace.fields import AmountField, NoteField, refuse_card_numbers

LENDERS = 4
MONTH = AffordabilityItem.Every.MONTH


@dataclass(frozen=True)
class Line:
    """One item of the form: its amount and how often it falls due."""

    label: str
    amount: BoundField
    every: BoundField
    balance: BoundField | None = None
    name: BoundField | None = None


@dataclass(frozen=True)
class Group:
    title: str
    lines: list[Line]
    is_open: bool


class StatementForm(forms.Form):
    """Every item that the pack names, and a few lines for other lenders. What is left empty is not said."""

    note = NoteField(
        label=gettext_lazy("note"),
        help_text=gettext_lazy("What happened, and what else matters. Seen only by those who help."),
        rows=3,
        max_length=500,
        required=False,
    )

    def __init__(self, *args: Any, rules: Hardship, currency: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.rules, self.currency = rules, currency
        for kind in ITEM_KINDS:
            for name in rules.names(kind):
                self._add(f"{kind}.{name}", hardship_labels.item(name))
        for number in range(LENDERS):
            label = _("Lender %(number)s") % {"number": number + 1}
            self.fields[f"lender.{number}.name"] = forms.CharField(
                label=label, max_length=64, required=False, validators=[refuse_card_numbers]
            )
            self.fields[f"lender.{number}.balance"] = _amount(currency, _("owed to %(who)s") % {"who": label})
            self._add(f"lender.{number}", _("paid to %(who)s") % {"who": label})

    def _add(self, key: str, label: str) -> None:
        self.fields[f"{key}.amount"] = _amount(self.currency, label)
        self.fields[f"{key}.every"] = forms.ChoiceField(
            label=_("%(item)s, how often") % {"item": label},
            choices=AffordabilityItem.Every.choices,
            initial=MONTH,
            required=False,
        )

    def chapters(self) -> Iterator[tuple[str, list[Group]]]:
        """By kind, the groups of the pack in its order; the first of each kind stands open."""
        for kind in ITEM_KINDS:
            groups = self.rules.items[kind].items()
            yield (
                str(hardship_labels.ITEM_KINDS[kind]),
                [
                    Group(
                        str(hardship_labels.ITEM_GROUPS.get(group, group)),
                        lines := [self._line(f"{kind}.{name}", hardship_labels.item(name)) for name in names],
                        place == 0 or any(line.amount.value() or line.amount.errors for line in lines),
                    )
                    for place, (group, names) in enumerate(groups)
                ],
            )

    def lenders(self) -> list[Line]:
        return [
            self._line(
                f"lender.{number}",
                "",
                balance=self[f"lender.{number}.balance"],
                name=self[f"lender.{number}.name"],
            )
            for number in range(LENDERS)
        ]

    def _line(self, key: str, label: str, **more: BoundField) -> Line:
        return Line(label, self[f"{key}.amount"], self[f"{key}.every"], **more)

    def clean(self) -> None:
        super().clean()
        cleaned = self.cleaned_data
        for number in range(LENDERS):
            key = f"lender.{number}"
            name, balance, paid = (cleaned.get(f"{key}.{part}") for part in ("name", "balance", "amount"))
            if name and balance is None and f"{key}.balance" not in self.errors:
                self.add_error(f"{key}.balance", _("How much is owed there?"))
            if not name and (balance is not None or paid is not None):
                self.add_error(f"{key}.name", _("To whom?"))
        names = [cleaned[f"lender.{n}.name"] for n in range(LENDERS) if cleaned.get(f"lender.{n}.name")]
        if len(names) > len(set(names)):
            self.add_error(None, _("The same lender is entered twice."))

    def items(self) -> list[AffordabilityItem]:
        """What was entered and can be read; amounts in minor units."""
        cleaned = getattr(self, "cleaned_data", {})
        items = [
            AffordabilityItem(
                kind=kind, name=name, amount=amount, every=cleaned.get(f"{kind}.{name}.every") or MONTH
            )
            for kind in ITEM_KINDS
            for name in self.rules.names(kind)
            if (amount := cleaned.get(f"{kind}.{name}.amount")) is not None
        ]
        for number in range(LENDERS):
            key = f"lender.{number}"
            if (name := cleaned.get(f"{key}.name")) and (
                balance := cleaned.get(f"{key}.balance")
            ) is not None:
                items.append(
                    AffordabilityItem(
                        kind=CREDITOR,
                        name=name,
                        balance=balance,
                        amount=cleaned.get(f"{key}.amount") or 0,
                        every=cleaned.get(f"{key}.every") or MONTH,
                    )
                )
        return items

    def plain_items(self) -> list[Item]:
        return [Item(i.kind, i.name, i.amount, i.every, i.balance or 0) for i in self.items()]


def known(statement: AffordabilityStatement | None) -> dict[str, Any]:
    """The fields of the form as an earlier statement fills them."""
    if statement is None:
        return {}
    values: dict[str, Any] = {"note": statement.note}
    lenders = 0
    for item in statement.items.all():
        key = f"{item.kind}.{item.name}"
        if item.kind == CREDITOR:
            key, lenders = f"lender.{lenders}", lenders + 1
            values[f"{key}.name"] = item.name
            values[f"{key}.balance"] = formatting.number(item.balance or 0, statement.currency)
        values[f"{key}.amount"] = formatting.number(item.amount, statement.currency)
        values[f"{key}.every"] = item.every
    return values


def draft_fields(posted: Mapping[str, str]) -> dict[str, str]:
    """What was typed, without what belongs to the request."""
    return {name: value for name, value in posted.items() if "." in name or name == "note"}


def _amount(currency: str, label: str) -> AmountField:
    return AmountField(currency, least=0, label=label, required=False)


class Draft(forms.Form):
    """Which option is offered; an own amount where the person offers more."""

    option = forms.ChoiceField(choices=Plan.Option.choices)
    payday = forms.IntegerField(min_value=1, max_value=31, required=False)
    monthly = forms.CharField(max_length=40, required=False)


class Acceptance(forms.Form):
    evidence_kind = forms.ChoiceField(choices=HardshipOffer.Evidence.choices)
    evidence = NoteField()


class Note(forms.Form):
    note = NoteField(max_length=500, required=False)


class Refusal(Note):
    reason = forms.ChoiceField(choices=HelpRequest.Reason.choices)


class PlanDecision(Note):
    """What becomes of a plan that needs a person."""

    decision = forms.ChoiceField(
        choices=[
            ("defer", gettext_lazy("break of payments")),
            ("spread", gettext_lazy("lower the parts")),
            ("finish", gettext_lazy("re-age and end")),
            ("broken", gettext_lazy("broken")),
            ("settled", gettext_lazy("settled")),
            ("withdrawn", gettext_lazy("withdrawn")),
        ]
    )
    months = forms.IntegerField(min_value=1, max_value=6, required=False)


class Payday(forms.Form):
    payday = forms.IntegerField(label=gettext_lazy("payday"), min_value=1, max_value=31, required=False)
