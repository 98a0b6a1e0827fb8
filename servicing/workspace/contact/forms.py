"""What is written down of a contact, and when somebody is to be called back. It is only ever posted."""

import re
from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.contact import callbacks
from accounts.intake.parsers import EARLIEST, LATEST, is_phone_number
from accounts.models import Account, CallBack, ContactEvent, Customer, Purpose
from accounts.rules.contact.hours import DAWN, DUSK
from accounts.rules.contact.outcomes import (
    IN_ERROR,
    OF_THIRD_PERSONS,
    OUTCOMES,
    faults,
    is_possible,
)
from servicing.workspace.fields import (
    CustomerField,
    DayField,
    NoteField,
    field,
    name_empty_choices,
    refuse_card_numbers,
)
from servicing.workspace.generic_forms import ModelForm

Outcome, Identity = ContactEvent.Outcome, ContactEvent.Identity
CHECKED = {choice for choice in Identity.values if choice != Identity.UNCHECKED}
NOT_ASKED = {
    callbacks.NOT_IN_TOUCH: gettext_lazy(
        "First log the conversation in which they asked for it; each allows one call-back."
    ),
    callbacks.TOO_MANY: gettext_lazy("They have asked for three calls in seven days, which is the most."),
}
NOT_CHOSEN = ("", gettext_lazy("choose"))
FAULTS = {
    "unchecked": gettext_lazy("Record how you checked identity."),
    "nobody-meant": gettext_lazy('Choose "Yes": you must have spoken to the customer.'),
    "somebody-else": gettext_lazy("A wrong number reaches somebody else."),
    "nobody-spoken-to": gettext_lazy("Nobody was spoken to."),
}
_REACHES = re.compile(r"@|\d(?:[\s().+-]?\d){6}")  # an e-mail address, or seven digits of a number
YES_OR_NO = [("", gettext_lazy("not known")), ("yes", gettext_lazy("yes")), ("no", gettext_lazy("no"))]


def refuse_what_is_no_number(text: str) -> None:
    if not is_phone_number(text):
        refuse_card_numbers(text)


def refuse_what_reaches_somebody(text: str) -> None:
    """Of a third person no number and no address is kept."""
    if _REACHES.search(text):
        raise ValidationError(_("Leave out numbers and addresses: nothing of a third person is kept."))


