"""Views of a list: saved under a name, for oneself or the team, and dropped by whoever made them."""

from django import forms
from django.contrib import messages
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, resolve_url
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from servicing.access import StaffRequest
from servicing.models import SavedView
from servicing.workspace.fields import NoteField
from servicing.workspace.lists.listing import List

MOST = 12  # of one person for a list: tabs that nobody reads are no help


class Naming(forms.Form):
    name = NoteField(label=pgettext_lazy("a thing", "name"), max_length=40)
    shared = forms.BooleanField(required=False)
    query = forms.CharField(required=False, max_length=500)


def save(request: StaffRequest, of: List) -> HttpResponse:
    """Keep the filters of the page under a name; the same name again changes what it stands for."""
    form = Naming(request.POST)
    if not form.is_valid() or not is_one(of, form.cleaned_data["query"]):
        messages.error(request, _("Enter a name of at most 40 characters, without a card number."))
        return redirect(of.name)
    kept, own = form.cleaned_data, SavedView.objects.filter(list=of.name, owner=request.user.username)
    if own.exclude(name=kept["name"]).count() >= MOST:
        messages.error(
            request, _("You have %(number)s views of this list: remove one first.") % {"number": MOST}
        )
    else:
        values = {"query": kept["query"], "shared": kept["shared"]}
        own.update_or_create(name=kept["name"], list=of.name, owner=request.user.username, defaults=values)
        messages.success(request, _("The view is saved."))
    return redirect(f"{resolve_url(of.name)}?{kept['query']}")


def drop(request: StaffRequest, of: List, pk: int) -> HttpResponse:
    """Remove a view of one's own."""
    if SavedView.objects.filter(pk=pk, list=of.name, owner=request.user.username).delete()[0]:
        messages.success(request, _("The view is removed."))
    return redirect(of.name)


def is_one(of: List, query: str) -> bool:
    """Whether the filters make sense for this list. What was searched for is never kept."""
    given = QueryDict(query)
    return "search" not in given and of.filters(given).is_valid()
