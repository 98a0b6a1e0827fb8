"""Accounts: the lists by stage and the search."""

from typing import Any
from urllib.parse import urlencode

from django import forms
from django.core.exceptions import BadRequest
from django.db.models import Count, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods
from django_htmx.http import HttpResponseClientRedirect

from accounts.customers import name_index
from accounts.models import Product
from accounts.stages import STAGES
from servicing import scope
from servicing.access import Capability, StaffRequest, allowed
from servicing.exports import tables
from servicing.models import User
from servicing.security.sent_forms import may_be_repeated
from servicing.templatetags.desk import badge
from servicing.worklists import accounts as account_worklists
from servicing.workspace import worklist
from servicing.workspace.account import exact, search, search_terms
from servicing.workspace.fields import CurrencyField, DayField
from servicing.workspace.lists.listing import Column, List

JUST_LOADED = 2_000  # names of which a search makes the keys before it asks; the loader makes those of a file
STAGE_CHOICES = [("", ""), *((stage, stage) for stage in STAGES)]


class Filters(worklist.Filters):
    """What a list is narrowed to. What was searched for stands in the address by an opaque key only."""

    search = forms.CharField(required=False, max_length=32)
    stage = forms.ChoiceField(required=False, choices=STAGE_CHOICES)
    product = forms.CharField(label=gettext_lazy("Product"), required=False, max_length=64)
    currency = CurrencyField(label=gettext_lazy("Currency"))
    on = DayField(label=gettext_lazy("As closed on"), required=False)


class Search(forms.Form):
    """What is searched for: only ever posted."""

    q = forms.CharField(required=False, max_length=120)
    stage = forms.ChoiceField(required=False, choices=STAGE_CHOICES)
    product = forms.CharField(required=False, max_length=64)


def _rows(request: StaffRequest, wanted: worklist.Wanted) -> QuerySet[Any]:
    term = search_terms.recall(request.session, wanted["search"], timezone.now())
    rows = _narrowed(wanted, search.accounts_matching(term, request.user), request.user)
    return rows.filter(stage=wanted["stage"]) if wanted["stage"] else rows


LIST = List(
    "accounts",
    Filters,
    rows=_rows,
    order=lambda wanted: account_worklists.accounts_order(wanted["stage"]),
    title=gettext_lazy("Accounts"),
    columns=[
        Column(gettext_lazy("Account"), lambda row: row.reference),
        Column(gettext_lazy("Cardholder"), lambda row: row.name or ""),
        Column(gettext_lazy("Product"), lambda row: row.product.code),
        Column(gettext_lazy("Stage"), lambda row: row.stage or ""),
        Column(gettext_lazy("Since"), lambda row: row.stage_since),
        Column(gettext_lazy("Currency"), lambda row: row.product.currency),
        Column(gettext_lazy("Past due"), lambda row: tables.amount(row.past_due, row.product.currency)),
        Column(gettext_lazy("Oldest missed statement"), lambda row: row.missed_statement),
        Column(gettext_lazy("Branch"), lambda row: row.branch),
    ],
    chosen_by_chips=("stage", "product"),
)


@allowed(Capability.SEE_ACCOUNTS)
@require_http_methods(["GET", "HEAD", "POST"])
@may_be_repeated
def listing(request: StaffRequest) -> HttpResponse:
    """The accounts of a stage, or those found by a term. A posted term becomes a key of an address."""
    if request.method == "POST":
        return _searched(request)
    wanted = worklist.wanted(request, Filters)
    term = search_terms.recall(request.session, wanted["search"], timezone.now())
    closed = account_worklists.last_closed()
    context = {
        "wanted": wanted.chosen,
        "term": term,
        "lapsed": bool(wanted["search"] and not term),
        "closed": closed,
        "day": wanted["on"] or (closed and closed.day),
        "products": Product.objects.order_by("code").values_list("code", flat=True),
        "list": LIST.shown(request, wanted),
        **_found(wanted, term, request.user),
    }
    template = "results" if request.htmx else "list"
    response = render(request, f"servicing/accounts/{template}.html", context)
    if request.htmx:
        response["HX-Push-Url"] = request.get_full_path()
    return response


def _searched(request: StaffRequest) -> HttpResponse:
    form = Search(request.POST)
    if not form.is_valid():
        raise BadRequest
    chosen = dict(form.cleaned_data)
    if term := search.tidied(chosen.pop("q")):
        name_index.index_waiting(JUST_LOADED)
        if not any(chosen.values()) and (address := exact.page_of(term, request.user)):
            return _open(request, address)
        chosen["search"] = search_terms.remember(request.session, term, timezone.now())
    query = urlencode({name: value for name, value in chosen.items() if value})
    return redirect(f"{resolve_url('accounts')}?{query}" if query else "accounts")


def _open(request: StaffRequest, address: str) -> HttpResponse:
    """The page itself, also where only the results were asked for."""
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)


def _found(wanted: worklist.Wanted, term: str, user: User) -> dict[str, Any]:
    matching = search.accounts_matching(term, user)
    rows = _narrowed(wanted, matching, user)
    counts = _counts(rows, wanted, term, user)
    stage, total = wanted["stage"], sum(counts.values())
    order = account_worklists.accounts_order(stage)
    page = worklist.page(rows.filter(stage=stage) if stage else rows, order, wanted)
    labels = {"": _("All"), **{stage: badge(stage) for stage in STAGES}}
    numbers = {"": total, **dict.fromkeys(STAGES, 0), **counts}
    return {
        "page": page,
        "rows": page.rows,
        "chips": worklist.chips(wanted, "stage", labels, numbers),
        "total": total,
        "most": search.MOST if len(matching) > search.MOST else None,
    }


def _narrowed(wanted: worklist.Wanted, matching: list[int], user: User) -> QuerySet[Any]:
    """A search finds every account ever known; a list holds those in the book. A lapsed search finds none."""
    rows = scope.narrow(account_worklists.accounts(wanted["on"]), user)
    if wanted["search"]:
        rows = rows.filter(pk__in=matching[: search.MOST])
    else:
        rows = rows.filter(stage__isnull=False)
    if wanted["product"]:
        rows = rows.filter(product__code=wanted["product"])
    return rows.filter(product__currency=wanted["currency"]) if wanted["currency"] else rows


def _counts(rows: QuerySet[Any], wanted: worklist.Wanted, term: str, user: User) -> dict[str, int]:
    """Accounts by stage: of those found, or else of the book, which is quicker to count."""
    if term:
        counted = rows.order_by().values("stage").annotate(accounts=Count("pk"))
    else:
        counted = account_worklists.accounts_by_stage(
            wanted["on"], user, product=wanted["product"], currency=wanted["currency"]
        )
    return {row["stage"]: row["accounts"] for row in counted}
