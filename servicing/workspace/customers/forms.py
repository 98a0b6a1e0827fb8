"""The forms on a person's page. What is typed is about a person: it is only ever posted."""

from datetime import date
from typing import Any

from django import forms
from django.conf import global_settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.intake.parsers import (
    BadValue,
    is_phone_number,
    looks_like_a_card_number,
    time_zone,
)
from accounts.models import Consent, ContactPoint
from servicing.templatetags.desk import language
from servicing.workspace.fields import DayField, NoteField, field

WRONG = "wrong"
WEEKDAYS = [
    ("1", gettext_lazy("Monday")),
    ("2", gettext_lazy("Tuesday")),
    ("3", gettext_lazy("Wednesday")),
    ("4", gettext_lazy("Thursday")),
    ("5", gettext_lazy("Friday")),
    ("6", gettext_lazy("Saturday")),
    ("7", gettext_lazy("Sunday")),
]


class Detail(forms.Form):
    """A further contact detail, beside what the file says."""

    kind = forms.ChoiceField(label=gettext_lazy("kind"), choices=ContactPoint.Kind.choices)
    value = forms.CharField(
        label=gettext_lazy("number, e-mail or address"),
        help_text=gettext_lazy("A number of another country begins with + and its code."),
        max_length=1000,
    )
    source = forms.ChoiceField(
        label=gettext_lazy("who says so"),
        choices=[
            (ContactPoint.Source.CUSTOMER, gettext_lazy("the customer, identity checked")),
            (ContactPoint.Source.STAFF, gettext_lazy("staff")),
        ],
    )

    def clean(self) -> None:
        super().clean()
        cleaned = self.cleaned_data
        value = cleaned.get("value", "")
        is_number = cleaned.get("kind") == ContactPoint.Kind.PHONE and is_phone_number(value)
        if looks_like_a_card_number(value) and not is_number:
            self.add_error("value", _("This looks like a card number, which has no place here."))


class Remark(forms.Form):
    """What became known of one contact detail."""

    what = forms.ChoiceField(
        choices=[
            ("verified", gettext_lazy("Verified")),
            (WRONG, gettext_lazy("Wrong number")),
            ("stopped", gettext_lazy("Not to be used")),
            ("resumed", gettext_lazy("To be used again")),
        ]
    )
    note = NoteField(label=gettext_lazy("how or why"))


class Reason(forms.Form):
    note = NoteField(label=gettext_lazy("reason"))


class Language(forms.Form):
    """Any language that has a name here, whether or not letters are written in it."""

    value = forms.ChoiceField(label=gettext_lazy("language"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = {code for code, _name in global_settings.LANGUAGES} | {self.initial.get("value", "")}
        by_name = sorted(((code, language(code)) for code in codes if code), key=lambda each: each[1])
        field(self, "value", forms.ChoiceField).choices = [("", _("as the account says")), *by_name]


class Zone(forms.Form):
    value = forms.CharField(
        label=gettext_lazy("time zone"),
        help_text=gettext_lazy("Such as Europe/London. Empty: as the account says."),
        max_length=64,
        required=False,
    )

    def clean_value(self) -> str:
        value: str = self.cleaned_data["value"]
        try:
            return time_zone(value) if value else ""
        except BadValue:
            raise ValidationError(_("No such time zone is known. Write it like Europe/London.")) from None


class Hours(forms.Form):
    """Days of the week and hours, by the person's own clock."""

    weekdays = forms.MultipleChoiceField(
        label=gettext_lazy("days"), choices=WEEKDAYS, widget=forms.CheckboxSelectMultiple
    )
    opens = forms.TimeField(label=gettext_lazy("from"), widget=forms.TimeInput(attrs={"type": "time"}))
    closes = forms.TimeField(label=gettext_lazy("until"), widget=forms.TimeInput(attrs={"type": "time"}))

    def clean(self) -> None:
        super().clean()
        cleaned = self.cleaned_data
        if cleaned.get("opens") and cleaned.get("closes") and cleaned["closes"] <= cleaned["opens"]:
            self.add_error("closes", _("Ends before it begins."))


class ConsentForm(forms.Form):
    """A yes or a no to a channel."""

    channel = forms.ChoiceField(label=gettext_lazy("channel"), choices=Consent.Channel.choices)
    given = forms.TypedChoiceField(
        label=gettext_lazy("consent"),
        choices=[("yes", gettext_lazy("given")), ("no", gettext_lazy("withdrawn"))],
        coerce=lambda word: word == "yes",
    )
    on = DayField(label=gettext_lazy("on"))
    how = NoteField(label=gettext_lazy("how it was said"))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"on": today} | (kwargs.get("initial") or {})
        super().__init__(*args, **kwargs)
        field(self, "on", DayField).latest = today
