"""Sets of trigger figures: which ask on which days, whence they come, and the loading of a new one."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from accounts import packs
from accounts.hardship import trigger_sets
from accounts.hardship.trigger_sets import BadFigures, Origin, StandsAlready
from accounts.models import TriggerSet
from servicing.access import Capability, StaffRequest, allowed
from servicing.workspace.actions import act
from servicing.workspace.fields import DayField, NoteField
from servicing.workspace.people_names import name_people

LARGEST = 200_000  # bytes of a file
SHOWN = 30


class NewSet(forms.Form):
    """A set with whence it comes and why it is used; its figures are a CSV file."""

    name = NoteField(label=gettext_lazy("name"), max_length=100)
    jurisdiction = forms.ChoiceField(label=gettext_lazy("jurisdiction"))
    currency = forms.RegexField("^[A-Z]{3}$", label=gettext_lazy("currency"), max_length=3)
    effective_from = DayField(label=gettext_lazy("in force from"))
    source = NoteField(label=gettext_lazy("source"), max_length=300)
    licence = NoteField(
        label=gettext_lazy("licence"),
        max_length=300,
        help_text=gettext_lazy("Under which licence the figures may be used here."),
    )
    warning = NoteField(
        label=gettext_lazy("warning of its maker"),
        max_length=500,
        required=False,
        help_text=gettext_lazy("What the figures may not be used for, in the words of their maker."),
    )
    reason = NoteField(label=gettext_lazy("why it is used"), max_length=300)
    file = forms.FileField(
        label=gettext_lazy("figures"),
        help_text=gettext_lazy("CSV: group,household,amount. Without rows nothing is asked any more."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        codes = [code for code, pack in packs.by_code() if pack.hardship.items and pack.contact]
        self.fields["jurisdiction"] = forms.ChoiceField(
            label=gettext_lazy("jurisdiction"), choices=[(code, code) for code in codes]
        )

    def clean_file(self) -> list[str]:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("This file is too large."))
        try:
            return str(file.read().decode("utf-8-sig")).splitlines()
        except UnicodeDecodeError as error:
            raise forms.ValidationError(_("This file is no text.")) from error


@allowed(Capability.LOAD_TRIGGERS)
@require_http_methods(["GET", "HEAD", "POST"])
def page(request: StaffRequest) -> HttpResponse:
    form = NewSet(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid() and _loaded(request, form):
        return redirect("trigger-sets")
    rows = name_people(list(TriggerSet.objects.prefetch_related("figures")[:SHOWN]), "loaded_by")
    return render(request, "servicing/hardship/trigger_sets.html", {"form": form, "sets": rows})


def _loaded(request: StaffRequest, form: NewSet) -> bool:
    values = dict(form.cleaned_data)
    lines = values.pop("file")
    try:
        trigger_sets.load(Origin(**values), lines, act(request))
    except BadFigures as problem:
        form.add_error("file", _("Row %(row)s: %(why)s") % {"row": problem.row, "why": problem.reason})
        return False
    except StandsAlready:
        form.add_error("effective_from", _("There is a set from this day on already."))
        return False
    messages.success(request, _("Loaded. From its day on it is asked of new statements."))
    return True
