"""The files that business dates expect, and those that were offered to the book."""

from datetime import date, timedelta
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from accounts.business_dates import first_open
from servicing.access import Capability, StaffRequest, allowed
from servicing.worklists import accounts as account_worklists
from servicing.workspace import worklist
from servicing.workspace.close.expectations import expectations

RECENT = timedelta(days=14)


class Filters(worklist.Filters):
    since = forms.DateField(required=False)  # the open date from which on expected files are shown


@allowed(Capability.SEE_BOOK)
@require_safe
def listing(request: StaffRequest) -> HttpResponse:
    wanted = worklist.wanted(request, Filters)
    page = worklist.page(account_worklists.files(), account_worklists.NEWEST_FIRST, wanted)
    context: dict[str, Any] = {"page": page, "files": page.rows}
    if not wanted.after:
        context |= _expected(wanted["since"])
    return render(request, "servicing/files.html", context)


def _expected(since: date | None) -> dict[str, Any]:
    """What open dates expect, a page at a time, and what became of what the last days expected."""
    opened = first_open()
    first = max(filter(None, (since, opened)), default=None)
    coming = list(account_worklists.expected_from(first)[: worklist.PAGE + 1])
    later = coming.pop().business_date if len(coming) > worklist.PAGE else None
    recent = (
        account_worklists.expected_before(opened).filter(business_date__gte=opened - RECENT) if opened else []
    )
    every = expectations([*coming, *recent])
    return {
        "coming": every[: len(coming)],
        "recent": every[len(coming) :],
        "since": since,
        "later": later,
    }
