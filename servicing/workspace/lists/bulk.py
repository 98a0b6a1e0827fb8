"""One act on many rows: before it, what is allowed and refused is seen; after it, what came of every row.

Rows are done one by one, each with its result in the same transaction: cut short, it goes on from there.
Above ``BULK_SECOND_PERSON_ABOVE`` rows somebody else has to let it go.
"""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.acts import Act, ActRefused
from servicing import scope
from servicing.access import StaffRequest, may
from servicing.models import BulkAct, BulkRow, User
from servicing.templatetags.desk import count
from servicing.workspace import worklist
from servicing.workspace.lists.listing import Choice, List
from servicing.workspace.people_names import name_people

MOST = 1000  # rows at once
SHOWN = 200
_LONGEST_REASON = 300


class Chosen(forms.Form):
    """Which rows, and what is to be done with them."""

    act = forms.CharField(max_length=40)
    everything = forms.BooleanField(required=False)
    query = forms.CharField(required=False, max_length=500)


@dataclass(frozen=True)
class Look:
    """What would come of the rows now: those allowed, and those refused, each with why."""

    allowed: list[Any]
    refused: list[tuple[Any, str]]


def begin(request: StaffRequest, of: List) -> HttpResponse:
    """Note which rows are meant, and lead to the page that shows what would happen."""
    form = Chosen(request.POST)
    if not form.is_valid():
        raise BadRequest
    choice = _choice(of, form.cleaned_data["act"], request.user)
    query = form.cleaned_data["query"]
    keys = _keys(request, of, query, form.cleaned_data["everything"])
    if not keys or len(keys) > MOST:
        messages.error(request, _too_many() if keys else _("Select at least one row."))
        return redirect(f"{resolve_url(of.name)}?{query}")
    with transaction.atomic():
        bulk = BulkAct.objects.create(
            list=of.name, act=choice.name, made_by=request.user.username, made_at=timezone.now()
        )
        BulkRow.objects.bulk_create(BulkRow(bulk=bulk, key=key) for key in keys)
    return redirect(f"bulk-act-{of.name}", bulk.pk)


def page(request: StaffRequest, of: List, pk: int) -> HttpResponse:
    bulk = _bulk(request, of, pk)
    choice = _choice(of, bulk.act, request.user)
    return _page(request, of, bulk, choice, choice.form(bulk.terms or None))


def run(request: StaffRequest, of: List, pk: int) -> HttpResponse:
    """Do it, or ask a second person; the second person lets it go."""
    bulk = _bulk(request, of, pk)
    choice = _choice(of, bulk.act, request.user)
    own = bulk.made_by == request.user.username
    if not own and bulk.asked_at is None:
        raise PermissionDenied
    form = choice.form(request.POST if own and not bulk.asked_at else bulk.terms)
    if not form.is_valid():
        return _page(request, of, bulk, choice, form)
    if _asks_a_second_person(bulk) and own:
        _ask(request, bulk, form)
    elif _started(bulk, request, form):
        work_through(bulk, of, choice, Act(by=bulk.made_by, at=timezone.now()))
    return redirect(f"bulk-act-{of.name}", pk)


def work_through(bulk: BulkAct, of: List, choice: Choice, act: Act) -> None:
    """Do every row that nobody has done yet."""
    form = choice.form(bulk.terms)
    if not form.is_valid():
        raise BadRequest
    for pk in bulk.rows.filter(outcome=BulkRow.Outcome.WAITING).order_by("pk").values_list("pk", flat=True):
        with transaction.atomic():
            row = bulk.rows.select_for_update().get(pk=pk)
            if row.outcome == BulkRow.Outcome.WAITING:
                row.reason = _do(of, choice, row.key, form.cleaned_data, act)[:_LONGEST_REASON]
                row.outcome = BulkRow.Outcome.REFUSED if row.reason else BulkRow.Outcome.DONE
                row.save(update_fields=["outcome", "reason"])
    BulkAct.objects.filter(pk=bulk.pk, finished_at=None).update(finished_at=timezone.now())


def look(of: List, choice: Choice, keys: list[int], now: datetime) -> Look:
    """What would come of each row now."""
    result = Look([], [])
    for row in of.with_keys(keys).order_by("pk"):
        if why := choice.refusal(row, now):
            result.refused.append((row, why))
        else:
            result.allowed.append(row)
    return result


def waiting_for(user: User) -> list[BulkAct]:
    """Acts of others that wait for a second person, the longest waiting first."""
    rows = BulkAct.objects.filter(started_at=None, asked_at__isnull=False).exclude(made_by=user.username)
    return list(rows.order_by("asked_at"))


