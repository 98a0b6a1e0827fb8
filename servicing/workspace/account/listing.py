"""Accounts: the lists by stage and the search."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import BadRequest, ValidationError
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from accounts.models import Account, Product
from accounts.stages import MISSED, STAGES
from servicing.access import Capability, allowed
from servicing.worklists import accounts as account_worklists
from servicing.workspace import search

PAGE = 50


class Filters(forms.Form):
    """What a list is narrowed to. Anything personal is in ``q``, which is only ever posted."""

    q = forms.CharField(required=False, max_length=120)
    stage = forms.ChoiceField(required=False, choices=[("", ""), *((stage, stage) for stage in STAGES)])
    product = forms.CharField(required=False, max_length=64)
    currency = forms.CharField(required=False, max_length=3)
    on = forms.DateField(required=False)
    after = forms.CharField(required=False, max_length=40)

    def clean_after(self) -> tuple[date | None, int] | None:
        """The key of the last row seen, as ``_key`` wrote it."""
        missed_due, _, pk = self.cleaned_data["after"].rpartition("~")
        try:
            return (date.fromisoformat(missed_due) if missed_due else None, int(pk)) if pk else None
        except ValueError as error:
            raise ValidationError("not a key") from error


@dataclass(frozen=True)
class Wanted:
    q: str
    stage: str
    product: str
    currency: str
    on: date | None
    after: tuple[date | None, int] | None

    @property
    def query(self) -> str:
        """The address of the same list in any stage; what was searched for is not in it."""
        query = QueryDict(mutable=True)
        kept = {"product": self.product, "currency": self.currency, "on": self.on}
        query.update({name: str(value) for name, value in kept.items() if value})
        return query.urlencode()


@allowed(Capability.SEE_ACCOUNTS)
@require_http_methods(["GET", "HEAD", "POST"])
def listing(request: HttpRequest) -> HttpResponse:
    """Accounts of a stage by GET; found by a posted term otherwise, so that no term is ever in an address."""
    wanted = _wanted(request)
    closed = account_worklists.last_closed()
    context = {"wanted": wanted, "closed": closed, "day": wanted.on or (closed and closed.day)}
    context |= _found(wanted)
    template = "results" if request.htmx else "list"
    return render(request, f"servicing/accounts/{template}.html", context)


def _wanted(request: HttpRequest) -> Wanted:
    form = Filters(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        raise BadRequest
    term = form.cleaned_data["q"] if request.method == "POST" else ""
    return Wanted(**{**form.cleaned_data, "q": search.tidied(term)})


def _found(wanted: Wanted) -> dict[str, Any]:
    rows = _narrowed(wanted)
    counts = _counts(rows, wanted)
    page = list(_in_order(rows, wanted)[: PAGE + 1])
    return {
        "rows": page[:PAGE],
        "next": _key(page[PAGE - 1], wanted) if len(page) > PAGE else "",
        "chips": [(stage, counts.get(stage, 0)) for stage in STAGES],
        "total": sum(counts.values()),
        "products": Product.objects.order_by("code").values_list("code", flat=True),
    }


def _narrowed(wanted: Wanted) -> QuerySet[Account]:
    """A search finds every account ever known; a list holds those in the book."""
    rows = account_worklists.accounts(wanted.on)
    if wanted.q:
        rows = rows.filter(pk__in=search.accounts_matching(wanted.q))
    else:
        rows = rows.filter(stage__isnull=False)
    if wanted.product:
        rows = rows.filter(product__code=wanted.product)
    return rows.filter(product__currency=wanted.currency) if wanted.currency else rows


def _counts(rows: QuerySet[Account], wanted: Wanted) -> dict[str, int]:
    """Accounts by stage: of those found, or else of the book, which is quicker to count."""
    if wanted.q:
        counted = rows.order_by().values("stage").annotate(accounts=Count("pk"))
    else:
        counted = account_worklists.accounts_by_stage(
            wanted.on, product=wanted.product, currency=wanted.currency
        )
    return {row["stage"]: row["accounts"] for row in counted}


def _in_order(rows: QuerySet[Account], wanted: Wanted) -> QuerySet[Account]:
    rows = account_worklists.in_stage(rows, wanted.stage) if wanted.stage else rows
    return account_worklists.accounts_after(rows, *wanted.after) if wanted.after else rows


def _key(last: Account, wanted: Wanted) -> str:
    """Where the next page begins: after this account, in the order of ``queues.in_stage``."""
    missed_due = last.missed_due if wanted.stage in MISSED else ""
    return f"{missed_due}~{last.pk}"
