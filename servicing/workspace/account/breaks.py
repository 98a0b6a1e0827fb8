"""Breaks between what was printed and what we held unpaid, and who looks into each."""

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from accounts.models import Break
from servicing.access import Capability, allowed, may
from servicing.models import User
from servicing.worklists import accounts as account_worklists
from servicing.workspace import actions, ownership, worklist
from servicing.workspace.ownership import MINE, NOBODY
from servicing.workspace.people_names import name_people

OPEN, SETTLED = "open", "settled"


class Filters(worklist.Filters):
    state = forms.ChoiceField(required=False, choices=[(OPEN, OPEN), (SETTLED, SETTLED)])
    owner = forms.ChoiceField(required=False, choices=[(MINE, MINE), (NOBODY, NOBODY)])


@allowed(Capability.SEE_ACCOUNTS)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    wanted = worklist.wanted(request, Filters)
    settled = wanted["state"] == SETTLED
    rows = account_worklists.breaks(settled=settled, owner=ownership.owner_of(wanted["owner"], request.user))
    page = worklist.page(rows, account_worklists.BREAKS_ORDER, wanted)
    context = {
        "page": page,
        "rows": _shown(page.rows),
        "chips": _chips(wanted, request.user),
        "settled": settled,
        "owner": wanted["owner"],
        "closed": account_worklists.last_closed(),
        "people": ownership.owners(request.user, Capability.TAKE_BREAKS, Capability.ASSIGN_BREAKS),
        "back": request.get_full_path(),
    }
    return render(request, "servicing/breaks/list.html", context)


@allowed(Capability.TAKE_BREAKS)
@require_POST
def take(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a break that nobody has."""
    taken = ownership.take(Break.objects.filter(pk=pk, settled_on=None), request.user)
    return _answer(request, pk, "" if taken else _("Somebody else took this difference, or it is settled."))


@allowed(Capability.TAKE_BREAKS)
@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Give back one's own break; a supervisor, anyone's."""
    rows = Break.objects.filter(pk=pk, settled_on=None)
    released = ownership.give_back(rows, request.user, Capability.ASSIGN_BREAKS)
    return _answer(request, pk, "" if released else _("This difference is not yours to give back."))


@allowed(Capability.ASSIGN_BREAKS)
@require_POST
def assign(request: HttpRequest) -> HttpResponse:
    """Give the chosen breaks to one person."""
    open_breaks = Break.objects.filter(settled_on=None)
    form = ownership.Assignment(open_breaks, Capability.TAKE_BREAKS, request.POST)
    if form.is_valid():
        changed = form.assign()
        messages.success(
            request, ngettext("%d difference assigned.", "%d differences assigned.", changed) % changed
        )
    else:
        messages.error(request, _("Choose at least one open difference, and who is to have it."))
    return actions.back(request, "breaks")


def _chips(wanted: worklist.Wanted, user: User) -> list[worklist.Chip]:
    """Open ones, of them nobody's and one's own, and those that are settled."""
    counts = account_worklists.break_counts(user.username)
    labels = [("open", _("Open"), ""), ("unowned", _("Without an owner"), f"owner={NOBODY}")]
    if may(user, Capability.TAKE_BREAKS):
        labels.append(("mine", _("Yours"), f"owner={MINE}"))
    labels.append(("settled", _("Settled"), f"state={SETTLED}"))
    return [
        worklist.Chip(label, query, counts.get(name), query == wanted.query) for name, label, query in labels
    ]


def _shown(rows: list[Break]) -> list[Break]:
    for row in name_people(rows, "owner"):
        row.difference = row.printed - (row.ours or 0)
    return rows


def _answer(request: HttpRequest, pk: int, problem: str) -> HttpResponse:
    """The row anew, or the list where there is no script."""
    if not request.htmx:
        if problem:
            messages.error(request, problem)
        return actions.back(request, "breaks")
    row = get_object_or_404(Break.objects.select_related("account__product"), pk=pk)
    context = {"row": _shown([row])[0], "problem": problem, "closed": account_worklists.last_closed()}
    context["back"] = actions.back_to(request, "breaks")
    return render(request, "servicing/breaks/row.html", context)
