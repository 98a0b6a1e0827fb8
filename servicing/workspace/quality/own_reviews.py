"""What reviews found of one's own calls and letters; read, and what was asked put right."""

from datetime import datetime

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from servicing import scope
from servicing.access import Capability, StaffRequest, allowed, may
from servicing.models import QualityReview
from servicing.quality import reviews
from servicing.worklists.order import Order
from servicing.workspace import actions, worklist
from servicing.workspace.fields import NoteField
from servicing.workspace.people_names import name_people
from servicing.workspace.quality.reviewing import answers_of

NEWEST_FIRST = Order("-pk", first="-reviewed_at", read=datetime.fromisoformat)


class Corrected(forms.Form):
    how = NoteField(label=gettext_lazy("what was done"), max_length=500)


@allowed(Capability.LOG_CONTACTS)
@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    """Results of one's own work, the newest first."""
    own = reviews.results_of(request.user.username).select_related("account", "notice")
    page = worklist.page(scope.narrow(own, request.user), NEWEST_FIRST, worklist.wanted(request))
    name_people(page.rows, "reviewed_by")
    rows = [(row, answers_of(row)) for row in page.rows]
    return render(request, "servicing/quality/own.html", {"page": page, "rows": rows})


@allowed(Capability.LOG_CONTACTS)
@require_POST
def see(request: StaffRequest, pk: int) -> HttpResponse:
    reviews.see(_own(request, pk), actions.act(request))
    messages.success(request, _("Noted: you have read it."))
    return redirect("own-quality")


@allowed(Capability.LOG_CONTACTS)
@require_POST
def correct(request: StaffRequest, pk: int) -> HttpResponse:
    """Say how it was put right: the colleague of it, or whoever reviews."""
    is_reviewer = may(request.user, Capability.REVIEW_QUALITY)
    review = scope.find(QualityReview, request.user, pk=pk) if is_reviewer else _own(request, pk)
    if posted := actions.posted(request, Corrected, _("Say what was done.")):
        act = actions.act(request, posted["how"])
        actions.perform(
            request,
            lambda: reviews.correct(review, act),
            done=_("Noted: it is put right."),
            refused=_("Nothing is asked any more."),
        )
    return actions.back(request, "own-quality")


def _own(request: StaffRequest, pk: int) -> QualityReview:
    return scope.find(reviews.results_of(request.user.username), request.user, pk=pk)
