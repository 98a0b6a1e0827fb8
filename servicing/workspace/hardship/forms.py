"""The affordability statement as a form, grouped as the pack lists it; and what is asked of decisions."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import formatting
from accounts.hardship import trigger_sets
from accounts.hardship.standard_statement import Statement
from accounts.intake.parsers import looks_like_a_card_number
from accounts.labels import hardship as hardship_labels
from accounts.models import (
    AffordabilityItem,
    AffordabilityStatement,
    HardshipOffer,
    HelpRequest,
    Plan,
    TriggerSet,
)
from accounts.packs import ITEM_KINDS, Hardship
from accounts.rules.affordability import ABOVE, CREDITOR, Finding, Household, Item
from servicing.workspace.fields import AmountField, NoteField, refuse_card_numbers

LENDERS, MOST_LENDERS, MOST_UNLISTED = 4, 60, 60
HOUSEHOLD = ("adults", "children_under_16", "children_16_18", "vehicles")
_PLAIN = {"note", *HOUSEHOLD}
_LENDER = re.compile(r"lender\.\d{1,2}\.name")
_ITEM = re.compile(rf"({'|'.join(ITEM_KINDS)})\.(.{{1,64}})\.amount")
MONTH = AffordabilityItem.Every.MONTH


@dataclass(frozen=True)
class Line:
    """One item of the form: its amount, how often it falls due, and what is said and shown of it."""

    label: str
    amount: BoundField
    every: BoundField
    note: BoundField
    evidence: BoundField
    balance: BoundField | None = None
    name: BoundField | None = None


@dataclass(frozen=True)
class Group:
    title: str
    lines: list[Line]
    is_open: bool


class StatementForm(forms.Form):
    """Every item that the pack lists, those of the statement that it does not list, and a few lines for other
    lenders. What is left empty is not said."""

    note = NoteField(
        label=gettext_lazy("note"),
        help_text=gettext_lazy("What happened, and what else matters. Seen only by those who help."),
        rows=3,
        max_length=500,
        required=False,
    )

    adults = forms.IntegerField(
        label=gettext_lazy("adults in the household"), min_value=1, max_value=20, required=False
    )
    children_under_16 = forms.IntegerField(
        label=gettext_lazy("children under 16"), min_value=0, max_value=20, required=False
    )
    children_16_18 = forms.IntegerField(
        label=gettext_lazy("children from 16 to 18"), min_value=0, max_value=20, required=False
    )
    vehicles = forms.IntegerField(label=gettext_lazy("vehicles"), min_value=0, max_value=20, required=False)

    def __init__(
        self, *args: Any, rules: Hardship, currency: str, triggers: TriggerSet | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.rules, self.currency, self.triggers = rules, currency, triggers
        values = self.data if self.is_bound else self.initial
        self.lender_count = _lender_count(values)
        self.unlisted = _unlisted(values, rules)
        for kind in ITEM_KINDS:
            for name in self.names(kind):
                self._add(f"{kind}.{name}", hardship_labels.item(name))
        for number in range(self.lender_count):
            label = _("Lender %(number)s") % {"number": number + 1}
            self.fields[f"lender.{number}.name"] = forms.CharField(
                label=label, max_length=64, required=False, validators=[refuse_card_numbers]
            )
            self.fields[f"lender.{number}.balance"] = _amount(currency, _("owed to %(who)s") % {"who": label})
            self._add(f"lender.{number}", _("paid to %(who)s") % {"who": label})

    def names(self, kind: str) -> tuple[str, ...]:
        return (*self.rules.names(kind), *self.unlisted[kind])

    def _add(self, key: str, label: str) -> None:
        self.fields[f"{key}.amount"] = _amount(self.currency, label)
        self.fields[f"{key}.every"] = forms.ChoiceField(
            label=_("%(item)s, how often") % {"item": label},
            choices=AffordabilityItem.Every.choices,
            initial=MONTH,
            required=False,
        )
        self.fields[f"{key}.note"] = forms.CharField(
            label=_("%(item)s, note") % {"item": label},
            max_length=200,
            required=False,
            validators=[refuse_card_numbers],
        )
        self.fields[f"{key}.evidence"] = forms.ChoiceField(
            label=_("%(item)s, evidence") % {"item": label},
            choices=[("", _("none seen")), *AffordabilityItem.Evidence.choices],
            required=False,
        )

    def household_fields(self) -> list[BoundField]:
        return [self[name] for name in HOUSEHOLD]

    def household(self) -> Household:
        """Who lives there; without a word there is one adult."""
        counts = self.counts()
        return Household(**{name: count for name, count in counts.items() if count is not None})

    def counts(self) -> dict[str, int | None]:
        """How many people and vehicles, as far as it was said."""
        cleaned = getattr(self, "cleaned_data", {})
        return {name: cleaned.get(name) for name in HOUSEHOLD}

    def findings(self) -> list[Finding]:
        """Groups that are above the figures of the set in force, or unusually low beside them."""
        return trigger_sets.findings(self.plain_items(), self.rules, self.triggers, self.household())

    def chapters(self) -> Iterator[tuple[str, list[Group]]]:
        """By kind, the groups of the pack in its order; the first of each kind stands open. What it does not
        list comes last.
        """
        for kind in ITEM_KINDS:
            groups = [*self.rules.items[kind].items()]
            if self.unlisted[kind]:
                groups.append((hardship_labels.UNLISTED, self.unlisted[kind]))
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
            for number in range(self.lender_count)
        ]

    def _line(self, key: str, label: str, **more: BoundField) -> Line:
        parts = (self[f"{key}.{part}"] for part in ("amount", "every", "note", "evidence"))
        return Line(label, *parts, **more)

    def clean(self) -> None:
        super().clean()
        cleaned = self.cleaned_data
        for number in range(self.lender_count):
            key = f"lender.{number}"
            name, balance, paid = (cleaned.get(f"{key}.{part}") for part in ("name", "balance", "amount"))
            if name and balance is None and f"{key}.balance" not in self.errors:
                self.add_error(f"{key}.balance", _("How much is owed there?"))
            if not name and (balance is not None or paid is not None):
                self.add_error(f"{key}.name", _("To whom?"))
        names = [name for n in range(self.lender_count) if (name := cleaned.get(f"lender.{n}.name"))]
        if len(names) > len(set(names)):
            self.add_error(None, _("The same lender is entered twice."))
        self._ask_for_notes()

    def _ask_for_notes(self) -> None:
        """Above a figure a note is asked on any line of the group; nothing is refused once it is there."""
        for finding in self.findings():
            filled = self._filled(finding.group) if finding.what == ABOVE else []
            if filled and not any(self.cleaned_data.get(f"{key}.note") for key in filled):
                group = hardship_labels.ITEM_GROUPS.get(finding.group, finding.group)
                text = _("%(group)s: above the usual figure. Write a note on what it is spent for.")
                self.add_error(f"{filled[0]}.note", text % {"group": group})

    def _filled(self, group: str) -> list[str]:
        """The lines of a group with an amount."""
        keys = [f"{kind}.{name}" for kind in ITEM_KINDS for name in self.rules.items[kind].get(group, ())]
        return [key for key in keys if self.cleaned_data.get(f"{key}.amount") is not None]

    def items(self) -> list[AffordabilityItem]:
        """What was entered and can be read; amounts in minor units."""
        cleaned = getattr(self, "cleaned_data", {})
        items = [
            AffordabilityItem(kind=kind, name=name, amount=amount, **self._said_of(f"{kind}.{name}"))
            for kind in ITEM_KINDS
            for name in self.names(kind)
            if (amount := cleaned.get(f"{kind}.{name}.amount")) is not None
        ]
        for number in range(self.lender_count):
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
                        **self._said_of(key),
                    )
                )
        return items

    def _said_of(self, key: str) -> dict[str, str]:
        cleaned = self.cleaned_data
        return {
            "every": cleaned.get(f"{key}.every") or MONTH,
            "note": cleaned.get(f"{key}.note") or "",
            "evidence": cleaned.get(f"{key}.evidence") or "",
        }

    def plain_items(self) -> list[Item]:
        return [Item(i.kind, i.name, i.amount, i.every, i.balance or 0) for i in self.items()]


def known(statement: AffordabilityStatement | None) -> dict[str, Any]:
    """The fields of the form as an earlier statement fills them."""
    if statement is None:
        return {}
    values: dict[str, Any] = {"note": statement.note}
    values |= {name: getattr(statement, name) for name in HOUSEHOLD}
    lenders = 0
    for item in statement.items.all():
        key = f"{item.kind}.{item.name}"
        if item.kind == CREDITOR:
            key, lenders = f"lender.{lenders}", lenders + 1
            values[f"{key}.name"] = item.name
            values[f"{key}.balance"] = formatting.number(item.balance or 0, statement.currency)
        values[f"{key}.amount"] = formatting.number(item.amount, statement.currency)
        values |= {f"{key}.every": item.every, f"{key}.note": item.note, f"{key}.evidence": item.evidence}
    return values


def of_file(statement: Statement, currency: str) -> dict[str, Any]:
    """The fields of the form as an adviser's file fills them."""
    values: dict[str, Any] = {"note": statement.note, **statement.household}
    lenders = 0
    for line in statement.lines:
        key = f"{line.kind}.{line.name}"
        if line.kind == CREDITOR:
            key, lenders = f"lender.{lenders}", lenders + 1
            values[f"{key}.name"] = line.name
            values[f"{key}.balance"] = formatting.number(line.balance or 0, currency)
        values |= {
            f"{key}.amount": formatting.number(line.amount, currency),
            f"{key}.every": MONTH.value,
            f"{key}.note": line.note,
            f"{key}.evidence": AffordabilityItem.Evidence.ADVISER.value,
        }
    return values


