"""The stage changes of one close: the lists behind the figures of its tally."""

from urllib.parse import urlencode

from django import forms
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from accounts.stages import STAGES
from servicing.access import Capability, allowed
from servicing.worklists import accounts as account_worklists
from servicing.workspace.paging import last_seen, page

WAYS = [
    ("entered", _("New in the book")),
    ("moved_in", _("Moved in")),
    ("moved_out", _("Moved out")),
    ("departed", _("Left the book")),
]


class Filters(forms.Form):
    on = forms.DateField(required=False)
    stage = forms.ChoiceField(required=False, choices=[("", ""), *((stage, stage) for stage in STAGES)])
    way = forms.ChoiceField(required=False, choices=[("", ""), *WAYS])


@allowed(Capability.SEE_ACCOUNTS)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """Moves of a day, by default the last closed one; of one stage and way where both are named."""
    form = Filters(request.GET)
    if not form.is_valid():
        raise BadRequest
    closed = account_worklists.last_closed()
    wanted = form.cleaned_data
    wanted["on"] = wanted["on"] or (closed and closed.day)
    query = urlencode({name: value for name, value in wanted.items() if value})
    context = {"wanted": wanted, "way": dict(WAYS).get(wanted["way"], ""), "query": query}
    return render(request, "servicing/moves.html", context | _found(request, wanted))


def _found(request: HttpRequest, wanted: dict) -> dict:
    if wanted["on"] is None:
        return {"rows": [], "more": False}
    rows = account_worklists.moves(wanted["on"])
    if wanted["stage"] and wanted["way"]:
        rows = account_worklists.moves_of(wanted["on"], wanted["stage"], wanted["way"])
    if after := last_seen(request):
        rows = rows.filter(account__gt=after)
    found, more = page(rows)
    last = found[-1].account_id if found else None
    return {"rows": found, "more": more, "after": after, "last": last}
