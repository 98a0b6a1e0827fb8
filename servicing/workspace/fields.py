"""The fields that forms are made of: days, amounts, numbers, and notes that take no card number."""

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts import formatting, money
from accounts.intake.parsers import EARLIEST, LATEST, looks_like_a_card_number
from accounts.models import Customer, Product
from servicing.workspace.generic_forms import ModelChoiceField

FieldT = TypeVar("FieldT", bound=forms.Field)


def field(form: forms.BaseForm, name: str, kind: type[FieldT]) -> FieldT:
    """A field of a form by its own class, so that what only that class has can be set.

    Raises TypeError where the field is of another class.
    """
    named = form.fields[name]
    if not isinstance(named, kind):
        raise TypeError(f"{name} of {type(form).__name__} is no {kind.__name__}")
    return named


def name_empty_choices(form: forms.BaseForm) -> None:
    """Say "choose", or "none" where nothing need be chosen, in place of the dashes that Django shows."""
    for each in form.fields.values():
        word = _("choose") if each.required else pgettext("a choice", "none")
        if isinstance(each, forms.ModelChoiceField):
            each.empty_label = word if each.empty_label else None
        elif isinstance(each, forms.ChoiceField):
            choices: list[Any] = [*each.choices]  # type: ignore[misc]
            each.choices = [("", word) if choice in BLANK_CHOICE_DASH else choice for choice in choices]


def refuse_card_numbers(text: str) -> None:
    if looks_like_a_card_number(text):
        raise ValidationError(_("This looks like a card number, which has no place here."))


class DayField(forms.DateField):
    """A day of the book's years, ``earliest`` to ``latest``; a callable bound is asked when a day is given.

    Who knows the account sets ``latest`` to its today, where the day must have come.
    """

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    default_error_messages = {
        "invalid": gettext_lazy("Enter a date such as 2026-01-31."),
        "past": gettext_lazy("Date is in the past."),
        "future": gettext_lazy("Date is in the future."),
        "year": gettext_lazy("The year is not one of this book."),
    }

    def __init__(
        self,
        *,
        earliest: date | Callable[[], date] | None = None,
        latest: date | Callable[[], date] | None = None,
        **kwargs: Any,
    ) -> None:
        super().__init__(**kwargs)
        self.earliest, self.latest = earliest, latest

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value is None:
            return
        if not EARLIEST <= value <= LATEST:
            raise ValidationError(self.error_messages["year"], code="year")
        if self.earliest and value < _bound(self.earliest):
            raise ValidationError(self.error_messages["past"], code="past")
        if self.latest and value > _bound(self.latest):
            raise ValidationError(self.error_messages["future"], code="future")


def _bound(bound: date | Callable[[], date]) -> date:
    return bound() if callable(bound) else bound


class AmountField(forms.CharField):
    """An amount as people of any locale type it; minor units as a value, or None where it is empty.

    Above zero, unless ``least`` is 0.

    A form declares it without a currency where the account decides that, and sets ``currency`` itself.
    """

    default_error_messages = {
        "invalid": gettext_lazy("Enter an amount such as %(example)s."),
        "zero": gettext_lazy("Enter an amount above 0."),
    }

    def __init__(self, currency: str = "", *, least: int = 1, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self.currency, self.least = currency, least
        self.widget.attrs |= {"inputmode": "decimal", "autocomplete": "off"}

    def clean(self, value: Any) -> int | None:
        text = super().clean(value)
        if not text:
            return None
        try:
            minor = formatting.typed_amount(text, self.currency)
        except money.MoneyError:
            example = formatting.amount(1234 * 10 ** money.decimals(self.currency), self.currency)
            raise ValidationError(self.error_messages["invalid"], params={"example": example}) from None
        if minor < self.least:
            raise ValidationError(self.error_messages["zero"])
        return minor


class CurrencyField(forms.ChoiceField):
    """One of the currencies of the book; empty: all of them."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(required=False, choices=_currencies, **kwargs)

    def __deepcopy__(self, memo: dict[int, Any]) -> "CurrencyField":
        """The field of one form: what may be chosen is asked once, however often it is read."""
        own = super().__deepcopy__(memo)
        own.choices = cache(_currencies)
        return own


def _currencies() -> list[tuple[str, str]]:
    codes = Product.objects.order_by("currency").values_list("currency", flat=True).distinct()
    return [("", _("All currencies")), *((code, code) for code in codes)]


class CustomerField(ModelChoiceField[Customer]):
    """One of several people, by name; by reference where there is none."""

    def label_from_instance(self, obj: Customer) -> str:
        return obj.name or obj.reference


class SeenField(forms.DateTimeField):
    """When what a form shows was written, to the microsecond: what is approved is what was seen."""

    widget = forms.HiddenInput

    def prepare_value(self, value: Any) -> Any:
        return value.isoformat() if isinstance(value, datetime) else value


class NumberField(forms.DecimalField):
    """A number with decimals as people of any locale type it."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})

    def to_python(self, value: Any) -> Decimal | None:  # type: ignore[override]  # the stubs say int
        if isinstance(value, str) and value.strip():
            try:
                value = formatting.plain_number(value)
            except money.MoneyError:
                raise ValidationError(self.error_messages["invalid"], code="invalid") from None
        return super().to_python(value)


class NoteField(forms.CharField):
    """A reason or a note, without a card number; of several rows where that many are asked for."""

    def __init__(self, *, rows: int = 1, max_length: int = 200, **kwargs: Any) -> None:
        if rows > 1:
            kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        super().__init__(max_length=max_length, **kwargs)
        self.validators.append(refuse_card_numbers)
