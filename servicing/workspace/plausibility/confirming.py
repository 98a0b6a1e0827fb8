"""Unlikely entries that wait for a second person: the list, and what that person says."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from accounts import formatting, holds
from servicing import scope
from servicing.access import Capability, StaffRequest, allowed
from servicing.models import UnlikelyEntry
from servicing.workspace import actions
from servicing.workspace.fields import NoteField
from servicing.workspace.people_names import name_people
from servicing.workspace.plausibility import entries, questions

MOST = 200


class Refusing(forms.Form):
    reason = NoteField(label=gettext_lazy("reason"), max_length=200)


@dataclass(frozen=True)
class Row:
    """An entry as the list shows it. ``own``: the reader entered it, and does not confirm it."""

    entry: Any  # with entered_by_name
    what: str
    doubt: str
    own: bool


@allowed(Capability.CONFIRM_ENTRIES)
@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    waiting = scope.narrow(entries.waiting(), request.user).select_related("account", "hold", "case")
    read = list(waiting[: MOST + 1])
    rows = [_row(entry, request.user.username) for entry in name_people(read[:MOST], "entered_by")]
    context = {"rows": rows, "more": len(read) > MOST}
    return render(request, "servicing/unlikely_entries.html", context)


@allowed(Capability.CONFIRM_ENTRIES)
@require_POST
def confirm(request: StaffRequest, pk: int) -> HttpResponse:
    entry = scope.find(UnlikelyEntry, request.user, pk=pk)
    refusals = {entries.OwnEntry: _("Somebody else must confirm it: you entered it.")}
    return _decided(request, lambda: entries.confirm(entry, actions.act(request)), _("Confirmed."), refusals)


@allowed(Capability.CONFIRM_ENTRIES)
@require_POST
def refuse(request: StaffRequest, pk: int) -> HttpResponse:
    """Whoever entered it may do so too."""
    entry = scope.find(UnlikelyEntry, request.user, pk=pk)
    posted = actions.posted(request, Refusing, _("Enter why it is wrong."))
    if posted is None or entry.case_id:
        return redirect("unlikely-entries")
    act = actions.act(request, posted["reason"])
    done = _("Refused, and taken back.") if entry.hold_id else _("Refused: it is not entered.")
    return _decided(request, lambda: entries.refuse(entry, act), done, {holds.Refused: str})


def _decided(request: StaffRequest, decide: Any, done: str, refusals: Any) -> HttpResponse:
    refusals = refusals | {entries.DecidedAlready: _("A colleague has decided or corrected it.")}
    actions.perform(request, decide, done=done, refusals=refusals)
    return redirect("unlikely-entries")


def _row(entry: UnlikelyEntry, reader: str) -> Row:
    doubt = questions.statement(entry.doubt, entry.figures)
    return Row(entry, _what(entry), doubt, entry.entered_by == reader)


def _what(entry: UnlikelyEntry) -> str:
    """What was entered: the kind of a hold or case with its day or amount; a day of a calendar."""
    if entry.hold:
        return f"{entry.hold.get_kind_display()} · {formatting.day(entry.hold.starts_on)}"
    if entry.case:
        return f"{entry.case.get_kind_display()} {entry.case.pk} · {formatting.day(entry.case.opened_on)}"
    entered: dict[str, Any] = entry.calendar_day or {}
    works = _("working") if entered["works"] else _("non-working")
    named = [entered["calendar"], formatting.day(date.fromisoformat(entered["day"])), works, entered["name"]]
    return " · ".join(filter(None, named))
