"""The working calendars: which days are off, who said so, and how far they are known."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts import packs
from accounts.calendars import store as calendar_store
from accounts.dates import utc_day
from accounts.intake.parsers import EARLIEST, LATEST
from accounts.models import CalendarDay, CalendarYear
from servicing.access import Capability, StaffRequest, allowed
from servicing.workspace import actions
from servicing.workspace.fields import DayField, NoteField
from servicing.workspace.plausibility import entries
from servicing.workspace.plausibility.asked_again import AskedAgain
from servicing.workspace.plausibility.questions import far_away, far_days


class WhichYear(forms.Form):
    year = forms.IntegerField(required=False, min_value=EARLIEST.year, max_value=LATEST.year)


class Correction(AskedAgain):
    day = DayField(label=gettext_lazy("day"))
    works = forms.TypedChoiceField(
        label=gettext_lazy("type"),
        choices=[("off", gettext_lazy("non-working")), ("works", gettext_lazy("working"))],
        coerce=lambda word: word == "works",
    )
    name = NoteField(
        label=gettext_lazy("name"),
        help_text=gettext_lazy("A day off with a name is a holiday, also for contact."),
        required=False,
    )

    def __init__(self, *args: Any, calendar: str) -> None:
        super().__init__(*args)
        self.calendar = calendar

    def clean(self) -> None:
        super().clean()
        if day := self.cleaned_data.get("day"):
            self.ask(far_away(day, utc_day(timezone.now()), far_days(self.calendar)))


@dataclass(frozen=True)
class CalendarVersion:
    """One version of what a calendar says of a day."""

    row: CalendarDay
    replaced: bool


@allowed(Capability.SEE_BOOK)
@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    known = calendar_store.known_through_each(_codes())
    rows = [(code, through, [p.code for p in _packs(code)]) for code, through in known.items()]
    return render(request, "servicing/calendars/list.html", {"calendars": rows})


@allowed(Capability.SEE_BOOK)
@require_safe
def page(request: StaffRequest, code: str) -> HttpResponse:
    """The days of one year that are no ordinary ones."""
    _must_be_known(code)
    form = WhichYear(request.GET)
    if not form.is_valid():
        raise BadRequest
    this_year = timezone.now().year
    year = form.cleaned_data["year"] or this_year
    taken = list(CalendarYear.objects.filter(calendar=code))
    of_year = [row for row in taken if row.year == year]
    context = {
        "code": code,
        "year": year,
        "years": sorted({row.year for row in taken} | {year, this_year, this_year + 1}),
        "days": list(_said(code, year)),
        "sources": of_year,
        "is_arranged": any(row.arranged for row in of_year),
        "known_through": calendar_store.known_through(code),
    }
    return render(request, "servicing/calendars/page.html", context)


@allowed(Capability.CORRECT_CALENDARS)
def correct(request: StaffRequest, code: str) -> HttpResponse:
    _must_be_known(code)
    form = Correction(request.POST or None, calendar=code)
    if not form.is_valid():
        context = {"form": form, "code": code, "back": reverse("calendar", args=[code])}
        return render(request, "servicing/calendars/correct.html", context)
    entered = {name: form.cleaned_data[name] for name in ("day", "works", "name")}
    proposed = {**entered, "calendar": code, "day": entered["day"].isoformat()}
    if entries.note(form, actions.act(request), calendar_day=proposed):
        messages.warning(request, _("Not entered yet: a second person has to confirm a day so far away."))
    else:
        calendar_store.correct(code, act=actions.act(request, form.because), **entered)
        messages.success(request, _("Saved. It is known from the first open date on."))
    return _back(code, entered["day"].year)


@allowed(Capability.CORRECT_CALENDARS)
@require_POST
def complete(request: StaffRequest, code: str) -> HttpResponse:
    _must_be_known(code)
    form = WhichYear(request.POST)
    if not form.is_valid() or not form.cleaned_data["year"]:
        raise BadRequest
    year = form.cleaned_data["year"]
    actions.perform(
        request,
        lambda: calendar_store.declare_complete(code, year, actions.act(request)),
        done=_("Saved. The year counts as known."),
        refused=_("A colleague has already said that this year is complete."),
    )
    return _back(code, year)


def _said(code: str, year: int) -> Iterator[CalendarVersion]:
    """By day; of several versions the last known first, the others are replaced."""
    rows = CalendarDay.objects.filter(calendar=code, day__year=year).order_by("day", "-known_on", "-pk")
    for _day, versions in groupby(rows, key=lambda row: row.day):
        newest, *older = versions
        yield CalendarVersion(newest, replaced=False)
        yield from (CalendarVersion(row, replaced=True) for row in older)


def _codes() -> list[str]:
    return sorted({pack.calendar for pack in packs.PACKS.values()})


def _packs(code: str) -> list[Any]:
    return [pack for pack in packs.PACKS.values() if pack.calendar == code]


def _must_be_known(code: str) -> None:
    if code not in _codes():
        raise Http404


def _back(code: str, year: int) -> HttpResponse:
    return redirect(f"{reverse('calendar', args=[code])}?year={year}")
