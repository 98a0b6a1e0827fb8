"""Sheets and wordings that law prescribes: what letters need, what is there, and who approved it."""

from dataclasses import dataclass
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.clickjacking import xframe_options_sameorigin
from django.views.decorators.http import require_POST, require_safe

from notices import prescribed
from notices.letters import letterheads
from notices.models import PrescribedDocument
from notices.prescribed import Wanted
from servicing.access import Capability, StaffRequest, allowed, may
from servicing.workspace.actions import act
from servicing.workspace.fields import DayField, NoteField
from servicing.workspace.people_names import name_people
from servicing.workspace.wordings.forms import Lines

REFUSED = {
    "own": gettext_lazy("Somebody other than who added it must approve it."),
    "twice": gettext_lazy("You have approved it already: somebody else has to."),
    "done": gettext_lazy("It is approved already."),
}


@dataclass(frozen=True)
class Line:
    """What a letter needs in a language, with the version in force and the one that waits, if any."""

    wanted: Wanted
    in_force: PrescribedDocument | None
    waiting: PrescribedDocument | None


class NewVersion(forms.Form):
    """A sheet is given as a PDF, a wording as text."""

    title = NoteField(
        label=gettext_lazy("title"), max_length=150, help_text=gettext_lazy("As the letter names it.")
    )
    issue = NoteField(
        label=gettext_lazy("issue"),
        max_length=60,
        help_text=gettext_lazy("Which edition it is, as whoever publishes it says."),
    )
    valid_from = DayField(label=gettext_lazy("valid from"))
    file = forms.FileField(label=gettext_lazy("PDF"), max_length=200)
    text = Lines(
        label=gettext_lazy("wording"),
        max_length=prescribed.LONGEST,
        widget=forms.Textarea(attrs={"rows": 8}),
        help_text=gettext_lazy("Word for word as it is prescribed."),
    )

    def __init__(self, wanted: Wanted, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wanted = wanted
        del self.fields["text" if wanted.is_sheet else "file"]

    def clean(self) -> None:
        super().clean()
        for name in ("title", "issue"):
            for why in prescribed.faults(self.cleaned_data.get(name, ""), self.wanted.language):
                self.add_error(name, why)

    def clean_file(self) -> bytes:
        content: bytes = self.cleaned_data["file"].read(prescribed.MOST_BYTES + 1)
        try:
            prescribed.check_sheet(content)
        except prescribed.NotASheet:
            raise forms.ValidationError(
                _("This is no plain PDF of at most 5 MB: nothing in it may be encrypted, or run.")
            ) from None
        return content

    @property
    def content(self) -> bytes:
        given = self.cleaned_data
        return bytes(given["file"]) if self.wanted.is_sheet else str(given["text"]).encode()


@allowed(Capability.SEE_NOTICE_KINDS)
@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    lines = [_line(wanted) for wanted in prescribed.wanted()]
    return render(request, "servicing/prescribed/list.html", {"lines": lines})


@allowed(Capability.SEE_NOTICE_KINDS)
def page(request: StaffRequest, code: str, language: str) -> HttpResponse:
    """Every version; whoever may puts the next one here."""
    wanted = _wanted(code, language)
    may_keep = may(request.user, Capability.KEEP_PRESCRIBED)
    form = NewVersion(wanted, request.POST or None, request.FILES or None) if may_keep else None
    if form and form.is_valid():
        values = {name: form.cleaned_data[name] for name in ("title", "issue", "valid_from")}
        prescribed.keep(wanted, form.content, act=act(request), **values)
        messages.success(request, _("Saved. It counts once two others have approved it."))
        return redirect("prescribed-document", code, language)
    rows = prescribed.versions(wanted.jurisdiction, code, language).prefetch_related("approvals")
    versions = name_people(list(rows.select_related("document")), "written_by")
    name_people([given for row in versions for given in row.approvals.all()], "by")
    context = {
        "line": _line(wanted), "versions": versions, "form": form,
        "may_approve": may(request.user, Capability.APPROVE_PRESCRIBED),
    }  # fmt: skip
    return render(request, "servicing/prescribed/page.html", context)


@allowed(Capability.APPROVE_PRESCRIBED)
@require_POST
def approve(request: StaffRequest, code: str, language: str, number: int) -> HttpResponse:
    """The version that was read: its number stands in the address, and a version never changes."""
    row = _version(code, language, number)
    try:
        is_enough = prescribed.approve(row, act(request))
    except prescribed.CannotApprove as problem:
        messages.error(request, REFUSED[problem.code])
    else:
        text = _("Approved.") if is_enough else _("Approved. One more person has to.")
        messages.success(request, text)
    return redirect("prescribed-document", code, language)


@allowed(Capability.SEE_NOTICE_KINDS)
@xframe_options_sameorigin
@require_safe
def document(request: StaffRequest, code: str, language: str, number: int) -> HttpResponse:
    """The bytes as they are kept."""
    kept = _version(code, language, number).document
    response = HttpResponse(bytes(kept.content), content_type=kept.media_type)
    ending = "pdf" if kept.media_type == prescribed.PDF else "txt"
    response["Content-Disposition"] = f'inline; filename="{code}-{language}-{number}.{ending}"'
    return response


def _line(wanted: Wanted) -> Line:
    rows = prescribed.versions(wanted.jurisdiction, wanted.code, wanted.language)
    newest = rows.first()
    today = letterheads.today(wanted.jurisdiction, timezone.now())
    counts = prescribed.in_force(wanted.kinds[0], wanted.code, wanted.language, today)
    return Line(wanted, counts, newest if newest and prescribed.needs_approval(newest) else None)


def _wanted(code: str, language: str) -> Wanted:
    for wanted in prescribed.wanted():
        if (wanted.code, wanted.language) == (code, language):
            return wanted
    raise Http404


def _version(code: str, language: str, number: int) -> PrescribedDocument:
    wanted = _wanted(code, language)
    rows = prescribed.versions(wanted.jurisdiction, code, language).select_related("document")
    return get_object_or_404(rows, number=number)
