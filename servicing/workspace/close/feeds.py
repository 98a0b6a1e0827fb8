"""What business dates expect of the issuer's files, declared, changed and withdrawn by an administrator."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST

from accounts import business_dates, formatting, packs
from accounts.calendars import store as calendar_store
from accounts.intake.file_types.registry import ADDED_UP, OF_THE_BOOK
from accounts.models import ExpectedFeed
from servicing.access import Capability, StaffRequest, allowed
from servicing.templatetags.desk import count
from servicing.workspace.fields import DayField, NoteField, NumberField, field
from servicing.workspace.generic_forms import ModelForm

YEAR = timedelta(days=366)


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
            "Statement balances or payment amounts of all rows, added up whatever their currency, such as"
            " 1234567.50. Empty: not checked."
        ),
        max_digits=24,
        decimal_places=4,
        required=False,
    )

    class Meta:
        model = ExpectedFeed
        fields = ["business_date", "kind", "source", "rows", "or_more", "control_sum"]
        help_texts = {"or_more": gettext_lazy("The rows are the least that must come.")}

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


class Repeating(Declaration):
    """The same of many dates: each, or the working days of a calendar, through a last one."""

    through = DayField(
        label=gettext_lazy("repeat through"),
        help_text=gettext_lazy("Empty: this date only. At most a year ahead."),
        required=False,
    )
    calendar = forms.ChoiceField(
        label=gettext_lazy("repeat on"), choices=[("", gettext_lazy("every day"))], required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        working_days = _("working days of %(calendar)s")
        codes = sorted({pack.calendar for pack in packs.PACKS.values()})
        field(self, "calendar", forms.ChoiceField).choices = [
            ("", _("every day")), *((code, working_days % {"calendar": code}) for code in codes)
        ]  # fmt: skip

    def clean(self) -> None:
        super().clean()
        first, last = self.cleaned_data.get("business_date"), self.cleaned_data.get("through")
        if first and last and not first <= last <= first + YEAR:
            self.add_error(
                "through", _("The last date is not before the first, and at most a year after it.")
            )

    def save_each(self, by: str) -> int:
        """Declare it for every date that does not expect it yet. Returns how many were added."""
        first, cleaned = self.instance, self.cleaned_data
        known = set(
            ExpectedFeed.objects.filter(kind=first.kind, source=first.source).values_list(
                "business_date", flat=True
            )
        )
        terms = {name: cleaned[name] for name in ("kind", "source", "rows", "or_more", "control_sum")}
        days = [day for day in self._days() if day not in known]
        with transaction.atomic():
            for day in days:  # one by one: each is kept in the history of edits
                ExpectedFeed.objects.create(business_date=day, declared_by=by, **terms)
        return len(days)

    def _days(self) -> list[date]:
        cleaned = self.cleaned_data
        first = cleaned["business_date"]
        last = cleaned.get("through") or first
        every = [first + timedelta(days=number) for number in range((last - first).days + 1)]
        if not cleaned.get("calendar"):
            return every
        working = calendar_store.of(cleaned["calendar"])
        return [day for day in every if working.works(day)]


@allowed(Capability.DECLARE_FEEDS)
def declare(request: StaffRequest) -> HttpResponse:
    initial = {"business_date": business_dates.first_open()}
    form = Repeating(request.POST or None, initial=initial)
    if not form.is_valid():
        return render(request, "servicing/feeds/new.html", {"form": form})
    number = form.save_each(request.user.username)
    text = ngettext("Saved for %(number)s date.", "Saved for %(number)s dates.", number)
    repeats = form.cleaned_data["through"] is not None
    messages.success(request, text % {"number": count(number)} if repeats else _("Saved."))
    return redirect("files")


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