def _do(of: List, choice: Choice, key: int, terms: dict[str, Any], act: Act) -> str:
    """Why it was refused; nothing where it is done. What an act began before it refused is undone."""
    row = of.with_keys([key]).first()
    if row is None:
        return _("It is gone.")
    if why := choice.refusal(row, act.at):
        return why
    try:
        with transaction.atomic():
            choice.perform(row, terms, act)
    except ActRefused:
        return _("A colleague was first, or it is settled.")
    except choice.refusals as refused:
        return str(refused)
    return ""


def _keys(request: StaffRequest, of: List, query: str, everything: bool) -> list[int]:
    """One more than may be, where there are more."""
    if everything:
        wanted = worklist.wanted_of(QueryDict(query), of.filters)
        rows = of.order(wanted).sort(of.rows(request, wanted))
        return list(rows.values_list("pk", flat=True)[: MOST + 1])
    chosen = {int(key) for key in request.POST.getlist("chosen") if key.isascii() and key.isdigit()}
    return list(of.found(request.user, list(chosen)[: MOST + 1]).values_list("pk", flat=True))


def _too_many() -> str:
    return _("At most %(most)s rows at once: narrow the list.") % {"most": count(MOST)}


def _choice(of: List, name: str, user: User) -> Choice:
    choice = of.choice(name)
    if choice is None:
        raise BadRequest
    if not may(user, choice.capability):
        raise PermissionDenied
    return choice


def _bulk(request: StaffRequest, of: List, pk: int) -> BulkAct:
    """Raises Http404 also where the reader does not see every row of it: who lets it go answers for all."""
    bulk = get_object_or_404(BulkAct, pk=pk, list=of.name)
    keys = list(bulk.rows.values_list("key", flat=True))
    if scope.sees_every_branch(request.user):
        return bulk
    if of.found(request.user, keys).count() < of.with_keys(keys).count():
        raise Http404
    return bulk


def _asks_a_second_person(bulk: BulkAct) -> bool:
    return not bulk.approved_by and bulk.rows.count() > settings.BULK_SECOND_PERSON_ABOVE


def _ask(request: StaffRequest, bulk: BulkAct, form: forms.Form) -> None:
    asked = BulkAct.objects.filter(pk=bulk.pk, asked_at=None, started_at=None)
    if asked.update(asked_at=timezone.now(), terms=_terms(form)):
        text = _("A second person must approve so many rows. They see it on their home page.")
        messages.info(request, text)


def _started(bulk: BulkAct, request: StaffRequest, form: forms.Form) -> bool:
    """Whether there is something to do now: begun by this request, or begun before and cut short."""
    if bulk.finished_at:
        return False
    if bulk.started_at is None:
        bulk.terms = _terms(form)
        bulk.started_at = timezone.now()
        if bulk.made_by != request.user.username:
            bulk.approved_by = request.user.username
        bulk.save(update_fields=["terms", "started_at", "approved_by"])
    return True


def _terms(form: forms.Form) -> dict[str, Any]:
    """What was typed, as the form reads it again."""
    return {name: form[name].data for name in form.fields}


def _page(request: StaffRequest, of: List, bulk: BulkAct, choice: Choice, form: forms.Form) -> HttpResponse:
    name_people([bulk], "made_by", "approved_by")
    keys = list(bulk.rows.values_list("key", flat=True))
    context = {
        "of": of, "bulk": bulk, "choice": choice, "form": form, "size": len(keys),
        "asks": _asks_a_second_person(bulk), "own": bulk.made_by == request.user.username,
        "run_route": f"run-bulk-{of.name}",
    }  # fmt: skip
    if bulk.started_at:
        context |= _outcomes(of, bulk)
    else:
        seen = look(of, choice, keys, timezone.now())
        context |= {"look": seen, "allowed": _named(of, seen.allowed[:SHOWN])}
        context["refused"] = [(*_name(of, row), why) for row, why in seen.refused[:SHOWN]]
    return render(request, "servicing/lists/bulk.html", context)


def _outcomes(of: List, bulk: BulkAct) -> dict[str, Any]:
    rows = list(bulk.rows.order_by("-outcome", "pk"))
    shown = {row.pk: row for row in of.with_keys([row.key for row in rows[:SHOWN]])}
    results = [(*_name(of, shown.get(row.key)), row) for row in rows[:SHOWN]]
    return {"results": results, "outcomes": Counter(row.outcome for row in rows)}


def _named(of: List, rows: list[Any]) -> list[tuple[str, str]]:
    return [_name(of, row) for row in rows]


def _name(of: List, row: Any) -> tuple[str, str]:
    """What a row is called, and its page."""
    if row is None:
        return _("It is gone."), ""
    return of.row_label(row), of.row_address(row) if of.row_address else ""
