"""What is behind a figure of help and conduct: each promise, letter, contact or case with its account.

And where the account stood on that day. Nothing says which colleague it was.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import BadRequest
from django.db.models import F, OuterRef, Subquery
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts import business_dates
from accounts.dates import local_day
from accounts.models import Account, PromisedAccount, StageSpan
from notices.kinds import labels as kind_labels
from servicing.access import Capability, allowed
from servicing.worklists.conduct import FIGURES, Period
from servicing.worklists.order import Order
from servicing.workspace import worklist
from servicing.workspace.fields import DayField
from servicing.workspace.reports import pages
from servicing.workspace.reports.conduct import REVIEWED, rule_label

BY_NUMBER = Order("pk")


class Filters(worklist.Filters):
    """Which figure: its code, the part of it, and the group of rows that it tells of."""

    of = forms.ChoiceField(choices=[(code, code) for code in FIGURES])
    what = forms.CharField(max_length=20)
    group = forms.CharField(required=False, max_length=64)
    first = DayField()
    last = DayField()
    product = forms.CharField(required=False, max_length=64)


@dataclass(frozen=True, slots=True)
class Behind:
    """One thing that was counted. ``stage``: of its account at the close of that day, where it was closed."""

    pk: int
    on: date | None
    account: Account
    what: str
    stage: str | None


def _letter(row: Any) -> Iterable[str]:
    return kind_labels.title(row.kind), row.get_state_display()


# By code, what is told of a row.
WORDS: dict[str, Callable[[Any], Iterable[Any]]] = {
    "promises": lambda row: (row.promise.reference, row.get_to_state_display()),
    "invitations": _letter,
    "requests": lambda row: (_("Request for help"), row.get_outcome_display()),
    "offers": lambda row: (row.reference, row.get_state_display()),
    "plans": lambda row: (row.plan.reference, row.get_to_state_display()),
    "contacts": lambda row: (row.get_channel_display(), row.get_outcome_display()),
    "refusals": lambda row: (row.get_channel_display(), rule_label(row.rule)),
    "notices": _letter,
    "letters": _letter,
    "cases": lambda row: (row.get_kind_display().capitalize(), row.get_outcome_display()),
    "reviews": lambda row: (REVIEWED[row.subject], _passed(row.passed)),
}
JOINED = {"promises": ["promise"], "plans": ["plan"]}


def _passed(passed: bool | None) -> str:
    return {True: _("passed"), False: _("not passed"), None: ""}[passed]


@allowed(Capability.SEE_REPORTS)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    """The rows that one figure counts."""
    wanted = worklist.wanted(request, Filters)
    period = Period(wanted["first"], wanted["last"], wanted["product"])
    code, part = wanted["of"], wanted["what"]
    try:
        rows = FIGURES[code].of(period, part, wanted["group"])
    except KeyError as problem:
        raise BadRequest from problem
    page = worklist.page(_with_accounts(rows, code, part), BY_NUMBER, wanted)
    context = {
        "title": _("Behind a figure of help and conduct"),
        "days": (period.first, period.last),
        "page": page,
        "rows": _behind(page.rows, code),
        "report_links": pages.links(request),
    }
    return render(request, "servicing/reports/conduct_accounts.html", context)


def _with_accounts(rows: Any, code: str, part: str) -> Any:
    """With the day of each row and its account; a promise for several accounts is told by the first."""
    figures = FIGURES[code]
    covered = PromisedAccount.objects.filter(promise=OuterRef("promise")).order_by("account")
    account = F(figures.account) if figures.account else Subquery(covered.values("account")[:1])
    day = F(figures.day_of(part))
    return rows.select_related(*JOINED.get(code, ())).annotate(told_on=day, told_account=account)


def _behind(rows: Iterable[Any], code: str) -> list[Behind]:
    rows = list(rows)
    accounts = Account.objects.select_related("product").in_bulk([row.told_account for row in rows])
    days = {row.pk: _day(row.told_on, accounts[row.told_account]) for row in rows}
    stages = stages_then((row.told_account, days[row.pk]) for row in rows)
    return [
        Behind(
            row.pk,
            days[row.pk],
            accounts[row.told_account],
            " · ".join(str(word) for word in WORDS[code](row) if word),
            stages.get((row.told_account, days[row.pk])),
        )
        for row in rows
    ]


def _day(at: date | datetime, account: Account) -> date:
    """Of a moment, the day that it was where the account is."""
    return local_day(at, account.time_zone) if isinstance(at, datetime) else at


def stages_then(wanted: Iterable[tuple[int, date]]) -> dict[tuple[int, date], str]:
    """Where accounts stood at the close of days, as known; of days that are not closed nothing is told."""
    last = business_dates.last_closed() or date.min
    pairs = {(account, on) for account, on in wanted if on <= last}
    spans = StageSpan.objects.filter(account__in={account for account, _on in pairs})
    by_account: dict[int, list[StageSpan]] = {}
    for span in spans:
        by_account.setdefault(span.account_id, []).append(span)
    return {
        (account, on): span.stage
        for account, on in pairs
        for span in by_account.get(account, ())
        if span.starts_on <= on and (span.ends_before is None or span.ends_before > on)
    }
