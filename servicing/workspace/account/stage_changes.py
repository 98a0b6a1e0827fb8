"""The stage changes of one close: the lists behind the figures of its tally."""

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.stages import STAGES
from servicing import scope
from servicing.access import Capability, StaffRequest, allowed
from servicing.worklists import accounts as account_worklists
from servicing.workspace import worklist

WAYS = [
    ("entered", _("New in the book")),
    ("moved_in", _("Moved in")),
    ("moved_out", _("Moved out")),
    ("departed", _("Left the book")),
]


class Filters(worklist.Filters):
    on = forms.DateField(required=False)
    stage = forms.ChoiceField(required=False, choices=[("", ""), *((stage, stage) for stage in STAGES)])
    way = forms.ChoiceField(required=False, choices=[("", ""), *WAYS])


@allowed(Capability.SEE_ACCOUNTS)
@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    """Moves of a day, by default the last closed one; of one stage and way where both are named."""
    wanted = worklist.wanted(request, Filters)
    if not wanted["on"] and (closed := account_worklists.last_closed()):
        wanted = wanted.having(on=closed.day)
    on, stage, way = wanted["on"], wanted["stage"], wanted["way"]
    context: dict[str, Any] = {"wanted": wanted.chosen, "way": dict(WAYS).get(way, "")}
    if on:
        both = stage and way
        rows = account_worklists.moves_of(on, stage, way) if both else account_worklists.moves(on)
        page = worklist.page(scope.narrow(rows, request.user), account_worklists.BY_ACCOUNT, wanted)
        context |= {"page": page, "rows": page.rows}
    return render(request, "servicing/moves.html", context)
