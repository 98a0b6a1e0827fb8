"""The accounts behind a figure of what another policy would have changed.

Where each stood and where it would have stood.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import business_dates
from accounts.models import Account, Product
from accounts.reports import supposed_effect
from accounts.reports.suppose import Supposition
from accounts.reports.supposed_effect import Effect
from accounts.stages import STAGES
from notices.kinds import labels as kind_labels
from servicing.access import Capability, allowed
from servicing.worklists.order import number
from servicing.workspace import worklist
from servicing.workspace.reports import pages, what_if
from servicing.workspace.reports.conduct_accounts import stages_then

_STAGES = [(code, code) for code in (what_if.NO_STAGE, *STAGES)]
_WHAT = [(code, code) for code in (*what_if.BECAME, what_if.LETTERS)]


class Filters(worklist.Filters):
    """What is supposed, and the figure: of a month, or of where accounts stand on the last day."""

    product = forms.CharField(max_length=64)
    grace = forms.IntegerField(required=False, min_value=0, max_value=366)
    tolerance = forms.IntegerField(required=False, min_value=0)
    what = forms.ChoiceField(required=False, choices=_WHAT)
    month = forms.RegexField(r"^\d{4}-\d{2}$", required=False)
    came = forms.ChoiceField(required=False, choices=_STAGES)
    went = forms.ChoiceField(required=False, choices=_STAGES)


@dataclass(frozen=True, slots=True)
class Supposed:
    """An account on a day: its stage as it was and as it would have been, and the letter that it is about."""

    pk: int
    account: Account
    on: date
    was: str
    would: str
    letter: str = ""


@allowed(Capability.SEE_REPORTS)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    wanted = worklist.wanted(request, Filters)
    product = get_object_or_404(Product, code=wanted["product"])
    through = business_dates.last_closed()
    if through is None or product.accounts.count() > what_if.MOST_ACCOUNTS:
        raise BadRequest
    supposed = Supposition(product, wanted["grace"], wanted["tolerance"])
    effect = supposed_effect.effect(supposed, through)
    if wanted["what"] == what_if.LETTERS:
        rows = _letters(effect, wanted["month"])
    elif wanted["what"]:
        rows = list(what_if.became(effect, wanted["month"], wanted["what"]).items())
    else:
        rows = [(pk, through) for pk in _crossed(effect, wanted)]
    page = _page(rows, wanted)
    context = {
        "title": _("Accounts behind what would have been"),
        "supposed": what_if.facts(supposed, through),
        "page": page,
        "rows": _told(effect, page.rows),
        "has_letters": wanted["what"] == what_if.LETTERS,
        "report_links": pages.links(request),
    }
    return render(request, "servicing/reports/what_if_accounts.html", context)


def _letters(effect: Effect, month: str) -> list[Any]:
    return [each for each in what_if.letters_spared(effect) if f"{each.occasion_on:%Y-%m}" == month]


def _crossed(effect: Effect, wanted: worklist.Wanted) -> list[int]:
    """Those in some stage as it was and in some as it would be; of every one where none is named."""
    came, went = (
        "" if wanted[name] == what_if.NO_STAGE else wanted[name] or None for name in ("came", "went")
    )
    return [
        pk
        for (before, after), accounts in effect.crossed.items()
        if came in (None, before) and went in (None, after)
        for pk in accounts
    ]


def _page(rows: Iterable[Any], wanted: worklist.Wanted) -> worklist.Page:
    """By number: of the letter, or of the account."""
    try:
        after = number(wanted.after) if wanted.after else 0
    except ValueError as problem:
        raise BadRequest from problem
    following = [row for row in sorted(rows, key=_key) if _key(row) > after]
    shown = following[: worklist.PAGE]
    return worklist.Page(shown, len(following) > len(shown), str(_key(shown[-1])) if shown else "", wanted)


def _key(row: Any) -> int:
    return int(row[0] if isinstance(row, tuple) else row.pk)


def _told(effect: Effect, rows: Iterable[Any]) -> list[Supposed]:
    of_rows = [
        (*row, "")
        if isinstance(row, tuple)
        else (row.account_id, row.occasion_on, kind_labels.title(row.kind))
        for row in rows
    ]
    accounts = Account.objects.select_related("product").in_bulk([pk for pk, _day, _letter in of_rows])
    stood = stages_then((pk, day) for pk, day, _letter in of_rows)
    return [
        Supposed(pk, accounts[pk], day, *effect.stages_on(pk, day, stood.get((pk, day), "")), letter)
        for pk, day, letter in of_rows
    ]
