"""What business dates expect of the issuer's files, declared, changed and withdrawn by an administrator."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts import business_dates, formatting
from accounts.intake.file_types.registry import ADDED_UP, OF_THE_BOOK
from accounts.models import ExpectedFeed
from servicing.access import Capability, StaffRequest, allowed
from servicing.workspace.fields import DayField, NoteField, NumberField
from servicing.workspace.generic_forms import ModelForm


class Declaration(ModelForm[ExpectedFeed]):
    business_date = DayField(label=gettext_lazy("business date"))
    kind = forms.ChoiceField(
        label=gettext_lazy("kind"),
        choices=[(kind.name, formatting.KINDS[kind.name]) for kind in OF_THE_BOOK],
        initial="payments",
    )
    source = NoteField(
        label=gettext_lazy("source"),
        help_text=gettext_lazy("Only where several files of one kind come on one date."),
        max_length=64,
        required=False,
    )
    rows = forms.IntegerField(label=gettext_lazy("rows"), min_value=0, max_value=999_999_999)
    control_sum = NumberField(
        label=gettext_lazy("control sum"),
        help_text=gettext_lazy(
            "Statement balances or payment amounts of all rows, added up, such as 1234567.50."
            " Empty: not checked."
        ),
        max_digits=24,
        decimal_places=4,
        required=False,
    )

    class Meta:
        model = ExpectedFeed
        fields = ["business_date", "kind", "source", "rows", "control_sum"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if (stated := self.initial.get("control_sum")) is not None:
            self.initial["control_sum"] = formatting.total(stated)

    def clean_business_date(self) -> date:
        day: date = self.cleaned_data["business_date"]
        first_open = business_dates.first_open()
        if first_open and day < first_open:
            first = {"day": formatting.day(first_open)}
            raise ValidationError(
                _("The close of this date has begun. The first open date is %(day)s.") % first
            )
        return day

    def clean(self) -> None:
        super().clean()
        cleaned = self.cleaned_data
        if cleaned.get("control_sum") and cleaned.get("kind") not in (None, *ADDED_UP):
            self.add_error("control_sum", _("Only statements and payments have a control sum."))
        day, kind, source = cleaned.get("business_date"), cleaned.get("kind"), cleaned.get("source", "")
        others = ExpectedFeed.objects.exclude(pk=self.instance.pk)
        if day and kind and others.filter(business_date=day, kind=kind, source=source).exists():
            self.add_error("source", _("This is expected already. Change that, or name another source."))


@allowed(Capability.DECLARE_FEEDS)
def declare(request: StaffRequest) -> HttpResponse:
    initial = {"business_date": business_dates.first_open()}
    form = Declaration(request.POST or None, initial=initial)
    if not form.is_valid():
        return render(request, "servicing/feeds/new.html", {"form": form})
    return _declared(request, form)


@allowed(Capability.DECLARE_FEEDS)
def change(request: StaffRequest, pk: int) -> HttpResponse:
    feed = get_object_or_404(ExpectedFeed, pk=pk)
    if not _is_open(feed):
        return _too_late(request)
    form = Declaration(request.POST or None, instance=feed)
    if not form.is_valid():
        return render(request, "servicing/feeds/change.html", {"form": form, "pk": pk})
    return _declared(request, form)


@allowed(Capability.DECLARE_FEEDS)
@require_POST
def withdraw(request: StaffRequest, pk: int) -> HttpResponse:
    feed = get_object_or_404(ExpectedFeed, pk=pk)
    if not _is_open(feed):
        return _too_late(request)
    feed.withdrawn_at, feed.withdrawn_by = timezone.now(), request.user.username
    feed.save(update_fields=["withdrawn_at", "withdrawn_by"])
    messages.success(request, _("Withdrawn: the file is not expected any more."))
    return redirect("files")


def _is_open(feed: ExpectedFeed) -> bool:
    first_open = business_dates.first_open()
    return first_open is None or feed.business_date >= first_open


def _too_late(request: StaffRequest) -> HttpResponse:
    messages.error(request, _("The close of this date has begun: what it expects can no longer be changed."))
    return redirect("files")


def _declared(request: StaffRequest, form: Declaration) -> HttpResponse:
    form.instance.declared_by = request.user.username
    form.save()
    messages.success(request, _("Saved."))
    return redirect("files")
