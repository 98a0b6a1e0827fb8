"""Accounts that a close could not compute."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from servicing import queues
from servicing.access import Capability, allowed
from servicing.workspace.paging import last_seen, page


@allowed(Capability.SEE_ACCOUNTS)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    aside = queues.set_aside()
    if after := last_seen(request):
        aside = aside.filter(pk__gt=after)
    rows, more = page(aside)
    return render(
        request,
        "servicing/set_aside.html",
        {"rows": rows, "more": more, "after": after, "last": rows[-1].pk if rows else None},
    )
