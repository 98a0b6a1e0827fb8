"""What is asked of whoever looks for notices, recalls them or makes them good."""

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts import formatting
from notices.kinds import catalogue
from notices.kinds.schema import CANCELLED, READY
from notices.models import Batch, Notice
from servicing.templatetags.notices import title
from servicing.workspace import worklist
from servicing.workspace.fields import NoteField, field
from servicing.workspace.generic_forms import ModelChoiceField

LISTS = {
    "suspended": gettext_lazy("Suspended"),
    "failed": gettext_lazy("Failed"),
    "missed": gettext_lazy("Deadline missed"),
    "corrected": gettext_lazy("Facts corrected since"),
    "recalled": gettext_lazy("Kept back"),
}
OUTCOMES = {
    READY: gettext_lazy("kept back, to be released later"),
    CANCELLED: gettext_lazy("cancelled for good"),
}


class _BatchField(ModelChoiceField[Batch]):
    def label_from_instance(self, batch: Batch) -> str:
        return f"{title(batch.kind)} · {formatting.day(batch.made_on)} · {batch.number}"


class Filters(worklist.Filters):
    show = forms.ChoiceField(label=gettext_lazy("List"), required=False, choices=list(LISTS.items()))
    state = forms.ChoiceField(
        label=gettext_lazy("State"),
        required=False,
        choices=[("", gettext_lazy("every state")), *Notice.State.choices],
    )
    kind = forms.ChoiceField(label=gettext_lazy("Kind"), required=False)
    batch = _BatchField(
        Batch.objects.all(), label=gettext_lazy("Batch"), required=False, widget=forms.HiddenInput
    )
    reference = forms.RegexField(
        label=gettext_lazy("Reference"),
        required=False,
        max_length=32,
        regex=r"^[\w-]+$",
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field(self, "kind", forms.ChoiceField).choices = [
            ("", _("every kind")),
            *((code, f"{title(code)} · {kind.jurisdiction}") for code, kind in catalogue.KINDS.items()),
        ]


class Remedy(forms.Form):
    done = NoteField(label=gettext_lazy("What was done"), max_length=500)


class Release(forms.Form):
    seen = forms.IntegerField(min_value=0, max_value=2**63 - 1, widget=forms.HiddenInput)


class Recall(forms.Form):
    """What law asks for can be kept back only, so nobody is asked what becomes of it."""

    reason = NoteField(label=gettext_lazy("Why"))
    to = forms.ChoiceField(
        label=gettext_lazy("What becomes of it"),
        choices=list(OUTCOMES.items()),
        initial=READY,
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = catalogue.KINDS.get(kind)
        if known and known.is_statutory:
            del self.fields["to"]


class Recalling(forms.Form):
    """Of several at once: what law asks for refuses to be cancelled, row by row."""

    reason = NoteField(label=gettext_lazy("Why"))
    to = forms.ChoiceField(
        label=gettext_lazy("What becomes of it"),
        choices=list(OUTCOMES.items()),
        initial=READY,
        widget=forms.RadioSelect,
    )
