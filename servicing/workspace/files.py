"""The files that were offered to the book."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from servicing import queues
from servicing.access import Capability, allowed
from servicing.workspace.paging import last_seen, page


@allowed(Capability.SEE_BOOK)
@require_safe
def listing(request: HttpRequest) -> HttpResponse:
    files = queues.files()
    if after := last_seen(request):
        files = files.filter(pk__lt=after)
    rows, more = page(files)
    return render(
        request,
        "servicing/files.html",
        {"files": rows, "more": more, "after": after, "last": rows[-1].pk if rows else None},
    )