class CameOf(ModelForm[ContactEvent]):
    """What came of a contact on one channel. Who it is comes first: the debt is spoken of after that."""

    right_party = forms.TypedChoiceField(
        label=gettext_lazy("right person?"),
        choices=YES_OR_NO,
        coerce={"yes": True, "no": False}.get,
        empty_value=None,
        required=False,
    )

    class Meta:
        model = ContactEvent
        fields = ["identity", "right_party", "outcome", "reason", "recording", "interpreter", "note"]
        widgets = {"note": forms.Textarea(attrs={"rows": 3, "maxlength": 1000})}
        help_texts = {
            "identity": gettext_lazy("Before the debt is spoken of."),
            "reason": gettext_lazy("As the customer says it."),
            "recording": gettext_lazy("The reference of the recording."),
            "interpreter": gettext_lazy("Into which language, where there was one."),
        }

    def __init__(self, *args: Any, channel: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.channel = channel
        field(self, "outcome", forms.ChoiceField).choices = [NOT_CHOSEN, *self.outcomes()]
        self.fields["identity"] = forms.ChoiceField(
            label=self.fields["identity"].label,
            help_text=self.fields["identity"].help_text,
            choices=Identity.choices,
        )
        for name in ("recording", "interpreter", "note"):
            self.fields[name].validators.append(refuse_card_numbers)
        name_empty_choices(self)

    def outcomes(self) -> list[tuple[str, Any]]:
        return [(outcome, Outcome(outcome).label) for outcome in OUTCOMES[self.channel]]

    def clean(self) -> None:
        super().clean()
        cleaned = self.cleaned_data
        found = faults(
            cleaned.get("outcome", ""),
            is_identified=cleaned.get("identity") in CHECKED,
            is_right_party=cleaned.get("right_party"),
        )
        for name, fault in found:
            self.add_error(name, FAULTS[fault])


class Moment(forms.DateTimeField):
    """A day and time by the clock of one zone, within the years that the book takes."""

    default_error_messages = {"year": gettext_lazy("The year is not one of this book.")}

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
        super().__init__(widget=widget, **kwargs)

    def validate(self, value: datetime | None) -> None:
        super().validate(value)
        if value and not EARLIEST.year <= value.year <= LATEST.year:
            raise ValidationError(self.error_messages["year"], code="year")


class _Timed(CameOf):
    """With its time, by the clock where the account is; it has passed."""

    at = Moment(label=gettext_lazy("when, by their clock"))

    def __init__(self, *args: Any, zone: str, now: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone, self.now = ZoneInfo(zone), now
        self.fields["number"].validators.append(refuse_what_is_no_number)
        self.initial["at"] = (self.instance.at or now).astimezone(self.zone).replace(tzinfo=None)

    def clean_at(self) -> datetime:
        at: datetime = self.cleaned_data["at"].replace(tzinfo=self.zone)
        if at > self.now:
            raise ValidationError(_("This time is in the future."))
        return at


class _Theirs(_Timed):
    """One that began with them, or with somebody else: of a third person only the relation is kept."""

    def check_third_person(self) -> None:
        """Nobody is told anything, and nothing is kept by which somebody else could be reached."""
        cleaned = self.cleaned_data
        if cleaned.get("outcome") not in ("", None, IN_ERROR, *OF_THIRD_PERSONS):
            self.add_error("outcome", _("Nothing is told to a third person: choose that it was answered."))
        if cleaned.get("number"):
            self.add_error("number", _("No number of a third person is kept."))
        try:
            refuse_what_reaches_somebody(cleaned.get("note") or "")
        except ValidationError as error:
            self.add_error("note", error)
        cleaned["identity"], cleaned["right_party"], cleaned["reason"] = Identity.UNCHECKED, False, ""


class Incoming(_Theirs):
    """A contact that began with them. The channel decides what can have come of it."""

    customer = CustomerField(Customer.objects.none(), label=gettext_lazy("who"), empty_label=None)
    purpose = forms.ChoiceField(
        label=gettext_lazy("what about"),
        choices=[(purpose.value, purpose.label) for purpose in (Purpose.COLLECTION, Purpose.SERVICE)],
    )

    class Meta(CameOf.Meta):
        fields = ["customer", "relation", "channel", "at", "purpose", "number", *CameOf.Meta.fields]
        help_texts = {
            **CameOf.Meta.help_texts,
            "relation": gettext_lazy("Only who they are to the customer: no name and no number of theirs."),
        }

    def __init__(self, *args: Any, customers: Any, **kwargs: Any) -> None:
        super().__init__(*args, channel="call", **kwargs)
        relation = field(self, "relation", forms.ChoiceField)
        relation.choices = [("", gettext_lazy("no, the customer")), *ContactEvent.Relation.choices]
        field(self, "customer", CustomerField).queryset = customers
        every = [(outcome.value, outcome.label) for outcome in Outcome if outcome != IN_ERROR]
        field(self, "outcome", forms.ChoiceField).choices = [NOT_CHOSEN, *every]

    def clean(self) -> None:
        super().clean()
        cleaned = self.cleaned_data
        channel, outcome = cleaned.get("channel"), cleaned.get("outcome")
        if channel and outcome and not is_possible(channel, "in", outcome):
            self.add_error("outcome", _("This is not a possible result of a contact by this channel."))
        if cleaned.get("relation"):
            self.check_third_person()


class Correction(_Theirs):
    """What stands instead of an entry, which was of a third person where it has a ``relation``."""

    class Meta(CameOf.Meta):
        fields = ["at", "number", *CameOf.Meta.fields]

    def __init__(self, *args: Any, relation: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.relation = relation

    def clean(self) -> None:
        super().clean()
        if self.relation:
            self.check_third_person()

    def outcomes(self) -> list[tuple[str, Any]]:
        return [*super().outcomes(), (IN_ERROR, Outcome.IN_ERROR.label)]


class Agreement(ModelForm[CallBack]):
    """A call-back: day and time by the clock of the account, and whether the customer asked for it."""

    class Meta:
        model = CallBack
        fields = ["customer", "day", "time", "asked", "owner", "note"]
        labels = {"customer": gettext_lazy("customer")}
        field_classes = {"customer": CustomerField, "day": DayField}
        widgets = {"day": DayField.widget, "time": forms.TimeInput(attrs={"type": "time"}, format="%H:%M")}
        help_texts = {
            "time": gettext_lazy("By their clock; never at night."),
            "asked": gettext_lazy("Normal contact rules apply to a call they did not ask for."),
        }

    def __init__(
        self, *args: Any, customers: Any, owners: Any, account: Account, now: datetime, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.account, self.zone, self.now = account.pk, account.time_zone, now
        customer = field(self, "customer", CustomerField)
        customer.queryset, customer.empty_label = customers, None
        nobody = [("", gettext_lazy("nobody yet"))]
        self.fields["owner"] = forms.ChoiceField(
            label=gettext_lazy("owner"),
            choices=[*nobody, *((user.username, user.get_full_name()) for user in owners)],
            required=False,
        )
        self.fields["note"].validators.append(refuse_card_numbers)
        name_empty_choices(self)

    def clean_time(self) -> time:
        clock: time = self.cleaned_data["time"]
        if not DAWN <= clock < DUSK:
            day = {"dawn": f"{DAWN:%H:%M}", "dusk": f"{DUSK:%H:%M}"}
            raise ValidationError(_("Nobody is called at night: only from %(dawn)s until %(dusk)s.") % day)
        return clock

    def clean(self) -> None:
        super().clean()
        cleaned = self.cleaned_data
        day, clock = cleaned.get("day"), cleaned.get("time")
        if day and clock and callbacks.moment_of(day, clock, self.zone) <= self.now:
            self.add_error("day", _("This time has passed."))
        if cleaned.get("asked") != CallBack.Asked.NO and (who := cleaned.get("customer")):
            self._check_asked(who)

    def _check_asked(self, who: Customer) -> None:
        if why := callbacks.refusal(who.pk, self.account, self.now):
            self.add_error("asked", NOT_ASKED[why])


class Why(forms.Form):
    why = NoteField(label=gettext_lazy("why"))