def draft_fields(posted: Mapping[str, str]) -> dict[str, str]:
    """What was typed, without what belongs to the request."""
    return {name: value for name, value in posted.items() if "." in name or name in _PLAIN}


def _lender_count(values: Mapping[str, Any]) -> int:
    """One more than are named, and a few at least."""
    named = [int(name.split(".")[1]) for name in values if _LENDER.fullmatch(name) and values[name]]
    return min(max(LENDERS, max(named, default=-1) + 2), MOST_LENDERS)


def _unlisted(values: Mapping[str, Any], rules: Hardship) -> dict[str, tuple[str, ...]]:
    """By kind, names that a file gave and the pack does not list."""
    found: dict[str, list[str]] = {kind: [] for kind in ITEM_KINDS}
    for match in filter(None, map(_ITEM.fullmatch, values)):
        kind, name = match.groups()
        if name not in rules.names(kind) and not looks_like_a_card_number(name):
            found[kind].append(name)
    return {kind: tuple(names[:MOST_UNLISTED]) for kind, names in found.items()}


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


# Why a person ends a plan.
ENDS = {
    "broken": gettext_lazy("broken"),
    "settled": gettext_lazy("settled"),
    "withdrawn": gettext_lazy("withdrawn"),
}


class PlanDecision(Note):
    """What becomes of a plan that needs a person."""

    decision = forms.ChoiceField(
        choices=[
            ("defer", gettext_lazy("break of payments")),
            ("spread", gettext_lazy("lower the parts")),
            ("finish", gettext_lazy("re-age and end")),
            *ENDS.items(),
        ]
    )
    months = forms.IntegerField(min_value=1, max_value=12, required=False)
    cause = forms.ChoiceField(choices=[("", ""), *Plan.BreakCause.choices], required=False)


class AskedOptions(forms.Form):
    """What the options are asked for: the customer's payday, and an amount of their own."""

    payday = forms.IntegerField(min_value=1, max_value=31, required=False)
    monthly = forms.CharField(max_length=40, required=False)
